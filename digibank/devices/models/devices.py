"""A device, where it is, and the next step for it."""

from typing import Self, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank, Membership, Role
from digibank.people.models import Person
from digibank.ui import codes
from digibank.ui.fields import FreeText, Words

# Trainers and readers of figures have no business with single devices.
HANDLES_DEVICES = (Role.COORDINATOR, Role.DESK, Role.VOLUNTEER, Role.TECHNICIAN, Role.TRAINEE)
WORKSHOP = (Role.COORDINATOR, Role.TECHNICIAN)
BENCH = (*WORKSHOP, Role.TRAINEE)
# Whoever speaks with donors or unpacks what they give. A volunteer at the desk sees devices, and
# never who gave them: donor and borrower know nothing of each other.
COLLECTS = (Role.COORDINATOR, Role.DESK, Role.TECHNICIAN)

M = TypeVar("M", bound=models.Model)
GRAMS = [MinValueValidator(1), MaxValueValidator(200_000)]  # of one piece
YEARS = [MinValueValidator(1970), MaxValueValidator(2100)]


class Handled(models.QuerySet[M]):
    """What belongs to a digibank and is seen by whoever handles devices there."""

    roles: tuple[Role, ...] = HANDLES_DEVICES

    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *self.roles))


class Benched(Handled[M]):
    """What is seen at the bench."""

    roles = BENCH


class Collected(Handled[M]):
    """What is seen by whoever speaks with donors."""

    roles = COLLECTS


def named(maker: str, model: str) -> str:
    """Maker and model as people say them: "HP ProBook 440 G6", no maker twice."""
    maker = "HP" if maker == "Hewlett-Packard" else maker
    if model.lower().startswith(maker.lower()):
        maker = ""
    return f"{maker} {model}".strip()


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, account: Account) -> Self:
        """The devices within reach, with their stage and digibank, which every page asks for."""
        mine = self.filter(Membership.objects.reaching(account, "digibank", *HANDLES_DEVICES))
        return mine.select_related("stage", "digibank")

    def locked(self, pk: int) -> "Device":
        """The device with its digibank, read again and held until the transaction ends.

        Its row is the one lock for all that happens to the device, so verbs cannot deadlock. Not
        its key: what others write about the device meanwhile (a reservation) need not wait.
        """
        rows = self.select_related("digibank").select_for_update(of=("self",), no_key=True)
        return rows.get(pk=pk)


