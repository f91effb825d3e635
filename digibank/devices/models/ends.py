"""The end: a pallet for the recycler, a device that becomes somebody's own; and what it saved."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import BENCH, Benched, Device
from digibank.devices.models.donations import Piece
from digibank.devices.models.parts import SparePart
from digibank.network.models import Digibank, Membership
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN

PALLET = [MinValueValidator(1), MaxValueValidator(50_000_000)]  # of one line, which may be a lot


class Shipment(models.Model):
    """A pallet for the recycler: filled, then frozen when it leaves, with its weight and proof."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="shipments")
    carrier = Words(_("Who takes it along?"), max_length=120)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey(
        "paper.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    proof_number = Words(_("Number of the proof"), max_length=60, blank=True)

    objects = Benched.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.carrier}, {self.made_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("devices:shipment", args=[self.pk])


class ShipmentLineQuerySet(models.QuerySet["ShipmentLine"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "shipment__digibank", *BENCH))


class ShipmentLine(models.Model):
    """One thing on the pallet: a device, parts, or a piece that was refused."""

    class Category(models.TextChoices):
        """The categories of WEEE directive 2012/19/EU, annex III, in which our hardware falls."""

        SCREENS = "screens", _("Screens and devices with a screen over 100 cm²")
        SMALL_IT = "small_it", _("Small IT and telecom (no side over 50 cm)")
        BATTERIES = "batteries", _("Batteries")

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="lines")
    device = models.OneToOneField(
        Device, models.PROTECT, null=True, blank=True, related_name="shipment_line"
    )
    part = models.OneToOneField(
        SparePart, models.PROTECT, null=True, blank=True, related_name="shipment_line"
    )
    piece = models.OneToOneField(
        Piece, models.PROTECT, null=True, blank=True, related_name="shipment_line"
    )
    category = models.CharField(max_length=10, choices=Category.choices)
    count = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    grams = models.PositiveIntegerField(validators=PALLET)  # of all of them
    measured = models.BooleanField()
    put_at = models.DateTimeField(default=timezone.now)
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ShipmentLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=False, part=None, piece=None)
                | Q(device=None, part__isnull=False, piece=None)
                | Q(device=None, part=None, piece__isnull=False),
                name="a_line_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.device or self.part or self.piece)


class Handover(models.Model):
    """A device becomes somebody's own, for nothing or for a price; its history stays with us."""

    device = models.OneToOneField(Device, models.PROTECT, related_name="handover")
    to_name = Words(_("To whom?"), max_length=160)
    cents = models.PositiveIntegerField(
        _("Price in euro"), default=0, validators=[MaxValueValidator(200_000)]
    )
    remark = FreeText(_("Remark"), blank=True)
    was_lent = models.BooleanField(default=False)  # they had it on loan, with what is on it
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.device}: {self.to_name}"


class ImpactFactor(models.Model):
    """What making a device costs the climate, in grams CO2e, by a source and its edition."""

    kind = models.CharField(max_length=15, choices=Device.Kind.choices)
    edition = models.CharField(max_length=20)
    source = models.CharField(max_length=160)
    boundary = models.CharField(max_length=160)  # what is counted and what is not
    low = models.PositiveIntegerField()
    central = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    grams = models.PositiveIntegerField()  # what one usually weighs

    class Meta:
        ordering = ["edition", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "edition"], name="one_factor_an_edition"),
            models.CheckConstraint(
                condition=Q(low__lte=F("central"), central__lte=F("high")),
                name="a_factor_lies_in_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"


class ImpactFigure(models.Model):
    """What one device saved, computed with one edition of the factors; earlier figures stay."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="impact_figures")
    factor = models.ForeignKey(ImpactFactor, models.PROTECT, related_name="+")
    displacement = models.PositiveSmallIntegerField()  # of 100
    years = models.PositiveSmallIntegerField()  # of the second life
    loan_days = models.PositiveIntegerField()
    new_parts = models.PositiveIntegerField()  # grams CO2e of what was bought for it
    low = models.IntegerField()
    central = models.IntegerField()
    high = models.IntegerField()
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "factor"],
                name="one_figure_an_edition",
                violation_error_code=TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device}: {self.central} g"
