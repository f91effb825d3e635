"""What papers and the recall want to know about erasures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.devices import reports
from digibank.devices.models import Device, Donation, DriveErasure, Erasure, Placement
from digibank.devices.reports.levels import EDITION, STANDARD
from digibank.network.models import Digibank

SOLDERED = frozenset(Erasure.MEDIUM)


@dataclass(frozen=True)
class Proof:
    """One drive on a certificate, or the whole device where no report tells its drives."""

    what: str
    serial: str
    medium: str
    technique: str
    method: str
    tool: str
    level: str
    verified: bool
    by: str
    at: datetime
    witness: str = ""

    @property
    def standard(self) -> str:
        return (
            f"{STANDARD}, {EDITION}: {self.level}" if self.level else _("no level: not looked at")
        )


def proofs(erasure: Erasure) -> list[Proof]:
    """Each drive that `erasure` is about; one line about the device when there is none to name."""
    rows = erasure.drives.select_related("erased_by", "witness", "reading__read_by").order_by("pk")
    return [of_drive(one) for one in rows] or [of_device(erasure)]


def of_drive(one: DriveErasure) -> Proof:
    person = one.erased_by or (one.reading.read_by if one.reading else "")
    return Proof(
        what=one.model or "?",
        serial=one.serial,
        medium=one.medium.upper(),
        technique=str(one.get_technique_display()),
        method=one.method,
        tool=f"{one.tool} {one.tool_version}".strip(),
        level=one.level,
        verified=one.verified,
        by=str(person),
        at=one.erased_at,
        witness=str(one.witness or ""),
    )


def of_device(erasure: Erasure) -> Proof:
    gone = erasure.technique == Erasure.Technique.NO_DRIVE
    return Proof(
        what=_("No drive present") if gone else erasure.device.name,
        serial="" if gone else erasure.device.serial,
        medium=erasure.medium.upper(),
        technique=str(erasure.get_technique_display()),
        method="",
        tool=f"{erasure.tool} {erasure.tool_version}".strip(),
        level=erasure.level,
        verified=erasure.verified,
        by=str(erasure.erased_by),
        at=erasure.erased_at,
        witness=str(erasure.witness or ""),
    )


def current(device: Device) -> Erasure | None:
    """The erasure of `device` that counts."""
    rows = device.erasures.filter(outdated_at=None)
    return rows.select_related("device", "erased_by", "witness").first()


def first_of(donation: Donation) -> list[tuple[Device, Erasure | None]]:
    """(device, the erasure of what its donor left on it) for each accepted piece that keeps data:
    the first one that stood; None when it is still to be done."""
    devices = Device.objects.filter(piece__donation=donation).order_by("piece__pk")
    found: dict[int, Erasure] = {}
    rows = Erasure.objects.filter(device__piece__donation=donation, disproved_at=None)
    rows = rows.order_by("-erased_at", "-pk")
    for one in rows.select_related("device", "erased_by", "witness"):
        found[one.device_id] = one  # the oldest stays
    return [(one, found.get(one.pk)) for one in devices if one.has_storage]


@dataclass(frozen=True)
class Failure:
    """One time that erasing failed, by a log or by somebody's word."""

    serial: str
    technique: str
    why: str
    tool: str
    at: datetime


def failures(device: Device) -> list[Failure]:
    """Each time that erasing a drive of `device` failed, oldest first."""
    told = [
        Failure(
            one.serial,
            str(one.get_technique_display()),
            one.why,
            f"{one.tool} {one.tool_version}".strip(),
            one.failed_at,
        )
        for one in device.erasure_failures.all()
    ]
    logged = [
        Failure(
            str(verdict["serial"]),
            str(verdict["method"]),
            str(reports.REASONS.get(verdict["reason"], "")),
            reading.tool,
            reading.read_at,
        )
        for reading in device.readings.all()
        for verdict in reading.facts.get("erasures", [])
        if not verdict["erased"]
    ]
    return sorted([*told, *logged], key=lambda one: one.at)


def recalled(
    digibank: Digibank,
    *,
    techniek: str | None = "",
    programma: str | None = "",
    versie: str | None = "",
    van: date | None = None,
    tot: date | None = None,
) -> QuerySet[Erasure]:
    """The erasures of `digibank` with that technique, program and version, between two days; also
    those that a later loan outdated, and those whose drive was erased so."""
    rows = Erasure.objects.filter(device__digibank=digibank).order_by("-erased_at", "-pk")
    if techniek:
        rows = rows.filter(Q(technique=techniek) | Q(drives__technique=techniek))
    if programma:
        rows = rows.filter(Q(tool__icontains=programma) | Q(drives__tool__icontains=programma))
    if versie:
        rows = rows.filter(Q(tool_version=versie) | Q(drives__tool_version=versie))
    if van:
        rows = rows.filter(erased_at__gte=timezone.make_aware(datetime.combine(van, time.min)))
    if tot:
        rows = rows.filter(erased_at__lte=timezone.make_aware(datetime.combine(tot, time.max)))
    return rows.select_related("device", "device__stage", "erased_by").distinct()


def recall_table(rows: QuerySet[Erasure]) -> Iterator[list[object]]:
    """The recall as a table: with which program, when, and who has the device now."""
    yield [
        *(_("Label"), _("What"), _("Serial number"), _("Technique"), _("Program or machine")),
        *(_("Version"), _("Erased on"), _("By"), _("Where is it now?"), _("With whom?")),
    ]
    here = {
        one.device_id: one
        for one in Placement.objects.open()
        .filter(device__in=rows.values("device"))
        .select_related("access_point", "person")
    }
    for one in rows:
        place = here.get(one.device_id)
        yield [
            one.device.label,
            one.device.name,
            one.device.serial,
            str(one.get_technique_display()),
            one.tool,
            one.tool_version,
            f"{timezone.localtime(one.erased_at):%Y-%m-%d}",
            str(one.erased_by),
            place.words if place else "",
            str(place.person or place.access_point or "") if place else "",
        ]
