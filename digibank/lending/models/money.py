"""Money: what somebody is asked for, what was paid or let off, and the cash box of a place.

Balances are sums of these rows, never a number that is kept.
"""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.be import ogm_vcs

from digibank.accounts.models import Account
from digibank.lending.models.loans import Loan
from digibank.network.models import AccessPoint, Digibank, Membership, Organisation, Role
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

ASKS = (Role.COORDINATOR, Role.DESK)  # who sees and asks for money
AMOUNT = [MinValueValidator(1), MaxValueValidator(200_000)]  # cents


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "digibank", *ASKS))
        return mine.select_related("digibank", "loan__person", "loan__device", "payer")

    def with_sums(self) -> Self:
        """Each with `paid_cents` (less what was given back), `waived_cents`, and `is_over`: whether
        its loan ended, or the whole set that it belongs to."""
        paid = Payment.objects.filter(claim=models.OuterRef("pk")).order_by().values("claim")
        waived = Waiver.objects.filter(claim=models.OuterRef("pk")).order_by().values("claim")
        sums = [rows.values_list(Sum("cents")) for rows in (paid, waived)]
        out = Loan.objects.open().filter(set=models.OuterRef("loan__set"))
        return self.annotate(
            paid_cents=Coalesce(models.Subquery(sums[0]), 0),
            waived_cents=Coalesce(models.Subquery(sums[1]), 0),
            is_over=Q(loan__ended_at__isnull=False) & ~models.Exists(out),
        )

    def standing(self) -> Self:
        """Those of which something has to be paid, or a deposit given back."""
        rows = self.with_sums()
        ended = Q(kind=Claim.Kind.DEPOSIT, is_over=True)  # nobody pays a deposit afterwards
        owed = Q(cents__gt=F("paid_cents") + F("waived_cents")) & ~ended
        back = ended & Q(paid_cents__gt=0)
        over = Q(cents__lt=F("paid_cents") + F("waived_cents"))
        return rows.filter(owed | back | over)


class Claim(models.Model):
    """An amount that somebody is asked for with a loan. A person decided on it; nothing follows
    when it is not paid."""

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("Deposit")
        FEE = "fee", _("Fee")
        DAMAGE = "damage", _("Damage")
        LOSS = "loss", _("Did not come back")
        PARTS = "parts", _("Missing parts")
        SALE = "sale", _("Bought")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="claims")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="claims")
    kind = models.CharField(_("For what?"), max_length=8, choices=Kind.choices)
    cents = models.PositiveIntegerField(_("How much?"), validators=AMOUNT)
    reason = FreeText(_("Why this amount?"), blank=True)
    payer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Who pays it for them?"),
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)  # until then it is an estimate

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="a_claim_is_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.loan}"

    def get_absolute_url(self) -> str:
        return reverse("lending:claim", args=[self.pk])

    @property
    def communication(self) -> str:
        """The Belgian structured communication: ten digits and their check (modulo 97)."""
        number = f"{self.pk:010}"
        return f"+++{ogm_vcs.format(number + ogm_vcs.calc_check_digits(number))}+++"


class Waiver(models.Model):
    """Somebody lets a person off a part, or the whole, and says why."""

    class Why(models.TextChoices):
        MEANS = "means", _("They cannot pay it")
        WEAR = "wear", _("Wear: nobody could help it")
        OURS = "ours", _("It was our mistake")
        PARTNER = "partner", _("A partner carries it")
        UNDONE = "undone", _("The loan was undone")
        OTHER = "other", _("Something else")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="waivers")
    cents = models.PositiveIntegerField(_("How much?"), validators=AMOUNT)
    why = models.CharField(_("Why?"), max_length=8, choices=Why.choices)
    remark = FreeText(_("Remark"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="a_waiver_is_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.cents}"


class Payment(models.Model):
    """Money came in for a claim, or was given back (then the amount is negative)."""

    class How(models.TextChoices):
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Bank transfer")
        PARTNER = "partner", _("A partner paid it")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payments")
    cents = models.IntegerField(_("How much?"))
    how = models.CharField(_("How?"), max_length=8, choices=How.choices)
    access_point = models.ForeignKey(  # in whose box the cash is
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="cash_payments"
    )
    on = models.DateField(_("On"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(cents=0), name="a_payment_is_an_amount"),
            models.CheckConstraint(
                condition=~Q(how="cash") | Q(access_point__isnull=False),
                name="cash_lies_in_a_box",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.cents}"


class CashMove(models.Model):
    """Money goes into the box of a place, or out of it, otherwise than for a claim."""

    access_point = models.ForeignKey(AccessPoint, models.PROTECT, related_name="cash_moves")
    cents = models.IntegerField(_("How much?"))
    words = Words(_("What is it?"), max_length=120)
    on = models.DateField(_("On"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(cents=0), name="a_cash_move_is_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.cents}"


class CashClosing(models.Model):
    """Somebody counted the box of a place at the end of a day: nothing of that day changes any
    more. When it is not what the book says, they wrote why."""

    access_point = models.ForeignKey(AccessPoint, models.PROTECT, related_name="cash_closings")
    on = models.DateField(_("On"))
    expected_cents = models.IntegerField()
    counted_cents = models.PositiveIntegerField(_("How much is in the box?"))
    remark = Words(_("What explains the difference?"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["access_point", "on"],
                name="one_closing_a_day",
                violation_error_code=TAKEN,
                violation_error_message=_("This day was closed already."),
            ),
            models.CheckConstraint(
                condition=Q(expected_cents=F("counted_cents")) | ~Q(remark=""),
                name="a_difference_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.access_point}: {self.on}"
