"""Appointments to fetch and to bring back."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0024_money_and_late"),
        ("lending", "0014_sets"),
        ("network", "0007_trainees"),
        ("people", "0003_households"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SlotRule",
            fields=[
                (
                    "access_point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="slot_rule",
                        serialize=False,
                        to="network.accesspoint",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="Minutes of one appointment",
                    ),
                ),
                (
                    "at_once",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="How many people at once?",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="When?")),
                (
                    "remark",
                    digibank.ui.fields.Words(blank=True, max_length=200, verbose_name="Remark"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "They came"),
                            ("missed", "They did not come"),
                            ("cancelled", "Called off"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "access_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="network.accesspoint",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VisitLine",
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
                        choices=[("fetch", "Fetch"), ("bring", "Bring back"), ("renew", "Renew")],
                        max_length=6,
                    ),
                ),
                ("pulled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "became",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fetched_at",
                        to="lending.loan",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_lines",
                        to="lending.loan",
                    ),
                ),
                (
                    "pulled",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pulled_for",
                        to="devices.device",
                    ),
                ),
                (
                    "pulled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_lines",
                        to="lending.reservation",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="lending.visit",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                fields=["access_point", "starts_at"], name="visits_of_a_place_by_hour"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("person",),
                name="one_open_visit_per_person",
                violation_error_code="taken",
                violation_error_message="They come already. Change that appointment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("end", "")),
                    models.Q(("closed_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_visit_ends_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "fetch"), ("loan", None), ("reservation__isnull", False)),
                    models.Q(
                        ("kind__in", ["bring", "renew"]),
                        ("loan__isnull", False),
                        ("pulled", None),
                        ("reservation", None),
                    ),
                    _connector="OR",
                ),
                name="a_line_is_a_reservation_or_a_loan",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pulled", None), ("pulled_at", None)),
                    models.Q(("pulled__isnull", False), ("pulled_at__isnull", False)),
                    _connector="OR",
                ),
                name="what_is_pulled_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("became", None), ("pulled__isnull", False)),
                fields=("pulled",),
                name="pulled_for_one_visit",
                violation_error_code="taken",
                violation_error_message="It is pulled for somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitline",
            constraint=models.CheckConstraint(
                condition=models.Q(("became", None), ("kind", "fetch"), _connector="OR"),
                name="what_is_fetched_became_a_loan",
            ),
        ),
    ]
