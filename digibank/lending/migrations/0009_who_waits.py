"""Who waits for a device, and what was offered."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0008_days_stay_apart"),
        ("network", "0007_trainees"),
        ("people", "0002_referrer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="week_points",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[django.core.validators.MaxValueValidator(20)],
                verbose_name="Points for each week of waiting",
            ),
        ),
        migrations.CreateModel(
            name="NeedCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", digibank.ui.fields.Words(max_length=120, verbose_name="What counts?")),
                (
                    "points",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="How many points?",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need_criteria",
                        to="network.digibank",
                    ),
                ),
            ],
            options={
                "ordering": ["-points", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LoanRequest",
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
                        default="laptop",
                        max_length=15,
                        verbose_name="Type",
                    ),
                ),
                (
                    "goal",
                    digibank.ui.fields.FreeText(
                        blank=True, verbose_name="What will they do with it?"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("desk", "At the desk"),
                            ("phone", "By phone"),
                            ("partner", "A partner asks for them"),
                        ],
                        default="desk",
                        max_length=8,
                        verbose_name="How do they ask?",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handed_out", "Handed out"),
                            ("withdrawn", "Not needed any more"),
                            ("refused", "Refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", digibank.ui.fields.FreeText(blank=True, verbose_name="Why?")),
                (
                    "access_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.accesspoint",
                        verbose_name="Where do they want to fetch it?",
                    ),
                ),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_requests",
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
                        related_name="loan_requests",
                        to="people.person",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                        verbose_name="Which partner?",
                    ),
                ),
                (
                    "criteria",
                    models.ManyToManyField(
                        blank=True, related_name="requests", to="lending.needcriterion"
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("respond_by", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("lapsed", "No answer in time"),
                        ],
                        max_length=10,
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="lending.loanrequest",
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer",
                        to="lending.reservation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Skip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", digibank.ui.fields.Words(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skips",
                        to="lending.offer",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skips",
                        to="lending.loanrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="needcriterion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("digibank", "words"),
                name="one_criterion_with_these_words",
                violation_error_code="taken",
                violation_error_message="This counts already.",
            ),
        ),
        migrations.AddIndex(
            model_name="loanrequest",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["digibank", "kind", "made_at"],
                name="who_waits_for_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person", "kind"),
                name="one_open_request_of_a_type",
                violation_error_code="taken",
                violation_error_message="This person waits for one already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None)),
                    models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_request_ends_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("request",),
                name="one_open_offer_per_request",
                violation_error_code="taken",
                violation_error_message="Something is offered already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("closed_at", None)),
                    models.Q(("closed_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="an_offer_closes_with_an_answer",
            ),
        ),
    ]
