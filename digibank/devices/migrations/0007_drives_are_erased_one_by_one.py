import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0006_label_rolls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DriveErasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=120)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("medium", models.CharField(blank=True, max_length=10)),
                ("byte_count", models.PositiveBigIntegerField(null=True)),
                (
                    "technique",
                    models.CharField(
                        choices=[
                            ("overwrite", "Overwritten"),
                            ("firmware", "Erased by the drive itself (ATA or NVMe)"),
                            ("crypto", "Key destroyed (crypto erase)"),
                            ("factory_reset", "Factory reset"),
                            ("replaced", "Drive replaced by an empty one"),
                            ("no_drive", "There is no drive in it"),
                        ],
                        max_length=15,
                    ),
                ),
                ("method", models.CharField(blank=True, max_length=120)),
                ("verified", models.BooleanField()),
                ("level", models.CharField(blank=True, max_length=10)),
                ("standard", models.CharField(max_length=40)),
                ("edition", models.CharField(max_length=40)),
                ("erased_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("outdated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drive_erasures",
                        to="devices.device",
                    ),
                ),
                (
                    "erased_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drives",
                        to="devices.erasure",
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="devices.reading",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outdated_at", None)),
                        fields=("device", "serial"),
                        name="one_current_erasure_per_drive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_by__isnull", False), ("reading", None)),
                            models.Q(("erased_by", None), ("reading__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_log_or_a_person_erased_it",
                    ),
                ],
            },
        ),
    ]
