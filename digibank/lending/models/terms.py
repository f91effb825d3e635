"""How a digibank lends: its rules, and where a product or a type of device differs from them."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum import iban

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.network.models import Digibank, Membership, Role
from digibank.ui.fields import Words
from digibank.ui.refusals import TAKEN

LONGEST = 3650  # days: ten years; a due day must stay a day that calendars know
LENGTH = [MinValueValidator(1), MaxValueValidator(LONGEST)]
AT_MOST = [MinValueValidator(1), MaxValueValidator(100)]
MONEY = [MaxValueValidator(200_000)]  # cents: no digibank asks more than a laptop is worth


def sound_iban(text: str) -> None:
    """Refuses an account number with a wrong check digit (ISO 13616). Not one of a bank that a list
    does not know: banks come, and lists are late."""
    if not iban.is_valid(text, check_country=False):
        raise ValidationError(_("There is a mistake in this account number."), code="iban")


YEAR_END = RegexValidator(
    r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", _("Choose a day of the year."), "year_end"
)


class Product(models.TextChoices):
    LONG = "long", _("Long loan")
    SET = "set", _("Set for an organisation")
    COURSE = "course", _("Along with a course")


class Policy(models.Model):
    """How a digibank lends: one row per digibank; without a row the defaults below count."""

    digibank = models.OneToOneField(
        Digibank, models.CASCADE, primary_key=True, related_name="lending_policy"
    )
    loan_days = models.PositiveSmallIntegerField(
        _("Days of a loan"),
        default=182,
        validators=LENGTH,
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("Days of a renewal"),
        default=91,
        validators=LENGTH,
    )
    renewals_at_most = models.PositiveSmallIntegerField(
        _("Renewals at most"), default=2, validators=[MaxValueValidator(100)]
    )
    # A loan ends no later than this day of a year, such as the end of the school year.
    year_end = models.CharField(
        _("Ends at the latest on this day of the year"),
        max_length=5,
        blank=True,
        validators=[YEAR_END],
    )
    per_person = models.PositiveSmallIntegerField(
        _("Devices that one person may have"), null=True, blank=True, validators=AT_MOST
    )
    per_household = models.PositiveSmallIntegerField(
        _("Devices that one household may have"), null=True, blank=True, validators=AT_MOST
    )
    lead_days = models.PositiveSmallIntegerField(
        _("Days between asking and fetching"), default=0, validators=[MaxValueValidator(90)]
    )
    deposit_cents = models.PositiveIntegerField(_("Deposit"), default=0, validators=MONEY)
    fee_cents = models.PositiveIntegerField(_("Fee"), default=0, validators=MONEY)
    needs_decision = models.BooleanField(
        _("Only who has a decision may borrow"),
        default=False,
        help_text=_("Else everybody may, unless somebody decided otherwise."),
    )
    # What lies between two borrowers, and how long the workshop takes with one that waits there.
    buffer_days = models.PositiveSmallIntegerField(
        _("Days between two borrowers, to erase and to check"),
        default=3,
        validators=[MaxValueValidator(60)],
    )
    workshop_days = models.PositiveSmallIntegerField(
        _("Days that the workshop needs to make a device ready"),
        default=14,
        validators=[MaxValueValidator(365)],
    )
    week_points = models.PositiveSmallIntegerField(
        _("Points for each week of waiting"), default=1, validators=[MaxValueValidator(20)]
    )
    remind_days_before = models.PositiveSmallIntegerField(
        _("Remind so many days before (0: never)"),
        default=7,
        validators=[MaxValueValidator(60)],
    )
    late_every_days = models.PositiveSmallIntegerField(
        _("When it is late, remind every so many days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    late_at_most = models.PositiveSmallIntegerField(
        _("When it is late, remind so many times (0: never)"),
        default=4,
        validators=[MaxValueValidator(20)],
    )

    call_days = models.PositiveSmallIntegerField(
        _("Call after so many days late (0: never)"),
        default=14,
        validators=[MaxValueValidator(365)],
    )
    letter_days = models.PositiveSmallIntegerField(
        _("Write a letter after so many days late (0: never)"),
        default=28,
        validators=[MaxValueValidator(365)],
    )
    decide_days = models.PositiveSmallIntegerField(
        _("Somebody decides after so many days late (0: never)"),
        default=42,
        validators=[MaxValueValidator(365)],
    )
    checkup_days = models.PositiveSmallIntegerField(
        _("Ask how it goes every so many days of a long loan (0: never)"),
        default=180,
        validators=[MaxValueValidator(730)],
    )
    answer_days = models.PositiveSmallIntegerField(
        _("Days in which we answer an organisation"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    # Money: to which account, and how much at most for what is broken or lost.
    iban = models.CharField(
        _("Account number (IBAN)"), max_length=34, blank=True, validators=[sound_iban]
    )
    account_name = Words(_("Name of the account"), max_length=70, blank=True)
    claim_most_cents = models.PositiveIntegerField(
        _("Ask at most"), null=True, blank=True, validators=MONEY
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(loan_days__gte=1, renewal_days__gte=1), name="policy_lasts_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digibank}: {self.loan_days}"


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", Role.COORDINATOR))


class Term(models.Model):
    """Where a product, a type of device, or the two together differ from the policy.

    What is empty here is as one step more general says: product and type, product, type, policy.
    """

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="lending_terms")
    product = models.CharField(
        _("For what?"), max_length=8, choices=Product.choices, blank=True
    )  # blank: every product
    kind = models.CharField(
        _("Type"), max_length=15, choices=Device.Kind.choices, blank=True
    )  # blank: every type
    loan_days = models.PositiveSmallIntegerField(
        _("Days of a loan"), null=True, blank=True, validators=LENGTH
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("Days of a renewal"), null=True, blank=True, validators=LENGTH
    )
    renewals_at_most = models.PositiveSmallIntegerField(
        _("Renewals at most"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    year_end = models.CharField(
        _("Ends at the latest on this day of the year"),
        max_length=5,
        blank=True,
        validators=[YEAR_END],
    )
    per_person = models.PositiveSmallIntegerField(
        _("Devices that one person may have"), null=True, blank=True, validators=AT_MOST
    )
    per_household = models.PositiveSmallIntegerField(
        _("Devices that one household may have"), null=True, blank=True, validators=AT_MOST
    )
    lead_days = models.PositiveSmallIntegerField(
        _("Days between asking and fetching"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(90)],
    )
    deposit_cents = models.PositiveIntegerField(
        _("Deposit"), null=True, blank=True, validators=MONEY
    )
    fee_cents = models.PositiveIntegerField(_("Fee"), null=True, blank=True, validators=MONEY)
    late_every_days = models.PositiveSmallIntegerField(
        _("When it is late, remind every so many days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    late_at_most = models.PositiveSmallIntegerField(
        _("When it is late, remind so many times (0: never)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(20)],
    )
    call_days = models.PositiveSmallIntegerField(
        _("Call after so many days late (0: never)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
    )
    letter_days = models.PositiveSmallIntegerField(
        _("Write a letter after so many days late (0: never)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
    )
    decide_days = models.PositiveSmallIntegerField(
        _("Somebody decides after so many days late (0: never)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
    )
    # Of sets alone: what one organisation may have in a calendar year.
    times_a_year = models.PositiveSmallIntegerField(
        _("Loans a year for one organisation"), null=True, blank=True, validators=AT_MOST
    )
    weeks_a_year = models.PositiveSmallIntegerField(
        _("Weeks a year for one organisation"), null=True, blank=True, validators=AT_MOST
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["product", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "product", "kind"],
                name="one_term_per_product_and_type",
                violation_error_code=TAKEN,
                violation_error_message=_("There is a rule for this already. Change that one."),
            ),
            models.CheckConstraint(
                condition=~Q(product="", kind=""), name="a_term_is_about_something"
            ),
        ]

    def __str__(self) -> str:
        words = [self.get_product_display() if self.product else ""]
        words.append(self.get_kind_display() if self.kind else "")
        return ", ".join(str(word) for word in words if word)
