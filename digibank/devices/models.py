from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank, Membership, Role
from digibank.people.models import Person
from digibank.ui import codes
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

# Trainers and readers of figures have no business with single devices.
HANDLES_DEVICES = (Role.COORDINATOR, Role.DESK, Role.VOLUNTEER, Role.TECHNICIAN)


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

        Its row is the one lock for all that happens to the device, so verbs cannot deadlock.
        """
        return self.select_related("digibank").select_for_update(of=("self",)).get(pk=pk)


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
    """The next step for a device: what follows from its placement, erasure and release.

    Triggers write it (migration 0002), nobody else: it cannot drift, and a list of 100,000
    devices needs no look at each of them. `queries.missing` stays the rule for going out.
    """

    class Step(models.TextChoices):
        ERASE = "erase", _("To be erased")
        CHECK = "check", _("To be checked")
        RELEASE = "release", _("To be released")
        READY = "ready", _("Ready")
        OUT = "out", _("Lent out")
        GONE = "gone", _("Gone")

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="stage")
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=10, choices=Step.choices)
    since = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["digibank", "step", "since", "device"], name="devices_by_step"),
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
        return looks.get(self.step, "idle")


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, account: Account) -> Self:
        """The reports within reach, with their file and device, which every page asks for."""
        mine = self.filter(Membership.objects.reaching(account, "digibank", *HANDLES_DEVICES))
        return mine.select_related("file", "device", "digibank", "same_as__device")

    def waiting(self, version: int) -> Self:
        """What the readers of `version` have not read yet: new, or read by older ones."""
        return self.filter(read_version__lt=version)


class Reading(models.Model):
    """A hardware report as it came in, kept whole; what was understood of it beside it.

    The row is its own place in the queue: it waits until `read_version` is that of the readers.
    """

    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="readings"
    )
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="readings")
    file = models.ForeignKey("paper.Attachment", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the bytes: the same file twice is one reading
    format = models.CharField(max_length=20, blank=True)  # "" when nothing was understood
    tool = models.CharField(max_length=60, blank=True)  # who wrote it, with its version
    told_at = models.CharField(max_length=40, blank=True)  # when, as the report says it
    report_uuid = models.CharField(max_length=36, blank=True)
    # The same report in other bytes: in an envelope, or sent by another way.
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    read_version = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)  # a worker reads it now
    attempt_count = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    # For whoever gave the file just now: whether it was here already. No column.
    known = False

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "sha256"],
                name="one_reading_per_file",
                violation_error_code=TAKEN,
                violation_error_message=_("This file is here already."),
            ),
        ]
        indexes = [
            models.Index(fields=["read_version", "id"], name="readings_to_read"),
            models.Index(fields=["digibank", "device", "-id"], name="readings_newest_first"),
            models.Index(
                fields=["digibank", "report_uuid"],
                condition=~Q(report_uuid=""),
                name="readings_by_uuid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format or '?'}, {self.read_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("devices:reading", args=[self.pk])

    @property
    def told_words(self) -> str:
        """When the report says that it was made, in words where we can read that."""
        try:
            told = datetime.fromisoformat(self.told_at.replace("/", "-"))
        except ValueError:
            return self.told_at
        return date_format(told, "j F Y, H.i")


class Identifier(models.Model):
    """Something in a report that tells one computer from another: evidence, not identity."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="identifiers")
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)  # see reports.evidence
    value = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "kind", "value"], name="one_identifier_per_reading"
            ),
        ]
        indexes = [
            models.Index(fields=["digibank", "kind", "value"], name="identifiers_by_value"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Erasure(models.Model):
    """Somebody erased the device. It counts until the device has been out again."""

    class Technique(models.TextChoices):
        OVERWRITE = "overwrite", _("Overwritten")
        FIRMWARE = "firmware", _("Erased by the drive itself (ATA or NVMe)")
        CRYPTO = "crypto", _("Key destroyed (crypto erase)")
        FACTORY_RESET = "factory_reset", _("Factory reset")
        REPLACED = "replaced", _("Drive replaced by an empty one")
        NO_DRIVE = "no_drive", _("There is no drive in it")

    # What suits which type; a type that is not here keeps no data.
    SUITABLE = {
        Device.Kind.LAPTOP: ("overwrite", "firmware", "crypto", "replaced", "no_drive"),
        Device.Kind.DESKTOP: ("overwrite", "firmware", "crypto", "replaced", "no_drive"),
        Device.Kind.TABLET: ("factory_reset", "crypto"),
        Device.Kind.SMARTPHONE: ("factory_reset", "crypto"),
        Device.Kind.CONNECTIVITY: ("factory_reset",),
    }

    device = models.ForeignKey(Device, models.PROTECT, related_name="erasures")
    technique = models.CharField(_("Technique"), max_length=15, choices=Technique.choices)
    remark = FreeText(_("Remark"), blank=True)
    erased_at = models.DateTimeField(default=timezone.now)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(outdated_at=None),
                name="one_current_erasure_per_device",
                violation_error_code=TAKEN,
                violation_error_message=_("This device is erased already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_technique_display()


class DriveErasure(models.Model):
    """One drive of a device is erased: a log proves it, or a person says so. It counts until the
    device has been out again."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="drive_erasures")
    serial = models.CharField(max_length=120)
    model = models.CharField(max_length=120, blank=True)
    medium = models.CharField(max_length=10, blank=True)  # hdd, ssd, nvme
    byte_count = models.PositiveBigIntegerField(null=True)
    technique = models.CharField(max_length=15, choices=Erasure.Technique.choices)
    method = models.CharField(max_length=120, blank=True)  # as the log calls it
    verified = models.BooleanField()  # read back by the log, or looked at by the person
    level = models.CharField(max_length=10, blank=True)  # see reports.levels
    standard = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, related_name="proofs")
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    erased_at = models.DateTimeField(default=timezone.now)
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, related_name="drives")
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "serial"],
                condition=Q(outdated_at=None),
                name="one_current_erasure_per_drive",
            ),
            models.CheckConstraint(
                condition=Q(reading=None, erased_by__isnull=False)
                | Q(reading__isnull=False, erased_by=None),
                name="a_log_or_a_person_erased_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.serial}".strip()


class Release(models.Model):
    """The workshop's word that a device may go out."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="releases")
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(withdrawn_at=None),
                name="one_release_per_device",
                violation_error_code=TAKEN,
                violation_error_message=_("This device is released already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device}, {self.released_at:%d/%m/%Y}"


class WriteOff(models.Model):
    """A device left the stock for good, with a reason; `ended_at` when that was a mistake."""

    class Reason(models.TextChoices):
        BROKEN = "broken", _("Broken, not worth a repair")
        TOO_OLD = "too_old", _("Too old to be of use")
        PARTS = "parts", _("Taken apart for its parts")
        LOST = "lost", _("Lost or stolen")
        OTHER = "other", _("Something else")

    device = models.ForeignKey(Device, models.PROTECT, related_name="write_offs")
    reason = models.CharField(_("Reason"), max_length=10, choices=Reason.choices)
    remark = FreeText(_("Remark"), blank=True)
    written_off_at = models.DateTimeField(default=timezone.now)
    written_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(ended_at=None), name="one_write_off_per_device"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class LabelRollQuerySet(models.QuerySet["LabelRoll"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *HANDLES_DEVICES))


class LabelRoll(models.Model):
    """Labels that were made before there was a device to stick them on."""

    class Paper(models.TextChoices):
        """Those of paper.sheets.Sheet."""

        ROLL = "roll", _("Label printer: one label after the other")
        A4 = "a4", _("Sheets of A4: 24 labels on each")

    MOST = 500

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="label_rolls")
    count = models.PositiveSmallIntegerField(
        _("How many labels?"), validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    # What it was made for. It can be printed on the other one too.
    paper = models.CharField(
        _("On which paper?"), max_length=5, choices=Paper.choices, default=Paper.ROLL
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LabelRollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=500), name="label_roll_is_not_too_long"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count}, {self.made_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("devices:roll", args=[self.pk])

    @property
    def made_on(self) -> date:
        return localdate(self.made_at)


class PrintedLabelQuerySet(models.QuerySet["PrintedLabel"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *HANDLES_DEVICES))

    def free(self) -> Self:
        return self.filter(device=None)


class PrintedLabel(models.Model):
    """A label of a roll: free until a device claims it, and then it is the label of that device."""

    roll = models.ForeignKey(LabelRoll, models.PROTECT, related_name="labels")
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)  # see ui.codes
    device = models.OneToOneField(
        Device, models.PROTECT, null=True, blank=True, related_name="printed_label"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = PrintedLabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(device=None, claimed_at=None)
                | Q(device__isnull=False, claimed_at__isnull=False),
                name="printed_label_is_claimed_by_a_device",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The code as it stands on the sticker: "T-7KD-4C9"."""
        return codes.written(codes.DEVICE, self.code)


class DeviceTokenQuerySet(models.QuerySet["DeviceToken"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *HANDLES_DEVICES))


class DeviceToken(models.Model):
    """A secret with which a boot stick sends its reports by itself, until somebody ends it."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="device_tokens")
    name = Words(_("Where is the stick used?"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # of the token; see tokening
    hint = models.CharField(max_length=4)  # its last signs, to tell it from others
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")),
                name="device_token_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["digibank", "-id"], name="device_tokens_newest_first")]

    def __str__(self) -> str:
        return f"{self.name}, …{self.hint}"
