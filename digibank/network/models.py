from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat

from digibank.accounts.models import Account
from digibank.network.territory import municipalities, working_area
from digibank.ui.fields import FreeText, Words


class Role(models.TextChoices):
    """What somebody does in a digibank; what a role may do stands in each room's rules."""

    COORDINATOR = "coordinator", _("Coordinator")
    DESK = "desk", _("Desk worker")
    VOLUNTEER = "volunteer", _("Volunteer")
    TECHNICIAN = "technician", _("Technician")
    TRAINEE = "trainee", _("Trainee in the workshop")
    TRAINER = "trainer", _("Trainer")
    READER = "reader", _("Reader of figures")
    REFERRER = "referrer", _("Referrer of a partner")


MEANING = {
    Role.COORDINATOR: _("arranges everything in this digibank"),
    Role.DESK: _("registers people, hands out, takes back and renews"),
    Role.VOLUNTEER: _("registers people; hands out when you allow it"),
    Role.TECHNICIAN: _("works on devices, sees no people"),
    Role.TRAINEE: _("learns at the bench; a technician signs the work off"),
    Role.TRAINER: _("gives courses, lends nothing"),
    Role.READER: _("sees figures only"),
    Role.REFERRER: _("sends people to us, and sees only those"),
}

# Roles that meet persons, so that their accounts need a second factor.
PERSON_ROLES = frozenset(
    {Role.COORDINATOR, Role.DESK, Role.VOLUNTEER, Role.TECHNICIAN, Role.REFERRER}
)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank"))

    def current(self) -> Self:
        return self.filter(ended_on=None)

    def reaching(self, account: Account, digibank: str, *roles: Role) -> Q:
        """The condition that `account` has a role (one of `roles`) in the digibank at that path.

        The roles are asked once for a request; naming the digibanken costs a page less than an
        EXISTS in each of its questions, and who has two roles there still sees each row once.
        """
        wanted = frozenset(roles)
        mine = [
            number
            for number, held in roles_of(account).items()
            if not wanted or not wanted.isdisjoint(held)
        ]
        return Q(**{f"{digibank}__in": mine})


def roles_of(account: Account) -> dict[int, frozenset[str]]:
    """Digibank id -> the roles of `account` there, today; asked once for each request."""
    if account.roles is None:
        rows = Grant.objects.filter(
            membership__account=account, membership__ended_on=None
        ).values_list("membership__digibank_id", "role")
        found: dict[int, set[str]] = {}
        for digibank, role in rows:
            found.setdefault(digibank, set()).add(role)
        account.roles = {digibank: frozenset(roles) for digibank, roles in found.items()}
    return account.roles


def checked_kbo(number: str) -> None:
    """Refuse a KBO number whose last two digits are not 97 minus the first eight modulo 97: kbo."""
    if not vat.is_valid(number):
        raise ValidationError(_("This is not a KBO number: look at the ten digits."), code="kbo")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, account: Account) -> Self:
        """The partners, also former ones, of each digibank that `account` works in."""
        mine = Membership.objects.reaching(account, "digibank")
        return self.filter(Exists(Partnership.objects.filter(mine, organisation=OuterRef("pk"))))


