"""Money, late decisions, and devices that become somebody's own."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.lending.models.terms
import digibank.ui.fields


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0024_money_and_late"),
        ("lending", "0012_who_may_borrow"),
        ("network", "0007_trainees"),
        ("people", "0003_households"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CashClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="On")),
                ("expected_cents", models.IntegerField()),
                (
                    "counted_cents",
                    models.PositiveIntegerField(verbose_name="How much is in the box?"),
                ),
                (
                    "remark",
                    digibank.ui.fields.Words(
                        blank=True, max_length=200, verbose_name="What explains the difference?"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-on"],
            },
        ),
        migrations.CreateModel(
            name="CashMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", models.IntegerField(verbose_name="How much?")),
                ("words", digibank.ui.fields.Words(max_length=120, verbose_name="What is it?")),
                ("on", models.DateField(verbose_name="On")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                            ("deposit", "Deposit"),
                            ("fee", "Fee"),
                            ("damage", "Damage"),
                            ("loss", "Did not come back"),
                            ("parts", "Missing parts"),
                            ("sale", "Bought"),
                        ],
                        max_length=8,
                        verbose_name="For what?",
                    ),
                ),
                (
                    "cents",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200000),
                        ],
                        verbose_name="How much?",
                    ),
                ),
                (
                    "reason",
                    digibank.ui.fields.FreeText(blank=True, verbose_name="Why this amount?"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LateDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("more_time", "They get more time"),
                            ("wait", "We try again, and look later"),
                            ("gift", "They may keep it"),
                            ("give_up", "It does not come back: we give it up"),
                        ],
                        max_length=10,
                        verbose_name="What do we do?",
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="Until")),
                ("was_due_on", models.DateField()),
                ("reason", digibank.ui.fields.FreeText(verbose_name="Why?")),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", models.IntegerField(verbose_name="How much?")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("transfer", "Bank transfer"),
                            ("partner", "A partner paid it"),
                        ],
                        max_length=8,
                        verbose_name="How?",
                    ),
                ),
                ("on", models.DateField(verbose_name="On")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cents",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200000),
                        ],
                        verbose_name="How much?",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("means", "They cannot pay it"),
                            ("wear", "Wear: nobody could help it"),
                            ("ours", "It was our mistake"),
                            ("partner", "A partner carries it"),
                            ("undone", "The loan was undone"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                        verbose_name="Why?",
                    ),
                ),
                ("remark", digibank.ui.fields.FreeText(blank=True, verbose_name="Remark")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="loan",
            name="loan_ends_with_an_outcome",
        ),
        migrations.AddField(
            model_name="policy",
            name="account_name",
            field=digibank.ui.fields.Words(
                blank=True, max_length=70, verbose_name="Name of the account"
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="call_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Call after so many days late (0: never)",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="claim_most_cents",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(200000)],
                verbose_name="Ask at most",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="decide_days",
            field=models.PositiveSmallIntegerField(
                default=42,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Somebody decides after so many days late (0: never)",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="iban",
            field=models.CharField(
                blank=True,
                max_length=34,
                validators=[digibank.lending.models.terms.sound_iban],
                verbose_name="Account number (IBAN)",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="letter_days",
            field=models.PositiveSmallIntegerField(
                default=28,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Write a letter after so many days late (0: never)",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="call_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Call after so many days late (0: never)",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="decide_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Somebody decides after so many days late (0: never)",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="late_at_most",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(20)],
                verbose_name="When it is late, remind so many times (0: never)",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="late_every_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="When it is late, remind every so many days",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="letter_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="Write a letter after so many days late (0: never)",
            ),
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
                    ("given", "It is theirs now"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None), ("outcome", "")),
                    models.Q(
                        ("end__in", ["undone", "given"]),
                        ("ended_at__isnull", False),
                        ("outcome", ""),
                    ),
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
            model_name="cashclosing",
            name="access_point",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cash_closings",
                to="network.accesspoint",
            ),
        ),
        migrations.AddField(
            model_name="cashclosing",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cashmove",
            name="access_point",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cash_moves",
                to="network.accesspoint",
            ),
        ),
        migrations.AddField(
            model_name="cashmove",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="digibank",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="network.digibank",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="lending.loan",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="payer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.organisation",
                verbose_name="Who pays it for them?",
            ),
        ),
        migrations.AddField(
            model_name="latedecision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="latedecision",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="late_decisions",
                to="lending.loan",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="access_point",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cash_payments",
                to="network.accesspoint",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="lending.claim",
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waivers",
                to="lending.claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashclosing",
            constraint=models.UniqueConstraint(
                fields=("access_point", "on"),
                name="one_closing_a_day",
                violation_error_code="taken",
                violation_error_message="This day was closed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expected_cents", models.F("counted_cents")),
                    models.Q(("remark", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_difference_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents", 0), _negated=True), name="a_cash_move_is_an_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="a_claim_is_an_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="latedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how__in", ["gift", "give_up"]), ("until_on", None)),
                    models.Q(("how__in", ["more_time", "wait"]), ("until_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_decision_to_wait_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents", 0), _negated=True), name="a_payment_is_an_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "cash"), _negated=True),
                    ("access_point__isnull", False),
                    _connector="OR",
                ),
                name="cash_lies_in_a_box",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="a_waiver_is_an_amount"
            ),
        ),
    ]
