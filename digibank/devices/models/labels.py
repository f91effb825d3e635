"""Labels that wait on a roll for a device, and the secrets of boot sticks."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.devices.models.devices import Device, Handled
from digibank.network.models import Digibank
from digibank.ui import codes
from digibank.ui.fields import Words


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

    objects = Handled.as_manager()

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


class PrintedLabelQuerySet(Handled["PrintedLabel"]):
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

    objects = Handled.as_manager()

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
