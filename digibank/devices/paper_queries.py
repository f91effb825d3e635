"""The facts of the legal papers and of the donor's report: one count for all of them.

Sources: ministerial order of 23 June 2017 on preparing electrical equipment for re-use (art. 1 to
3), VLAREMA's waste register, and the yearly statement to Recupel (before 15 February): pieces and
weight per category. What nobody measured is told apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from digibank.devices import checks, donation_queries, gates, impact, weights
from digibank.devices.models import (
    Device,
    Donation,
    Erasure,
    ImpactFactor,
    Inspection,
    PartUse,
    Piece,
    Release,
    ShipmentLine,
    SparePart,
    WorkOrder,
)
from digibank.devices.models.policy import policy_of
from digibank.network.models import Digibank

# A name and, where the bench tells it, the code of what: visual, function, or one of checks.CHECKS.
USUAL_TESTS = ("visual", "safe", "", "function")


def tests(digibank: Digibank) -> list[tuple[str, str]]:
    """(name, what the bench calls it) of each test on the reuse record of `digibank`.

    A line of the policy is a name, or a name and a code: "Elektrische veiligheid = safe".
    """
    usual = [_("Visual inspection"), _("Electrical safety"), _("Energy use"), _("Functions")]
    lines = [line.strip() for line in policy_of(digibank).tests.splitlines() if line.strip()]
    if not lines:
        return list(zip(usual, USUAL_TESTS, strict=True))
    pairs = (line.partition("=") for line in lines)
    return [(name.strip(), code.strip()) for name, _is, code in pairs]


@dataclass(frozen=True)
class Tested:
    """One test on the reuse record: its result and when, or that nobody filled it in."""

    name: str
    result: str = ""
    at: datetime | None = None
    by: str = ""

    @property
    def words(self) -> str:
        return self.result or _("not filled in")


def tested(device: Device) -> list[Tested]:
    """The tests of `device` as the bench told them last."""
    seen = device.inspections.select_related("inspected_by").order_by("-pk").first()
    return [result_of(name, code, seen) for name, code in tests(device.digibank)]


def result_of(name: str, code: str, seen: Inspection | None) -> Tested:
    if seen is None or not code:
        return Tested(name)
    if code == "visual":
        words = f"{seen.appearance}: {seen.get_appearance_display()}"
    elif code == "function":
        words = f"{seen.function}: {seen.get_function_display()}"
    else:
        words = str(checks.RESULTS.get(seen.results.get(code, ""), ""))
    return Tested(name, words, seen.inspected_at, str(seen.inspected_by)) if words else Tested(name)


@dataclass(frozen=True)
class ReuseRecord:
    """What the reuse record of one device says, step by step."""

    device: Device
    piece: Piece | None
    category: str
    tests: list[Tested]
    erasures: list[Erasure]
    repairs: list[WorkOrder]
    parts: list[PartUse]
    releases: list[Release]
    inspection: Inspection | None


def reuse_record(device: Device) -> ReuseRecord:
    category = ShipmentLine.Category(weights.category(device.kind))
    return ReuseRecord(
        device,
        Piece.objects.filter(device=device).select_related("donation", "decided_by").first(),
        str(category.label),
        tested(device),
        list(device.erasures.filter(disproved_at=None).select_related("erased_by").order_by("pk")),
        list(device.work_orders.exclude(closed_at=None).select_related("closed_by").order_by("pk")),
        list(device.part_uses.select_related("part", "used_by").order_by("pk")),
        list(device.releases.select_related("released_by").order_by("pk")),
        gates.inspection_of(device),
    )


# Weights and pieces


@dataclass
class Sum:
    """Pieces and grams, measured and estimated apart."""

    pieces: int = 0
    measured: int = 0
    estimated: int = 0

    @property
    def grams(self) -> int:
        return self.measured + self.estimated

    def add(self, grams: int, *, measured: bool, pieces: int = 1) -> None:
        self.pieces += pieces
        if measured:
            self.measured += grams
        else:
            self.estimated += grams


def weight(device: Device) -> tuple[int, bool]:
    """(grams of `device` as it came, whether a scale said so)."""
    return (device.grams, device.weighed) if device.grams else (weights.usual(device.kind), False)


@dataclass
class Balance:
    """What came in and what became of it, to the piece and the gram."""

    accepted: Sum = field(default_factory=Sum)
    refused_to_donor: Sum = field(default_factory=Sum)
    refused_to_recycler: Sum = field(default_factory=Sum)
    prepared: Sum = field(default_factory=Sum)  # released once or more
    parts_used: Sum = field(default_factory=Sum)
    recycled: dict[str, Sum] = field(default_factory=dict)  # ShipmentLine.Category -> sum
    fates: Counter[str] = field(default_factory=Counter)  # of the devices, see donation_queries

    @property
    def pieces_in(self) -> int:
        return self.accepted.pieces + self.refused_to_donor.pieces + self.refused_to_recycler.pieces

    @property
    def recycled_all(self) -> Sum:
        total = Sum()
        for one in self.recycled.values():
            total.pieces += one.pieces
            total.measured += one.measured
            total.estimated += one.estimated
        return total


def balance_of(donation: Donation) -> Balance:
    """What became of everything that `donation` brought."""
    pieces = donation.pieces.select_related("device")
    devices = Device.objects.filter(piece__donation=donation)
    lines = ShipmentLine.objects.filter(shipment__left_at__isnull=False)
    mine = (
        lines.filter(device__piece__donation=donation)
        | lines.filter(piece__donation=donation)
        | lines.filter(part__from_device__piece__donation=donation)
    )
    uses = PartUse.objects.filter(part__from_device__piece__donation=donation)
    made = counted(pieces, devices.filter(releases__isnull=False).distinct(), mine, uses)
    made.fates.update(donation_queries.fates(donation))
    return made


def counted(
    pieces: Iterable[Piece],
    prepared: Iterable[Device],
    lines: Iterable[ShipmentLine],
    uses: QuerySet[PartUse],
) -> Balance:
    made = Balance()
    for one in pieces:
        if one.device:
            grams, measured = weight(one.device)
            made.accepted.add(grams, measured=measured)
        else:
            to_donor = one.left_with == Piece.LeftWith.DONOR
            target = made.refused_to_donor if to_donor else made.refused_to_recycler
            grams = one.grams or weights.usual(one.kind)
            target.add(grams, measured=bool(one.grams) and one.measured)
    for device in prepared:
        grams, measured = weight(device)
        made.prepared.add(grams, measured=measured)
    for line in lines:
        kept = made.recycled.setdefault(line.category, Sum())
        kept.add(line.grams, measured=line.measured, pieces=line.count)
    for use in uses.select_related("part"):
        each, weighed = use.part.weight
        made.parts_used.add(each * use.count, measured=weighed, pieces=use.count)
    return made


def balance_of_year(digibank: Digibank, year: int) -> Balance:
    """The same for a year of `digibank`: what was decided, first released, and left for the
    recycler in it. This is the yearly statement to Recupel."""
    pieces = Piece.objects.filter(donation__digibank=digibank, decided_at__year=year)
    first = (
        Device.objects.filter(digibank=digibank)
        .annotate(first=Min("releases__released_at"))
        .filter(first__year=year)
    )
    lines = ShipmentLine.objects.filter(shipment__digibank=digibank, shipment__left_at__year=year)
    uses = PartUse.objects.filter(
        part__digibank=digibank, part__from_device__isnull=False, used_at__year=year
    )
    return counted(pieces.select_related("device"), first, lines, uses)


def register(digibank: Digibank, year: int) -> Iterator[list[object]]:
    """The waste register of a year, a row for each thing: when, from whom, what, how heavy, where
    to. What was refused and stayed with the donor never was our waste."""
    yield [
        *(_("Day"), _("From"), _("What"), _("Category"), _("Pieces"), _("Grams")),
        *(_("Weighed"), _("To"), _("Proof"), _("Label")),
    ]
    lines = ShipmentLine.objects.filter(shipment__digibank=digibank, shipment__left_at__year=year)
    rows = lines.select_related(
        *("shipment", "device__piece__donation__donor", "piece__donation__donor"),
        "part__from_device__piece__donation__donor",
    )
    for line in rows.order_by("shipment__left_at", "pk"):
        left = line.shipment.left_at
        yield [
            f"{localtime(left):%Y-%m-%d}" if left else "",
            donor_of(line),
            what_of(line),
            str(line.get_category_display()),
            line.count,
            line.grams,
            _("yes") if line.measured else _("no"),
            line.shipment.carrier,
            line.shipment.proof_number or (_("kept") if line.shipment.proof_id else ""),
            line.device.label if line.device else "",
        ]


def donor_of(line: ShipmentLine) -> str:
    device = line.device or (line.part.from_device if line.part else None)
    piece = line.piece or (getattr(device, "piece", None) if device else None)
    return str(piece.donation.donor) if piece else ""


def what_of(line: ShipmentLine) -> str:
    if line.device:
        return line.device.name
    return line.piece.name if line.piece else str(line.part)


# What it saved


@dataclass(frozen=True)
class Saved:
    """Grams CO2e avoided, as a range, with the calculation of each device."""

    low: int
    central: int
    high: int
    displacement: int
    years: int
    lines: list[tuple[Device, impact.Calculation]]


def saved(digibank: Digibank, devices: QuerySet[Device]) -> Saved:
    """What `devices` of `digibank` saved until now, by the newest edition of the factors."""
    known = {one.kind: one for one in ImpactFactor.objects.filter(edition=impact.EDITION)}
    known = known or {one.kind: one for one in impact.table()}
    policy = policy_of(digibank)
    lines = [
        (
            one,
            impact.calculated(
                one, known[one.kind], displacement=policy.displacement, years=policy.loan_years
            ),
        )
        for one in devices.prefetch_related("placements", "part_uses__part")
    ]
    low, central, high = (sum(made.range[at] for _one, made in lines) for at in range(3))
    return Saved(low, central, high, policy.displacement, policy.loan_years, lines)


def parts_left(digibank: Digibank) -> dict[str, int]:
    """Kind -> how many parts are there and can be used."""
    found: Counter[str] = Counter()
    for one in SparePart.objects.filter(digibank=digibank).in_stock():
        found[one.kind] += one.left  # type: ignore[attr-defined]  # in_stock annotates it
    return dict(found)
