"""That nothing of the last person is left on a device, as a whole and drive by drive."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import BENCH, Device
from digibank.devices.models.readings import Reading
from digibank.network.models import Membership
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN


class Evidence(models.Model):
    """With what it was erased, and who saw it: kept for years after the device is gone."""

    tool = Words(_("With which program or machine?"), max_length=60, blank=True)
    tool_version = Words(_("Which version of it?"), max_length=40, blank=True)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Who saw it?"),
    )

    class Meta:
        abstract = True


class Erasure(Evidence):
    """Somebody erased the device. It counts until the device has been out again."""

    class Technique(models.TextChoices):
        OVERWRITE = "overwrite", _("Overwritten")
        FIRMWARE = "firmware", _("Erased by the drive itself (ATA or NVMe)")
        CRYPTO = "crypto", _("Key destroyed (crypto erase)")
        FACTORY_RESET = "factory_reset", _("Factory reset")
        DESTROYED = "destroyed", _("Drive destroyed")
        RETURNED = "returned", _("Drive given back to the donor")
        REPLACED = "replaced", _("Drive replaced by an empty one")
        NO_DRIVE = "no_drive", _("There is no drive in it")

    # The medium of a type of which no report tells the drives.
    MEDIUM = {
        Device.Kind.TABLET: "flash",
        Device.Kind.SMARTPHONE: "flash",
        Device.Kind.CONNECTIVITY: "flash",
    }

    device = models.ForeignKey(Device, models.PROTECT, related_name="erasures")
    technique = models.CharField(_("Technique"), max_length=15, choices=Technique.choices)
    medium = models.CharField(max_length=10, blank=True)  # hdd, ssd, nvme, flash
    verified = models.BooleanField(default=True)  # somebody looked at the result
    level = models.CharField(max_length=10, blank=True)  # see reports.levels
    remark = FreeText(_("Remark"), blank=True)
    erased_at = models.DateTimeField(default=timezone.now)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outdated_at = models.DateTimeField(null=True, blank=True)
    # Outdated because it was none: a failure, a log taken away, a drive that nobody had seen.
    disproved_at = models.DateTimeField(null=True, blank=True)

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


class DriveErasure(Evidence):
    """One drive of a device is erased: a log proves it, or a person says so. It counts until the
    device has been out again."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="drive_erasures")
    serial = models.CharField(max_length=120)
    model = models.CharField(max_length=120, blank=True)
    medium = models.CharField(max_length=10, blank=True)  # hdd, ssd, nvme, flash
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


class ErasureFailure(Evidence):
    """Somebody tried to erase a drive, and it failed: a fact to report, never a certificate."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="erasure_failures")
    serial = models.CharField(_("Serial number of the drive"), max_length=120, blank=True)
    technique = models.CharField(_("Technique"), max_length=15, choices=Erasure.Technique.choices)
    why = FreeText(_("What went wrong?"))
    failed_at = models.DateTimeField(default=timezone.now)
    failed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.device}: {self.serial or '?'}"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "device__digibank", *BENCH)
        return self.filter(mine).select_related("file", "device", "device__digibank")


class EvidenceFile(models.Model):
    """A paper about a device: the PDF of the eraser, a proof of destruction."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="evidence_files")
    file = models.ForeignKey("paper.Attachment", models.PROTECT, related_name="+")
    words = Words(_("What is it?"), max_length=120, blank=True)
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words or str(self.file.name)
