"""The stage keeps what the stock counts: the type and the place of what is here."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OLD = import_module("digibank.devices.migrations.0013_stage_knows_the_bench")

# The row of devices_stage for the device whose id stands at %(id)s. No open placement: no news.
FOLLOW = """
INSERT INTO devices_stage (device_id, digibank_id, stock_kind, access_point_id, step, since)
SELECT d.id, d.digibank_id,
  CASE WHEN p.place IN ('shelf', 'workshop') THEN d.kind END,
  CASE WHEN p.place IN ('shelf', 'workshop') THEN p.access_point_id END,
  CASE
    WHEN p.place IN ('out', 'gone', 'transit') THEN p.place
    WHEN EXISTS (
      SELECT 1 FROM devices_lock k WHERE k.device_id = d.id AND k.released_at IS NULL
    ) THEN 'unlock'
    WHEN d.kind NOT IN ('screen', 'accessory') AND NOT EXISTS (
      SELECT 1 FROM devices_erasure e WHERE e.device_id = d.id AND e.outdated_at IS NULL
    ) THEN 'erase'
    WHEN EXISTS (
      SELECT 1 FROM devices_release r WHERE r.device_id = d.id AND r.withdrawn_at IS NULL
    ) THEN 'ready'
    WHEN EXISTS (
      SELECT 1 FROM devices_workorder w WHERE w.device_id = d.id AND w.closed_at IS NULL
    ) THEN 'repair'
    WHEN NOT EXISTS (
      SELECT 1 FROM devices_inspection i WHERE i.device_id = d.id AND i.outdated_at IS NULL
    ) THEN 'check'
    ELSE 'release'
  END,
  %(now)s
FROM devices_device d
JOIN devices_placement p ON p.device_id = d.id AND p.left_at IS NULL
WHERE d.id = %(id)s
ON CONFLICT (device_id) DO UPDATE SET step = excluded.step,
  stock_kind = excluded.stock_kind, access_point_id = excluded.access_point_id,
  since = CASE WHEN devices_stage.step = excluded.step THEN devices_stage.since
          ELSE excluded.since END;
"""


def follow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    OLD.wake(schema_editor, FOLLOW)


class Migration(migrations.Migration):
    dependencies = [("devices", "0019_what_stock_needs")]

    operations = [migrations.RunPython(follow, OLD.rest)]
