"""Each reading knows the hash of its bytes; the readers read it again by themselves."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A file that was read twice keeps both rows; the second one marks its hash."""
    seen = set()
    readings = apps.get_model("devices", "Reading").objects.select_related("file")
    for reading in list(readings.order_by(F("device").asc(nulls_last=True), "pk")):
        key = (reading.digibank_id, reading.file.sha256)
        again = key in seen
        seen.add(key)
        reading.sha256 = f"{key[1][:40]}-{reading.pk}" if again else key[1]
        reading.facts = in_new_words(reading.facts)
        reading.read_version = 1
        reading.save(update_fields=["sha256", "facts", "read_version"])


def in_new_words(facts: dict) -> dict:
    """A drive has a model, not a product; until the readers have read it again."""
    for disk in [*facts.get("disks", []), *facts.get("sticks", [])]:
        disk["model"] = disk.pop("product", disk.get("model", ""))
    return facts


class Migration(migrations.Migration):
    dependencies = [("devices", "0003_readings_wait"), ("paper", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
