"""What happens during a loan: swaps and incidents; and it may never come back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0023_donors_are_forgotten"),
        ("lending", "0009_who_waits"),
        ("network", "0007_trainees"),
        ("paper", "0001_initial"),
        ("people", "0002_referrer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("malfunction", "It does not work any more"),
                            ("damage", "Damaged"),
                            ("loss", "Lost"),
                            ("theft", "Stolen"),
                        ],
                        max_length=12,
                        verbose_name="What happened?",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="When?")),
                (
                    "story",
                    digibank.ui.fields.FreeText(blank=True, verbose_name="What do they tell?"),
                ),
                (
                    "police",
                    digibank.ui.fields.Words(
                        blank=True, max_length=60, verbose_name="Number of the police report"
                    ),
                ),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("ending", digibank.ui.fields.FreeText(blank=True, verbose_name="How did it end?")),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("shelf", "To the shelf, to be erased"),
                            ("check", "To be checked"),
                            ("repair", "To be repaired"),
                            ("written_off", "Written off"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    digibank.ui.fields.Words(max_length=200, verbose_name="What is wrong with it?"),
                ),
                ("swapped_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="loan",
            name="loan_ends_with_an_outcome",
        ),
        migrations.AlterField(
            model_name="loan",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("taken_back", "Taken back"),
                    ("undone", "Undone: it never left"),
                    ("lost", "It did not come back"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None), ("outcome", "")),
                    models.Q(("end", "undone"), ("ended_at__isnull", False), ("outcome", "")),
                    models.Q(
                        ("end__in", ["taken_back", "lost"]),
                        ("ended_at__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="loan_ends_with_an_outcome",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="device",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="devices.device",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="lending.loan",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="photo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="paper.attachment",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="told_to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="swap",
            name="into_device",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="swapped_in",
                to="devices.device",
            ),
        ),
        migrations.AddField(
            model_name="swap",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="swaps", to="lending.loan"
            ),
        ),
        migrations.AddField(
            model_name="swap",
            name="out_device",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="swapped_out",
                to="devices.device",
            ),
        ),
        migrations.AddField(
            model_name="swap",
            name="swapped_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="somebody_closes_an_incident",
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.CheckConstraint(
                condition=models.Q(("out_device", models.F("into_device")), _negated=True),
                name="a_swap_is_of_two_devices",
            ),
        ),
    ]
