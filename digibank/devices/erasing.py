"""Erasing: nothing of the last person is left on a device, by a log or by somebody's word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.drives import known_drives
from digibank.devices.models import (
    Device,
    DriveErasure,
    Erasure,
    ErasureFailure,
    EvidenceFile,
    Placement,
    Reading,
)
from digibank.devices.releasing import end_release
from digibank.devices.reports import levels
from digibank.devices.reports.levels import EDITION, STANDARD
from digibank.ledger.recording import record
from digibank.paper.keeping import MIB, keep
from digibank.ui.refusals import TAKEN

WEAKEST = (levels.CLEAR, levels.PURGE, levels.DESTROY)
A_DAY = timedelta(days=1)
CLOCK = timedelta(hours=2)  # that the clock of a boot stick may be behind: it knows no time zone
BEFORE = timedelta(days=30)  # so long before it is registered a device may have been erased here
# With these the drives that a report saw are not in it any more.
PAPERS = {"application/pdf", "image/jpeg", "image/png", "image/webp", "text/plain"}
NO_LONGER = {Erasure.Technique.REPLACED, Erasure.Technique.NO_DRIVE}


@transaction.atomic
def record_erasure(
    device: Device,
    *,
    technique: str,
    medium: str = "",
    serial: str = "",
    tool: str = "",
    tool_version: str = "",
    verified: bool = True,
    witness: Account | None = None,
    remark: str = "",
    by: Account,
) -> Erasure | DriveErasure:
    """Write that `by` erased `device` with `technique`; returns the erasure.

    Each drive that no log proves is erased on the word of `by`; with `serial` that one alone, and
    what is returned is its own erasure as long as others are left. `medium` says what is in it
    where no report tells; `verified` that somebody looked at the result.
    Refuses: written_off, out, nothing_to_erase, unsuitable (for the medium, or for one drive of
    several), unknown_drive, no_witness (of a destruction), no_tool (of what the drive does itself),
    taken.
    """
    device = Device.objects.locked(device.pk)
    refuse_elsewhere(device)
    if not device.has_storage:
        raise ValidationError(_("Nothing can stay on this device."), code="nothing_to_erase")
    if device.erasures.filter(outdated_at=None).exists():
        raise ValidationError(_("This device is erased already."), code=TAKEN)
    drives = unproven(device)
    chosen = [one for one in drives if serial in {"", one["serial"]}]
    if serial and not chosen:
        refuse("serial", _("We know no such drive that is not erased yet."), "unknown_drive")
    told = Told(technique, medium, tool.strip(), tool_version.strip(), verified, witness)
    refuse_technique(device, chosen, told, by)
    every = known(device)
    if serial and (len(drives) > len(chosen) or len(named(every)) < len(every)):
        record("drive_erased", device, facts={"technique": technique, "serial": serial}, by=by)
        return word_about(device, chosen[0], told, by)
    erasure = word_about_all(device, chosen, told, remark, by)
    words = {"remark": remark} if remark else None
    record("erased", device, facts={"technique": technique}, words=words, by=by)
    return erasure


@dataclass(frozen=True)
class Told:
    """What somebody says of an erasure."""

    technique: str
    medium: str
    tool: str
    tool_version: str
    verified: bool
    witness: Account | None

    def facts(self, device: Device) -> dict[str, Any]:
        """The fields of an Erasure that follow from it."""
        return {
            "technique": self.technique,
            "medium": self.medium or Erasure.MEDIUM.get(Device.Kind(device.kind), ""),
            "verified": self.verified,
            "level": levels.level(self.technique, checked=self.verified),
            **self.evidence,
        }

    @property
    def evidence(self) -> dict[str, Any]:
        return {"tool": self.tool, "tool_version": self.tool_version, "witness": self.witness}


def medium_of(drives: list[dict[str, Any]]) -> str:
    """The medium that all of `drives` are; "" when they differ, or nobody knows."""
    media = {str(one.get("medium") or "") for one in drives}
    return media.pop() if len(media) == 1 else ""


def refuse_technique(device: Device, drives: list[dict[str, Any]], told: Told, by: Account) -> None:
    """Refuses: unsuitable, no_witness, no_tool."""
    if told.technique in NO_LONGER:
        if told.technique not in dict(queries.techniques(device)):
            refuse("technique", _("That does not suit this type."), "unsuitable")
        return
    media = {one.get("medium") or told.medium for one in drives} or {told.medium}
    for medium in media:
        if told.technique not in dict(queries.techniques(device, medium)):
            refuse("technique", _("That does not suit what is in it."), "unsuitable")
    if told.technique == levels.DESTROYED and told.witness in {None, by}:
        refuse("witness", _("Somebody else must have seen it. Who?"), "no_witness")
    if told.technique in {levels.FIRMWARE, levels.CRYPTO} and not told.tool:
        refuse("tool", _("With which program or command? Write it down exactly."), "no_tool")


def refuse(field: str, sentence: str, code: str) -> NoReturn:
    raise ValidationError({field: ValidationError(sentence, code=code)})


def word_about(device: Device, disk: dict[str, Any], told: Told, by: Account) -> DriveErasure:
    """One drive is erased on the word of `by`."""
    facts = drive_facts(device, disk, told.technique, checked=told.verified)
    return DriveErasure.objects.create(**facts, **told.evidence, erased_by=by)


def word_about_all(
    device: Device, drives: list[dict[str, Any]], told: Told, remark: str, by: Account
) -> Erasure:
    """All of `device` is erased on the word of `by`: the `drives` that no log proves, too."""
    erasure = Erasure(device=device, remark=remark, erased_by=by, **told.facts(device))
    erasure.full_clean()
    erasure.save()
    if told.technique in NO_LONGER:
        device.drive_erasures.filter(outdated_at=None).update(outdated_at=timezone.now())
    else:
        for disk in drives:
            word_about(device, disk, told, by)
        device.drive_erasures.filter(outdated_at=None).update(erasure=erasure)
    device.installations.filter(outdated_at=None).update(outdated_at=timezone.now())
    return erasure


@transaction.atomic
def report_failure(
    device: Device,
    *,
    technique: str,
    why: str,
    serial: str = "",
    tool: str = "",
    tool_version: str = "",
    by: Account,
) -> ErasureFailure:
    """Write that erasing failed; returns the failure. What was erased before does not count for
    that drive any more.

    Refuses: written_off, out, nothing_to_erase, no_reason, and what the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    refuse_elsewhere(device)
    if not device.has_storage:
        raise ValidationError(_("Nothing can stay on this device."), code="nothing_to_erase")
    if not why.strip():
        refuse("why", _("What went wrong?"), "no_reason")
    row = ErasureFailure(
        device=device,
        serial=serial.strip(),
        technique=technique,
        why=why.strip(),
        tool=tool.strip(),
        tool_version=tool_version.strip(),
        failed_by=by,
    )
    row.full_clean()
    row.save()
    proofs = device.drive_erasures.filter(outdated_at=None)
    if any(disk["serial"] == row.serial for disk in named(known(device))):
        proofs = proofs.filter(serial=row.serial)  # else nobody knows which one failed: all did
    proofs.update(outdated_at=timezone.now())
    end(device)
    facts = {"technique": technique, "serial": row.serial}
    record("erasing_failed", device, facts=facts, words={"why": row.why}, by=by)
    return row


