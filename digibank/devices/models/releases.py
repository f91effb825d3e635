"""The word of the workshop that a device may go out, and that it is gone for good."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.devices.models.benches import Waiver
from digibank.devices.models.devices import Device
from digibank.ui.fields import FreeText
from digibank.ui.refusals import TAKEN


class Release(models.Model):
    """The workshop's word that a device may go out."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="releases")
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    waiver = models.ForeignKey(
        Waiver, models.PROTECT, null=True, blank=True, related_name="releases"
    )
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
        LOST = "lost", _("Lost")
        STOLEN = "stolen", _("Stolen")
        RECYCLED = "recycled", _("Gone to the recycler")
        GIVEN = "given", _("Given away")
        SOLD = "sold", _("Sold")
        OTHER = "other", _("Something else")

    # What somebody chooses; the others follow from an act of their own.
    CHOSEN = (Reason.BROKEN, Reason.TOO_OLD, Reason.PARTS, Reason.LOST, Reason.STOLEN, Reason.OTHER)
    STAYS = (Reason.BROKEN, Reason.TOO_OLD, Reason.PARTS, Reason.OTHER)  # it still lies here

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