class Device(models.Model):
    """A piece of hardware with a label of ours."""

    class Kind(models.TextChoices):
        LAPTOP = "laptop", _("Laptop")
        DESKTOP = "desktop", _("Desktop")
        TABLET = "tablet", _("Tablet")
        SMARTPHONE = "smartphone", _("Smartphone")
        SCREEN = "screen", _("Screen")
        ACCESSORY = "accessory", _("Accessory")
        CONNECTIVITY = "connectivity", _("Internet stick")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="devices")
    code = models.CharField(_("Label"), max_length=12, unique=True)  # see ui.codes
    kind = models.CharField(_("Type"), max_length=15, choices=Kind.choices, default=Kind.LAPTOP)
    maker = Words(_("Maker"), max_length=80, blank=True)
    model = Words(_("Model"), max_length=120, blank=True)
    # Serials and IMEI are exempt from the search for national numbers.
    serial = models.CharField(_("Serial number"), max_length=80, blank=True)
    cpu = models.CharField(_("Processor"), max_length=120, blank=True)
    memory_bytes = models.PositiveBigIntegerField(_("Memory"), null=True, blank=True)
    storage_bytes = models.PositiveBigIntegerField(_("Storage"), null=True, blank=True)
    grams = models.PositiveIntegerField(
        _("Weight in grams"), null=True, blank=True, validators=GRAMS
    )
    weighed = models.BooleanField(default=False)  # on a scale, else as its maker says
    built_in = models.PositiveSmallIntegerField(
        _("Built in the year"), null=True, blank=True, validators=YEARS
    )
    remark = FreeText(_("Remark"), blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    # All that a search looks at, kept by the database itself: one scan of one index.
    sought = models.GeneratedField(
        expression=Upper(
            Concat(
                *("code", Value(" "), "maker", Value(" "), "model", Value(" "), "serial"),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    # The open placement, for whoever read it along already; see queries.where.
    now: "Placement | None" = None

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["digibank", "-id"], name="devices_newest_first"),
            models.Index(fields=["digibank", "kind", "-id"], name="devices_by_kind"),
            models.Index(fields=["digibank", "sought"], name="devices_sought"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The code as it stands on the sticker: "T-7KD-4C9"."""
        return codes.written(codes.DEVICE, self.code)

    @property
    def name(self) -> str:
        """What people call it: "HP ProBook 440 G6", else its type."""
        return named(self.maker, self.model) or self.get_kind_display()

    @property
    def type_words(self) -> str:
        """The type in words; get_kind_display translates all types to find one."""
        return str(self.Kind(self.kind).label)

    def get_absolute_url(self) -> str:
        return reverse("devices:device", args=[self.code])

    @property
    def has_storage(self) -> bool:
        """Whether data can stay on it, so that it must be erased before it goes out."""
        return self.kind not in {self.Kind.SCREEN, self.Kind.ACCESSORY}

    def is_erased(self) -> bool:
        """Whether no data can be on it: nothing to erase, or erased since it was last out."""
        return not self.has_storage or any(one.outdated_at is None for one in self.erasures.all())

    def is_locked(self) -> bool:
        """Whether somebody found a lock that is not released."""
        return any(one.released_at is None for one in self.locks.all())

    def is_released(self) -> bool:
        """Whether the word of the workshop still counts."""
        return any(one.withdrawn_at is None for one in self.releases.all())


class PlacementQuerySet(models.QuerySet["Placement"]):
    def open(self) -> Self:
        return self.filter(left_at=None)


class Placement(models.Model):
    """Where a device is, or was. The open row is now; the others are its travels."""

    class Place(models.TextChoices):
        SHELF = "shelf", _("On the shelf")
        WORKSHOP = "workshop", _("In the workshop")
        TRANSIT = "transit", _("On its way")
        OUT = "out", _("With a person")
        GONE = "gone", _("Written off")

    device = models.ForeignKey(Device, models.PROTECT, related_name="placements")
    place = models.CharField(max_length=10, choices=Place.choices)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    put_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(left_at=None), name="one_open_placement_per_device"
            ),
            models.CheckConstraint(
                condition=Q(place="out", person__isnull=False)
                | (~Q(place="out") & Q(person__isnull=True)),
                name="placement_out_is_with_a_person",
                violation_error_code="out_is_with_a_person",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("put_at")),
                name="placement_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(
                fields=["access_point", "-device"],
                condition=Q(left_at=None),
                name="devices_at_access_point",
            ),
            models.Index(
                fields=["place", "-device"], condition=Q(left_at=None), name="devices_in_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device}: {self.words}"

    @property
    def words(self) -> str:
        return str(self.Place(self.place).label)


class Stage(models.Model):
    """The next step for a device: what follows from its placement, erasure and release; with its
    type and place beside it, so that the stock is counted in one index.

    Triggers write it (migration 0020), nobody else: it cannot drift, and a list of 100,000
    devices needs no look at each of them. `queries.missing` stays the rule for going out.
    """

    class Step(models.TextChoices):
        UNLOCK = "unlock", _("To be unlocked")
        ERASE = "erase", _("To be erased")
        REPAIR = "repair", _("To be repaired")
        CHECK = "check", _("To be checked")
        RELEASE = "release", _("To be released")
        READY = "ready", _("Ready")
        TRANSIT = "transit", _("On its way")
        OUT = "out", _("Lent out")
        GONE = "gone", _("Gone")

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="stage")
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=10, choices=Step.choices)
    since = models.DateTimeField()
    # The type and the place as long as it is here; none when it is out, gone or on its way.
    stock_kind = models.CharField(max_length=15, choices=Device.Kind.choices, null=True)  # noqa: DJ001
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["digibank", "step", "since", "device"], name="devices_by_step"),
            models.Index(
                fields=["digibank", "access_point", "stock_kind", "step"],
                condition=Q(stock_kind__isnull=False),
                name="devices_in_stock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.step}"

    @property
    def words(self) -> str:
        return str(self.Step(self.step).label)

    @property
    def look(self) -> str:
        """The shape of its tag on the pages."""
        looks = {"check": "busy", "release": "info", "ready": "ok", "out": "busy"}
        looks |= {"unlock": "stop", "repair": "warn", "transit": "info"}
        return looks.get(self.step, "idle")
