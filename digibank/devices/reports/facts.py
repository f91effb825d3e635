"""What a report says about a computer: typed facts with units, where unknown differs from zero."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeVar

AT_MOST = 32  # disks, batteries, network cards: what no real computer has more of
LAPTOPS = {"notebook", "laptop", "portable", "sub-notebook", "convertible", "hand-held", "lunchbox"}
DESKTOPS = {
    *("desktop", "low-profile", "mini-tower", "tower", "all-in-one", "pizzabox", "space-saving"),
    *("mini-pc", "stick-pc"),
}
TABLETS = {"tablet", "detachable"}
PHONES = {"mobile", "smartphone"}

# Limits of our own, because a drive says "passed" until it is dead: one sold with 126 reallocated
# sectors did, and a NVMe drive with 7 media errors. `percentage_used` may pass 100.
WORN_PERCENT, SPENT_PERCENT = 80, 100
MANY_SECTORS = 50  # reallocated: the drive goes on losing them
T = TypeVar("T")


@dataclass(frozen=True)
class Disk:
    """A drive that belongs to the computer. "" and None mean unknown."""

    model: str = ""
    serial: str = ""
    byte_count: int | None = None
    medium: str = ""  # hdd, ssd or nvme
    rotation_rate: int | None = None  # turns a minute; 0 for an SSD
    smart_passed: bool | None = None
    power_on_hours: int | None = None
    reallocated: int | None = None  # sectors, SMART attribute 5
    pending: int | None = None  # sectors, attribute 197
    uncorrectable: int | None = None  # sectors, attribute 198
    media_errors: int | None = None  # NVMe
    percentage_used: int | None = None  # NVMe, of what its maker promised to write
    critical_warning: int | None = None  # NVMe, bits
    failing_now: bool | None = None  # smartctl's exit status, bit 8

    @property
    def health_reasons(self) -> list[tuple[str, str]]:
        """(word, code) of each thing that is wrong: word is "failing" or "watch"."""
        seen = [
            ("failing", "smart_failed", self.smart_passed is False or bool(self.failing_now)),
            ("failing", "critical_warning", bool(self.critical_warning)),
            ("failing", "media_errors", bool(self.media_errors)),
            ("failing", "reallocated_many", (self.reallocated or 0) >= MANY_SECTORS),
            ("failing", "pending", bool(self.pending)),
            ("failing", "uncorrectable", bool(self.uncorrectable)),
            ("failing", "spent", (self.percentage_used or 0) >= SPENT_PERCENT),
            ("watch", "reallocated", 0 < (self.reallocated or 0) < MANY_SECTORS),
            ("watch", "worn", WORN_PERCENT <= (self.percentage_used or 0) < SPENT_PERCENT),
        ]
        return [(word, code) for word, code, wrong in seen if wrong]

    @property
    def health(self) -> str:
        """failing, watch, good, or "" when nothing was measured."""
        words = [word for word, _code in self.health_reasons]
        measured = (self.smart_passed, self.reallocated, self.media_errors, self.percentage_used)
        if words:
            return "failing" if "failing" in words else "watch"
        return "" if all(one is None for one in measured) else "good"


@dataclass(frozen=True)
class Battery:
    maker: str = ""
    model: str = ""
    serial: str = ""
    design_mwh: int | None = None
    health_percent: float | None = None  # of the design
    cycles: int | None = None


@dataclass(frozen=True)
class Erased:
    """What a log says of the erasure of one drive. `erased` only when all of the rule holds."""

    serial: str
    erased: bool
    reason: str  # a key of REASONS; "" when it is proven
    model: str = ""
    method: str = ""
    technique: str = ""  # an Erasure.Technique: overwrite, firmware, crypto
    verified: bool | None = None  # read back, as the log says
    byte_count: int | None = None


@dataclass(frozen=True)
class Facts:
    """What was understood; "" and None mean unknown, which differs from nothing and from 0."""

    maker: str = ""
    model: str = ""
    serial: str = ""
    uuid: str = ""
    chassis: str = ""  # in the words of lshw: notebook, low-profile ...
    board_maker: str = ""
    board_model: str = ""
    board_serial: str = ""
    cpu: str = ""
    memory_bytes: int | None = None
    disks: tuple[Disk, ...] = ()
    sticks: tuple[Disk, ...] = ()  # on USB: most often what the report was started from
    batteries: tuple[Battery, ...] = ()
    macs: tuple[str, ...] = ()
    outside_macs: tuple[str, ...] = ()  # those of `macs` that are plugged in: a docking station
    erasures: tuple[Erased, ...] = ()

    @property
    def kind(self) -> str:
        """The type of device that the chassis tells: laptop, desktop, tablet, or "" unknown."""
        if self.chassis in LAPTOPS or (not self.chassis and self.batteries):
            return "laptop"
        kinds = [(TABLETS, "tablet"), (DESKTOPS, "desktop"), (PHONES, "smartphone")]
        return next((kind for words, kind in kinds if self.chassis in words), "")

    @property
    def storage_bytes(self) -> int | None:
        return sum(disk.byte_count or 0 for disk in self.disks) or None

    @property
    def built_in_macs(self) -> tuple[str, ...]:
        return tuple(mac for mac in self.macs if mac not in self.outside_macs)

    def as_json(self) -> dict[str, Any]:
        """The same in plain lists and numbers, to keep beside the raw file."""
        told = json.loads(json.dumps(asdict(self)))
        for disk, one in zip(told["disks"], self.disks, strict=True):
            disk["health"] = one.health
            disk["health_reasons"] = [code for _word, code in one.health_reasons]
        return told  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Report:
    """`format` is "" when nothing was understood; warnings are keys of `reports.WARNINGS`."""

    format: str = ""
    facts: Facts = field(default_factory=Facts)
    warnings: tuple[str, ...] = ()
    tool: str = ""  # who wrote it, with its version
    made_at: str = ""  # as the report says it; often local time, often wrong
    uuid: str = ""  # of the report itself


def filled(one: T, other: T) -> T:
    """`one`, with what it does not know taken from `other`: two frozen dataclasses of one kind."""
    missing = {
        part.name: getattr(other, part.name)
        for part in fields(one)  # type: ignore[arg-type]  # T is a dataclass
        if getattr(one, part.name) in ("", None, ())
    }
    return replace(one, **missing)  # type: ignore[type-var]


def joined(one: Facts, other: Facts) -> Facts:
    """Both as one: `one` wins where it knows something; a drive is the same by its serial."""
    sticks = {disk.serial for disk in (*one.sticks, *other.sticks) if disk.serial}
    disks = [
        disk for disk in paired(one.disks, other.disks) if not (sticks and disk.serial in sticks)
    ]
    whole = filled(one, other)
    return replace(
        whole,
        disks=tuple(disks)[:AT_MOST],
        batteries=paired_batteries(one.batteries, other.batteries),
        macs=tuple(dict.fromkeys((*one.macs, *other.macs)))[:AT_MOST],
        erasures=(*one.erasures, *other.erasures)[:AT_MOST],
    )


def paired(one: Iterable[Disk], other: Iterable[Disk]) -> list[Disk]:
    """Each drive once. A longer model wins: lshw writes no more than 16 signs of it."""
    found = list(one)
    free = set(range(len(found)))  # each drive of one tool is at most one drive of the other
    for disk in other:
        at = next((n for n in sorted(free) if same_drive(found[n], disk)), None)
        if at is None:
            found.append(disk)
            continue
        free.discard(at)
        whole = filled(found[at], disk)
        longer = len(disk.model) > len(whole.model) and disk.model.startswith(whole.model)
        found[at] = replace(whole, model=disk.model) if longer else whole
    return found


def same_drive(one: Disk, other: Disk) -> bool:
    if one.serial and other.serial:
        return one.serial == other.serial
    short = min(len(one.model), len(other.model), 16)
    return bool(short) and one.model[:short] == other.model[:short]


def paired_batteries(one: tuple[Battery, ...], other: tuple[Battery, ...]) -> tuple[Battery, ...]:
    """As many as the one who saw more; in the same order where both saw as many."""
    if not one or len(one) != len(other):
        return one if len(one) >= len(other) else other
    return tuple(filled(mine, theirs) for mine, theirs in zip(one, other, strict=True))
