"""What happens while something is lent: another device takes its place, or something goes wrong."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models.loans import LENDS, Loan
from digibank.network.models import Membership
from digibank.ui.fields import FreeText, Words


class Swap(models.Model):
    """Another device took the place of one that was lent; the loan and its due day stayed."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="swaps")
    out_device = models.ForeignKey(Device, models.PROTECT, related_name="swapped_out")
    into_device = models.ForeignKey(Device, models.PROTECT, related_name="swapped_in")
    outcome = models.CharField(max_length=12, choices=Loan.Outcome.choices)  # of what came back
    reason = Words(_("What is wrong with it?"), max_length=200)
    swapped_at = models.DateTimeField(default=timezone.now)
    swapped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(out_device=models.F("into_device")), name="a_swap_is_of_two_devices"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.out_device} -> {self.into_device}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "loan__digibank", *LENDS))
        return mine.select_related("loan", "loan__digibank", "device", "photo")

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Incident(models.Model):
    """Something went wrong with what is lent; nobody is blamed, and nothing follows by itself."""

    class Kind(models.TextChoices):
        MALFUNCTION = "malfunction", _("It does not work any more")
        DAMAGE = "damage", _("Damaged")
        LOSS = "loss", _("Lost")
        THEFT = "theft", _("Stolen")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="incidents")
    device = models.ForeignKey(Device, models.PROTECT, related_name="incidents")
    kind = models.CharField(_("What happened?"), max_length=12, choices=Kind.choices)
    happened_on = models.DateField(_("When?"))
    story = FreeText(_("What do they tell?"), blank=True)
    police = Words(_("Number of the police report"), max_length=60, blank=True)
    photo = models.ForeignKey(
        "paper.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField(default=timezone.now)
    told_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ending = FreeText(_("How did it end?"), blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="somebody_closes_an_incident",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.device}"

    @property
    def is_gone(self) -> bool:
        return self.kind in {self.Kind.LOSS, self.Kind.THEFT}


class LateDecision(models.Model):
    """A person decided what happens with something that stayed away too long."""

    class How(models.TextChoices):
        MORE_TIME = "more_time", _("They get more time")
        WAIT = "wait", _("We try again, and look later")
        GIFT = "gift", _("They may keep it")
        GIVE_UP = "give_up", _("It does not come back: we give it up")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="late_decisions")
    how = models.CharField(_("What do we do?"), max_length=10, choices=How.choices)
    until_on = models.DateField(_("Until"), null=True, blank=True)  # more time, or look again
    was_due_on = models.DateField()
    reason = FreeText(_("Why?"))
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["gift", "give_up"], until_on=None)
                | Q(how__in=["more_time", "wait"], until_on__isnull=False),
                name="a_decision_to_wait_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.get_how_display()
