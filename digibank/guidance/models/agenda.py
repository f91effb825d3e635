from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models.contacts import HELPS
from digibank.network.models import AccessPoint, Digibank, Membership, where_they_work
from digibank.people.models import Person
from digibank.ui.fields import Words
from digibank.ui.refusals import TAKEN


class ShiftQuerySet(models.QuerySet["Shift"]):
    def visible_to(self, account: Account) -> Self:
        """The roster of each digibank where `account` helps."""
        return self.filter(Membership.objects.reaching(account, "digibank", *HELPS))

    def standing(self) -> Self:
        """Those that nobody gave up."""
        return self.filter(given_up_at=None)


class Shift(models.Model):
    """Somebody helps at an access point, from one hour to another: offered, then confirmed."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="shifts", db_index=False)
    access_point = models.ForeignKey(AccessPoint, models.PROTECT, related_name="shifts")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("Day"))
    begins_at = models.TimeField(_("From"))
    ends_at = models.TimeField(_("Until"))
    offered_at = models.DateTimeField(default=timezone.now)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_up_at = models.DateTimeField(null=True, blank=True)
    given_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    uid = models.UUIDField(default=uuid4, unique=True)  # of its event in a calendar

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")),
                name="shift_ends_after_it_begins",
                violation_error_code="ends_before_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(given_up_at=None, given_up_by=None)
                | Q(given_up_at__isnull=False, given_up_by__isnull=False),
                name="shift_given_up_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["helper", "on", "begins_at"],
                condition=Q(given_up_at=None),
                name="one_shift_at_a_time",
                violation_error_code=TAKEN,
                violation_error_message=_("This helper is on the roster then already."),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False, given_up_at=None),
                name="one_substitute",
                violation_error_code=TAKEN,
                violation_error_message=_("Somebody else took this over already."),
            ),
        ]
        indexes = [models.Index(fields=["digibank", "on"], name="shifts_of_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.begins_at:%H.%M}-{self.ends_at:%H.%M}"

    @property
    def minutes(self) -> int:
        return minutes_between(self.begins_at, self.ends_at)

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.begins_at))

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.ends_at))

    @property
    def is_vacant(self) -> bool:
        """Whether it was given up and nobody stepped in."""
        if self.given_up_at is None or self.replaces_id:
            return False
        return all(one.given_up_at for one in self.replaced_by.all())


def minutes_between(one: object, other: object) -> int:
    """Minutes from one hour of a day to a later one."""
    day = datetime(2000, 1, 1)
    gap = datetime.combine(day, other) - datetime.combine(day, one)  # type: ignore[arg-type]
    return int(gap.total_seconds() // 60)


def appointments_reached(account: Account) -> Q:
    """The condition that an appointment lies where `account` works, or is its own."""
    mine = Membership.objects.reaching(account, "digibank", *HELPS)
    here = where_they_work(account, "digibank", "access_point")
    return mine & (here | Q(helper=account) | Q(second=account)) if here else mine


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, account: Account) -> Self:
        """The appointments of where `account` works, and its own."""
        rows = self.filter(appointments_reached(account))
        return rows.select_related("digibank", "person", "access_point", "helper", "second")

    def standing(self) -> Self:
        """Those that still are to be, or were."""
        return self.filter(cancelled_at=None)


class Appointment(models.Model):
    """Somebody is helped at an agreed hour: at a place, by phone, or at home."""

    class Kind(models.TextChoices):
        PLACE = "place", _("At the access point")
        PHONE = "phone", _("By phone")
        HOME = "home", _("At home")

    class End(models.TextChoices):
        CAME = "came", _("Came")
        STAYED_AWAY = "stayed_away", _("Did not come")

    class Cancelled(models.TextChoices):
        PERSON = "person", _("The person cannot come")
        US = "us", _("We cannot")

    digibank = models.ForeignKey(
        Digibank, models.PROTECT, related_name="appointments", db_index=False
    )
    kind = models.CharField(_("How?"), max_length=6, choices=Kind.choices, default=Kind.PLACE)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    begins_at = models.DateTimeField(_("When?"))
    ends_at = models.DateTimeField()
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Helper"), related_name="+"
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Second helper"),
        null=True,
        blank=True,
        related_name="+",
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    theme = models.CharField(_("About what?"), max_length=20, choices=themes.CHOICES)
    subject = Words(_("In a few words"), max_length=120, blank=True)
    street = Words(_("Street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    safety = Words(_("Good to know for a visit at home"), max_length=200, blank=True)
    uid = models.UUIDField(default=uuid4, unique=True)  # of its event in a calendar
    sequence = models.PositiveSmallIntegerField(default=0)  # how often it changed (RFC 5545)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled = models.CharField(_("Why not?"), max_length=6, choices=Cancelled.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # its words and address are gone

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="appointment_lasts_a_while"
            ),
            models.CheckConstraint(
                condition=~Q(kind="home") | (Q(second__isnull=False) & ~Q(second=F("helper"))),
                name="home_visit_with_two",
                violation_error_code="two_helpers",
                violation_error_message=_("A visit at home is always with two."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled="")),
                name="appointment_cancelled_with_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="")
                | (Q(ended_at__isnull=False, cancelled_at=None) & ~Q(end="")),
                name="appointment_ends_or_is_cancelled",
            ),
            models.UniqueConstraint(
                fields=["helper", "begins_at"],
                condition=Q(cancelled_at=None),
                name="one_appointment_at_a_time",
                violation_error_code=TAKEN,
                violation_error_message=_("This hour is taken."),
            ),
        ]
        indexes = [models.Index(fields=["digibank", "begins_at"], name="appointments_by_hour")]

    def __str__(self) -> str:
        return f"{localtime(self.begins_at):%Y-%m-%d %H.%M}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:appointment", args=[self.pk])

    @property
    def theme_name(self) -> str:
        return themes.name_of(self.theme)

    @property
    def icon(self) -> str:
        return {"phone": "phone", "home": "home"}.get(self.kind, "calendar")

    @property
    def is_open(self) -> bool:
        return self.cancelled_at is None and self.ended_at is None

    @property
    def helpers(self) -> str:
        return ", ".join(str(one) for one in (self.helper, self.second) if one)

    @property
    def state(self) -> tuple[str, str]:
        """(kind of tag, words) of how it stands; nothing while it is still to come."""
        if self.cancelled_at:
            return "idle", str(_("Cancelled"))
        if self.end:
            return ("ok" if self.end == self.End.CAME else "warn"), self.get_end_display()
        return "", ""


class Calendar(models.Model):
    """The secret address at which a helper's calendar program reads appointments and shifts."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendars")
    digest = models.CharField(max_length=64, unique=True)  # of the secret in its address
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_calendar_per_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)
