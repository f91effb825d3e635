"""Each loan belongs to the digibank of its device."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    device = apps.get_model("devices", "Device").objects.filter(pk=OuterRef("device"))
    apps.get_model("lending", "Loan").objects.update(digibank=Subquery(device.values("digibank")))


class Migration(migrations.Migration):
    dependencies = [("lending", "0003_digibank_of_a_loan")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
