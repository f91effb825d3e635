"""That nothing of the last person is left on a device, as a whole and drive by drive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.devices.models.devices import Device
from digibank.devices.models.readings import Reading
from digibank.ui.fields import FreeText
from digibank.ui.refusals import TAKEN


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