class Organisation(models.Model):
    """A legal person that takes part in a digibank."""

    class Kind(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", _("Local government")
        COMPANY = "company", _("Company")
        CIVIL_SOCIETY = "civil_society", _("Civil society")
        SOCIAL_ECONOMY = "social_economy", _("Social economy")
        TRAINING_PROVIDER = "training_provider", _("Training provider")
        LIBRARY = "library", _("Library")
        OTHER = "other", _("Other")

    name = Words(_("Name"), max_length=160)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    kbo = models.CharField(_("KBO number"), max_length=10, blank=True, validators=[checked_kbo])
    contact = Words(_("Contact"), max_length=120, blank=True)  # whom to ask for
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)  # E.164
    street = Words(_("Street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    refnis = models.CharField(_("Municipality"), max_length=5, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kbo"],
                condition=~Q(kbo=""),
                name="one_organisation_per_kbo",
                violation_error_code="kbo_already",
                violation_error_message=_("Another organisation has this KBO number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:organisation", args=[self.pk])

    def clean(self) -> None:
        self.kbo = vat.compact(self.kbo) if self.kbo else ""

    @property
    def municipality(self) -> str:
        return municipalities().get(self.refnis, "")

    @property
    def keeper(self) -> "Digibank | None":
        """The digibank that keeps these facts: of those in which it takes part now, the first that
        took it on; when it takes part in none, the one that it left last."""
        order = F("ended_on").desc(nulls_first=True)
        row = self.partnerships.select_related("digibank").order_by(order, "pk").first()
        return row.digibank if row else None

    @property
    def written_kbo(self) -> str:
        """The number as people write it: 0123.456.789."""
        return f"{self.kbo[:4]}.{self.kbo[4:7]}.{self.kbo[7:]}" if self.kbo else ""


class DigibankQuerySet(models.QuerySet["Digibank"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "pk"))


class Digibank(models.Model):
    """A partnership that lends, teaches and helps in a number of municipalities."""

    name = Words(_("Name"), max_length=120)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)  # E.164
    email = models.EmailField(_("E-mail"), blank=True)
    began_on = models.DateField(_("Starts on"))
    ends_on = models.DateField(_("Ends on"), null=True, blank=True)
    target_count = models.PositiveIntegerField(_("People to reach"), default=1000)
    # The coordinator allows volunteers to hand out and take back from this moment on.
    volunteers_lend_since = models.DateTimeField(null=True, blank=True)
    # Made by `digibank demo`: demo accounts skip the second factor, loopback only.
    demo_since = models.DateTimeField(null=True, blank=True)

    objects = DigibankQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_digibank_per_name",
                violation_error_code="name_already",
                violation_error_message=_("There is a digibank with this name already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("began_on")),
                name="digibank_ends_after_it_began",
                violation_error_code="ends_before_it_began",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank"))

    def current(self) -> Self:
        return self.filter(ended_on=None)


class Partnership(models.Model):
    """An organisation takes part in a digibank, with a role, from one day to another."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Lead")
        PARTNER = "partner", _("Partner")

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    part = models.CharField(_("Role"), max_length=10, choices=Part.choices)
    began_on = models.DateField(default=localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="partnership_ends_after_it_began",
                violation_error_code="ends_before_it_began",
                violation_error_message=_("The end lies before the start."),
            ),
            models.UniqueConstraint(
                fields=["digibank", "organisation"],
                condition=Q(ended_on=None),
                name="one_open_partnership_per_organisation",
                violation_error_code="partner_already",
                violation_error_message=_("This organisation is a partner already."),
            ),
            models.UniqueConstraint(
                fields=["digibank"],
                condition=Q(ended_on=None, part="lead"),
                name="one_lead_per_digibank",
                violation_error_code="lead_already",
                violation_error_message=_("This digibank has a lead already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_part_display()}"


def known_refnis(code: str) -> None:
    """Refuse a code that is no municipality of Flanders or Brussels as of 2025: refnis."""
    if code not in working_area():
        raise ValidationError(_("Choose a municipality in Flanders or Brussels."), code="refnis")


class Coverage(models.Model):
    """A municipality in the working area of a digibank."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="coverages")
    refnis = models.CharField(max_length=5, validators=[known_refnis])  # Statbel, as of 2025

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "refnis"], name="one_coverage_per_municipality"
            ),
        ]

    def __str__(self) -> str:
        return municipalities().get(self.refnis, self.refnis)


class Membership(models.Model):
    """An account works in a digibank, with a set of roles, until a day."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships"
    )
    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="memberships")
    # The partner that somebody works for; a referrer sees only what is of that partner.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    began_on = models.DateField(default=localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "digibank"],
                condition=Q(ended_on=None),
                name="one_open_membership_per_account",
                violation_error_code="member_already",
                violation_error_message=_("This account works here already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.digibank}"

    def get_absolute_url(self) -> str:
        return reverse("network:member", args=[self.pk])


class Grant(models.Model):
    """One role in a membership; two roles are two rows."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "role"], name="one_grant_per_role"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def meaning(self) -> str:
        return str(MEANING[Role(self.role)])


