import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    devices = apps.get_model("devices", "Device").objects.filter(pk=OuterRef("device"))
    waivers = apps.get_model("devices", "Waiver").objects
    waivers.update(digibank=Subquery(devices.values("digibank")))


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0020_stage_knows_the_stock"),
        ("network", "0007_trainees"),
    ]

    operations = [
        migrations.AddField(
            model_name="waiver",
            name="digibank",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.digibank",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
