from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models.contacts import HELPS, Contact
from digibank.guidance.models.questions import Question
from digibank.network.models import (
    AccessPoint,
    Digibank,
    Membership,
    Organisation,
    Partnership,
    Role,
    where_they_work,
)
from digibank.people.models import Person
from digibank.ui.fields import FreeText, Words


def referrals_reached(account: Account) -> Q:
    """The condition that `account` has to do with a referral: it helps there, it works for the
    partner, it wrote it, or it works in the room that it goes to."""
    helps = Membership.objects.reaching(account, "digibank", *HELPS)
    here = where_they_work(account, "digibank", "access_point")
    # What partners send is of no place yet: whoever helps there may take it up.
    helps &= here | Q(made_by=account) | Q(way="in", access_point=None) if here else Q()
    partner = Membership.objects.current().filter(
        account=account,
        digibank=OuterRef("digibank"),
        organisation=OuterRef("partner"),
        grants__role=Role.REFERRER,
    )
    takes_part = Partnership.objects.current().filter(
        digibank=OuterRef("digibank"), organisation=OuterRef("partner")
    )
    # What was taken back or refused is told to nobody outside any more.
    told = Q(way="in") | ~Q(outcome__in=["withdrawn", "refused"])
    refers = Membership.objects.reaching(account, "digibank", Role.REFERRER)
    teaches = Membership.objects.reaching(account, "digibank", Role.TRAINER)
    repairs = Membership.objects.reaching(account, "digibank", Role.TECHNICIAN)
    return (
        helps
        | (Q(Exists(partner)) & Q(Exists(takes_part)) & told)
        | (refers & Q(made_by=account))
        | (teaches & Q(room="course") & told)
        | (repairs & Q(room="workshop") & told)
    )


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, account: Account) -> Self:
        """The referrals that `account` has to do with, and no other."""
        rows = self.filter(referrals_reached(account))
        return rows.select_related("digibank", "partner", "person", "made_by", "answered_by")

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Referral(models.Model):
    """Somebody is sent to who can help better, or is sent to us; with their consent, and no more
    told than they agreed to."""

    class Way(models.TextChoices):
        OUT = "out", _("From us")
        IN = "in", _("To us")

    class Room(models.TextChoices):
        COURSE = "course", _("A course")
        WORKSHOP = "workshop", _("The workshop")
        LENDING = "lending", _("Borrowing a device")
        NONE = "", _("Another organisation")

    class Consent(models.TextChoices):
        SPOKEN = "spoken", _("Said yes aloud")
        SIGNED = "signed", _("Signed on paper")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    class Outcome(models.TextChoices):
        HELPED = "helped", _("Helped")
        NOT_HELPED = "not_helped", _("Could not be helped")
        STAYED_AWAY = "stayed_away", _("Did not come")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFUSED = "refused", _("Refused")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="referrals")
    way = models.CharField(max_length=3, choices=Way.choices)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    room = models.CharField(_("To what?"), max_length=10, choices=Room.choices, blank=True)
    partner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("Which partner?"),
        null=True,
        blank=True,
        related_name="+",
    )
    elsewhere = Words(_("Or which organisation?"), max_length=120, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    # What a partner tells of somebody who is no person here yet.
    name = Words(_("Name"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)  # E.164
    theme = models.CharField(_("About what?"), max_length=20, choices=themes.CHOICES)
    need = FreeText(
        _("What is needed?"), blank=True, validators=[MaxLengthValidator(600)]
    )  # blank once forgotten
    shared = models.JSONField(default=list, blank=True)  # which facts of the person go along
    consent = models.CharField(max_length=8, choices=Consent.choices)
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    reason = Words(_("Why not?"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(
        _("How did it end?"), max_length=12, choices=Outcome.choices, blank=True
    )
    outcome_words = Words(_("In a few words"), max_length=200, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(consent=""),
                name="referral_with_consent",
                violation_error_code="no_consent",
                violation_error_message=_("Only with the consent of the person."),
            ),
            models.CheckConstraint(
                condition=Q(way="in", room="", elsewhere="")
                | Q(way="out", partner__isnull=False, room="", elsewhere="")
                | Q(way="out", partner=None, room="") & ~Q(elsewhere="")
                | Q(way="out", partner=None, elsewhere="") & ~Q(room=""),
                name="referral_to_one_place",
                violation_error_code="no_place",
                violation_error_message=_("Choose one place to go to."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="", reason="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer="accepted")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer="refused"),
                name="referral_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, outcome="")
                | (Q(ended_at__gte=F("made_at"), ended_by__isnull=False) & ~Q(outcome="")),
                name="referral_ends_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["digibank", "-made_at"], name="referrals_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.where}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:referral", args=[self.pk])

    @property
    def who(self) -> str:
        return str(self.person) if self.person else self.name or gettext("Somebody")

    @property
    def shared_name(self) -> str:
        """The name as far as who it goes to may know it."""
        if self.person and "name" in self.shared:
            return str(self.person)
        return self.name or gettext("Somebody")

    @property
    def where(self) -> str:
        if self.way == self.Way.IN:
            return str(self.partner or gettext("a partner"))
        return str(self.partner or self.elsewhere or self.get_room_display())

    @property
    def theme_name(self) -> str:
        return themes.name_of(self.theme)

    @property
    def state(self) -> tuple[str, str]:
        """(kind of tag, words) of how it stands."""
        if self.outcome:
            good = self.outcome == self.Outcome.HELPED
            return ("ok" if good else "idle"), self.get_outcome_display()
        if self.answer:
            return "busy", self.get_answer_display()
        return "warn", gettext("No answer yet")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "digibank", *HELPS)
        return self.filter(mine).select_related("digibank", "person", "helper", "made_by")

    def valid(self) -> Self:
        """Those that count today."""
        today = localdate()
        return self.filter(revoked_at=None, begins_on__lte=today, ends_on__gte=today)


class Mandate(models.Model):
    """A professional may act for somebody, in what is listed, until a day, as it was signed."""

    class Act(models.TextChoices):
        CITIZEN = "citizen", _("Ask for documents in the citizen profile")
        TAX = "tax", _("Fill in the tax declaration")
        PREMIUM = "premium", _("Ask for a premium or an allowance")
        WORK = "work", _("Register with VDAB")
        HEALTH = "health", _("Ask something of the health fund")
        SCHOOL = "school", _("Ask for a school allowance")
        APPOINTMENT = "appointment", _("Make appointments with services")

    class Signing(models.TextChoices):
        SCREEN = "screen", _("On the screen")
        PAPER = "paper", _("On paper")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="mandates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Who may act?"), related_name="+"
    )
    acts = models.JSONField(default=list)  # of Act
    other = Words(_("Something else"), max_length=200, blank=True)
    begins_on = models.DateField(default=localdate)
    ends_on = models.DateField(_("Until"))
    text = models.TextField(blank=True)  # as it was signed; blank once forgotten
    digest = models.CharField(max_length=64)  # of the text: a changed text no longer fits
    signing = models.CharField(max_length=6, choices=Signing.choices)
    signature = models.ForeignKey(
        "paper.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="mandate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="mandate_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signing="paper", signature=None) | Q(signing="screen"),
                name="mandate_on_paper_has_no_drawing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.helper}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:mandate", args=[self.pk])

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and self.begins_on <= localdate() <= self.ends_on

    @property
    def act_words(self) -> list[str]:
        known = dict(self.Act.choices)
        words = [str(known[code]) for code in self.acts if code in known]
        return [*words, self.other] if self.other else words

    @property
    def state(self) -> tuple[str, str]:
        if self.revoked_at:
            return "stop", gettext("Withdrawn")
        return ("ok", gettext("Counts")) if self.is_valid else ("idle", gettext("Over"))