class Workplace(models.Model):
    """A member works at this access point. Without any, they work at all of the digibank."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="workplaces")
    access_point = models.ForeignKey("AccessPoint", models.CASCADE, related_name="workplaces")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "access_point"], name="one_workplace_per_access_point"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.account}, {self.access_point}"


def points_of(account: Account) -> dict[int, frozenset[int]]:
    """Digibank id -> the access points where `account` works, only where those are not all of
    them; a coordinator works everywhere. Asked once for each request."""
    if account.points is None:
        rows = Workplace.objects.filter(
            membership__account=account, membership__ended_on=None
        ).values_list("membership__digibank_id", "access_point_id")
        found: dict[int, set[int]] = {}
        for digibank, point in rows:
            if Role.COORDINATOR not in roles_of(account).get(digibank, frozenset()):
                found.setdefault(digibank, set()).add(point)
        account.points = {digibank: frozenset(points) for digibank, points in found.items()}
    return account.points


def where_they_work(account: Account, digibank: str, point: str) -> Q:
    """The condition that the access point at the path `point` is one where `account` works, in
    the digibank at the path `digibank`; no condition where they work everywhere."""
    bound = points_of(account)
    if not bound:
        return Q()
    mine = frozenset().union(*bound.values())
    return ~Q(**{f"{digibank}__in": list(bound)}) | Q(**{f"{point}__in": sorted(mine)})


def in_a_week() -> datetime:
    return timezone.now() + timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", Role.COORDINATOR))

    def open(self) -> Self:
        """Invitations whose code still works."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A coordinator's paper with which somebody joins a digibank, once, within seven days."""

    class End(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="invitations")
    name = Words(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    roles = models.JSONField(_("Roles"), default=list)  # of Role
    digest = models.CharField(max_length=64, unique=True)  # of the code, see accounts.onetime
    invited_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(default=in_a_week)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    code = ""  # what is printed; only the act that makes the invitation knows it

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end="")
                | (Q(ended_at__gte=F("invited_at")) & ~Q(end="")),
                name="invitation_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(end="accepted", accepted_by__isnull=False)
                | (~Q(end="accepted") & Q(accepted_by=None)),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.digibank}"

    @property
    def is_late(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def role_words(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]


class AccessPointQuerySet(models.QuerySet["AccessPoint"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank"))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def public(self) -> Self:
        """What everybody may know: the places that are not closed for good."""
        return self.open().select_related("digibank")


class AccessPoint(models.Model):
    """A place you can walk into: a library, a bus at its stop."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("Fixed place")
        MOBILE = "mobile", _("Mobile place")

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="access_points")
    name = Words(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.FIXED)
    street = Words(_("Street and number"), max_length=160)
    postcode = models.CharField(_("Postcode"), max_length=4)
    refnis = models.CharField(_("Municipality"), max_length=5, validators=[known_refnis])
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    lends = models.BooleanField(_("Lends devices"), default=True)
    teaches = models.BooleanField(_("Gives courses"), default=False)
    helps = models.BooleanField(_("Answers questions"), default=True)
    remark = FreeText(_("Good to know"), blank=True)  # entrance, bus stop, wheelchair
    closed_on = models.DateField(null=True, blank=True)

    objects = AccessPointQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "digibank",
                Lower("name"),
                condition=Q(closed_on=None),
                name="one_access_point_per_name",
                violation_error_code="name_already",
                violation_error_message=_("There is an access point with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:access_point", args=[self.pk])

    @property
    def municipality(self) -> str:
        return municipalities().get(self.refnis, "")


class Opening(models.Model):
    """Weekly hours: one row per stretch, so a day with a lunch break has two."""

    access_point = models.ForeignKey(AccessPoint, models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()  # 1 Monday ... 7 Sunday, ISO 8601
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="opening_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="opening_closes_after_it_opens",
                violation_error_code="closes_before_it_opens",
                violation_error_message=_("The closing hour lies before the opening hour."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_at:%H.%M}-{self.closes_at:%H.%M}"


class DatedExceptionQuerySet(models.QuerySet["DatedException"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "access_point__digibank"))


class DatedException(models.Model):
    """On one day the weekly hours do not count: closed, or open from one hour to another."""

    access_point = models.ForeignKey(AccessPoint, models.CASCADE, related_name="exceptions")
    on = models.DateField(_("Day"))
    opens_at = models.TimeField(_("Opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("Closes at"), null=True, blank=True)
    reason = Words(_("Reason"), max_length=120, blank=True)

    objects = DatedExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["access_point", "on"],
                name="one_exception_per_day",
                violation_error_code="exception_already",
                violation_error_message=_("This day has an exception already."),
            ),
            models.CheckConstraint(
                # Both are asked for: a comparison with NULL would let half an exception through.
                condition=Q(opens_at=None, closes_at=None)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="exception_closed_or_open_for_a_while",
                violation_error_code="closes_before_it_opens",
                violation_error_message=_("Give both hours, or none when it is closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.reason}"
