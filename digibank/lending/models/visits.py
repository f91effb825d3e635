"""Visits: somebody comes at an agreed hour to fetch, to bring back, or to renew."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models.bookings import Reservation
from digibank.lending.models.loans import LENDS, Loan
from digibank.network.models import AccessPoint, Digibank, Membership
from digibank.people.models import Person
from digibank.ui.fields import Words
from digibank.ui.refusals import TAKEN


class SlotRule(models.Model):
    """How many people can come at once to an access point; without a row these defaults count."""

    access_point = models.OneToOneField(
        AccessPoint, models.CASCADE, primary_key=True, related_name="slot_rule"
    )
    minutes = models.PositiveSmallIntegerField(
        _("Minutes of one appointment"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
    )
    at_once = models.PositiveSmallIntegerField(
        _("How many people at once?"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )

    def __str__(self) -> str:
        return f"{self.access_point}: {self.at_once} / {self.minutes}"

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "digibank", *LENDS))
        return mine.select_related("digibank", "access_point", "person")

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Visit(models.Model):
    """Somebody comes at an agreed hour. What became of it is read from the loans themselves."""

    class End(models.TextChoices):
        DONE = "done", _("They came")
        MISSED = "missed", _("They did not come")
        CANCELLED = "cancelled", _("Called off")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="visits")
    access_point = models.ForeignKey(AccessPoint, models.PROTECT, related_name="visits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField(_("When?"))
    remark = Words(_("Remark"), max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_at=None),
                name="one_open_visit_per_person",
                violation_error_code=TAKEN,
                violation_error_message=_("They come already. Change that appointment."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, end="") | (Q(closed_at__isnull=False) & ~Q(end="")),
                name="a_visit_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["access_point", "starts_at"], name="visits_of_a_place_by_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("lending:visit", args=[self.pk])


class VisitLineQuerySet(models.QuerySet["VisitLine"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "visit__digibank", *LENDS))
        return mine.select_related("visit__digibank", "visit__person", "visit__access_point")


class VisitLine(models.Model):
    """One thing that happens at a visit: something is fetched, brought back, or renewed."""

    class Kind(models.TextChoices):
        FETCH = "fetch", _("Fetch")
        BRING = "bring", _("Bring back")
        RENEW = "renew", _("Renew")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    reservation = models.ForeignKey(
        Reservation, models.PROTECT, null=True, blank=True, related_name="visit_lines"
    )
    loan = models.ForeignKey(
        Loan, models.PROTECT, null=True, blank=True, related_name="visit_lines"
    )
    # The device that was taken from the shelf for them.
    pulled = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="pulled_for"
    )
    pulled_at = models.DateTimeField(null=True, blank=True)
    pulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # It went with them: the loan that it became.
    became = models.OneToOneField(
        Loan, models.PROTECT, null=True, blank=True, related_name="fetched_at"
    )

    objects = VisitLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="fetch", reservation__isnull=False, loan=None)
                | Q(kind__in=["bring", "renew"], reservation=None, loan__isnull=False, pulled=None),
                name="a_line_is_a_reservation_or_a_loan",
            ),
            models.CheckConstraint(
                condition=Q(pulled=None, pulled_at=None)
                | Q(pulled__isnull=False, pulled_at__isnull=False),
                name="what_is_pulled_has_a_moment",
            ),
            models.UniqueConstraint(
                fields=["pulled"],
                condition=Q(pulled__isnull=False, became=None),
                name="pulled_for_one_visit",
                violation_error_code=TAKEN,
                violation_error_message=_("It is pulled for somebody else."),
            ),
            models.CheckConstraint(
                condition=Q(became=None) | Q(kind="fetch"), name="what_is_fetched_became_a_loan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.reservation or self.loan}"

    @property
    def is_done(self) -> bool:
        """Whether it happened: read from the loan, never written down beside it."""
        if self.kind == self.Kind.FETCH:
            return self.became_id is not None
        if self.kind == self.Kind.BRING:
            return bool(self.loan and self.loan.ended_at)
        renewed = self.loan.renewals.all() if self.loan else ()
        return any(one.renewed_at > self.visit.made_at for one in renewed)
