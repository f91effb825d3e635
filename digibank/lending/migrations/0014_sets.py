"""Sets for organisations: one agreement, a loan for each device."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0013_money_and_late"),
        ("network", "0007_trainees"),
        ("paper", "0001_initial"),
        ("people", "0003_households"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="answer_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="Days in which we answer an organisation",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="answer_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="agreement",
            name="loan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="agreements",
                to="lending.loan",
            ),
        ),
        migrations.CreateModel(
            name="SetLoan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    digibank.ui.fields.Words(blank=True, max_length=200, verbose_name="What for?"),
                ),
                ("handed_out_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_loans",
                        to="network.digibank",
                    ),
                ),
                (
                    "handed_out_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_loans",
                        to="people.person",
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_loan",
                        to="lending.reservation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="agreements",
                to="lending.setloan",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="lending.setloan",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)),
                fields=("set",),
                name="one_agreement_of_a_set",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("loan", None), ("set__isnull", False)),
                    models.Q(("loan__isnull", False), ("set", None)),
                    _connector="OR",
                ),
                name="an_agreement_is_about_a_loan_or_a_set",
            ),
        ),
    ]
