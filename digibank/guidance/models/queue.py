from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance.models.contacts import HELPS, reached
from digibank.network.models import AccessPoint, Digibank, Membership, Role
from digibank.ui.fields import Words


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, account: Account) -> Self:
        """The numbers of the access points where `account` works."""
        return self.filter(reached(account, *HELPS)).select_related("access_point", "digibank")

    def waiting(self) -> Self:
        return self.filter(called_at=None, ended_at=None)


class Ticket(models.Model):
    """A number that somebody took in the waiting room. It is nobody's: only a number of a day."""

    class End(models.TextChoices):
        HELPED = "helped", _("Helped")
        LEFT = "left", _("Did not come")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="tickets", db_index=False)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, related_name="tickets", db_index=False
    )
    on = models.DateField()
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(  # None: the visitor, at the kiosk
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_at = models.DateTimeField(null=True, blank=True)  # the last time
    first_called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    desk = Words(_("Which desk?"), max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=8, choices=End.choices, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["access_point", "on", "number"], name="one_ticket_per_number_and_day"
            ),
            models.CheckConstraint(
                condition=Q(called_at=None, called_by=None, first_called_at=None)
                | Q(called_at__gte=F("taken_at"), called_by__isnull=False)
                & Q(first_called_at__isnull=False),
                name="ticket_called_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="ticket_ends_with_how",
            ),
        ]
        indexes = [
            models.Index(fields=["digibank", "on"], name="tickets_of_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def waited_minutes(self) -> int:
        """How long somebody waits, or waited until the first call, in whole minutes."""
        until = self.first_called_at or timezone.now()
        return max(0, int((until - self.taken_at).total_seconds() // 60))


class KioskQuerySet(models.QuerySet["Kiosk"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", Role.COORDINATOR))

    def open(self) -> Self:
        return self.filter(ended_at=None, access_point__closed_on=None)


class Kiosk(models.Model):
    """A screen that stands at an access point without anybody logged in; its address is secret."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="kiosks")
    access_point = models.ForeignKey(AccessPoint, models.CASCADE, related_name="kiosks")
    name = Words(_("Which screen?"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)  # of the secret in its address
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KioskQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Smile(models.Model):
    """How somebody left: of nobody, of no helper, and of no minute. Only an hour of a day."""

    class Mood(models.TextChoices):
        GOOD = "good", _("Good")
        SO_SO = "so_so", _("So-so")
        BAD = "bad", _("Not good")

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="smiles", db_index=False)
    access_point = models.ForeignKey(AccessPoint, models.CASCADE, related_name="smiles")
    on = models.DateField()
    hour = models.PositiveSmallIntegerField()
    mood = models.CharField(max_length=6, choices=Mood.choices)
    once = models.UUIDField(null=True, unique=True)  # who presses twice counts once

    class Meta:
        indexes = [models.Index(fields=["digibank", "on", "mood"], name="smiles_of_a_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.mood}"
