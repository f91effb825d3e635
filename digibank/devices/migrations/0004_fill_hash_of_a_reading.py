"""Each reading knows the hash of its bytes; the readers read it again by themselves."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    file = apps.get_model("paper", "Attachment").objects.filter(pk=OuterRef("file"))
    readings = apps.get_model("devices", "Reading").objects
    readings.update(sha256=Subquery(file.values("sha256")), read_version=1)


class Migration(migrations.Migration):
    dependencies = [("devices", "0003_readings_wait"), ("paper", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
