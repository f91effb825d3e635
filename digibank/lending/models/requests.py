"""Who waits for a device: the request, its place by written rules, and what was offered."""

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
from digibank.network.models import AccessPoint, Digibank, Membership, Organisation, Role
from digibank.people.models import Person
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

WEIGHS = (Role.COORDINATOR, Role.DESK)  # who sees why somebody needs it


class NeedCriterionQuerySet(models.QuerySet["NeedCriterion"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "digibank", *WEIGHS))
        return mine.select_related("digibank")


class NeedCriterion(models.Model):
    """Something that makes a need greater, in words of the digibank, and for how many points."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="need_criteria")
    words = Words(_("What counts?"), max_length=120)
    points = models.PositiveSmallIntegerField(
        _("How many points?"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NeedCriterionQuerySet.as_manager()

    class Meta:
        ordering = ["-points", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "words"],
                condition=Q(ended_at=None),
                name="one_criterion_with_these_words",
                violation_error_code=TAKEN,
                violation_error_message=_("This counts already."),
            ),
        ]

    def __str__(self) -> str:
        return self.words


class LoanRequestQuerySet(models.QuerySet["LoanRequest"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "digibank", *WEIGHS))
        return mine.select_related("digibank", "person", "referrer", "access_point")

    def open(self) -> Self:
        return self.filter(ended_at=None)


class LoanRequest(models.Model):
    """Somebody asks to borrow a device, and waits until one is there."""

    class Channel(models.TextChoices):
        DESK = "desk", _("At the desk")
        PHONE = "phone", _("By phone")
        PARTNER = "partner", _("A partner asks for them")

    class End(models.TextChoices):
        HANDED_OUT = "handed_out", _("Handed out")
        WITHDRAWN = "withdrawn", _("Not needed any more")
        REFUSED = "refused", _("Refused")

    class Refused(models.TextChoices):
        NO_GROUND = "no_ground", _("Has no ground to borrow")
        HAS_ONE = "has_one", _("Has a device already")
        ELSEWHERE = "elsewhere", _("Lives elsewhere: another digibank helps")
        NO_DEVICE = "no_device", _("We have nothing that suits them")
        OTHER = "other", _("Something else")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="loan_requests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="loan_requests")
    kind = models.CharField(
        _("Type"), max_length=15, choices=Device.Kind.choices, default=Device.Kind.LAPTOP
    )
    goal = FreeText(_("What will they do with it?"), blank=True)
    channel = models.CharField(
        _("How do they ask?"), max_length=8, choices=Channel.choices, default=Channel.DESK
    )
    referrer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Which partner?"),
    )
    access_point = models.ForeignKey(
        AccessPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Where do they want to fetch it?"),
    )
    criteria = models.ManyToManyField(NeedCriterion, blank=True, related_name="requests")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    refused_for = models.CharField(
        _("Why not?"), max_length=10, choices=Refused.choices, blank=True
    )
    reason = FreeText(_("Why?"), blank=True)

    objects = LoanRequestQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at=None),
                name="one_open_request_of_a_type",
                violation_error_code=TAKEN,
                violation_error_message=_("This person waits for one already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="a_request_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "kind", "made_at"],
                condition=Q(ended_at=None),
                name="who_waits_for_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("lending:request", args=[self.pk])


class Offer(models.Model):
    """A device is kept for who waits, until they answer."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("No answer in time")

    request = models.ForeignKey(LoanRequest, models.PROTECT, related_name="offers")
    reservation = models.OneToOneField(Reservation, models.PROTECT, related_name="offer")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    respond_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(closed_at=None),
                name="one_open_offer_per_request",
                violation_error_code=TAKEN,
                violation_error_message=_("Something is offered already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, answer="")
                | (Q(closed_at__isnull=False) & ~Q(answer="")),
                name="an_offer_closes_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.respond_by:%d/%m/%Y}"


class Skip(models.Model):
    """Somebody further down the list went first, and why: nobody is passed in silence."""

    request = models.ForeignKey(LoanRequest, models.PROTECT, related_name="skips")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="skips")
    reason = Words(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reason
