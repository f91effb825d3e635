"""No two active occupancies of a device share a day: the database refuses it. Open loans get theirs.

PostgreSQL has exclusion constraints; ranges of whole numbers spare it an extension. On SQLite
triggers do the same: it writes one transaction at a time, so what they see is all there is.
"""

from datetime import timedelta

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils.timezone import localdate

NAME = "days_of_a_device_stay_apart"
EXCLUDE = f"""
ALTER TABLE lending_occupancy ADD CONSTRAINT {NAME} EXCLUDE USING gist (
  int8range(device_id, device_id, '[]') WITH &&, daterange(from_on, until_on, '[]') WITH &&
) WHERE (freed_at IS NULL)
"""
TRIGGER = """
CREATE TRIGGER {name}_{when} BEFORE {moment} ON lending_occupancy
WHEN NEW.freed_at IS NULL AND EXISTS (
  SELECT 1 FROM lending_occupancy o
  WHERE o.device_id = NEW.device_id AND o.freed_at IS NULL AND o.id IS NOT NEW.id
    AND o.from_on <= NEW.until_on AND o.until_on >= NEW.from_on
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
MOMENTS = {"insert": "INSERT", "update": "UPDATE OF device_id, from_on, until_on, freed_at"}
BUFFER = timedelta(days=3)  # as the rules of lending begin


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EXCLUDE)
        return
    for when, moment in MOMENTS.items():
        schema_editor.execute(TRIGGER.format(name=NAME, when=when, moment=moment))


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE lending_occupancy DROP CONSTRAINT {NAME}")
        return
    for when in MOMENTS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{when}")


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    loans = apps.get_model("lending", "Loan").objects.filter(ended_at=None)
    model = apps.get_model("lending", "Occupancy")
    rows = []
    for loan in loans.iterator(chunk_size=2_000):
        began = localdate(loan.handed_out_at)
        rows.append(
            model(
                digibank_id=loan.digibank_id,
                device_id=loan.device_id,
                loan_id=loan.pk,
                from_on=began,
                until_on=max(loan.due_on, began) + BUFFER,
            )
        )
    model.objects.bulk_create(rows, batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("lending", "0007_bookings")]

    operations = [
        migrations.RunPython(guard, let_go),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
