from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank, Membership, Role
from digibank.network.territory import municipalities
from digibank.ui.fields import FreeText, Words

# Who meets persons. Technicians see only the name on a loan.
MEETS_PERSONS = (Role.COORDINATOR, Role.DESK, Role.VOLUNTEER)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *MEETS_PERSONS))


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

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", _("Other")
        NOT_TOLD = "", _("Not told")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="people")
    given_name = Words(_("First name"), max_length=80)
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
        _("Best reached by"), max_length=10, choices=Channel.choices, default=Channel.PHONE
    )
    helper = Words(_("Helper"), max_length=160, blank=True)  # name and number of who helps
    needs_interpreter = models.BooleanField(_("Needs an interpreter"), default=False)
    reads_with_difficulty = models.BooleanField(_("Reads with difficulty"), default=False)
    gender = models.CharField(_("Gender"), max_length=10, choices=Gender.choices, blank=True)
    target_groups = models.JSONField(_("Target groups"), default=list, blank=True)
    remark = FreeText(_("Good to know"), blank=True)
    registered_at = models.DateTimeField(default=timezone.now, db_default=Now())
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @property
    def municipality(self) -> str:
        return municipalities().get(self.refnis, "")


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
                fields=["person"], condition=Q(ended_at=None), name="one_valid_card_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__gte=F("issued_at")) & ~Q(end="")),
                name="card_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code
