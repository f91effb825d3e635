"""eReuse snapshots: four generations and Android, each an envelope around other reports."""

import re
from collections.abc import Iterator
from dataclasses import replace

from digibank.devices.reports import dmidecode, inxi, lshw, smartctl
from digibank.devices.reports.facts import AT_MOST, Battery, Disk, Erased, Facts, joined, paired
from digibank.devices.reports.junk import known, known_mac, known_serial, known_uuid
from digibank.devices.reports.text import Node, box, boxes, inside, told, truth, whole

MB = 1_000_000
MIB = 1024 * 1024
NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,20})?")
DRIVES = {"HardDrive": "hdd", "SolidStateDrive": "ssd", "DataStorage": ""}
Doubts = tuple[str, ...]


def is_report(tree: object) -> bool:
    node = opened(tree)
    typed = told(node, "type") == "Snapshot" or told(node, "software").startswith("Workbench")
    return typed or "credentialSubject" in node or told(node, "software") == "workbench-script"


def opened(tree: object) -> Node:
    """The snapshot itself, out of the request for a credential."""
    node = tree if isinstance(tree, dict) else {}
    if told(node, "type") == "DeviceSnapshotV1" and box(node, "data"):
        return box(node, "data")
    return node


def heading(tree: object) -> tuple[str, str, str]:
    """(tool with version, time, uuid) as the snapshot says them."""
    node = opened(tree)
    subject = box(node, "credentialSubject") or node
    tool = f"{told(subject, 'software')} {told(subject, 'version')}".strip()
    return tool, told(subject, "timestamp") or told(subject, "endTime"), told(subject, "uuid")


def read(tree: object) -> tuple[Facts, Doubts]:
    """The facts of all reports inside, the most exact first, and what is doubtful."""
    node = opened(tree)
    if told(node, "software") == "WorkbenchAndroid":
        return android(node), ("android",)
    if box(node, "device") or boxes(node, "components"):
        return parsed_already(node)
    return out_of(dict(evidence(node)), unread_erasures(node))


def unread_erasures(node: Node) -> Doubts:
    """Its own words about erasing have no form that proves anything."""
    said = node.get("erase") or box(node, "data").get("sanitize")
    return ("erase_unread",) if said else ()


def evidence(node: Node) -> Iterator[tuple[str, object]]:
    """(name of the tool, what it said): by name, never by place."""
    for one in boxes(node, "evidence"):
        yield told(one, "operation"), one.get("output")
    yield from box(node, "data").items()


def out_of(said: dict[str, object], doubts: Doubts) -> tuple[Facts, Doubts]:
    """The facts of what each tool said."""
    facts = Facts()
    drives, missed = smartctl.read(inside(said.get("smartctl") or said.get("smart")))
    firmware = said.get("dmidecode")
    tree = inside(said.get("lshw"))
    if lshw.is_report(tree):
        facts = joined(facts, lshw.read(tree)[0])
    if isinstance(firmware, str) and dmidecode.is_report(firmware):
        facts = joined(facts, dmidecode.read(firmware)[0])
    facts = joined(facts, replace(drives, disks=inside_drives(drives.disks, facts)))
    listed = inside(said.get("inxi"))
    if inxi.is_report(listed):
        facts = joined(facts, inxi.read(listed)[0])
    return facts, (*doubts, *missed)


def inside_drives(disks: tuple[Disk, ...], facts: Facts) -> tuple[Disk, ...]:
    """Without what lshw saw on USB, with or without a serial number."""
    sticks = {(stick.model[:16], stick.byte_count) for stick in facts.sticks}
    return tuple(one for one in disks if (one.model[:16], one.byte_count) not in sticks)


def parsed_already(node: Node) -> tuple[Facts, Doubts]:
    """Generation 1: devices and components, with what lshw said beside them."""
    device, parts = box(node, "device"), boxes(node, "components")
    board = next((one for one in parts if told(one, "type") == "Motherboard"), {})
    processor = next((one for one in parts if told(one, "type") == "Processor"), {})
    facts = Facts(
        maker=known(told(device, "manufacturer")),
        model=known(told(device, "model")),
        serial=known_serial(told(device, "serialNumber")),
        chassis=form_of(device),
        board_maker=known(told(board, "manufacturer")),
        board_model=known(told(board, "model")),
        board_serial=known_serial(told(board, "serialNumber")),
        cpu=known(told(processor, "model")),
        memory_bytes=sum(measure(one.get("size"), MIB) or 0 for one in of(parts, "RamModule"))
        or None,
        disks=tuple(paired((), (disk_of(one) for one in parts if told(one, "type") in DRIVES))),
        batteries=tuple(battery_of(one) for one in of(parts, "Battery"))[:AT_MOST],
        macs=tuple(dict.fromkeys(filter(None, map(mac_of, of(parts, "NetworkAdapter")))))[:AT_MOST],
        erasures=tuple(erasures_in(parts))[:AT_MOST],
    )
    tree = inside(box(node, "debug").get("lshw"))
    if not lshw.is_report(tree):
        return facts, ()
    seen = lshw.read(tree)[0]
    sticks = {stick.serial for stick in seen.sticks if stick.serial}
    facts = replace(facts, disks=tuple(one for one in facts.disks if one.serial not in sticks))
    return joined(replace(seen, chassis=seen.chassis or facts.chassis), facts), ()


