from bisect import bisect_left
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank, Membership, Organisation, Role
from digibank.network.territory import municipalities
from digibank.people import languages
from digibank.ui import codes
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

# Who meets persons. Technicians see only the name on a loan.
MEETS_PERSONS = (Role.COORDINATOR, Role.DESK, Role.VOLUNTEER)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, account: Account) -> Self:
        """The persons within reach, with their digibank, which every page asks for."""
        mine = self.filter(Membership.objects.reaching(account, "digibank", *MEETS_PERSONS))
        return mine.select_related("digibank")


class Person(models.Model):
    """Somebody who is helped. A person belongs to one digibank. No e-mail address is needed."""

    class AgeBand(models.TextChoices):
        UNDER_18 = "0-17", _("under 18")
        TO_24 = "18-24", _("18 to 24")
        TO_39 = "25-39", _("25 to 39")
        TO_54 = "40-54", _("40 to 54")
        TO_64 = "55-64", _("55 to 64")
        TO_74 = "65-74", _("65 to 74")
        OVER_75 = "75+", _("75 or older")

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        SMS = "sms", _("SMS")
        LETTER = "letter", _("Letter")
        EMAIL = "email", _("E-mail")
        HELPER = "helper", _("Through a helper")
        REFERRER = "referrer", _("Through the organisation that sent them")
        NONE = "", _("None: comes by")

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", _("Other")
        NOT_TOLD = "", _("Not told")

    class TargetGroup(models.TextChoices):
        JOB_SEEKER = "job_seeker", _("Looks for work")
        SENIOR = "senior", _("65 or older")
        LOW_INCOME = "low_income", _("Lives on a low income")
        NEWCOMER = "newcomer", _("New in the country")
        DISABILITY = "disability", _("Has a disability")
        YOUNG = "young", _("Young and not at school or work")
        HOMELESS = "homeless", _("Has no fixed home")

    class Erased(models.TextChoices):
        ASKED = "asked", _("The person asked for it")
        TERM = "term", _("Not needed any longer")
        MISTAKE = "mistake", _("Registered by mistake")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="people")
    given_name = Words(_("First name"), max_length=80, blank=True)  # blank once erased
    family_name = Words(_("Family name"), max_length=80, blank=True)
    born_on = models.DateField(_("Birth date"), null=True, blank=True)
    age_band = models.CharField(_("Age"), max_length=5, choices=AgeBand.choices, blank=True)
    street = Words(_("Street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    refnis = models.CharField(_("Municipality"), max_length=5, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)  # E.164
    email = models.EmailField(_("E-mail"), blank=True)
    language = models.CharField(_("Language"), max_length=3, default="nl")  # ISO 639
    channel = models.CharField(
        _("Best reached by"), max_length=10, choices=Channel.choices, blank=True
    )
    helper = Words(_("Helper"), max_length=160, blank=True)  # name and number of who helps
    referrer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("Sent here by"),
        null=True,
        blank=True,
        related_name="+",
    )
    needs_interpreter = models.BooleanField(_("Needs an interpreter"), default=False)
    reads_with_difficulty = models.BooleanField(_("Reads with difficulty"), default=False)
    gender = models.CharField(_("Gender"), max_length=10, choices=Gender.choices, blank=True)
    target_groups = models.JSONField(_("Target groups"), default=list, blank=True)
    remark = FreeText(_("Good to know"), blank=True)
    registered_at = models.DateTimeField(_("Registered"), default=timezone.now, db_default=Now())
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    # The version: who changes a person says which one they saw.
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())
    erased_at = models.DateTimeField(_("Erased"), null=True, blank=True)
    erased_for = models.CharField(_("Why?"), max_length=10, choices=Erased.choices, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_for="") & ~Q(given_name="")
                | Q(erased_at__isnull=False, given_name="", family_name="") & ~Q(erased_for=""),
                name="person_has_a_name_until_erased",
                violation_error_code="no_name",
                violation_error_message=_("Give a first name."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "phone"], condition=~Q(phone=""), name="people_by_phone"
            ),
            models.Index(
                fields=["digibank", "email"], condition=~Q(email=""), name="people_by_email"
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Erased person %(number)s") % {"number": self.pk}
        return f"{self.given_name} {self.family_name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @property
    def municipality(self) -> str:
        return municipalities().get(self.refnis, "")

    @property
    def age(self) -> str:
        """The age band, also when only the birth date is known."""
        return self.age_band or (band_of(self.born_on) if self.born_on else "")

    def get_language_display(self) -> str:
        return languages.name_of(self.language)

    @property
    def target_group_words(self) -> list[str]:
        known = dict(self.TargetGroup.choices)
        return [str(known[code]) for code in self.target_groups if code in known]


def band_of(born_on: date) -> str:
    """The age band of somebody born on that day."""
    today = localdate()
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    tops = [17, 24, 39, 54, 64, 74]
    return Person.AgeBand.values[bisect_left(tops, age)]


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "person__digibank", *MEETS_PERSONS))

    def valid(self) -> Self:
        return self.filter(ended_at=None)


