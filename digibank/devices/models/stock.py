"""Where the stock is and should be: transfers between places, counting, and what is asked for."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import HANDLES_DEVICES, Device, Handled
from digibank.network.models import AccessPoint, Digibank, Membership
from digibank.ui.fields import FreeText


class Transfer(models.Model):
    """Devices go from one place to another: somebody sends them, somebody there receives them."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="transfers")
    to_point = models.ForeignKey(AccessPoint, models.PROTECT, related_name="+")
    remark = FreeText(_("Remark"), blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # every line is received or missing

    objects = Handled.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("sent_at")),
                name="a_transfer_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_point}, {self.sent_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("devices:transfer", args=[self.pk])


class TransferLine(models.Model):
    """One device of a transfer: on its way, received, or said to be missing."""

    class End(models.TextChoices):
        RECEIVED = "received", _("Received")
        MISSING = "missing", _("Not in it")

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines")
    device = models.ForeignKey(Device, models.PROTECT, related_name="transfer_lines")
    from_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_in = models.CharField(max_length=10)  # Placement.Place before it went
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end = models.CharField(max_length=8, choices=End.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(ended_at=None),
                name="one_transfer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="a_transfer_line_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return str(self.device)


class StockTake(models.Model):
    """Somebody counts what is at one place, by scanning, and then says what the difference is."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="stock_takes")
    access_point = models.ForeignKey(AccessPoint, models.PROTECT, related_name="stock_takes")
    began_at = models.DateTimeField(default=timezone.now)
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Handled.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["access_point"],
                condition=Q(ended_at=None),
                name="one_stock_take_at_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.access_point}, {self.began_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("devices:stock_take", args=[self.pk])


class StockScan(models.Model):
    """One label that was scanned while counting; twice is once."""

    stock_take = models.ForeignKey(StockTake, models.CASCADE, related_name="scans")
    code = models.CharField(max_length=40)  # as it was scanned: also what we do not know
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stock_take", "code"], name="one_scan_of_a_label"),
        ]

    def __str__(self) -> str:
        return self.code


class DemandQuerySet(models.QuerySet["Demand"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *HANDLES_DEVICES))

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Demand(models.Model):
    """Devices that somebody asks for and that are not there yet: it orders the workshop's list."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="demands")
    kind = models.CharField(_("Which type?"), max_length=15, choices=Device.Kind.choices)
    count = models.PositiveSmallIntegerField(
        _("How many?"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="+"
    )
    wanted_on = models.DateField(_("By which day?"), null=True, blank=True)
    what_for = FreeText(_("What for?"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["wanted_on", "pk"]

    def __str__(self) -> str:
        return f"{self.count} {self.get_kind_display()}"
