import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0002_stage_follows"), ("network", "0001_initial")]

    operations = [
        *(
            migrations.AddField("reading", name, field)
            for name, field in [
                ("sha256", models.CharField(default="", max_length=64)),
                ("tool", models.CharField(blank=True, max_length=60, default="")),
                ("told_at", models.CharField(blank=True, max_length=40, default="")),
                ("report_uuid", models.CharField(blank=True, max_length=36, default="")),
                (
                    "same_as",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="devices.reading",
                    ),
                ),
                ("read_version", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempt_count", models.PositiveSmallIntegerField(default=0)),
            ]
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=160)),
                (
                    "digibank",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.digibank",
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="devices.reading",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["digibank", "kind", "value"], name="identifiers_by_value")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reading", "kind", "value"), name="one_identifier_per_reading"
                    )
                ],
            },
        ),
    ]
