"""The waiting list: each place follows from written points and from waiting, and says so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models import LoanRequest, NeedCriterion, Offer
from digibank.lending.terms import policy_of
from digibank.network.models import Digibank


@dataclass(frozen=True)
class Place:
    """One request on the list: which place, for which points, and whether something is offered."""

    number: int
    request: LoanRequest
    lines: tuple[tuple[str, int], ...]  # (words, points)
    offer: Offer | None = None  # the last one, unless it lapsed or was declined

    @property
    def points(self) -> int:
        return sum(points for _words, points in self.lines)

    @property
    def is_free(self) -> bool:
        """Whether nothing is offered to them now."""
        return self.offer is None


def waiting_list(digibank: Digibank, kind: str) -> list[Place]:
    """Who waits for a `kind`, most points first; of as many points who asked first.

    The points of each criterion that was ticked, and those of each whole week of waiting. Four
    queries, whatever the length.
    """
    rows = LoanRequest.objects.open().filter(digibank=digibank, kind=kind)
    requests = list(rows.select_related("person", "referrer", "access_point"))
    return placed(digibank, requests)


def placed(digibank: Digibank, requests: list[LoanRequest]) -> list[Place]:
    """`requests` in the order of the list."""
    week, today = policy_of(digibank).week_points, localdate()
    ticked = criteria_of(requests)
    offers = offers_of(requests)
    found = [
        (request, (*ticked[request.pk], *waited(request, week, today))) for request in requests
    ]
    found.sort(key=lambda one: (-sum(points for _w, points in one[1]), one[0].made_at, one[0].pk))
    return [
        Place(number, request, lines, offers.get(request.pk))
        for number, (request, lines) in enumerate(found, start=1)
    ]


def criteria_of(requests: Iterable[LoanRequest]) -> dict[int, list[tuple[str, int]]]:
    """Request -> (words, points) of what was ticked, also when the criterion ended since."""
    found: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = NeedCriterion.objects.filter(requests__in=[one.pk for one in requests])
    for request, words, points in rows.values_list("requests", "words", "points"):
        found[request].append((words, points))
    return found


def waited(request: LoanRequest, week_points: int, today: date) -> list[tuple[str, int]]:
    """The points of the whole weeks that somebody waits."""
    weeks = max((today - localdate(request.made_at)).days, 0) // 7
    if not weeks or not week_points:
        return []
    words = ngettext("%(count)s week of waiting", "%(count)s weeks of waiting", weeks)
    return [(words % {"count": weeks}, weeks * week_points)]


def offers_of(requests: Iterable[LoanRequest]) -> dict[int, Offer]:
    """Request -> what is offered and not declined or lapsed, while its reservation stands."""
    rows = Offer.objects.filter(
        request__in=[one.pk for one in requests],
        answer__in=["", Offer.Answer.ACCEPTED],
        reservation__ended_at=None,
    )
    return {one.request_id: one for one in rows.select_related("reservation").order_by("pk")}


def place_of(request: LoanRequest) -> Place | None:
    """Where `request` stands now; None when it ended."""
    if request.ended_at:
        return None
    places = waiting_list(request.digibank, request.kind)
    return next((one for one in places if one.request.pk == request.pk), None)


def passed_by(place: Place) -> list[LoanRequest]:
    """Who stands before `place` and has nothing offered yet: they would be passed."""
    request = place.request
    places = waiting_list(request.digibank, request.kind)
    return [one.request for one in places if one.number < place.number and one.is_free]


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
