"""A report as one JSON object, for other programs: null where nothing is known."""

from hashlib import sha256
from typing import Any

from digibank.devices.reports import read
from digibank.devices.reports.facts import Battery, Disk, Erased


def as_object(name: str, raw: bytes) -> dict[str, Any]:
    """What the file called `name` says; bytes, mWh, hours and percents as whole numbers.

    `form` is the chassis in the words of lshw; `health` is good, watch, failing or null.
    """
    report = read(raw)
    facts = report.facts
    return {
        "file": name,
        "sha256": sha256(raw).hexdigest(),
        "format": report.format or None,
        "maker": facts.maker or None,
        "model": facts.model or None,
        "serial": facts.serial or None,
        "uuid": facts.uuid or None,
        "form": facts.chassis or None,
        "cpu": facts.cpu or None,
        "ram_bytes": facts.memory_bytes,
        "disks": [disk_told(one) for one in facts.disks],
        "batteries": [battery_told(one) for one in facts.batteries],
        "macs": list(facts.macs),
        "erasures": [erasure_told(one) for one in facts.erasures],
        "warnings": list(report.warnings),
    }


def disk_told(disk: Disk) -> dict[str, Any]:
    return {
        "model": disk.model or None,
        "serial": disk.serial or None,
        "bytes": disk.byte_count,
        "medium": disk.medium or None,
        "rotation_rate": disk.rotation_rate,
        "smart_passed": disk.smart_passed,
        "health": disk.health or None,
        "power_on_hours": disk.power_on_hours,
        "reallocated": disk.reallocated,
        "pending": disk.pending,
        "media_errors": disk.media_errors,
        "percentage_used": disk.percentage_used,
    }


def battery_told(battery: Battery) -> dict[str, Any]:
    return {
        "maker": battery.maker or None,
        "model": battery.model or None,
        "serial": battery.serial or None,
        "design_mwh": battery.design_mwh,
        "health_percent": battery.health_percent,
        "cycles": battery.cycles,
    }


def erasure_told(erasure: Erased) -> dict[str, Any]:
    return {
        "serial": erasure.serial or None,
        "erased": erasure.erased,
        "reason": erasure.reason or None,
    }
