"""What the pages of pallets and reports want to know."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total

from digibank.devices.models import Piece, Shipment, ShipmentLine, SparePart
from digibank.devices.paper_queries import Balance, Sum
from digibank.network.models import Digibank


@dataclass(frozen=True)
class Named:
    """A sum with its words, as a line of a table."""

    words: str
    sum: Sum


def named_sums(rows: list[tuple[str, Sum]]) -> list[Named]:
    return [Named(words, one) for words, one in rows]


def recycled(made: Balance) -> list[Named]:
    """What went to the recycler, by category."""
    return [
        Named(str(ShipmentLine.Category(code).label), made.recycled[code])
        for code in ShipmentLine.Category.values
        if code in made.recycled
    ]


def shipments(digibank: Digibank) -> QuerySet[Shipment]:
    """The pallets of `digibank`, newest first, each with what is on it."""
    rows = Shipment.objects.filter(digibank=digibank).select_related("made_by")
    counted = rows.annotate(count=Count("lines"), weight=Total("lines__grams", default=0))
    return counted.order_by("-pk")


def lines(shipment: Shipment) -> list[ShipmentLine]:
    rows = shipment.lines.select_related("device", "part", "piece", "put_by")
    return list(rows.order_by("pk"))


def sums(rows: list[ShipmentLine]) -> list[Named]:
    """The weight on a pallet by category."""
    found: dict[str, Sum] = {}
    for one in rows:
        found.setdefault(one.category, Sum()).add(
            one.grams, measured=one.measured, pieces=one.count
        )
    return [Named(str(ShipmentLine.Category(code).label), one) for code, one in found.items()]


def loose_pieces(digibank: Digibank) -> QuerySet[Piece]:
    """The refused pieces that wait for the recycler."""
    rows = Piece.objects.filter(
        donation__digibank=digibank, left_with=Piece.LeftWith.RECYCLER, shipment_line=None
    )
    return rows.select_related("donation", "donation__donor").order_by("pk")


def loose_parts(digibank: Digibank) -> QuerySet[SparePart]:
    """The parts that do not work or are set apart, and still lie here."""
    rows = SparePart.objects.filter(digibank=digibank, gone_at=None)
    bad = rows.filter(tested_fine=False) | rows.filter(quarantined_at__isnull=False)
    return bad.order_by("pk")
