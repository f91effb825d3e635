"""The house of the demo: digibank, partners, places and staff."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lobby.demo import cast
from digibank.lobby.demo.clock import Clock
from digibank.network import arranging, opening, partnering
from digibank.network.models import AccessPoint, Digibank, Membership, Partnership, Role
from digibank.network.places import DEMO_PASSWORD
from digibank.network.queries import version_of_area, version_of_week

Staff = Sequence[tuple[str, str, list[Role]]]


def found(name: str, staff: Staff, began_on: date) -> tuple[Digibank, dict[str, Account]]:
    """A digibank that knows it is a demo, and its accounts by user name."""
    digibank = Digibank(
        name=name,
        phone="+3215000000",
        email="hallo@digibank.invalid",
        began_on=began_on,
        demo_since=timezone.now(),
    )
    digibank.full_clean()
    digibank.save()
    accounts = {user: employ(digibank, user, person, roles) for user, person, roles in staff}
    record("found_digibank", digibank, by=next(iter(accounts.values())))
    return digibank, accounts


def employ(digibank: Digibank, username: str, name: str, roles: Sequence[Role]) -> Account:
    account = Account.objects.create_user(username, DEMO_PASSWORD, name=name)
    record("register", account, words={"name": name, "username": username}, by=account)
    membership = Membership.objects.create(
        account=account, digibank=digibank, began_on=digibank.began_on
    )
    for role in roles:
        membership.grants.create(role=role)
    return account


def furnish(digibank: Digibank, by: Account, clock: Clock) -> list[AccessPoint]:
    """Partners, working area and places with their hours; returns the places."""
    for number, (name, kind) in enumerate(cast.PARTNERS):
        part = Partnership.Part.PARTNER if number else Partnership.Part.LEAD
        partnering.take_on(
            digibank, name=name, kind=kind, part=part, began_on=digibank.began_on, by=by
        )
    arranging.cover(digibank, area=cast.AREA, seen=version_of_area(digibank), by=by)
    points = []
    for place in cast.PLACES:
        clock.tick()
        point = opening.open_point(digibank, by=by, **place.facts)
        opening.set_week(point, week=place.week, seen=version_of_week(point), by=by)
        points.append(point)
    return points


def close_for_a_day(point: AccessPoint, today: date, by: Account) -> None:
    day = today + timedelta(days=16)
    opening.make_exceptions(point, first=day, reason="Opleiding van de medewerkers", by=by)
