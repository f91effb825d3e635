"""Hardware reports as they came in, and what in them tells one computer from another."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import HANDLES_DEVICES, Device
from digibank.network.models import Digibank, Membership
from digibank.ui.refusals import TAKEN


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