def of(parts: list[Node], name: str) -> list[Node]:
    return [one for one in parts if told(one, "type") == name]


def form_of(device: Node) -> str:
    """The form in the words of lshw; Workbench calls a tower a Tower, and most laptops Netbook."""
    words = {"microtower": "mini-tower", "netbook": "notebook", "lowprofile": "low-profile"}
    form = known(told(device, "chassis")).lower()
    return words.get(form, form) or known(told(device, "type")).lower()


def measure(value: object, unit: int) -> int | None:
    """A number, or text like "160042.0 MB" or "2200 hour * milliampere", in units of one."""
    if isinstance(value, str) and (found := NUMBER.match(value)):
        value = float(found[0])
    sound = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**12
    return round(value * unit) if sound else None  # type: ignore[operator]  # sound says a number


def mac_of(part: Node) -> str:
    return known_mac(told(part, "serialNumber"))


def disk_of(part: Node) -> Disk:
    """A drive with its last test; Workbench writes megabytes of 1000."""
    tests = [one for one in boxes(part, "actions") if told(one, "type") == "TestDataStorage"]
    test = tests[-1] if tests else {}
    return Disk(
        model=known(told(part, "model")),
        serial=known_serial(told(part, "serialNumber")),
        byte_count=measure(part.get("size"), MB),
        medium=DRIVES.get(told(part, "type"), ""),
        smart_passed=truth(test.get("assessment")),
        power_on_hours=whole(test.get("lifetime"), 10**7),
        reallocated=whole(test.get("reallocatedSectorCount")),
        pending=whole(test.get("currentPendingSectorCount")),
        uncorrectable=whole(test.get("offlineUncorrectable")),
    )


def battery_of(part: Node) -> Battery:
    """A battery: its design in mAh, times the volts of a measurement where there is one."""
    measured = [one for one in boxes(part, "actions") if told(one, "type") == "MeasureBattery"]
    test = measured[-1] if measured else {}
    design, now = measure(part.get("size"), 1), measure(test.get("size"), 1)
    return Battery(
        maker=known(told(part, "manufacturer")),
        model=known(told(part, "model")),
        serial=known_serial(told(part, "serialNumber")),
        health_percent=round(100 * now / design, 1) if now and design else None,
        cycles=whole(test.get("cycleCount"), 100_000),
    )


def erasures_in(parts: list[Node]) -> Iterator[Erased]:
    """What Workbench says it erased: proven when every step and the whole ended without error."""
    for part in parts:
        for act in boxes(part, "actions"):
            if told(act, "type") in {"EraseBasic", "EraseSectors"}:
                reason = doubt(part, act)
                steps = [told(step, "type") for step in boxes(act, "steps")]
                yield Erased(
                    serial=known_serial(told(part, "serialNumber")),
                    erased=not reason,
                    reason=reason,
                    model=known(told(part, "model")),
                    method=f"{told(act, 'type')} ({', '.join(steps)})",
                    technique="" if reason else "overwrite",
                    verified=told(act, "type") == "EraseSectors" or None,
                    byte_count=measure(part.get("size"), MB),
                )


def doubt(part: Node, act: Node) -> str:
    """Why an erasure of Workbench is not proven; "" when it is."""
    steps = boxes(act, "steps")
    raw = act.get("steps")
    whole_list = isinstance(raw, list) and len(raw) == len(steps)
    checks = [
        ("anonymous", not known_serial(told(part, "serialNumber"))),
        ("failed", told(act, "severity") != "Info"),
        ("no_steps", not steps or not whole_list),
        ("failed", any(told(step, "severity") != "Info" for step in steps)),
        ("method", any(told(step, "type") not in {"StepZero", "StepRandom"} for step in steps)),
        ("not_ended", not all(ended(one) for one in (act, *steps))),
    ]
    return next((code for code, wrong in checks if wrong), "")


def ended(act: Node) -> bool:
    """Whether it began and ended, in that order; the text of a moment sorts as the moment."""
    begin, end = told(act, "startTime"), told(act, "endTime")
    sound = all(re.match(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d", one) for one in (begin, end))
    return sound and end > begin


def android(node: Node) -> Facts:
    """A phone: its serial number is a constant, its memory and storage are swapped: unknown."""
    device = box(node, "device")
    return Facts(
        maker=known(told(device, "manufacturer")),
        model=known(told(device, "model")),
        chassis=known(told(device, "type")).lower(),
        serial=known_serial(told(device, "serialNumber")),
        uuid=known_uuid(told(device, "uuid")),
    )
