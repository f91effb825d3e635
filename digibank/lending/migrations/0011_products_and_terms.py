"""What a loan is part of, and rules by product and type."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0010_during_the_loan"),
        ("network", "0007_trainees"),
    ]

    operations = [
        migrations.AddField(
            model_name="loan",
            name="product",
            field=models.CharField(
                choices=[
                    ("long", "Long loan"),
                    ("set", "Set for an organisation"),
                    ("course", "Along with a course"),
                ],
                default="long",
                max_length=8,
                verbose_name="What is it?",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="deposit_cents",
            field=models.PositiveIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(200000)],
                verbose_name="Deposit",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="fee_cents",
            field=models.PositiveIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(200000)],
                verbose_name="Fee",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="lead_days",
            field=models.PositiveSmallIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(90)],
                verbose_name="Days between asking and fetching",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="per_household",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="Devices that one household may have",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="per_person",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="Devices that one person may have",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="year_end",
            field=models.CharField(
                blank=True,
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
                        "Choose a day of the year.",
                        "year_end",
                    )
                ],
                verbose_name="Ends at the latest on this day of the year",
            ),
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("long", "Long loan"),
                            ("set", "Set for an organisation"),
                            ("course", "Along with a course"),
                        ],
                        max_length=8,
                        verbose_name="For what?",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
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
                    "loan_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Days of a loan",
                    ),
                ),
                (
                    "renewal_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Days of a renewal",
                    ),
                ),
                (
                    "renewals_at_most",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="Renewals at most",
                    ),
                ),
                (
                    "year_end",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
                                "Choose a day of the year.",
                                "year_end",
                            )
                        ],
                        verbose_name="Ends at the latest on this day of the year",
                    ),
                ),
                (
                    "per_person",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Devices that one person may have",
                    ),
                ),
                (
                    "per_household",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Devices that one household may have",
                    ),
                ),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(90)],
                        verbose_name="Days between asking and fetching",
                    ),
                ),
                (
                    "deposit_cents",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(200000)],
                        verbose_name="Deposit",
                    ),
                ),
                (
                    "fee_cents",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(200000)],
                        verbose_name="Fee",
                    ),
                ),
                (
                    "times_a_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Loans a year for one organisation",
                    ),
                ),
                (
                    "weeks_a_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Weeks a year for one organisation",
                    ),
                ),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lending_terms",
                        to="network.digibank",
                    ),
                ),
            ],
            options={
                "ordering": ["product", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digibank", "product", "kind"),
                        name="one_term_per_product_and_type",
                        violation_error_code="taken",
                        violation_error_message="There is a rule for this already. Change that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), ("product", ""), _negated=True),
                        name="a_term_is_about_something",
                    ),
                ],
            },
        ),
    ]
