"""Erasing: nothing of the last person is left on a device, by a log or by somebody's word."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.drives import known_drives
from digibank.devices.models import Device, DriveErasure, Erasure, Placement, Reading
from digibank.devices.reports.levels import EDITION, STANDARD, level
from digibank.ledger.recording import record

A_DAY = timedelta(days=1)  # clocks of boot sticks know no time zone


@transaction.atomic
def record_erasure(device: Device, *, technique: str, remark: str = "", by: Account) -> Erasure:
    """Write that `by` erased `device` with `technique`; returns the erasure.

    Each drive that no log proves is erased on the word of `by`.
    Refuses: written_off, out, nothing_to_erase, unsuitable (for this type), taken.
    """
    device = Device.objects.locked(device.pk)
    refuse_elsewhere(device)
    if not device.has_storage:
        raise ValidationError(_("Nothing can stay on this device."), code="nothing_to_erase")
    if technique not in dict(queries.techniques(device)):
        raise ValidationError(
            {"technique": ValidationError(_("That does not suit this type."), code="unsuitable")}
        )
    erasure = Erasure(device=device, technique=technique, remark=remark, erased_by=by)
    erasure.full_clean()
    erasure.save()
    for disk in unproven(device):
        DriveErasure.objects.create(
            **drive_facts(device, disk, technique, checked=True), erased_by=by
        )
    device.drive_erasures.filter(outdated_at=None).update(erasure=erasure)
    words = {"remark": remark} if remark else None
    record("erased", device, facts={"technique": technique}, words=words, by=by)
    return erasure


def refuse_elsewhere(device: Device) -> None:
    """Refuses: written_off, out."""
    for code, sentence in queries.missing(device):
        if code in {"written_off", "out"}:
            raise ValidationError(sentence, code=code)


def known(device: Device) -> list[dict[str, Any]]:
    return known_drives(list(device.readings.order_by("-read_at", "-pk")))


def unproven(device: Device) -> list[dict[str, Any]]:
    """The drives of `device` with a serial number that nothing current says is erased."""
    done = set(device.drive_erasures.filter(outdated_at=None).values_list("serial", flat=True))
    return [disk for disk in known(device) if disk["serial"] and disk["serial"] not in done]


def drive_facts(
    device: Device, disk: dict[str, Any], technique: str, *, checked: bool
) -> dict[str, Any]:
    """The fields of a DriveErasure that follow from the drive and the technique."""
    return {
        "device": device,
        "serial": disk["serial"],
        "model": disk["model"],
        "medium": disk.get("medium", ""),
        "byte_count": disk["byte_count"],
        "technique": technique,
        "verified": checked,
        "level": level(technique, checked=checked),
        "standard": STANDARD,
        "edition": EDITION,
    }


def prove(device: Device, *, by: Account) -> Erasure | None:
    """Keep what the logs of `device` prove of its drives since it was last out.

    The caller holds the device. Returns its erasure when now every drive that it has is erased,
    else None. A drive without a serial number can be proven by nobody: then a person writes it
    down. Records nothing: the act that attaches the log does.
    """
    if queries.place_of(device) in {"out", "gone"}:
        return None
    disks = {disk["serial"]: disk for disk in known(device) if disk["serial"]}
    done = set(device.drive_erasures.filter(outdated_at=None).values_list("serial", flat=True))
    for reading, one in proofs_since(device, last_back(device)):
        serial = one["serial"]
        if serial in disks and serial not in done:
            done.add(serial)
            checked = bool(one["verified"])
            facts = drive_facts(device, disks[serial], one["technique"], checked=checked)
            DriveErasure.objects.create(**facts, method=one["method"], reading=reading)
    return whole(device, by)


def last_back(device: Device) -> datetime | None:
    """When `device` last came back from somebody; None when it never was out."""
    out = device.placements.filter(place=Placement.Place.OUT).exclude(left_at=None)
    return out.order_by("-left_at").values_list("left_at", flat=True).first()


def proofs_since(
    device: Device, since: datetime | None
) -> Iterator[tuple[Reading, dict[str, Any]]]:
    """(log, one drive that it proves erased), newest first: logs from before a loan prove nothing.

    A drive counts as its newest log says. A log tells local time, often of a wrong clock: one
    that says it is older than the return is not believed, and a person writes the erasure down.
    """
    seen: set[str] = set()
    for reading in device.readings.order_by("-read_at", "-pk"):
        if since and not (reading.read_at > since and begun_after(reading, since - A_DAY)):
            continue
        for one in reading.facts.get("erasures", []):
            if one["erased"] and one["serial"] not in seen:
                yield reading, one
            seen.add(one["serial"])


def begun_after(reading: Reading, moment: datetime) -> bool:
    """Whether the log of `reading` says that it began after `moment`."""
    for form in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            begun = datetime.strptime(reading.told_at, form)
        except ValueError:
            continue
        return (begun if begun.tzinfo else timezone.make_aware(begun)) > moment
    return False


def whole(device: Device, by: Account) -> Erasure | None:
    """The erasure of `device`, made when a log proves each of its drives and none stood yet.

    An erasure drive by drive ends when a report sees another drive in it.
    """
    proofs = list(device.drive_erasures.filter(outdated_at=None))
    every = known(device)
    proven = {one.serial for one in proofs}
    strange = any(disk["serial"] not in proven for disk in every)
    current = device.erasures.filter(outdated_at=None)
    if strange:
        current.filter(drives__isnull=False).update(outdated_at=timezone.now())
    if strange or not every or current.exists():
        return None
    techniques = {one.technique for one in proofs}
    technique = techniques.pop() if len(techniques) == 1 else Erasure.Technique.OVERWRITE
    erasure = Erasure.objects.create(device=device, technique=technique, erased_by=by)
    device.drive_erasures.filter(outdated_at=None).update(erasure=erasure)
    return erasure


def withdraw_proof(device: Device, reading: Reading) -> None:
    """End what `reading` proved, and the erasure that stands on it. The caller holds `device`.

    Refuses: out (somebody has it), written_off.
    """
    proofs = device.drive_erasures.filter(reading=reading, outdated_at=None)
    if not proofs.exists():
        return
    refuse_elsewhere(device)
    now = timezone.now()
    Erasure.objects.filter(drives__in=proofs, outdated_at=None).update(outdated_at=now)
    proofs.update(outdated_at=now)
