"""Where an account works: its digibanken, its roles there, and the access point it stands at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, FilteredRelation, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import (
    PERSON_ROLES,
    AccessPoint,
    Digibank,
    Grant,
    Role,
    Workplace,
)
from digibank.ui.panels import Panel

DEMO_PASSWORD = "digibank-demo"  # of every account that `digibank demo` makes
DEMO_REFUSED = _("This is a demo account. It only works on the computer where the demo runs.")


@dataclass
class Place:
    """A digibank where somebody works, and the access point where they stand, if it has any."""

    digibank: Digibank
    access_point: AccessPoint | None
    roles: frozenset[str]
    points: frozenset[int] | None = None  # where they work; None: everywhere


def places_of(account: Account, chosen: int | None = None) -> list[Place]:
    """The places where `account` works today, oldest digibank first; one query.

    The access point is the one numbered `chosen` where that is an open one where they work, else
    the first of those.
    """
    rows = grants().filter(membership__account=account)
    return list(as_places([Row.of(row) for row in rows], chosen).values())


@cache
def grants() -> "QuerySet[Grant, tuple[Any, ...]]":
    """A row for each role that counts today and each access point where it may stand.

    Built once: its forty columns took a tenth of the time of every page.
    """
    points = "membership__digibank__access_points"
    still_open = Q(**{f"{points}__closed_on": None})
    rows = (
        Grant.objects.filter(membership__ended_on=None)
        .annotate(
            here=FilteredRelation(points, condition=still_open),
            bound=Exists(Workplace.objects.filter(membership=OuterRef("membership"))),
            works_here=Exists(
                Workplace.objects.filter(
                    membership=OuterRef("membership"), access_point=OuterRef("here")
                )
            ),
        )
        .order_by("membership__digibank_id", "here__pk")
    )
    digibank = [f"membership__digibank__{name}" for name in columns(Digibank)]
    here = [f"here__{name}" for name in columns(AccessPoint)]
    return rows.values_list("role", "bound", "works_here", *digibank, *here)


@cache
def columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


class Row(NamedTuple):
    """A role, and one of the access points where it may stand, as the database gives them.

    Rows and not models: twelve places and two roles would make a hundred objects for each request.
    """

    role: str
    bound: bool
    works_here: bool
    digibank: Sequence[Any]
    point: Sequence[Any]

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Row":
        border = 3 + len(columns(Digibank))
        return cls(row[0], row[1], row[2], row[3:border], row[border:])


def as_places(rows: list[Row], chosen: int | None) -> dict[int, Place]:
    """Digibank id -> its Place, from a row for each role and each access point it may stand at."""
    places: dict[int, Place] = {}
    for row in rows:
        number = row.digibank[0]
        if number not in places:
            found = Digibank.from_db(DEFAULT_DB_ALIAS, columns(Digibank), row.digibank)
            places[number] = Place(found, None, frozenset())
        places[number].roles |= {row.role}
    best: dict[int, Row] = {}
    for row in rows:
        number, point = row.digibank[0], row.point[0]
        # A coordinator works everywhere, whatever else is written down.
        bound = row.bound and Role.COORDINATOR not in places[number].roles
        if bound and places[number].points is None:
            places[number].points = frozenset()
        if point is None or (bound and not row.works_here):
            continue
        if bound:
            places[number].points = (places[number].points or frozenset()) | {point}
        if number not in best or point == chosen:
            best[number] = row
    for number, row in best.items():
        point = AccessPoint.from_db(DEFAULT_DB_ALIAS, columns(AccessPoint), row.point)
        point.digibank = places[number].digibank
        places[number].access_point = point
    return places


def meets_persons(places: list[Place]) -> bool:
    """Whether somebody with these places may see persons, so that a password is not enough."""
    return any(place.roles & PERSON_ROLES for place in places)


def only_demo(places: list[Place]) -> bool:
    """Whether these places are demo digibanken, and nothing else."""
    return bool(places) and all(place.digibank.demo_since for place in places)


def demo_here() -> bool:
    """Whether demo accounts work: nobody but this computer can come, by no way round either."""
    return bool(settings.LOOPBACK and not settings.SITE_URL)


def demo_refusal(account: Account) -> str | None:
    """The sentence that keeps a demo account out where others than this computer can come."""
    outside = not demo_here() and only_demo(places_of(account))
    return str(DEMO_REFUSED) if outside else None


def demo_accounts() -> list[tuple[str, list[str]]]:
    """(user name, its roles in words) of each account of a demo digibank; one query."""
    grants = (
        Grant.objects.filter(
            membership__digibank__demo_since__isnull=False,
            membership__ended_on=None,
            membership__account__closed_at=None,
        )
        .select_related("membership__account")
        .order_by("membership__account__username", "pk")
    )
    found: dict[str, list[str]] = {}
    for grant in grants:
        found.setdefault(grant.membership.account.username, []).append(grant.get_role_display())
    return list(found.items())


def demo_notice() -> Panel | None:
    """What the log-in page says where the demo runs: who you can be, and the password."""
    accounts = demo_accounts() if demo_here() else []
    facts: dict[str, object] = {"accounts": accounts, "password": DEMO_PASSWORD}
    return Panel("network/demo_accounts.html", facts) if accounts else None


@dataclass
class Spot:
    """Something to choose: a digibank with one of its open access points, or without any."""

    digibank: Digibank
    point: AccessPoint | None
    roles: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.digibank.pk}-{self.point.pk if self.point else 0}"

    @property
    def role_words(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.roles]


def spots_of(places: list[Place]) -> list[Spot]:
    """Everything that who works in `places` can choose to stand at; one query."""
    mine = [place.digibank.pk for place in places]
    points: dict[int, list[AccessPoint | None]] = {}
    for point in AccessPoint.objects.open().filter(digibank__in=mine).order_by("name"):
        points.setdefault(point.digibank_id, []).append(point)
    return [
        Spot(place.digibank, point, place.roles)
        for place in places
        for point in points.get(place.digibank.pk, [None])
        if place.points is None or (point and point.pk in place.points)
    ]
