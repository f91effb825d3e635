"""Where an account works: its digibanken, its roles there, and the access point it stands at."""

from dataclasses import dataclass

from django.db.models import Case, FilteredRelation, OuterRef, Q, Subquery, When

from digibank.accounts.models import Account
from digibank.network.models import PERSON_ROLES, AccessPoint, Digibank, Grant


@dataclass
class Place:
    """A digibank where somebody works, and the access point where they stand, if it has any."""

    digibank: Digibank
    access_point: AccessPoint | None
    roles: frozenset[str]


def places_of(account: Account, chosen: int | None = None) -> list[Place]:
    """The places where `account` works today, oldest digibank first; one query.

    The access point is the one numbered `chosen` where that is an open one of the digibank, else
    the first open one.
    """
    first = (
        AccessPoint.objects.open()
        .filter(digibank=OuterRef("membership__digibank"))
        .order_by(Case(When(pk=chosen, then=0), default=1), "pk")
        .values("pk")[:1]
    )
    here = Q(membership__digibank__access_points__pk=Subquery(first))
    grants = (
        Grant.objects.filter(membership__account=account, membership__ended_on=None)
        .annotate(here=FilteredRelation("membership__digibank__access_points", condition=here))
        .select_related("membership__digibank", "here")  # type: ignore[misc]  # annotated above
        .order_by("membership__digibank_id")
    )
    places: dict[int, Place] = {}
    for grant in grants:
        digibank = grant.membership.digibank
        # Django leaves the attribute out where the digibank has no open access point.
        fresh = Place(digibank, getattr(grant, "here", None), frozenset())
        place = places.setdefault(digibank.pk, fresh)
        place.roles |= {grant.role}
    return list(places.values())


def meets_persons(places: list[Place]) -> bool:
    """Whether somebody with these places may see persons, so that a password is not enough."""
    return any(place.roles & PERSON_ROLES for place in places)


def only_demo(places: list[Place]) -> bool:
    """Whether these places are demo digibanken, and nothing else."""
    return bool(places) and all(place.digibank.demo_since for place in places)
