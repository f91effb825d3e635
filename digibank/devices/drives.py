"""The drives of a device as its reports tell them: health, erasure, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from digibank.devices import reports
from digibank.devices.models import Device, DriveErasure, Reading
from digibank.ui.templatetags.ui import disk_size, gigabytes

Facts = dict[str, Any]


@dataclass(frozen=True)
class Drive:
    """One drive, with the proof that it is erased, or why there is none."""

    facts: Facts
    proof: DriveErasure | None
    doubt: str = ""  # why the last log about it proves nothing

    @property
    def serial(self) -> str:
        return str(self.facts["serial"])

    @property
    def health(self) -> str:
        return str(self.facts.get("health", ""))

    @property
    def health_words(self) -> str:
        words = {"good": _("Healthy"), "watch": _("Keep an eye on it"), "failing": _("Failing")}
        return words.get(self.health, _("Health unknown"))

    @property
    def look(self) -> str:
        return {"good": "ok", "watch": "warn", "failing": "stop"}.get(self.health, "idle")

    @property
    def reasons(self) -> list[str]:
        codes = self.facts.get("health_reasons", [])
        return [str(reports.HEALTH_REASONS[code]) for code in codes]


def known_drives(readings: list[Reading]) -> list[Facts]:
    """The drives in the newest report that saw the whole computer; `readings` newest first."""
    whole = next((one for one in readings if is_whole(one)), None)
    return list(whole.facts["disks"]) if whole else []


def is_whole(reading: Reading) -> bool:
    """Whether a report is about the computer with its drives, not about one drive or a log."""
    facts = reading.facts
    named = facts.get("serial") or facts.get("model") or facts.get("cpu")
    return bool(named and facts.get("disks"))


def drives_of(device: Device, readings: list[Reading]) -> list[Drive]:
    """Each drive of `device` with what is known of it; one query. `readings` newest first."""
    known = known_drives(readings)
    if not known:
        return []
    proofs = {one.serial: one for one in device.drive_erasures.filter(outdated_at=None)}
    measured = {
        disk["serial"]: disk
        for reading in reversed(readings)
        for disk in reading.facts.get("disks", [])
        if disk["serial"] and disk.get("health")
    }
    return [
        Drive(
            {**disk, **health_in(measured.get(disk["serial"], disk))},
            proofs.get(disk["serial"]) if disk["serial"] else None,
            doubt_about(str(disk["serial"]), readings),
        )
        for disk in known
    ]


def health_in(disk: Facts) -> Facts:
    """The health of a drive, which may come from a later report about that drive alone."""
    names = ("health", "health_reasons", "power_on_hours", "medium")
    return {name: disk[name] for name in names if disk.get(name)}


def doubt_about(serial: str, readings: list[Reading]) -> str:
    """Why the newest log about a drive proves nothing; "" when it does, or there is none."""
    said = (
        one
        for reading in readings
        for one in reading.facts.get("erasures", [])
        if serial and one["serial"] == serial
    )
    last = next(said, None)
    return str(reports.REASONS.get(last["reason"], "")) if last else ""


def changes(readings: list[Reading]) -> dict[int, list[str]]:
    """Reading id -> what differs from the report before it, in sentences; oldest first in time."""
    whole = [one for one in reversed(readings) if is_whole(one)]
    pairs = zip(whole, whole[1:], strict=False)
    return {after.pk: list(differences(before.facts, after.facts)) for before, after in pairs}


def differences(before: Facts, after: Facts) -> Iterator[str]:
    """What changed between two reports: memory, drives, and what can only be another board."""
    was, now = before.get("memory_bytes"), after.get("memory_bytes")
    if was and now and round(was / 1024**3) != round(now / 1024**3):
        yield _("Memory: %(was)s became %(now)s.") % {"was": gigabytes(was), "now": gigabytes(now)}
    old = {disk["serial"]: disk for disk in before.get("disks", []) if disk["serial"]}
    new = {disk["serial"]: disk for disk in after.get("disks", []) if disk["serial"]}
    for serial in old.keys() - new.keys():
        yield _("Drive gone: %(drive)s.") % {"drive": words(old[serial])}
    for serial in new.keys() - old.keys():
        yield _("Drive added: %(drive)s.") % {"drive": words(new[serial])}
    board, other = before.get("board_serial"), after.get("board_serial")
    if board and other and board != other:
        yield _("Another board: %(serial)s.") % {"serial": other}


def words(disk: Facts) -> str:
    return f"{disk['model']} {disk_size(disk['byte_count'])} ({disk['serial']})".strip()
