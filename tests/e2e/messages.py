"""What the journeys about messages begin with: letters, calls, and a mail that went out.

Made at the last moment at which messages go, so that the journeys are the same by night.
"""

from collections.abc import Callable
from datetime import date, timedelta

import time_machine
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.lending import reminding
from digibank.lending.models import Loan
from digibank.network.models import Digibank
from digibank.people.models import Person
from digibank.people.registering import register
from digibank.post import timing
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.models import Channel, Dispatch, Schedule

LATE = 3  # days
HOME = {"street": "Korenmarkt 4", "postcode": "2800"}
PERSONS = {
    "rosa": {"given_name": "Rosa", "family_name": "Verlinden", "channel": "letter", **HOME},
    "omar": {"given_name": "Omar", "family_name": "El Idrissi", "channel": "letter", **HOME},
    "karel": {
        "given_name": "Karel",
        "family_name": "Mertens",
        "channel": "phone",
        "phone": "0472 33 44 55",
    },
    "mia": {
        "given_name": "Mia",
        "family_name": "Lemmens",
        "channel": "email",
        "email": "mia@voorbeeld.example.be",
        "phone": "0473 44 55 66",
    },
}


def lately() -> float:
    """The last moment before now at which messages go, as seconds since 1970."""
    moment = timezone.now()
    while not timing.allows(Schedule(), moment):
        moment -= timedelta(minutes=10)
    return moment.timestamp()


def told(digibank: Digibank, by: Account, lend: Callable[[str, Person], Loan]) -> dict[str, object]:
    """Late loans of four people, and what they are told; `lend(serial, person)` hands out."""
    people = {name: register(digibank, by=by, **facts) for name, facts in PERSONS.items()}
    due_on = timezone.localdate() - timedelta(days=LATE)
    for number, person in enumerate(people.values()):
        late(lend(f"5CG{number}", person), due_on)
    with time_machine.travel(lately()):
        reminding.plan()
        while gather():
            pass
        deliver(Channel.EMAIL)
    return {name: facts_of(person) for name, person in people.items()}


def late(loan: Loan, due_on: date) -> None:
    Loan.objects.filter(pk=loan.pk).update(due_on=due_on)


def facts_of(person: Person) -> dict[str, object]:
    row = Dispatch.objects.get(person=person)
    return {"pk": person.pk, "name": str(person), "number": row.number.hex, "state": row.state}
