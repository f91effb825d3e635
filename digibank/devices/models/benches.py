"""What was seen at the bench: checks, grades, what runs on it; and an exception to the gate."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import BENCH, Device, Handled
from digibank.network.models import Digibank, Membership
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN


class Inspection(models.Model):
    """A device was looked at on the bench; it counts until somebody had it or worked on it."""

    class Appearance(models.TextChoices):
        """How it looks; see decision 38 for the sentences and their place in R2v3."""

        A = "A", _("Like new")
        B = "B", _("Small traces of use")
        C = "C", _("Clear traces of use")
        D = "D", _("Damaged outside")

    class Function(models.TextChoices):
        """How it works; it follows from the checks."""

        A = "A", _("Everything works")
        B = "B", _("One thing does not work")
        C = "C", _("More than one thing does not work")
        D = "D", _("It cannot be used like this")

    device = models.ForeignKey(Device, models.PROTECT, related_name="inspections")
    results = models.JSONField(default=dict)  # code of checks.CHECKS -> fine, fault or absent
    appearance = models.CharField(_("How does it look?"), max_length=1, choices=Appearance.choices)
    function = models.CharField(max_length=1, choices=Function.choices)
    battery_percent = models.PositiveSmallIntegerField(
        _("Battery: how much is left of what it held new, in %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    remark = FreeText(_("Remark"), blank=True)
    inspected_at = models.DateTimeField(default=timezone.now)
    inspected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(outdated_at=None),
                name="one_current_inspection_per_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appearance}{self.function}"


class Installation(models.Model):
    """An operating system was put on a device; it counts until the device is erased again."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="installations")
    system = Words(_("Operating system"), max_length=60)
    version = Words(_("Version"), max_length=40, blank=True)
    image = Words(_("Image"), max_length=80, blank=True)
    licence = Words(_("Licence"), max_length=80, blank=True)
    language = Words(_("Language"), max_length=40, blank=True)
    supported_until = models.DateField(_("The system gets updates until"), null=True, blank=True)
    firmware_until = models.DateField(_("The firmware gets updates until"), null=True, blank=True)
    installed_at = models.DateTimeField(default=timezone.now)
    installed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(outdated_at=None),
                name="one_current_installation_per_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.version}".strip()

    def is_supported(self, on: date) -> bool:
        """Whether system and firmware still get updates on that day; an unknown firmware does."""
        if self.supported_until is None or self.supported_until < on:
            return False
        return self.firmware_until is None or self.firmware_until >= on


class NeedProfile(models.Model):
    """What a device needs to be of use for one kind of work."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="need_profiles")
    name = Words(_("For what?"), max_length=60)
    kinds = models.JSONField(_("Which types?"), default=list)
    memory_gb = models.PositiveSmallIntegerField(_("Memory in GB, at least"), default=0)
    storage_gb = models.PositiveSmallIntegerField(_("Storage in GB, at least"), default=0)
    battery_percent = models.PositiveSmallIntegerField(
        _("Battery in %, at least"), default=0, validators=[MaxValueValidator(100)]
    )
    grams = models.PositiveIntegerField(_("Weight in grams, at most"), null=True, blank=True)
    camera = models.BooleanField(_("A camera that works"), default=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Handled.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "name"],
                condition=Q(ended_at=None),
                name="one_need_profile_of_a_name",
                violation_error_code=TAKEN,
                violation_error_message=_("There is a profile with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *BENCH))

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Waiver(models.Model):
    """A device may go out although something of the gate is missing: one asks, another agrees."""

    # That of its device: with it, what waits for a second person is read from one index.
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="waivers")
    codes = models.JSONField(default=list)  # of gates.SOFT
    reason = FreeText(_("Why may it go out like this?"))
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(ended_at=None),
                name="one_waiver_per_device",
                violation_error_code=TAKEN,
                violation_error_message=_("Somebody asked this already."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by")),
                name="a_second_person_agrees",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "asked_at"],
                condition=Q(ended_at=None, agreed_at=None),
                name="waivers_to_agree_with",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device}: {', '.join(self.codes)}"