@transaction.atomic
def keep_evidence(
    device: Device, *, upload: "File[bytes]", words: str = "", by: Account
) -> EvidenceFile:
    """Keep a paper about `device`: the PDF of the eraser, a proof; returns it.

    Refuses: too_large, empty, national_number (in its name), wrong_kind (no PDF, picture or text).
    """
    device = Device.objects.locked(device.pk)
    file = keep(upload, name=upload.name or "", by=by, limit_bytes=10 * MIB)
    if file.media_type not in PAPERS:
        refuse("upload", _("Give a PDF, a picture or a text."), "wrong_kind")
    row = EvidenceFile(device=device, file=file, words=words.strip(), kept_by=by)
    row.clean_fields(exclude={"device", "file", "kept_by"})
    row.save()
    record("evidence_kept", device, facts={"file": file.sha256}, by=by)
    return row


def refuse_elsewhere(device: Device) -> None:
    """Refuses: written_off (unless it still lies here), out."""
    for code, sentence in queries.missing(device):
        if code == "out" or (code == "written_off" and not queries.lies_here(device)):
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
        "level": levels.level(technique, checked=checked),
        "standard": STANDARD,
        "edition": EDITION,
    }


def prove(device: Device, *, by: Account) -> Erasure | None:
    """Keep what the logs of `device` prove of its drives since it was last out.

    The caller holds the device. Returns its erasure when now every drive that it has is erased,
    else None. A drive without a serial number of its own can be proven by nobody: then a person
    writes it down. Records nothing: the act that attaches the log does.
    """
    place = queries.place_of(device)
    if place == Placement.Place.OUT:
        return None
    if place == Placement.Place.GONE and not queries.lies_here(device):
        return None
    disks = {disk["serial"]: disk for disk in named(known(device))}
    current = {one.serial: one for one in device.drive_erasures.filter(outdated_at=None)}
    for serial, (reading, one) in verdicts_since(device).items():
        if serial in current and not one["erased"] and current[serial].reading_id:
            device.drive_erasures.filter(pk=current[serial].pk).update(outdated_at=timezone.now())
        elif serial in disks and serial not in current and one["erased"]:
            checked = bool(one["verified"])
            facts = drive_facts(device, disks[serial], one["technique"], checked=checked)
            tool, version = split_tool(reading.tool)
            facts |= {"tool": tool, "tool_version": version, "method": one["method"]}
            DriveErasure.objects.create(**facts, reading=reading)
    end_if_strange(device)
    return whole(device, by)


