"""What keeps a device closed for whoever gets it next, even after it was erased."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import BENCH, Device, Placement
from digibank.network.models import Membership
from digibank.ui.fields import FreeText
from digibank.ui.refusals import TAKEN


class LockQuerySet(models.QuerySet["Lock"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "device__digibank", *BENCH)
        return self.filter(mine).select_related("device", "device__digibank")

    def open(self) -> Self:
        return self.filter(released_at=None)

    def of_donor(self, donation: int) -> Self:
        """The open locks that the donor of `donation` can release: of devices that are still ours,
        found before anybody else had them."""
        ours = Placement.objects.filter(device=OuterRef("device"))
        lent = ours.filter(place=Placement.Place.OUT, put_at__lte=OuterRef("found_at"))
        gone = ours.open().filter(place=Placement.Place.GONE)
        rows = self.open().filter(~Exists(lent), ~Exists(gone), device__piece__donation=donation)
        return rows.select_related("device")


class Lock(models.Model):
    """Somebody found that a device is locked; so it stays until somebody says how it came open."""

    class Kind(models.TextChoices):
        FIRMWARE = "firmware", _("Password of the firmware (BIOS, UEFI)")
        MDM = "mdm", _("Managed by an organisation (Autopilot, MDM)")
        ACTIVATION = "activation", _("Activation Lock of Apple")
        FRP = "frp", _("Google account (Factory Reset Protection)")
        BITLOCKER = "bitlocker", _("BitLocker, key not known")
        TRACKING = "tracking", _("Tracking software (Absolute, Prey)")

    class How(models.TextChoices):
        DONOR = "donor", _("The donor released it")
        OPENED = "opened", _("We opened it with what the donor told")
        ERASED = "erased", _("It went with the drive that was erased")
        MISTAKE = "mistake", _("It was not locked after all")

    # What can be on which type. Erasing a drive releases BitLocker alone.
    SUITABLE = {
        Device.Kind.LAPTOP: ("firmware", "mdm", "bitlocker", "tracking", "activation"),
        Device.Kind.DESKTOP: ("firmware", "mdm", "bitlocker", "tracking", "activation"),
        Device.Kind.TABLET: ("activation", "frp", "mdm", "tracking"),
        Device.Kind.SMARTPHONE: ("activation", "frp", "mdm", "tracking"),
    }

    device = models.ForeignKey(Device, models.PROTECT, related_name="locks")
    kind = models.CharField(_("Which lock?"), max_length=10, choices=Kind.choices)
    remark = FreeText(_("Remark"), blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)  # the donor, for the last time
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(_("How was it released?"), max_length=8, choices=How.choices, blank=True)

    objects = LockQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind"],
                condition=Q(released_at=None),
                name="one_open_lock_of_a_kind",
                violation_error_code=TAKEN,
                violation_error_message=_("This lock was written down already."),
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, how="")
                | Q(released_at__isnull=False, released_at__gte=F("found_at")) & ~Q(how=""),
                name="a_lock_is_released_somehow",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("devices:lock", args=[self.pk])
