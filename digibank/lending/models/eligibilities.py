"""Who may borrow: the grounds that a digibank accepts, and what was decided about a person."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank, Membership, Role
from digibank.people.models import Person
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN
from digibank.ui.templatetags.ui import euro

DECIDES = (Role.COORDINATOR, Role.DESK)
INCOME = [MaxValueValidator(50_000_000)]  # cents a year


class GroundQuerySet(models.QuerySet["Ground"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *DECIDES))

    def counting(self) -> Self:
        """Those that count today: open, and of this year when they are of a year."""
        return self.filter(Q(year=None) | Q(year=localdate().year), ended_at=None)


class Ground(models.Model):
    """Something because of which somebody may borrow; one is enough. Amounts go with a year."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="lending_grounds")
    words = Words(_("Who may borrow?"), max_length=120)
    year = models.PositiveSmallIntegerField(
        _("In which year?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2020), MaxValueValidator(2199)],
    )
    # The taxable income of a household of one, and what each other member adds: of no person.
    income_cents = models.PositiveIntegerField(
        _("Income of one person under"), null=True, blank=True, validators=INCOME
    )
    member_cents = models.PositiveIntegerField(
        _("And for each other member of the household"), default=0, validators=INCOME
    )
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroundQuerySet.as_manager()

    class Meta:
        ordering = ["words", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "words", "year"],
                condition=Q(ended_at=None),
                name="one_ground_with_these_words",
                violation_error_code=TAKEN,
                violation_error_message=_("This counts already."),
            ),
            models.UniqueConstraint(
                fields=["digibank", "words"],
                condition=Q(ended_at=None, year=None),
                name="one_ground_of_every_year",
                violation_error_code=TAKEN,
                violation_error_message=_("This counts already."),
            ),
            models.CheckConstraint(
                condition=Q(income_cents=None) | Q(year__isnull=False),
                name="an_income_is_of_a_year",
                violation_error_code="no_year",
                violation_error_message=_("Amounts change each year. Say of which year these are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.year})" if self.year else self.words

    def limit(self, size: int) -> int:
        """The yearly income in cents under which a household of `size` may borrow."""
        return (self.income_cents or 0) + max(size - 1, 0) * self.member_cents

    @property
    def amounts(self) -> str:
        """What the limits are, for households of one to six; blank when income does not count."""
        if self.income_cents is None:
            return ""
        sizes = range(1, 7) if self.member_cents else range(1, 2)
        told = [f"{size}: {euro(self.limit(size))}" for size in sizes]
        return gettext("Household of %(amounts)s") % {"amounts": ", ".join(told)}


class EligibilityQuerySet(models.QuerySet["Eligibility"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "person__digibank", *DECIDES))
        return mine.select_related("person", "decided_by")

    def in_force(self) -> Self:
        return self.filter(IN_FORCE)

    def waiting(self) -> Self:
        """Exceptions that a second person has to agree with."""
        return self.filter(WAITING)


IN_FORCE = Q(replaced_at=None) & (Q(is_exception=False) | Q(agreed_at__isnull=False))
WAITING = Q(replaced_at=None, is_exception=True, agreed_at=None)


class Eligibility(models.Model):
    """Somebody decided until when a person may borrow. Proof is looked at, never kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="eligibilities")
    until = models.DateField(_("May borrow until"))  # the last day on which a loan may begin
    grounds = models.ManyToManyField(Ground, blank=True, related_name="eligibilities")
    reason = FreeText(_("Why"), blank=True)  # for desk workers and coordinators alone
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # No ground: then a second person has to agree.
    is_exception = models.BooleanField(_("Exception"), default=False)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=IN_FORCE, name="one_decision_in_force"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=WAITING, name="one_exception_that_waits"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False, is_exception=True)
                    & ~Q(agreed_by=F("decided_by"))
                ),
                name="two_persons_agree_with_an_exception",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.until}"
