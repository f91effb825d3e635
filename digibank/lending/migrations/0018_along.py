"""SIM cards, and silence."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0024_money_and_late"),
        ("lending", "0017_agreement_texts"),
        ("network", "0007_trainees"),
        ("people", "0003_households"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Quiet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("died", "Has died"),
                            ("moved", "Has moved far away"),
                            ("ill", "Is ill for long"),
                            ("other", "Something else"),
                        ],
                        max_length=6,
                        verbose_name="Why?",
                    ),
                ),
                (
                    "contact",
                    digibank.ui.fields.Words(
                        blank=True, max_length=160, verbose_name="With whom can we speak?"
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="policy",
            name="checkup_days",
            field=models.PositiveSmallIntegerField(
                default=180,
                validators=[django.core.validators.MaxValueValidator(730)],
                verbose_name="Ask how it goes every so many days of a long loan (0: never)",
            ),
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    digibank.ui.fields.Words(max_length=40, verbose_name="Number on the card"),
                ),
                (
                    "provider",
                    digibank.ui.fields.Words(
                        blank=True, max_length=60, verbose_name="Which company?"
                    ),
                ),
                (
                    "bundle",
                    digibank.ui.fields.Words(max_length=80, verbose_name="How much internet?"),
                ),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="Ends on")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connections",
                        to="network.digibank",
                    ),
                ),
            ],
            options={
                "ordering": ["number", "pk"],
            },
        ),
        migrations.AddField(
            model_name="loan",
            name="connection",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="lending.connection",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("connection__isnull", False), ("ended_at", None)),
                fields=("connection",),
                name="one_open_loan_per_connection",
                violation_error_code="taken",
                violation_error_message="This SIM card is out already.",
            ),
        ),
        migrations.AddField(
            model_name="quiet",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quiet",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="silences",
                to="people.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("digibank", "number"),
                name="one_connection_with_this_number",
                violation_error_code="taken",
                violation_error_message="This number is here already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person",),
                name="one_silence_per_person",
                violation_error_code="taken",
                violation_error_message="They are not reminded already.",
            ),
        ),
    ]
