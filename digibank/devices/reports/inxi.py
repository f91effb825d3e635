"""inxi's JSON: a list of sections; every key is "number#group#indent#Name"."""

import re
from collections.abc import Iterator

from digibank.devices.reports.facts import AT_MOST, Battery, Disk, Facts
from digibank.devices.reports.junk import known, known_mac, known_serial, known_uuid, model_of
from digibank.devices.reports.lshw import BRIDGE
from digibank.devices.reports.text import binary_size, clean, whole

KEY = re.compile(r"(\d+)#\d+#\d+#(.+)")
Pairs = list[tuple[str, str]]
# SMBIOS numbers of a chassis in the words of lshw.
FORMS = {
    **{"3": "desktop", "4": "low-profile", "5": "pizzabox", "6": "mini-tower", "7": "tower"},
    **{"8": "portable", "9": "laptop", "10": "notebook", "11": "hand-held", "13": "all-in-one"},
    **{"14": "sub-notebook", "15": "space-saving", "16": "lunchbox", "30": "tablet"},
    **{"31": "convertible", "32": "detachable", "35": "mini-pc", "36": "stick-pc"},
}
CONDITION = re.compile(r"([\d.]{1,9})/([\d.]{1,9}) Wh")
HEALTH = re.compile(r"\(([\d.]{1,9})%\)")
ON = re.compile(r"(?:(\d+)y ?)?(?:(\d+)d ?)?(?:(\d+)h)?(?: ?\d+m)?")


def is_report(tree: object) -> bool:
    return isinstance(tree, list) and any(
        KEY.fullmatch(key) for one in tree if isinstance(one, dict) for key in one
    )


def read(tree: object) -> tuple[Facts, tuple[str, ...]]:
    """The facts in `tree`, and nothing doubtful."""
    sections = dict(sections_of(tree))
    machine = sections.get("Machine", [])
    system = next((one for one in machine if has(one, "System")), [])
    board = next((one for one in machine if has(one, "Mobo")), [])
    maker = value(system, "System")
    facts = Facts(
        maker=known(maker),
        model=model_of(maker, value(system, "product"), value(system, "v")),
        serial=known_serial(value(system, "serial")),
        uuid=known_uuid(value(system, "uuid") or value(board, "uuid")),
        chassis=FORMS.get(value(system, "type")) or value(system or board, "Type").lower(),
        board_maker=known(value(board, "Mobo")),
        board_model=known(value(board, "model")),
        board_serial=known_serial(value(board, "serial")),
        cpu=next(filter(None, (known(value(one, "model")) for one in sections.get("CPU", []))), ""),
        memory_bytes=memory_in(sections.get("Memory", [])),
        disks=tuple(disks_in(sections.get("Drives", []), on_usb=False))[:AT_MOST],
        sticks=tuple(disks_in(sections.get("Drives", []), on_usb=True))[:AT_MOST],
        batteries=tuple(batteries_in(sections.get("Battery", [])))[:AT_MOST],
        macs=macs_in(sections.get("Network", []), on_usb=None),
        outside_macs=macs_in(sections.get("Network", []), on_usb=True),
    )
    return facts, () if system else ("partial",)


def sections_of(tree: object) -> Iterator[tuple[str, list[Pairs]]]:
    """(name, its objects) of each section; a section may hold one message and nothing else."""
    for one in tree if isinstance(tree, list) else []:
        for key, held in one.items() if isinstance(one, dict) else []:
            parts = held if isinstance(held, list) else [held]
            yield key.rpartition("#")[2], [in_order(part) for part in parts if part]


def in_order(part: object) -> Pairs:
    """The names and values of an object by their number: JSON keeps them in any order."""
    found: list[tuple[int, str, str]] = []
    for key, held in part.items() if isinstance(part, dict) else []:
        if match := KEY.fullmatch(key):
            number = held if isinstance(held, int) and not isinstance(held, bool) else None
            words = str(number) if number is not None and abs(number) < 10**15 else clean(held)
            found.append((int(match[1][:9]), match[2], words))
    return [(name, words) for _, name, words in sorted(found)]


def has(pairs: Pairs, name: str) -> bool:
    return any(one == name for one, _ in pairs)


def value(pairs: Pairs, name: str) -> str:
    """The first value of `name`: "v" and "serial" come again for what follows."""
    return next((words for one, words in pairs if one == name), "")


def memory_in(parts: list[Pairs]) -> int | None:
    """Bytes of all modules; without any, what the system sees, which is a bit less."""
    modules = sum(binary_size(value(one, "size")) or 0 for one in parts if has(one, "Device"))
    names = ("System RAM", "RAM")
    seen = (binary_size(value(one, "total")) for one in parts if any(has(one, n) for n in names))
    return modules or next(filter(None, seen), None)


def disks_in(parts: list[Pairs], *, on_usb: bool) -> Iterator[Disk]:
    """Each drive with the health that follows it."""
    for at, one in enumerate(parts):
        usb = value(one, "type").upper() == "USB"
        if not (has(one, "ID") and value(one, "ID").startswith("/dev/")) or usb != on_usb:
            continue
        follows = parts[at + 1] if at + 1 < len(parts) and has(parts[at + 1], "SMART") else []
        kind, device = value(one, "tech") or value(one, "type"), value(one, "ID")
        medium = "nvme" if "/nvme" in device else {"SSD": "ssd", "HDD": "hdd"}.get(kind, "")
        yield Disk(
            model=known(value(one, "model")),
            serial=known_serial(value(one, "serial")),
            byte_count=binary_size(value(one, "size")),
            medium=medium,
            rotation_rate=whole(value(one, "rpm"), 100_000),
            smart_passed={"PASSED": True, "FAILED": False}.get(value(follows, "health")),
            power_on_hours=hours(value(follows, "on")),
        )


def hours(words: str) -> int | None:
    """Hours of "2y 7d 14h"."""
    found = ON.fullmatch(words) if words else None
    if not found or not any(found.groups()):
        return None
    years, days, rest = (int(part or 0) for part in found.groups())
    return (years * 365 + days) * 24 + rest


def batteries_in(parts: list[Pairs]) -> Iterator[Battery]:
    for one in parts:
        if value(one, "ID"):
            told = value(one, "condition")
            condition, health = CONDITION.match(told), HEALTH.search(told)
            cycles = value(one, "cycles")
            yield Battery(
                maker=known(value(one, "vendor")),
                model=known(value(one, "model")),
                serial=known_serial(value(one, "serial")),
                design_mwh=number(condition[2], 1000) if condition else None,
                health_percent=percent(health[1]) if health else None,
                cycles=int(cycles) if cycles.isascii() and cycles.isdigit() else None,
            )


def percent(text: str) -> float | None:
    tenths = number(text, 10)
    return None if tenths is None else tenths / 10


def number(text: str, times: int = 1) -> int | None:
    """`text` times `times` as a whole number; None when it is none."""
    try:
        return round(float(text) * times)
    except ValueError:
        return None


def macs_in(parts: list[Pairs], *, on_usb: bool | None) -> tuple[str, ...]:
    """Addresses of network cards: a real card is a Device before its IF; bridges have an IF-ID."""
    found, usb = [], False
    for one in parts:
        if has(one, "Device"):
            usb = value(one, "type").upper() == "USB"
        name, mac = value(one, "IF"), known_mac(value(one, "mac"))
        if name and mac and not name.startswith(BRIDGE) and on_usb in (None, usb):
            found.append(mac)
    return tuple(dict.fromkeys(found))[:AT_MOST]
