from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.network.models import (
    AccessPoint,
    Digibank,
    Membership,
    Role,
    where_they_work,
)
from digibank.network.territory import municipalities
from digibank.people.models import Person
from digibank.ui.fields import Words
from digibank.ui.refusals import TAKEN
from digibank.ui.templatetags.ui import ago

# Who helps people at the desk.
HELPS = (Role.COORDINATOR, Role.DESK, Role.VOLUNTEER)
PRODUCT = RegexValidator(
    r"^[0-9]{1,12}\Z", _("Write the number alone, for example 1502."), "product"
)


def reached(account: Account, *roles: Role) -> Q:
    """The condition that a row of `account`'s digibanken lies where they work."""
    mine = Membership.objects.reaching(account, "digibank", *roles)
    return mine & where_they_work(account, "digibank", "access_point")


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank"))

    def current(self) -> Self:
        return self.filter(ended_at=None)


class Theme(models.Model):
    """A tile on the desk of a digibank: a theme of the common list, in its own words."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="themes")
    code = models.CharField(_("Is about"), max_length=20, choices=themes.CHOICES)
    name = Words(_("On the tile"), max_length=24, blank=True)
    product = models.CharField(
        _("Product number (IPDC)"), max_length=12, blank=True, validators=[PRODUCT]
    )
    position = models.PositiveSmallIntegerField(_("Place"), default=1)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "code", "name"],
                condition=Q(ended_at=None),
                name="one_tile_per_theme_and_name",
                violation_error_code=TAKEN,
                violation_error_message=_("There is a tile with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or themes.name_of(self.code)


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, account: Account) -> Self:
        """The contacts of the access points where `account` works, and its own."""
        mine = Membership.objects.reaching(account, "digibank", *HELPS)
        here = where_they_work(account, "digibank", "access_point")
        return self.filter(mine & (here | Q(by=account)) if here else mine)

    def counted(self) -> Self:
        """What counts: all but what was taken away again."""
        return self.filter(removed_at=None)


class Contact(models.Model):
    """Somebody was helped with one thing. A fact for counting: it holds no name and no story.

    Who it was (`person`) may be added later. A second question in the same visit is a contact of
    its own, with `visit` pointing to the first.
    """

    class Channel(models.TextChoices):
        COUNTER = "counter", _("At the desk")
        PHONE = "phone", _("By phone")
        HOME = "home", _("At home")
        ONLINE = "online", _("By mail or message")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved")
        HELPED_ON = "helped_on", _("Helped on")
        COME_BACK = "come_back", _("Comes back")
        REFERRED = "referred", _("Referred")

    class Equipment(models.TextChoices):
        COMPUTER = "computer", _("Computer")
        TABLET = "tablet", _("Tablet")
        PHONE = "phone", _("Phone")
        OTHER = "other", _("Other")
        NONE = "none", _("None")
        NOT_TOLD = "", _("Not told")

    class Removed(models.TextChoices):
        UNDONE = "undone", _("Undone at once")
        MISTAKE = "mistake", _("Wrong button")
        DOUBLE = "double", _("Counted twice")
        TRIAL = "trial", _("Only a trial")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="contacts", db_index=False)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="contacts", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    on = models.DateField(_("Day"))  # by the clock on the wall; with it figures need no zone
    hour = models.PositiveSmallIntegerField(null=True, blank=True)  # not known when noted later
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(
        _("How?"), max_length=10, choices=Channel.choices, default=Channel.COUNTER
    )
    theme = models.CharField(_("About what?"), max_length=20)  # a code of the common list
    tile = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="contacts", db_index=False
    )
    outcome = models.CharField(
        _("How did it end?"), max_length=10, choices=Outcome.choices, default=Outcome.SOLVED
    )
    minutes = models.PositiveSmallIntegerField(
        _("How many minutes?"), null=True, blank=True, validators=[MaxValueValidator(600)]
    )
    equipment = models.CharField(
        _("On what?"), max_length=10, choices=Equipment.choices, blank=True
    )
    age_band = models.CharField(_("Age"), max_length=5, choices=Person.AgeBand.choices, blank=True)
    gender = models.CharField(_("Gender"), max_length=10, choices=Person.Gender.choices, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    refnis = models.CharField(_("Municipality"), max_length=5, blank=True)
    target_groups = models.JSONField(_("Target groups"), default=list, blank=True)
    head_count = models.PositiveSmallIntegerField(
        _("How many people?"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contacts", db_index=False
    )
    visit = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="same_visit", db_index=False
    )
    # Drawn by the form: who presses twice saves once.
    once = models.UUIDField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    removed_for = models.CharField(_("Why?"), max_length=10, choices=Removed.choices, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removed_for="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_for="")),
                name="contact_removed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(head_count=1) | Q(head_count__gt=1, person=None),
                name="contact_of_one_person_or_of_a_group",
            ),
            models.UniqueConstraint(
                fields=["once", "theme"],
                condition=Q(once__isnull=False, tile=None),
                name="contact_saved_once",
            ),
            models.UniqueConstraint(
                fields=["once", "tile"],
                condition=Q(once__isnull=False, tile__isnull=False),
                name="contact_of_a_tile_saved_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "-at", "-id"],
                condition=Q(removed_at=None),
                name="contacts_newest_first",
            ),
            models.Index(
                fields=["access_point", "-at", "-id"],
                condition=Q(removed_at=None),
                name="contacts_of_a_place",
            ),
            models.Index(
                fields=["digibank", "theme", "-at", "-id"],
                condition=Q(removed_at=None),
                name="contacts_of_a_theme",
            ),
            models.Index(
                fields=["by", "-at", "-id"],
                condition=Q(removed_at=None),
                name="contacts_of_a_helper",
            ),
            models.Index(
                fields=["person", "-at", "-id"],
                condition=Q(person__isnull=False),
                name="contacts_of_a_person",
            ),
            models.Index(
                fields=["visit"], condition=Q(visit__isnull=False), name="contacts_of_a_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme_name}, {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:contact", args=[self.pk])

    @property
    def theme_name(self) -> str:
        """The theme in the words of the digibank."""
        return str(self.tile) if self.tile else themes.name_of(self.theme)

    @property
    def icon(self) -> str:
        return themes.icon_of(self.theme)

    @property
    def meta(self) -> str:
        """When, where, by whom and what else a list says, on one line."""
        day = ago(self.on)
        when = day if self.hour is None else f"{day}, {localtime(self.at):%H.%M}"
        many = self.head_count > 1
        facts = [
            when,
            self.access_point.name if self.access_point else "",
            str(self.by),
            f"{self.minutes} min" if self.minutes else "",
            gettext("%(count)s people") % {"count": self.head_count} if many else "",
            self.get_channel_display() if self.channel != self.Channel.COUNTER else "",
        ]
        return " · ".join(fact for fact in facts if fact)

    @property
    def municipality(self) -> str:
        return municipalities().get(self.refnis, "")

    @property
    def target_group_words(self) -> list[str]:
        known = dict(Person.TargetGroup.choices)
        return [str(known[code]) for code in self.target_groups if code in known]

    @property
    def tag(self) -> str:
        """The kind of tag of the outcome."""
        kinds = {"solved": "ok", "helped_on": "busy", "come_back": "warn", "referred": "info"}
        return kinds.get(self.outcome, "idle")


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(
            Membership.objects.reaching(account, "contact__digibank", *HELPS),
            where_they_work(account, "contact__digibank", "contact__access_point"),
        )


class Attendee(models.Model):
    """Somebody of a group that was helped together, by name or by card."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attended")

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "person"],
                name="one_attendee_per_person",
                violation_error_code=TAKEN,
                violation_error_message=_("This person is on the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"


def visit_of(contact: Contact) -> Q:
    """The condition for all contacts of the visit that `contact` belongs to."""
    first = contact.visit_id or contact.pk
    return Q(pk=first) | Q(visit=first)


def newest_first() -> list[object]:
    """The order of lists of contacts, as their indexes have it."""
    return [F("at").desc(), F("id").desc()]


__all__ = [
    "HELPS",
    "Attendee",
    "Contact",
    "Theme",
    "newest_first",
    "reached",
    "visit_of",
]
