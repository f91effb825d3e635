"""Which days of which device are spoken for: by a loan, or by a reservation."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models.loans import LENDS, Loan
from digibank.network.models import AccessPoint, Digibank, Membership, Organisation
from digibank.people.models import Person
from digibank.ui.fields import Words

MOST = 100  # devices in one reservation


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "digibank", *LENDS))
        return mine.select_related("digibank", "person", "organisation", "access_point")

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Reservation(models.Model):
    """So many devices of a type are kept for somebody, from one day until another.

    Exact devices stand behind it (`Occupancy`), also when only a number was asked for: then any
    other that is free may take the place of one of them.
    """

    class End(models.TextChoices):
        HANDED_OUT = "handed_out", _("Handed out")
        CANCELLED = "cancelled", _("Called off")
        EXPIRED = "expired", _("Not confirmed in time")
        MISSED = "missed", _("Not fetched")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="reservations")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    kind = models.CharField(_("Type"), max_length=15, choices=Device.Kind.choices)
    count = models.PositiveSmallIntegerField(
        _("How many?"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"))
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    purpose = Words(_("What for?"), max_length=200, blank=True)
    # Until then nobody else gets it; confirmed in time it stays.
    held_until = models.DateTimeField(null=True, blank=True)
    # An organisation asked for it itself: by then somebody answers, and until then it is kept.
    answer_by = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Another got one of its devices, or one did not come back, and no other was free.
    short_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, organisation__isnull=False)
                | Q(person__isnull=False, organisation=None),
                name="a_reservation_is_for_a_person_or_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="a_reservation_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="a_reservation_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "from_on", "id"],
                condition=Q(ended_at=None),
                name="open_reservations_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.get_kind_display()}, {self.whom}"

    def get_absolute_url(self) -> str:
        return reverse("lending:reservation", args=[self.pk])

    @property
    def whom(self) -> str:
        return str(self.person or self.organisation)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *LENDS))

    def active(self) -> Self:
        return self.filter(freed_at=None)

    def touching(self, from_on: date, until_on: date) -> Self:
        """Those that have a day in common with `from_on` until `until_on`, both included."""
        return self.active().filter(from_on__lte=until_on, until_on__gte=from_on)


class Occupancy(models.Model):
    """The days on which nobody else can have a device, first and last included.

    Of one device no two that are active have a day in common: an exclusion constraint says so on
    PostgreSQL, triggers on SQLite (migration 0008).
    """

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="occupancies", db_index=False)
    loan = models.OneToOneField(
        Loan, models.CASCADE, null=True, blank=True, related_name="occupancy"
    )
    reservation = models.ForeignKey(
        Reservation, models.CASCADE, null=True, blank=True, related_name="occupancies"
    )
    from_on = models.DateField()
    until_on = models.DateField()  # with the days that the workshop needs after it
    freed_at = models.DateTimeField(null=True, blank=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(loan=None, reservation__isnull=False)
                | Q(loan__isnull=False, reservation=None),
                name="an_occupancy_is_a_loan_or_a_reservation",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="an_occupancy_lasts_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["device", "from_on", "until_on"],
                condition=Q(freed_at=None),
                name="occupied_days_of_a_device",
            ),
            models.Index(
                fields=["digibank", "until_on"],
                condition=Q(freed_at=None),
                name="occupied_days_of_a_digibank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.from_on} - {self.until_on}"
