"""Because of what somebody may borrow; an exception takes two persons."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0011_products_and_terms"),
        ("network", "0007_trainees"),
        ("people", "0003_households"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ground",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", digibank.ui.fields.Words(max_length=120, verbose_name="Who may borrow?")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(2020),
                            django.core.validators.MaxValueValidator(2199),
                        ],
                        verbose_name="In which year?",
                    ),
                ),
                (
                    "income_cents",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50000000)],
                        verbose_name="Income of one person under",
                    ),
                ),
                (
                    "member_cents",
                    models.PositiveIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(50000000)],
                        verbose_name="And for each other member of the household",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["words", "year", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="eligibility",
            name="one_decision_in_force",
        ),
        migrations.AddField(
            model_name="eligibility",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="eligibility",
            name="agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="eligibility",
            name="is_exception",
            field=models.BooleanField(default=False, verbose_name="Exception"),
        ),
        migrations.AddField(
            model_name="policy",
            name="needs_decision",
            field=models.BooleanField(
                default=False,
                help_text="Else everybody may, unless somebody decided otherwise.",
                verbose_name="Only who has a decision may borrow",
            ),
        ),
        migrations.AddField(
            model_name="ground",
            name="digibank",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lending_grounds",
                to="network.digibank",
            ),
        ),
        migrations.AddField(
            model_name="eligibility",
            name="grounds",
            field=models.ManyToManyField(
                blank=True, related_name="eligibilities", to="lending.ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="eligibility",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("replaced_at", None),
                    models.Q(
                        ("is_exception", False), ("agreed_at__isnull", False), _connector="OR"
                    ),
                ),
                fields=("person",),
                name="one_decision_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="eligibility",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("agreed_at", None), ("is_exception", True), ("replaced_at", None)
                ),
                fields=("person",),
                name="one_exception_that_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="eligibility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at", None), ("agreed_by", None)),
                    models.Q(
                        ("agreed_at__isnull", False),
                        ("agreed_by__isnull", False),
                        ("is_exception", True),
                        models.Q(("agreed_by", models.F("decided_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="two_persons_agree_with_an_exception",
            ),
        ),
        migrations.AddConstraint(
            model_name="ground",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("digibank", "words", "year"),
                name="one_ground_with_these_words",
                violation_error_code="taken",
                violation_error_message="This counts already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ground",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("year", None)),
                fields=("digibank", "words"),
                name="one_ground_of_every_year",
                violation_error_code="taken",
                violation_error_message="This counts already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("income_cents", None), ("year__isnull", False), _connector="OR"
                ),
                name="an_income_is_of_a_year",
                violation_error_code="no_year",
                violation_error_message="Amounts change each year. Say of which year these are.",
            ),
        ),
    ]
