"""The waiting list: each place follows from written points and from waiting, and says so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple, overload

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models import LoanRequest, NeedCriterion, Offer
from digibank.lending.terms import policy_of
from digibank.network.models import Digibank

Lines = tuple[tuple[str, int], ...]  # (words, points)


class Rank(NamedTuple):
    """Where one request stands, without the request itself: that is read when somebody looks."""

    number: int
    request: int
    lines: Lines
    is_free: bool  # nothing is offered to them now


@dataclass(frozen=True)
class Place:
    """One request on the list: which place, for which points, and whether something is offered."""

    number: int
    request: LoanRequest
    lines: Lines
    offer: Offer | None = None  # the last one, unless it lapsed or was declined
    ranks: Sequence[Rank] = field(default=(), repr=False, compare=False)  # of the whole list

    @property
    def points(self) -> int:
        return sum(points for _words, points in self.lines)

    @property
    def is_free(self) -> bool:
        """Whether nothing is offered to them now."""
        return self.offer is None


class Places:
    """The list in its order; of a part of it requests and offers are read, in two queries."""

    def __init__(self, ranks: list[Rank]) -> None:
        self.ranks = ranks

    def __len__(self) -> int:
        return len(self.ranks)

    def __iter__(self) -> Iterator[Place]:
        return iter(filled(self.ranks, self.ranks))

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if isinstance(at, slice):
            return filled(self.ranks[at], self.ranks)
        return filled([self.ranks[at]], self.ranks)[0]


def filled(some: list[Rank], ranks: list[Rank]) -> list[Place]:
    """`some` of `ranks` with their requests and offers, and whom a page names with them."""
    numbers = [one.request for one in some]
    rows = LoanRequest.objects.select_related("person", "referrer", "access_point")
    found = rows.in_bulk(numbers)
    offers = {one.request_id: one for one in standing(numbers).select_related("reservation")}
    return [
        Place(one.number, found[one.request], one.lines, offers.get(one.request), ranks)
        for one in some
    ]


def waiting_list(digibank: Digibank, kind: str) -> Places:
    """Who waits for a `kind`, most points first; of as many points who asked first.

    The points of each criterion that was ticked, and those of each whole week of waiting. Five
    queries, whatever the length, and two for the part that somebody looks at.
    """
    return Places(ranking(digibank, kind))


def ranking(digibank: Digibank, kind: str) -> list[Rank]:
    """The order of the list. Five queries."""
    return placed(digibank, LoanRequest.objects.open().filter(digibank=digibank, kind=kind))


def placed(digibank: Digibank, requests: QuerySet[LoanRequest]) -> list[Rank]:
    """`requests` of `digibank` in the order of the list."""
    today, zone, numbers = localdate(), get_current_timezone(), requests.order_by().values("pk")
    waited = cache(partial(points_of, week_points=policy_of(digibank).week_points))
    ticked = criteria_of(digibank, numbers)
    offered = set(standing(numbers).order_by().values_list("request", flat=True))
    found = []
    for number, made_at in requests.order_by().values_list("pk", "made_at"):
        weeks = max((today - made_at.astimezone(zone).date()).days, 0) // 7
        lines = (*ticked.get(number, ()), *waited(weeks))  # many wait as long
        found.append((-sum(points for _words, points in lines), made_at, number, lines))
    found.sort(key=lambda one: one[:3])
    return [
        Rank(place, number, lines, number not in offered)
        for place, (_points, _made_at, number, lines) in enumerate(found, start=1)
    ]


def criteria_of(digibank: Digibank, requests: QuerySet[LoanRequest, Any]) -> dict[int, Lines]:
    """Request -> (words, points) of what was ticked, most points first, also when a criterion ended
    since. Two queries; many ticked the same."""
    rows = NeedCriterion.objects.filter(digibank=digibank)  # most points first
    known = {pk: (words, points) for pk, words, points in rows.values_list("pk", "words", "points")}
    ticked: defaultdict[int, set[int]] = defaultdict(set)
    pairs = LoanRequest.criteria.through.objects.filter(loanrequest__in=requests)
    for request, criterion in pairs.values_list("loanrequest", "needcriterion"):
        ticked[request].add(criterion)
    lines: dict[frozenset[int], Lines] = {}
    found = {}
    for request, chosen in ticked.items():
        key = frozenset(chosen)
        if key not in lines:
            lines[key] = tuple(line for pk, line in known.items() if pk in key)
        found[request] = lines[key]
    return found


def points_of(weeks: int, week_points: int) -> list[tuple[str, int]]:
    """The points of so many whole weeks of waiting."""
    if not weeks or not week_points:
        return []
    words = ngettext("%(count)s week of waiting", "%(count)s weeks of waiting", weeks)
    return [(words % {"count": weeks}, weeks * week_points)]


def offers_of(requests: Iterable[LoanRequest]) -> dict[int, Offer]:
    """Request -> what is offered and not declined or lapsed, while its reservation stands."""
    rows = standing([one.pk for one in requests])
    return {one.request_id: one for one in rows.select_related("reservation")}


def standing(requests: Collection[int] | QuerySet[LoanRequest, Any]) -> QuerySet[Offer]:
    """What is offered and not declined or lapsed, while its reservation stands; in order."""
    rows = Offer.objects.filter(request__in=requests, answer__in=["", Offer.Answer.ACCEPTED])
    return rows.filter(reservation__ended_at=None).order_by("pk")


def place_of(request: LoanRequest) -> Place | None:
    """Where `request` stands now; None when it ended."""
    if request.ended_at:
        return None
    ranks = ranking(request.digibank, request.kind)
    mine = [one for one in ranks if one.request == request.pk]
    return next(iter(filled(mine, ranks)), None)


def passed_by(place: Place) -> list[int]:
    """The requests that stand before `place` and have nothing offered yet: they would be passed."""
    return [one.request for one in place.ranks[: place.number - 1] if one.is_free]


def kinds(digibank: Digibank) -> list[tuple[str, str, int]]:
    """(type, words, how many wait for it), of the types that somebody waits for."""
    rows = LoanRequest.objects.open().filter(digibank=digibank).order_by()
    found: defaultdict[str, int] = defaultdict(int)
    for kind in rows.values_list("kind", flat=True):
        found[kind] += 1
    return [(one, str(one.label), found[one]) for one in Device.Kind if found[one]]


def criteria(digibank: Digibank) -> list[NeedCriterion]:
    """What counts in `digibank` now, most points first."""
    return list(NeedCriterion.objects.filter(digibank=digibank, ended_at=None))


def history(request: LoanRequest) -> list[Offer]:
    """What was offered for `request`, newest first."""
    return list(request.offers.select_related("made_by", "reservation"))


def request_list(account: Account, digibank: Digibank, person: int) -> list[LoanRequest]:
    """The open requests of a person, as `account` may see them."""
    rows = LoanRequest.objects.visible_to(account).filter(digibank=digibank, person=person)
    return list(rows.open())
