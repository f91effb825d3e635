"""The stage knows locks, repairs, the bench and the way between places; it follows them too."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The row of devices_stage for the device whose id stands at %(id)s. No open placement: no news.
FOLLOW = """
INSERT INTO devices_stage (device_id, digibank_id, step, since)
SELECT d.id, d.digibank_id,
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
  since = CASE WHEN devices_stage.step = excluded.step THEN devices_stage.since
          ELSE excluded.since END;
"""
# (table, what happens to it, the device it is about)
MOMENTS = [
    ("devices_placement", "INSERT", "device_id"),
    ("devices_placement", "UPDATE OF place, left_at", "device_id"),
    ("devices_erasure", "INSERT", "device_id"),
    ("devices_erasure", "UPDATE OF outdated_at", "device_id"),
    ("devices_release", "INSERT", "device_id"),
    ("devices_release", "UPDATE OF withdrawn_at", "device_id"),
    ("devices_lock", "INSERT", "device_id"),
    ("devices_lock", "UPDATE OF released_at", "device_id"),
    ("devices_inspection", "INSERT", "device_id"),
    ("devices_inspection", "UPDATE OF outdated_at", "device_id"),
    ("devices_workorder", "INSERT", "device_id"),
    ("devices_workorder", "UPDATE OF closed_at", "device_id"),
    ("devices_device", "UPDATE OF kind", "id"),
]


def name_of(table: str, moment: str) -> str:
    return f"{table}_{moment.split()[0].lower()}_stage"


def drop(schema_editor: BaseDatabaseSchemaEditor, moments: list[tuple[str, str, str]]) -> None:
    """Triggers that are there; SQLite forgets those of a table that it remade."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, moment, _ in moments:
        on = f" ON {table}" if postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name_of(table, moment)}{on}")
    if postgres:
        for column in ("device_id", "id"):
            schema_editor.execute(f"DROP FUNCTION IF EXISTS devices_stage_by_{column}()")


def follow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    wake(schema_editor, FOLLOW)


def wake(schema_editor: BaseDatabaseSchemaEditor, sql: str) -> None:
    """Let `sql`, in the shape of FOLLOW, follow each of MOMENTS, and catch up."""
    drop(schema_editor, MOMENTS)
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        for column in ("device_id", "id"):
            body = sql % {"id": f"NEW.{column}", "now": "clock_timestamp()"}
            schema_editor.execute(
                f"CREATE FUNCTION devices_stage_by_{column}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN {body} RETURN NULL; END $$"
            )
    for table, moment, column in MOMENTS:
        act = f"EXECUTE FUNCTION devices_stage_by_{column}()"
        if not postgres:
            now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
            act = f"BEGIN {sql % {'id': f'NEW.{column}', 'now': now}} END"
        schema_editor.execute(
            f"CREATE TRIGGER {name_of(table, moment)} AFTER {moment} ON {table} FOR EACH ROW {act}"
        )
    schema_editor.execute("UPDATE devices_device SET kind = kind")


def rest(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop(schema_editor, MOMENTS)


class Migration(migrations.Migration):
    dependencies = [("devices", "0012_repairs")]

    operations = [migrations.RunPython(follow, rest)]
