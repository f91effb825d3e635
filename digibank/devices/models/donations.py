"""What is given to us: by whom, what was promised, and what was decided of each piece."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import GRAMS, Collected, Device, named
from digibank.network.models import AccessPoint, Digibank, Membership, Organisation
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

STATE_WORDS = {
    "announced": _("Announced"),
    "planned": _("On a round"),
    "arrived": _("Here"),
    "closed": _("Closed"),
    "cancelled": _("Called off"),
}


class Donor(models.Model):
    """Who gives us hardware: a company, a public body or a person."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        PUBLIC = "public", _("Public body or school")
        PERSON = "person", _("Person")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="donors")
    kind = models.CharField(_("Who gives?"), max_length=10, choices=Kind.choices)
    # A partner that gives is the same organisation.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = Words(_("Name"), max_length=160)
    contact = Words(_("Whom to ask for"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)  # E.164
    email = models.EmailField(_("E-mail"), blank=True)
    street = Words(_("Street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # then name and addresses are blank

    objects = Collected.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "name", "postcode"],
                condition=Q(forgotten_at=None),
                name="one_donor_by_name_and_postcode",
                violation_error_code=TAKEN,
                violation_error_message=_("This donor is known here already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Somebody whose name we do not keep"))


class Round(models.Model):
    """A day on which somebody drives past donors and fetches what they give."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="rounds")
    on = models.DateField(_("Which day?"))
    driver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = FreeText(_("What to bring"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = Collected.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["digibank", "-on"], name="rounds_newest_first")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("devices:round", args=[self.pk])


class DonationQuerySet(Collected["Donation"]):
    def visible_to(self, account: Account) -> Self:
        """The donations within reach, with their donor, which every page asks for."""
        return super().visible_to(account).select_related("donor", "digibank")

    def locked(self, pk: int) -> "Donation":
        """The donation with its digibank, read again and held until the transaction ends."""
        return self.select_related("digibank", "donor").select_for_update(of=("self",)).get(pk=pk)


class Donation(models.Model):
    """What one donor gives at one time: announced, arrived, closed when nothing is left to do."""

    class Way(models.TextChoices):
        PICK_UP = "pick_up", _("We fetch it")
        DROP_OFF = "drop_off", _("The donor brings it")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="donations")
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="donations")
    way = models.CharField(_("How does it come here?"), max_length=8, choices=Way.choices)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="donations"
    )
    what = FreeText(_("What is it?"), blank=True)
    from_on = models.DateField(_("From which day?"), null=True, blank=True)
    until_on = models.DateField(_("Until which day?"), null=True, blank=True)
    street = Words(_("Where to fetch it: street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    certificate_wanted = models.BooleanField(_("The donor wants a certificate of the erasure"))
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="donations"
    )
    announced_at = models.DateTimeField(default=timezone.now)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_for = Words(_("Why not?"), max_length=200, blank=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(arrived_at=None),
                name="what_arrived_is_not_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(arrived_at__isnull=False, closed_at__gte=F("arrived_at")),
                name="a_donation_closes_after_it_arrived",
            ),
        ]
        indexes = [models.Index(fields=["digibank", "-id"], name="donations_newest_first")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("devices:donation", args=[self.pk])

    @property
    def number(self) -> str:
        """What stands on its papers: the year and a number that comes once: "2026-000012"."""
        return f"{self.announced_at:%Y}-{self.pk:06d}"

    @property
    def state(self) -> str:
        """cancelled, closed, arrived, planned or announced."""
        if self.cancelled_at:
            return "cancelled"
        if self.closed_at:
            return "closed"
        if self.arrived_at:
            return "arrived"
        return "planned" if self.round_id else "announced"

    @property
    def look(self) -> str:
        """The shape of its tag on the pages."""
        looks = {"planned": "info", "arrived": "busy", "closed": "ok"}
        return looks.get(self.state, "idle")

    @property
    def words(self) -> str:
        return str(STATE_WORDS[self.state])


class Promise(models.Model):
    """How many pieces of one type a donor announced."""

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=15, choices=Device.Kind.choices)
    count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["donation", "kind"], name="one_promise_for_each_type"),
            models.CheckConstraint(condition=Q(count__gte=1), name="a_promise_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.get_kind_display()}"


class LotList(models.Model):
    """A list of a lot in a file: kept, tried, taken in, and taken back when that was a mistake."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="lot_lists")
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="lists")
    file = models.ForeignKey("paper.Attachment", models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = Collected.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_in_at__isnull=False),
                name="what_was_taken_in_can_be_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file.name)

    def get_absolute_url(self) -> str:
        return reverse("devices:lot_list", args=[self.pk])


class PieceQuerySet(models.QuerySet["Piece"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "donation__digibank", *Collected.roles)
        return self.filter(mine).select_related("donation", "device")

    def refused(self) -> Self:
        return self.filter(device=None)


class Piece(models.Model):
    """The decision about one piece of a donation, by looking at it: accepted as a device, or not.

    Ministerial order of 23 June 2017, art. 1: who takes in only what may be used again treats no
    waste; so each decision is named and timed, a refusal too.
    """

    class Refused(models.TextChoices):
        """The grounds of art. 1 of that order, and a lock that nobody opens."""

        OUTDATED = "outdated", _("Very old: nobody wants it any more")
        DAMAGED = "damaged", _("Much rust or damage outside")
        BAD_STATE = "bad_state", _("In a bad state all over")
        TOO_DEAR = "too_dear", _("A repair costs more than it is worth")
        CRT = "crt", _("Has a picture tube")
        LOCKED = "locked", _("Locked, and the donor cannot open it")

    class LeftWith(models.TextChoices):
        DONOR = "donor", _("It stays with the donor")
        RECYCLER = "recycler", _("It goes to the recycler")

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="pieces")
    lot_list = models.ForeignKey(
        LotList, models.PROTECT, null=True, blank=True, related_name="pieces"
    )
    kind = models.CharField(_("Type"), max_length=15, choices=Device.Kind.choices)
    maker = Words(_("Maker"), max_length=80, blank=True)
    model = Words(_("Model"), max_length=120, blank=True)
    serial = models.CharField(_("Serial number"), max_length=80, blank=True)
    device = models.OneToOneField(
        Device, models.PROTECT, null=True, blank=True, related_name="piece"
    )
    refused_for = models.CharField(
        _("Why not?"), max_length=10, choices=Refused.choices, blank=True
    )
    left_with = models.CharField(
        _("What becomes of it?"), max_length=8, choices=LeftWith.choices, blank=True
    )
    grams = models.PositiveIntegerField(
        _("Weight in grams"), null=True, blank=True, validators=GRAMS
    )
    measured = models.BooleanField(default=False)  # weighed, else a usual weight
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PieceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=False, refused_for="", left_with="")
                | Q(device=None) & ~Q(refused_for="") & ~Q(left_with=""),
                name="a_piece_is_a_device_or_is_refused",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return named(self.maker, self.model) or str(self.get_kind_display())
