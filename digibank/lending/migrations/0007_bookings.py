"""Reservations, and the days of each device that are spoken for."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0023_donors_are_forgotten"),
        ("lending", "0006_reminders"),
        ("network", "0007_trainees"),
        ("people", "0002_referrer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="buffer_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[django.core.validators.MaxValueValidator(60)],
                verbose_name="Days between two borrowers, to erase and to check",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="workshop_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Days that the workshop needs to make a device ready",
            ),
        ),
        migrations.CreateModel(
            name="Reservation",
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
                            ("laptop", "Laptop"),
                            ("desktop", "Desktop"),
                            ("tablet", "Tablet"),
                            ("smartphone", "Smartphone"),
                            ("screen", "Screen"),
                            ("accessory", "Accessory"),
                            ("connectivity", "Internet stick"),
                        ],
                        max_length=15,
                        verbose_name="Type",
                    ),
                ),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="How many?",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="From")),
                ("until_on", models.DateField(verbose_name="Until")),
                (
                    "purpose",
                    digibank.ui.fields.Words(blank=True, max_length=200, verbose_name="What for?"),
                ),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("short_since", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handed_out", "Handed out"),
                            ("cancelled", "Called off"),
                            ("expired", "Not confirmed in time"),
                            ("missed", "Not fetched"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "access_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="network.accesspoint",
                    ),
                ),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="network.digibank",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="network.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Occupancy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("freed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupancies",
                        to="devices.device",
                    ),
                ),
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
                    "loan",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occupancy",
                        to="lending.loan",
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occupancies",
                        to="lending.reservation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["digibank", "from_on", "id"],
                name="open_reservations_by_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("person", None)),
                    models.Q(("organisation", None), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="a_reservation_is_for_a_person_or_an_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))),
                name="a_reservation_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None)),
                    models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_reservation_ends_somehow",
            ),
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                condition=models.Q(("freed_at", None)),
                fields=["device", "from_on", "until_on"],
                name="occupied_days_of_a_device",
            ),
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                condition=models.Q(("freed_at", None)),
                fields=["digibank", "until_on"],
                name="occupied_days_of_a_digibank",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("loan", None), ("reservation__isnull", False)),
                    models.Q(("loan__isnull", False), ("reservation", None)),
                    _connector="OR",
                ),
                name="an_occupancy_is_a_loan_or_a_reservation",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))),
                name="an_occupancy_lasts_a_day",
            ),
        ),
    ]
