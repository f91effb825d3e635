"""Erasing: nothing of the last person is left on a device, by a log or by somebody's word."""

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

A_DAY = timedelta(days=1)
CLOCK = timedelta(hours=2)  # that the clock of a boot stick may be behind: it knows no time zone
BEFORE = timedelta(days=30)  # so long before it is registered a device may have been erased here
# With these the drives that a report saw are not in it any more.
NO_LONGER = {Erasure.Technique.REPLACED, Erasure.Technique.NO_DRIVE}


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
    if technique in NO_LONGER:
        device.drive_erasures.filter(outdated_at=None).update(outdated_at=timezone.now())
    else:
        give_word(device, erasure, technique, by)
    words = {"remark": remark} if remark else None
    record("erased", device, facts={"technique": technique}, words=words, by=by)
    return erasure


def give_word(device: Device, erasure: Erasure, technique: str, by: Account) -> None:
    """Each drive that no log proves is erased on the word of `by`."""
    for disk in unproven(device):
        facts = drive_facts(device, disk, technique, checked=True)
        DriveErasure.objects.create(**facts, erased_by=by)
    device.drive_erasures.filter(outdated_at=None).update(erasure=erasure)


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
    return [disk for disk in named(known(device)) if disk["serial"] not in done]


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
    else None. A drive without a serial number of its own can be proven by nobody: then a person
    writes it down. Records nothing: the act that attaches the log does.
    """
    if queries.place_of(device) in {"out", "gone"}:
        return None
    disks = {disk["serial"]: disk for disk in named(known(device))}
    current = {one.serial: one for one in device.drive_erasures.filter(outdated_at=None)}
    for serial, (reading, one) in verdicts_since(device).items():
        if serial in current and not one["erased"] and current[serial].reading_id:
            device.drive_erasures.filter(pk=current[serial].pk).update(outdated_at=timezone.now())
        elif serial in disks and serial not in current and one["erased"]:
            checked = bool(one["verified"])
            facts = drive_facts(device, disks[serial], one["technique"], checked=checked)
            DriveErasure.objects.create(**facts, method=one["method"], reading=reading)
    end_if_strange(device)
    return whole(device, by)


def named(disks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The drives with a serial number that no other drive of the device bears."""
    serials = [disk["serial"] for disk in disks]
    return [disk for disk in disks if disk["serial"] and serials.count(disk["serial"]) == 1]


Verdicts = dict[str, tuple[Reading, dict[str, Any]]]


def verdicts_since(device: Device) -> Verdicts:
    """Serial number -> (log, what it says of that drive), of the log that began last.

    Only logs from after the last loan. In one log, one failure about a drive wins.
    """
    found: Verdicts = {}
    logs = [(begun_at(one), one) for one in device.readings.all() if one.facts.get("erasures")]
    sound = [(begun, one) for begun, one in logs if begun and in_time(device, begun, one)]
    for _begun, reading in sorted(sound, key=lambda pair: (pair[0], pair[1].pk)):
        for one in sorted(reading.facts["erasures"], key=lambda one: not one["erased"]):
            found[one["serial"]] = (reading, one)
    found.pop("", None)
    return found


def begun_at(reading: Reading) -> datetime | None:
    """When the log says that it began; what has no zone is local time. None when it does not."""
    for form in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            begun = datetime.strptime(reading.told_at, form)
        except ValueError:
            continue
        return begun if begun.tzinfo else timezone.make_aware(begun)
    return None


def in_time(device: Device, begun: datetime, reading: Reading) -> bool:
    """Whether a log speaks of `device` as it is since the last loan, or since it came in.

    The clock of a boot stick knows no zone, so that it may be off by `CLOCK`; a log that began
    before the device went out, or that comes from the future, is not believed.
    """
    if begun > timezone.now() + A_DAY:
        return False
    out = device.placements.filter(place=Placement.Place.OUT).exclude(left_at=None)
    loan = out.order_by("-left_at").first()
    if loan is None or loan.left_at is None:
        return begun > device.registered_at - BEFORE
    return begun > max(loan.put_at, loan.left_at - CLOCK) and reading.read_at > loan.left_at


def end_if_strange(device: Device) -> None:
    """End an erasure drive by drive, and the release that stood on it, when the newest report sees
    a drive that nothing says is erased. The caller holds `device`."""
    done = set(device.drive_erasures.filter(outdated_at=None).values_list("serial", flat=True))
    if all(disk["serial"] in done for disk in named(known(device))):
        return
    if device.erasures.filter(outdated_at=None, drives__isnull=False).exists():
        end(device)


def end(device: Device) -> None:
    """The erasure of `device` was no erasure of all of it: it must be erased and released again."""
    now = timezone.now()
    device.erasures.filter(outdated_at=None).update(outdated_at=now)
    device.releases.filter(withdrawn_at=None).update(withdrawn_at=now)


def whole(device: Device, by: Account) -> Erasure | None:
    """The erasure of `device`, made when a log proves each of its drives and none stood yet."""
    proofs = list(device.drive_erasures.filter(outdated_at=None))
    every = known(device)
    proven = {one.serial for one in proofs}
    open_ = len(named(every)) < len(every) or any(disk["serial"] not in proven for disk in every)
    if open_ or not every or device.erasures.filter(outdated_at=None).exists():
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
    if device.erasures.filter(drives__in=proofs, outdated_at=None).exists():
        end(device)
    proofs.update(outdated_at=timezone.now())
