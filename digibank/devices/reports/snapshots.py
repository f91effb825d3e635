"""eReuse snapshots: four generations and Android, each an envelope around other reports."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from digibank.devices.reports import dmidecode, inxi, lshw, smartctl
from digibank.devices.reports.facts import AT_MOST, Battery, Disk, Erased, Facts, joined
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
    if isinstance(tree, list) and len(tree) == 1:
        tree = tree[0]
    node = tree if isinstance(tree, dict) else {}
    held = inside(node.get("data"))
    if told(node, "type") == "DeviceSnapshotV1" and isinstance(held, dict):
        return held
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
    return out_of(evidence(node), unread_erasures(node))


def unread_erasures(node: Node) -> Doubts:
    """Its own words about erasing have no form that proves anything."""
    said = node.get("erase") or box(node, "data").get("sanitize")
    return ("erase_unread",) if said else ()


def evidence(node: Node) -> dict[str, object]:
    """Name of the tool -> what it said: by name, never by place; drives may come one by one."""
    said: dict[str, object] = dict(box(node, "data"))
    drives: list[object] = []
    for one in boxes(node, "evidence"):
        name, output = told(one, "operation"), one.get("output")
        if name == "smartctl":
            held = inside(output)
            drives += held if isinstance(held, list) else [held]
        else:
            said.setdefault(name, output)
    return {**said, "smartctl": drives} if drives else said


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
        disks=disks_in(parts, on_usb=False),
        sticks=disks_in(parts, on_usb=True),
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


def disks_in(parts: list[Node], *, on_usb: bool) -> tuple[Disk, ...]:
    """The drives, each serial number once, those on USB apart."""
    drives = (
        disk_of(one)
        for one in parts
        if told(one, "type") in DRIVES and (told(one, "interface").upper() == "USB") == on_usb
    )
    found: dict[object, Disk] = {}
    for at, disk in enumerate(islice(drives, AT_MOST)):
        found.setdefault(disk.serial or at, disk)
    return tuple(found.values())


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
    """A battery: its health is what it holds now of its design, both in mAh."""
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
    tried: dict[str, list[tuple[str, Node, Node]]] = defaultdict(list)
    for at, part in enumerate(parts):
        if told(part, "type") in DRIVES:
            serial = known_serial(told(part, "serialNumber"))
            acts = [one for one in boxes(part, "actions") if is_erasure(one)]
            tried[serial or f"#{at}"] += [(last_moment(act), part, act) for act in acts]
    for attempts in tried.values():
        if attempts:  # the last attempt counts: it may have failed after an earlier one
            _moment, part, act = max(attempts, key=lambda one: one[0])
            yield erased(part, act)


def is_erasure(act: Node) -> bool:
    return told(act, "type").startswith("Erase") or told(act, "type") == "DataWipe"


def last_moment(act: Node) -> str:
    """When it ended, to sort by; what does not say so counts as the last."""
    end = moment(told(act, "endTime"))
    return end.isoformat() if end else "9999"


def erased(part: Node, act: Node) -> Erased:
    reason = doubt(part, act)
    steps = [told(step, "type") for step in boxes(act, "steps")]
    return Erased(
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
        ("method", told(act, "type") not in {"EraseBasic", "EraseSectors"}),
        ("failed", told(act, "severity") != "Info"),
        ("no_steps", not steps or not whole_list),
        ("failed", any(told(step, "severity") != "Info" for step in steps)),
        ("method", any(told(step, "type") not in {"StepZero", "StepRandom"} for step in steps)),
        ("not_ended", not all(ended(one) for one in (act, *steps))),
    ]
    return next((code for code, wrong in checks if wrong), "")


def ended(act: Node) -> bool:
    """Whether it began and ended, in that order."""
    begin, end = moment(told(act, "startTime")), moment(told(act, "endTime"))
    return bool(begin and end and begin < end)


def moment(text: str) -> datetime | None:
    """The moment that `text` says; without a zone it counts as UTC, before 2000 as nonsense."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC) if 2000 <= found.year <= 2100 else None


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
