"""Digibank Dijleland, of its own for the journeys of lending: Hilde coordinates, Kobe is a
volunteer, Sofie of the OCMW sends people; and loans in each state that a journey begins with.

The last nights were lived through at the last moments at which messages go, so that the journeys
are the same by night.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import reminding
from digibank.lending.models import Loan
from digibank.lending.ruling import set_policy
from digibank.network.models import AccessPoint, Digibank, Organisation, Partnership, Role
from digibank.people.models import Person
from digibank.people.registering import register
from digibank.post.delivering import deliver
from digibank.post.gathering import gather_of
from digibank.post.models import Channel
from tests.e2e.messages import lately

IBAN = "BE68539007547034"
NIGHTS = 30  # lived through before today
# Who is late, by how many days: a mail went, somebody phones, a letter waits, somebody decides.
LATE = {"Femke": 1, "Gust": 15, "Irma": 29}
DECIDED = timedelta(days=50)
HOME = {"street": "Werchterplein 2", "postcode": "3150"}


def dijleland(
    accounts: dict[str, Account],
    make_account: Callable[..., Account],
    library: Callable[[Digibank], AccessPoint],
    laptop: Callable[[Digibank, AccessPoint, Account, str], Device],
    lent: Callable[[Device, Person, AccessPoint, Account], Loan],
) -> dict[str, object]:
    """Adds its accounts to `accounts`; returns what a journey must know."""
    digibank = Digibank.objects.create(
        name="Digibank Dijleland",
        phone="+3216123456",
        began_on=timezone.localdate() - timedelta(days=400),
    )
    point = library(digibank)
    hilde = make_account("Hilde Dubois", digibank, Role.COORDINATOR, Role.DESK)
    sofie = make_account("Sofie Lenaerts", digibank, Role.REFERRER)
    kobe = make_account("Kobe Nys", digibank, Role.VOLUNTEER)
    accounts |= {"hilde": hilde, "sofie": sofie, "kobe": kobe}
    partners(digibank, sofie)
    set_policy(digibank, iban=IBAN, account_name=str(digibank), by=hilde)
    fien = register(
        digibank, given_name="Fien", family_name="Wuyts", phone="0472 11 22 33", by=hilde
    )
    ready = [laptop(digibank, point, hilde, f"5DA{number}") for number in range(7)]
    names = ("swap", "theft", "gift", "late", "claim")
    loans = {one: lent(laptop(digibank, point, hilde, one), fien, point, hilde) for one in names}
    Loan.objects.filter(pk=loans["late"].pk).update(due_on=timezone.localdate() - DECIDED)
    late = {name: told(digibank, name, hilde) for name in LATE}
    for name, person in late.items():
        loans[name] = lent(laptop(digibank, point, hilde, name), person, point, hilde)
    live_through(digibank, {loans[name].pk: days for name, days in LATE.items()})
    return {
        "fien": fien.pk,
        "late": {name: person.pk for name, person in late.items()},
        "ready": [one.label for one in ready],
        "loans": {name: one.pk for name, one in loans.items()},
        "labels": {name: one.device.label for name, one in loans.items()},
    }


def partners(digibank: Digibank, sofie: Account) -> None:
    for name, kind in (("De Wegwijzer", "training_provider"), ("OCMW Haacht", "local_government")):
        partner = Organisation.objects.create(name=name, kind=kind, phone="+3216223344")
        Partnership.objects.create(digibank=digibank, organisation=partner)
    digibank.memberships.filter(account=sofie).update(organisation=partner)  # the last: the OCMW


def told(digibank: Digibank, name: str, by: Account) -> Person:
    """Somebody who reads mail, and who can be phoned and written to."""
    return register(
        digibank,
        given_name=name,
        family_name="Baert",
        channel="email",
        email=f"{name.lower()}@voorbeeld.example.be",
        phone=f"0474 55 66 {len(name)}{ord(name[0]) % 10}",
        **HOME,
        by=by,
    )


def live_through(digibank: Digibank, late: dict[int, int]) -> None:
    """Loan -> days late: the nights in which their borrowers were told, one after the other."""
    last = datetime.fromtimestamp(lately(), tz=UTC)
    for loan, days in late.items():
        due_on = timezone.localdate(last) - timedelta(days=days)
        Loan.objects.filter(pk=loan).update(due_on=due_on)
    for ago in range(NIGHTS, -1, -1):
        with time_machine.travel(last - timedelta(days=ago), tick=False):
            reminding.plan_of(digibank)
            gather_of(digibank.pk, timezone.now())
            deliver(Channel.EMAIL)