def split_tool(text: str) -> tuple[str, str]:
    """("nwipe", "0.42") of "nwipe 0.42"."""
    name, _space, version = text.strip().rpartition(" ")
    return (name[:60], version[:40]) if name else (version[:60], "")


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
    drives = {disk["serial"] for disk in known(device)}
    failed = device.erasure_failures.order_by("failed_at").values_list("serial", "failed_at")
    for serial, at in failed:  # what was read before somebody saw it fail proves nothing any more
        for name in {serial} if serial in drives else set(found):
            if name in found and found[name][0].read_at <= at:
                del found[name]
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
    device.erasures.filter(outdated_at=None).update(outdated_at=now, disproved_at=now)
    end_release(device)


def whole(device: Device, by: Account) -> Erasure | None:
    """The erasure of `device`, made when a log proves each of its drives and none stood yet."""
    proofs = list(device.drive_erasures.filter(outdated_at=None).select_related("reading"))
    every = known(device)
    proven = {one.serial for one in proofs}
    open_ = len(named(every)) < len(every) or any(disk["serial"] not in proven for disk in every)
    if open_ or not every or device.erasures.filter(outdated_at=None).exists():
        return None
    techniques = {one.technique for one in proofs}
    technique = techniques.pop() if len(techniques) == 1 else Erasure.Technique.OVERWRITE
    every_level = {one.level for one in proofs}
    erasure = Erasure.objects.create(
        device=device,
        technique=technique,
        erased_by=by,
        tool=proofs[0].tool,
        tool_version=proofs[0].tool_version,
        verified=all(one.verified for one in proofs),
        level=next((one for one in ("", *WEAKEST) if one in every_level), ""),
    )
    device.drive_erasures.filter(outdated_at=None).update(erasure=erasure)
    begun = [at for one in proofs if one.reading and (at := begun_at(one.reading))]
    before = max(begun, default=erasure.erased_at)  # what was put on it later is still there
    device.installations.filter(outdated_at=None, installed_at__lt=before).update(
        outdated_at=erasure.erased_at
    )
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