class Card(models.Model):
    """A card with a random code. A person has one valid card at most; a lost one is ended."""

    class End(models.TextChoices):
        LOST = "lost", _("Lost")
        REPLACED = "replaced", _("Replaced")
        REVOKED = "revoked", _("Revoked")

    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    code = models.CharField(max_length=20, unique=True)  # 80 random bits, see ui.codes
    issued_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None),
                name="one_valid_card_per_person",
                violation_error_code=TAKEN,
                violation_error_message=_("This person has a card already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__gte=F("issued_at")) & ~Q(end="")),
                name="card_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("people:card", args=[self.pk])

    @property
    def label(self) -> str:
        """The code as it stands on the card: "K-23456-789CD-EFHJK-NPRT"."""
        return codes.written(codes.CARD, self.code)


class SamePersonQuerySet(models.QuerySet["SamePerson"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "one__digibank", *MEETS_PERSONS))

    def open(self) -> Self:
        return self.filter(unlinked_at=None)


class SamePerson(models.Model):
    """Two records are one person. Chains of them make one group; nothing is thrown together."""

    one = models.ForeignKey(Person, models.CASCADE, related_name="+")  # the older record
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = FreeText(_("Why are they one person?"), blank=True)  # blank once one is erased
    linked_at = models.DateTimeField(default=timezone.now)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unlinked_at = models.DateTimeField(null=True, blank=True)
    unlinked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(unlinked_at=None),
                name="one_open_link_between_two_persons",
                violation_error_code=TAKEN,
                violation_error_message=_("These two are linked already."),
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="link_between_two_persons",
                violation_error_code="same_record",
                violation_error_message=_("Choose another record."),
            ),
            models.CheckConstraint(
                condition=Q(unlinked_at=None, unlinked_by=None)
                | Q(unlinked_at__isnull=False, unlinked_by__isnull=False),
                name="link_ends_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}"


class Household(models.Model):
    """Persons who live together, so that rules can count them as one."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.pk}"


class HouseholdMember(models.Model):
    """A person lives in a household, until they leave it."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_at=None), name="one_household_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.person_id}"


class Name(models.Model):
    """A distinct last or first name, folded: the vocabulary of the look-up."""

    kind = models.CharField(max_length=1)  # names.LAST or names.FIRST
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_row_per_name")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Neighbour(models.Model):
    """A name without some of its letters, as a number; see names.hashes."""

    pk = models.CompositePrimaryKey("hash", "name_id")
    hash = models.BigIntegerField()
    # No foreign key: it would want an index of its own, as large as this table.
    name_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.hash}: {self.name_id}"


class NameKey(models.Model):
    """A person under one last and one first name; a double name gives more rows."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="name_keys")
    last_key = models.CharField(max_length=40)
    first_key = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(
                fields=["digibank", "last_key", "first_key", "person"], name="people_by_last_name"
            ),
            models.Index(
                fields=["digibank", "first_key", "last_key", "person"], name="people_by_first_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_key}, {self.first_key}"
