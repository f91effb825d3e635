"""What pages and papers want to know about donations."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import (
    Device,
    Donation,
    Donor,
    Erasure,
    Lock,
    LotList,
    Piece,
    Round,
    ShipmentLine,
    Stage,
    WriteOff,
)
from digibank.ledger.models import Entry, name_of
from digibank.network.models import Digibank

# state -> words, and which donations are in it
STATES: dict[str, tuple[str | Promise, Q]] = {
    "open": (_("Open"), Q(cancelled_at=None, closed_at=None)),
    "announced": (_("To plan"), Q(arrived_at=None, cancelled_at=None, round=None)),
    "arrived": (_("Here, not closed"), Q(arrived_at__isnull=False, closed_at=None)),
    "closed": (_("Closed"), Q(closed_at__isnull=False)),
    "cancelled": (_("Called off"), Q(cancelled_at__isnull=False)),
}


def donation_list(account: Account, digibank: Digibank, state: str) -> QuerySet[Donation]:
    """The donations of `digibank` in `state`, newest first, each with how many pieces came."""
    rows = Donation.objects.visible_to(account).filter(STATES[state][1], digibank=digibank)
    return (
        rows.annotate(
            piece_count=Count("pieces", distinct=True),
            refused_count=Count("pieces", filter=Q(pieces__device=None), distinct=True),
        )
        .prefetch_related("promises")
        .order_by("-pk")
    )


def donors(digibank: Digibank) -> QuerySet[Donor]:
    """The donors whom `digibank` knows, by name."""
    return Donor.objects.filter(digibank=digibank, forgotten_at=None).order_by("name", "pk")


def rounds(account: Account, digibank: Digibank) -> QuerySet[Round]:
    """The rounds of `digibank`, newest first, each with how many stops it has."""
    mine = Round.objects.visible_to(account).filter(digibank=digibank)
    rows = mine.select_related("driver").annotate(stop_count=Count("donations"))
    return rows.order_by("-on", "-pk")


def stops(round_: Round) -> list[Donation]:
    """The donations to fetch on `round_`, in the order of their postcodes."""
    rows = round_.donations.select_related("donor").prefetch_related("promises")
    return list(rows.order_by("postcode", "street", "pk"))


def to_plan(digibank: Digibank) -> QuerySet[Donation]:
    """What has to be fetched and is on no round yet, oldest first."""
    rows = Donation.objects.filter(STATES["announced"][1], digibank=digibank, way="pick_up")
    return rows.select_related("donor").prefetch_related("promises").order_by("pk")


def pieces(donation: Donation) -> QuerySet[Piece]:
    """The pieces of `donation` in the order of their decisions, each with its device."""
    return donation.pieces.select_related("device", "device__stage", "decided_by").order_by("pk")


def lists(donation: Donation) -> QuerySet[LotList]:
    rows = donation.lists.select_related("file", "given_by").annotate(count=Count("pieces"))
    return rows.order_by("-pk")


@dataclass(frozen=True)
class Tally:
    """One type of a donation: how many were promised, accepted and refused."""

    words: str
    icon: str
    promised: int
    accepted: int
    refused: int


def tally(donation: Donation) -> list[Tally]:
    """Per type what was promised and what came; two queries."""
    promised = dict(donation.promises.values_list("kind", "count"))
    came: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    rows = donation.pieces.order_by().values_list("kind", "refused_for")
    for kind, why, count in rows.annotate(Count("pk")):
        (refused if why else came)[kind] += count
    return [
        Tally(str(kind.label), kind.value, promised.get(kind, 0), came[kind], refused[kind])
        for kind in Device.Kind
        if kind in promised or came[kind] or refused[kind]
    ]


def unproven_devices(donation: Donation) -> QuerySet[Device]:
    """The devices of `donation` on which data may be left: nothing says that each drive was
    erased, destroyed or given back since they came."""
    erased = Erasure.objects.filter(device=OuterRef("pk"), disproved_at=None)
    keeps = Q(kind__in=[kind for kind in Device.Kind if Device(kind=kind).has_storage])
    mine = Device.objects.filter(keeps, piece__donation=donation)
    return mine.exclude(Exists(erased)).order_by("pk")


def open_locks(donation: Donation) -> int:
    """How many locks the donor of `donation` can still release."""
    return Lock.objects.of_donor(donation.pk).count()


def is_untouched(device: Device) -> bool:
    """Whether nothing happened to `device` since it was taken in with a list."""
    later = Entry.objects.filter(subject=name_of(device)).exists()
    return not (
        later
        or device.placements.count() > 1
        or device.readings.exists()
        or device.erasures.exists()
        or device.releases.exists()
    )


def fates(donation: Donation) -> dict[str, int]:
    """What became of the devices of `donation`: step of Stage or reason of WriteOff -> how many."""
    found: Counter[str] = Counter()
    rows = Device.objects.filter(piece__donation=donation).select_related("stage")
    ends = dict(
        WriteOff.objects.filter(device__piece__donation=donation, ended_at=None).values_list(
            "device", "reason"
        )
    )
    shipped = ShipmentLine.objects.filter(device__piece__donation=donation)
    ends |= dict.fromkeys(shipped.values_list("device", flat=True), WriteOff.Reason.RECYCLED)
    for device in rows:
        step = device.stage.step
        found[ends.get(device.pk, step) if step == Stage.Step.GONE else step] += 1
    return dict(found)
