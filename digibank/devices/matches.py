"""Which device a report may be of, and why: a proposal for a person, never an act."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device, Identifier, Reading
from digibank.devices.reports.evidence import ENOUGH, against, weight
from digibank.devices.reports.evidence import Identifier as Pair

WHY = {
    "serial": _("the same serial number"),
    "board": _("the same board"),
    "uuid": _("the same number in the firmware (UUID)"),
    "mac": _("the same built-in network card"),
    "disk": _("the same drive"),
}
BUT = {
    "serial": _("the serial number differs"),
    "uuid": _("the number in the firmware (UUID) differs"),
}
MOST = 5  # proposals for one report


@dataclass
class Match:
    """A device, or another report of no device yet, that may be of the same computer."""

    kinds: set[str] = field(default_factory=set)
    contrary: list[str] = field(default_factory=list)
    device: Device | None = None
    reading: Reading | None = None

    @property
    def weight(self) -> int:
        return weight(self.kinds)

    @property
    def reasons(self) -> list[str]:
        return [str(WHY[kind]) for kind in WHY if kind in self.kinds]

    @property
    def doubts(self) -> list[str]:
        return [str(BUT[kind]) for kind in self.contrary]


def matches(readings: Iterable[Reading]) -> dict[int, list[Match]]:
    """Reading id -> what it may be the same as, the likeliest first; four queries for all.

    Of the same digibank alone. A device is proposed once, however many of its reports agree.
    """
    open_ = [one for one in readings if one.device_id is None]
    mine = pairs_of([one.pk for one in open_])
    wanted = {pair for pairs in mine.values() for pair in pairs}
    shared: dict[Pair, set[int]] = defaultdict(set)
    for digibank in {one.digibank_id for one in open_}:
        for pk, kind, value in having(digibank, wanted):
            shared[kind, value].add(pk)
    others = {pk for pks in shared.values() for pk in pks}
    rows = Reading.objects.select_related("device", "file").in_bulk(others)
    theirs = pairs_of(others)
    return {one.pk: found(one, mine[one.pk], shared, rows, theirs) for one in open_}


def pairs_of(readings: Iterable[int]) -> dict[int, set[Pair]]:
    """Reading id -> its evidence."""
    pairs: dict[int, set[Pair]] = defaultdict(set)
    for one in Identifier.objects.filter(reading__in=list(readings)):
        pairs[one.reading_id].add((one.kind, one.value))
    return pairs


def having(digibank: int, wanted: set[Pair]) -> Iterable[tuple[int, str, str]]:
    """(reading, kind, value) of the evidence in `wanted`."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, value in sorted(wanted):
        by_kind[kind].append(value)
    any_of = Q()
    for kind, values in by_kind.items():
        any_of |= Q(kind=kind, value__in=values)
    if not any_of:
        return []
    rows = Identifier.objects.filter(any_of, digibank=digibank)
    return rows.values_list("reading_id", "kind", "value")


def found(
    reading: Reading,
    mine: set[Pair],
    shared: dict[Pair, set[int]],
    rows: dict[int, Reading],
    theirs: dict[int, set[Pair]],
) -> list[Match]:
    """What `reading` may be the same as: enough shared, in order of weight."""
    by_thing: dict[tuple[str, int], Match] = defaultdict(Match)
    for pair in mine:
        for pk in sorted(shared[pair] - {reading.pk}):
            other = rows[pk]
            if other.digibank_id != reading.digibank_id:
                continue
            thing = ("device", other.device_id) if other.device_id else ("reading", pk)
            match = by_thing[thing]
            match.device, match.reading = other.device, None if other.device_id else other
            match.kinds.add(pair[0])
            match.contrary = sorted({*match.contrary, *against(mine, theirs[pk])})
    enough = 1 if reading.format == "nwipe" else ENOUGH  # a log is about drives
    some = [match for match in by_thing.values() if match.weight >= enough]
    return sorted(some, key=lambda one: (one.device is None, -one.weight))[:MOST]
