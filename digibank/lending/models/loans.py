from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models.terms import Product
from digibank.network.models import AccessPoint, Digibank, Membership, Role
from digibank.people.models import Person
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

# Who may see loans; volunteers act only where the coordinator allows it (rules.can_lend).
LENDS = (Role.COORDINATOR, Role.DESK, Role.VOLUNTEER)


class LoanQuerySet(models.QuerySet["Loan"]):
    def visible_to(self, account: Account) -> Self:
        """The loans within reach, with all that the page of a loan names."""
        mine = self.filter(Membership.objects.reaching(account, "digibank", *LENDS))
        return mine.select_related("device__digibank", "person", "access_point", "handed_out_by")

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Loan(models.Model):
    """A device with a person, until it is taken back or the hand-out is undone."""

    class End(models.TextChoices):
        TAKEN_BACK = "taken_back", _("Taken back")
        UNDONE = "undone", _("Undone: it never left")
        LOST = "lost", _("It did not come back")
        GIVEN = "given", _("It is theirs now")

    class Outcome(models.TextChoices):
        SHELF = "shelf", _("To the shelf, to be erased")
        CHECK = "check", _("To be checked")
        REPAIR = "repair", _("To be repaired")
        WRITTEN_OFF = "written_off", _("Written off")

    # That of its device and its person: with it, lists of loans are read from one index.
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="loans", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="loans")
    person = models.ForeignKey(Person, models.PROTECT, related_name="loans")
    product = models.CharField(
        _("What is it?"), max_length=8, choices=Product.choices, default=Product.LONG
    )
    # The set that it left with: then `person` answers for it in the name of an organisation.
    set = models.ForeignKey(
        "lending.SetLoan", models.PROTECT, null=True, blank=True, related_name="loans"
    )
    connection = models.ForeignKey(
        "lending.Connection", models.PROTECT, null=True, blank=True, related_name="loans"
    )
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="loans"
    )
    handed_out_at = models.DateTimeField(default=timezone.now)
    handed_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    remark = FreeText(_("Remark"), blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        # `full_clean` asks these politely, with these sentences; the database has the last word.
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(ended_at=None),
                name="one_open_loan_per_device",
                violation_error_code=TAKEN,
                violation_error_message=_("This device is out already."),
            ),
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(ended_at=None, connection__isnull=False),
                name="one_open_loan_per_connection",
                violation_error_code=TAKEN,
                violation_error_message=_("This SIM card is out already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="", outcome="")
                | Q(ended_at__isnull=False, end__in=["undone", "given"], outcome="")
                | (Q(ended_at__isnull=False, end__in=["taken_back", "lost"]) & ~Q(outcome="")),
                name="loan_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("handed_out_at")),
                name="loan_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "due_on", "id"],
                condition=Q(ended_at=None),
                name="open_loans_by_due",
            ),
            models.Index(
                fields=["digibank", "-ended_at", "-id"],
                condition=Q(ended_at__isnull=False),
                name="ended_loans_newest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device}, {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("lending:loan", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        return self.ended_at is None and self.due_on < localdate()


class Part(models.Model):
    """A part of the kit that went along, or not; and how it came back."""

    class Kind(models.TextChoices):
        CHARGER = "charger", _("Charger")
        BAG = "bag", _("Bag")
        MOUSE = "mouse", _("Mouse")
        HEADSET = "headset", _("Headset")
        CABLE = "cable", _("Cable")
        SIM = "sim", _("SIM card")

    class Given(models.TextChoices):
        FINE = "fine", _("Fine")
        FLAWED = "flawed", _("Has a flaw")
        NOT_GIVEN = "not_given", _("Stays here")

    class Back(models.TextChoices):
        FINE = "fine", _("Fine")
        FLAWED = "flawed", _("Has a flaw")
        MISSING = "missing", _("Missing")

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    given = models.CharField(max_length=10, choices=Given.choices)
    given_remark = Words(max_length=200, blank=True)
    back = models.CharField(max_length=10, choices=Back.choices, blank=True)
    back_remark = Words(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "kind"], name="one_part_per_kind"),
            models.CheckConstraint(
                condition=~Q(given="not_given") | Q(back=""), name="part_not_given_never_comes_back"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Renewal(models.Model):
    """The due day of a loan moved to a later day."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="renewals")
    was_due_on = models.DateField()
    due_on = models.DateField()
    renewed_at = models.DateTimeField(default=timezone.now)
    renewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("was_due_on")),
                name="renewal_moves_forward",
                violation_error_code="due_too_early",
                violation_error_message=_("Choose a day after the present one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was_due_on} -> {self.due_on}"


class Agreement(models.Model):
    """The text that was signed with a loan, word for word, in the language it was shown in."""

    class Signing(models.TextChoices):
        SCREEN = "screen", _("On the screen")
        PAPER = "paper", _("On paper")

    loan = models.ForeignKey(Loan, models.CASCADE, null=True, blank=True, related_name="agreements")
    set = models.ForeignKey(  # of all devices that left together there is one
        "lending.SetLoan", models.CASCADE, null=True, blank=True, related_name="agreements"
    )
    language = models.CharField(_("Language"), max_length=2)
    edition = models.CharField(max_length=20)  # of the template that the text was made from
    text = models.TextField()
    signing = models.CharField(max_length=10, choices=Signing.choices)
    signature = models.ForeignKey(
        "paper.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)  # the hand-out was corrected

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=Q(replaced_at=None), name="one_agreement_in_force"
            ),
            models.UniqueConstraint(
                fields=["set"], condition=Q(replaced_at=None), name="one_agreement_of_a_set"
            ),
            models.CheckConstraint(
                condition=Q(loan=None, set__isnull=False) | Q(loan__isnull=False, set=None),
                name="an_agreement_is_about_a_loan_or_a_set",
            ),
            models.CheckConstraint(
                condition=Q(signing="paper", signature=None) | Q(signing="screen"),
                name="agreement_on_paper_has_no_drawing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan or self.set}, {self.language}"


class AgreementText(models.Model):
    """What a digibank agrees with who borrows, in its own words; a new version replaces the former,
    which is kept. Facts (who, what, until when) are never written here: the program fills them in.
    """

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="agreement_texts")
    version = models.PositiveIntegerField()
    nl = models.TextField("Nederlands", max_length=6_000)
    fr = models.TextField("Français", max_length=6_000, blank=True)
    en = models.TextField("English", max_length=6_000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "version"], name="one_agreement_text_per_version"
            ),
            models.UniqueConstraint(
                fields=["digibank"],
                condition=Q(replaced_at=None),
                name="one_agreement_text_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digibank}, {self.version}"
