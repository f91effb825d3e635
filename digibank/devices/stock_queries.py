"""What the stock page, a count and a transfer want to know."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from digibank.devices.models import (
    Demand,
    Device,
    Placement,
    Stage,
    StockTake,
    Transfer,
)
from digibank.network.models import AccessPoint, Digibank

HERE = (Placement.Place.SHELF, Placement.Place.WORKSHOP)


@dataclass(frozen=True)
class Compared:
    """One device of a count: where the paper says that it is."""

    label: str
    device: Device | None
    place: str = ""
    point: AccessPoint | None = None

    @property
    def place_words(self) -> str:
        return str(Placement.Place(self.place).label) if self.place else ""


@dataclass(frozen=True)
class Comparison:
    """What a count shows: how many should be there, and which are found, missing, unexpected."""

    expected: int
    found: list[Compared] = field(default_factory=list)
    missing: list[Compared] = field(default_factory=list)
    unexpected: list[Compared] = field(default_factory=list)


def compared(stock_take: StockTake) -> Comparison:
    """What was scanned beside what should be there; three queries."""
    rows = Placement.objects.open().filter(access_point=stock_take.access_point_id, place__in=HERE)
    should = {one.device_id: one for one in rows.select_related("device", "access_point")}
    scans = list(stock_take.scans.select_related("device").order_by("pk"))
    elsewhere = {
        one.device_id: one
        for one in Placement.objects.open()
        .filter(device__in=[scan.device_id for scan in scans if scan.device_id])
        .select_related("access_point")
    }
    seen = {scan.device_id for scan in scans if scan.device_id}
    result = Comparison(len(should))
    for scan in scans:
        here = elsewhere.get(scan.device_id or 0)
        line = Compared(
            scan.device.label if scan.device else scan.code,
            scan.device,
            here.place if here else "",
            here.access_point if here else None,
        )
        (result.found if scan.device_id in should else result.unexpected).append(line)
    result.missing.extend(
        Compared(one.device.label, one.device, one.place, one.access_point)
        for number, one in should.items()
        if number not in seen
    )
    return result


@dataclass(frozen=True)
class Shelf:
    """What one place has of one type, by next step."""

    point: AccessPoint | None
    kind: str
    kind_words: str
    ready: int
    work: int


def shelves(digibank: Digibank) -> list[Shelf]:
    """What can be lent where, and what is in the workshop there; two queries, of which the count
    reads one index."""
    rows = (
        Stage.objects.filter(digibank=digibank, stock_kind__isnull=False)
        .order_by()
        .values("access_point", "stock_kind", "step")
        .annotate(count=Count("*"))
    )
    ready: Counter[tuple[int, str]] = Counter()
    work: Counter[tuple[int, str]] = Counter()
    for row in rows:
        tally = ready if row["step"] == Stage.Step.READY else work
        tally[row["access_point"] or 0, str(row["stock_kind"])] += row["count"]
    points = AccessPoint.objects.filter(digibank=digibank).in_bulk()
    found = [
        Shelf(points.get(key[0]), key[1], str(Device.Kind(key[1]).label), ready[key], work[key])
        for key in {*ready, *work}
    ]
    return sorted(found, key=lambda one: (str(one.point or ""), one.kind))


@dataclass(frozen=True)
class Wish:
    """One demand: how many of that type are ready there, and how many are lacking."""

    demand: Demand
    ready: int

    @property
    def lacking(self) -> int:
        return max(self.demand.count - self.ready, 0)


def wishes(digibank: Digibank) -> list[Wish]:
    """What is asked for, soonest first; what is ready is given to the soonest one only."""
    rows = list(Demand.objects.open().filter(digibank=digibank).select_related("access_point"))
    left: dict[tuple[int | None, str], int] = {}
    for one in shelves(digibank) if rows else ():
        left[one.point.pk if one.point else None, one.kind] = one.ready
    found = []
    for row in sorted(rows, key=lambda one: (one.wanted_on or date.max, one.pk)):
        keys = [key for key in left if key[1] == row.kind]
        if row.access_point_id:
            keys = [key for key in keys if key[0] == row.access_point_id]
        taken = 0
        for key in keys:
            part = min(left[key], row.count - taken)
            left[key] -= part
            taken += part
        found.append(Wish(row, taken))
    return found


def lacking_kinds(digibank: Digibank) -> list[str]:
    """The types that are asked for and not ready, soonest first: the workshop does these first."""
    return list(dict.fromkeys(one.demand.kind for one in wishes(digibank) if one.lacking))


def transfers(digibank: Digibank) -> QuerySet[Transfer]:
    """The transfers of `digibank`, newest first, each with how many devices are still on it."""
    open_ = Count("lines", filter=Q(lines__ended_at=None), distinct=True)
    rows = Transfer.objects.filter(digibank=digibank).select_related("to_point", "sent_by")
    return rows.annotate(count=Count("lines", distinct=True), open_count=open_).order_by("-pk")


def stock_takes(digibank: Digibank) -> QuerySet[StockTake]:
    rows = StockTake.objects.filter(digibank=digibank).select_related("access_point", "began_by")
    return rows.annotate(scan_count=Count("scans")).order_by("-pk")
