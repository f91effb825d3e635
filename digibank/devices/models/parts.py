"""Spare parts: bought or taken out of a device, tested, used, or set apart as a danger."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices import ords, weights
from digibank.devices.models.devices import BENCH, GRAMS, Benched, Device
from digibank.devices.models.repairs import WorkOrder
from digibank.network.models import AccessPoint, Digibank, Membership
from digibank.ui.fields import Words

MOST = 10_000


class PartQuerySet(Benched["SparePart"]):
    def in_stock(self) -> Self:
        """What is there, works and is safe; each with how many are `left`."""
        used = models.Sum("uses__count", default=0)
        rows = self.filter(quarantined_at=None, gone_at=None).exclude(tested_fine=False)
        return rows.annotate(left=models.F("count") - used).filter(left__gt=0)


class SparePart(models.Model):
    """Parts of one kind that came in together: one with a serial number, or a number of them."""

    class Kind(models.TextChoices):
        MEMORY = "memory", _("Memory")
        DRIVE = "drive", _("Drive")
        BATTERY = "battery", _("Battery")
        CHARGER = "charger", _("Charger")
        SCREEN = "screen", _("Screen")
        KEYBOARD = "keyboard", _("Keyboard")
        CAMERA = "camera", _("Camera")
        WIFI = "wifi", _("Wi-Fi card")
        FAN = "fan", _("Fan")
        BOARD = "board", _("System board")
        CABLE = "cable", _("Cable")
        OTHER = "other", _("Something else")

    class Origin(models.TextChoices):
        """Where it came from when it was not taken out of a device of ours."""

        NEW = "new", _("Bought new")
        GIVEN = "given", _("Given, used before")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="spare_parts")
    kind = models.CharField(_("What is it?"), max_length=10, choices=Kind.choices)
    name = Words(_("Description"), max_length=120, blank=True)
    serial = models.CharField(_("Serial number"), max_length=80, blank=True)
    count = models.PositiveIntegerField(
        _("How many?"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    grams = models.PositiveIntegerField(
        _("Weight of one in grams"), null=True, blank=True, validators=GRAMS
    )
    # A charger fits by these three; tenths, because 19.5 V is usual.
    decivolts = models.PositiveSmallIntegerField(null=True, blank=True)
    watts = models.PositiveSmallIntegerField(_("Power in watt"), null=True, blank=True)
    connector = Words(_("Plug"), max_length=40, blank=True)
    origin = models.CharField(
        _("Where does it come from?"), max_length=5, choices=Origin.choices, default=Origin.NEW
    )
    from_device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="harvested_parts"
    )
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="+"
    )
    came_at = models.DateTimeField(default=timezone.now)
    came_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tested_fine = models.BooleanField(null=True, blank=True)  # nobody tested it yet
    quarantined_at = models.DateTimeField(null=True, blank=True)  # swollen: apart, in sand
    gone_at = models.DateTimeField(null=True, blank=True)  # to the recycler

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(serial="") | Q(count=1), name="a_part_with_a_serial_number_is_one"
            ),
            models.CheckConstraint(
                condition=Q(tested_at=None, tested_fine=None)
                | Q(tested_at__isnull=False, tested_fine__isnull=False),
                name="a_test_of_a_part_has_a_result",
            ),
        ]
        indexes = [models.Index(fields=["digibank", "kind", "-id"], name="spare_parts_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}".strip()

    @property
    def origin_words(self) -> str:
        return str(_("harvested") if self.from_device_id else self.get_origin_display())

    @property
    def is_bought(self) -> bool:
        """Whether it was made new for us, so that it costs what making it costs."""
        return self.from_device_id is None and self.origin == self.Origin.NEW

    @property
    def weight(self) -> tuple[int, bool]:
        """(grams of one, whether somebody weighed it)."""
        return (self.grams, True) if self.grams else (weights.PART, False)

    @property
    def volts(self) -> float | None:
        return self.decivolts / 10 if self.decivolts else None


class ChargerNeed(models.Model):
    """Which charger fits a device: the same volts, at least these watts, the same plug."""

    device = models.OneToOneField(
        Device, models.CASCADE, primary_key=True, related_name="charger_need"
    )
    decivolts = models.PositiveSmallIntegerField()
    watts = models.PositiveSmallIntegerField(
        _("Power in watt, at least"), validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    connector = Words(_("Plug"), max_length=40)

    def __str__(self) -> str:
        return f"{self.decivolts / 10} V, {self.watts} W, {self.connector}"


class PartUse(models.Model):
    """Some of a part went into a device, for a work order or just so."""

    part = models.ForeignKey(SparePart, models.PROTECT, related_name="uses")
    device = models.ForeignKey(Device, models.PROTECT, related_name="part_uses")
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, null=True, blank=True, related_name="part_uses"
    )
    count = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    used_at = models.DateTimeField(default=timezone.now)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="a_use_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.part}"


class RepairRecordQuerySet(models.QuerySet["RepairRecord"]):
    def visible_to(self, account: Account) -> Self:
        """History of others is nobody's: everyone at a bench may learn from it."""
        benches = Membership.objects.filter(account=account, ended_on=None, grants__role__in=BENCH)
        return self if benches.exists() else self.none()


class RepairRecord(models.Model):
    """A repair that somebody else published as open repair data (ORDS 0.3), value for value."""

    ords_id = models.CharField(max_length=80, unique=True)
    data_provider = models.CharField(max_length=ords.LONGEST)
    country = models.CharField(max_length=3)
    partner_product_category = models.TextField(blank=True)
    product_category = models.CharField(max_length=ords.LONGEST)
    product_category_id = models.PositiveSmallIntegerField()
    brand = models.TextField(blank=True)
    year_of_manufacture = models.CharField(max_length=ords.LONGEST, blank=True)
    product_age = models.CharField(max_length=ords.LONGEST, blank=True)
    repair_status = models.CharField(max_length=ords.LONGEST)
    # As it was written, and as it was meant: three spellings are in use.
    repair_barrier = models.CharField(max_length=ords.LONGEST, blank=True)
    barrier = models.CharField(max_length=15, blank=True)  # WorkOrder.Barrier
    group_identifier = models.TextField(blank=True)
    event_date = models.CharField(max_length=10, blank=True)
    problem = models.TextField(blank=True)
    fault = models.CharField(max_length=15, blank=True)  # WorkOrder.Fault, from a quest
    is_whole = models.BooleanField(default=True)  # else a quest knows only a part of it

    objects = RepairRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["product_category_id", "fault", "repair_status"], name="repairs_by_fault"
            ),
        ]

    def __str__(self) -> str:
        return self.ords_id
