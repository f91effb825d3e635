"""500 laptops with 400 loans and 400 reservations over a year, and 2,000 people who wait for one.

python -m bench.booking_stock SEED     prints JSON

Twenty loans are late. A hundred of those who wait have an offer: a reservation of their own.
"""

import json
import sys
from collections import defaultdict
from datetime import date, timedelta
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection, transaction
from django.utils import timezone

from bench.stock import persons
from digibank.accounts.models import Account
from digibank.devices.models import Device, Placement
from digibank.lending.models import Loan, LoanRequest, NeedCriterion, Occupancy, Offer, Reservation
from digibank.network.models import Digibank, Role
from digibank.people.models import Person
from tests.conftest import account
from tests.e2e.scene import session
from tests.load.scene import ready_devices

DEVICES, LOANS, LATE, RESERVATIONS, REQUESTS, OFFERS = 500, 400, 20, 400, 2_000, 100
BUFFER = timedelta(days=3)
WORDS = ["Zoekt werk", "Volgt een opleiding", "Schoolgaand kind", "Alleenstaand", "Geen toestel"]


@transaction.atomic
def main(seed: int) -> None:
    chance = Random(seed)
    digibank = Digibank.objects.create(name="Digibank Agenda", began_on=date(2024, 1, 1))
    by = account("Bea", digibank, Role.DESK, Role.COORDINATOR)
    people = Person.objects.bulk_create(persons(digibank, REQUESTS + LOANS, chance))
    devices = ready_devices(digibank, by, DEVICES)
    until = lent(digibank, devices, people[REQUESTS:], by, chance)
    kept = reserved(digibank, devices, until, people, by, chance)
    last = waiting(digibank, people[:REQUESTS], kept, by, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after a while
    paths = ["/wachtlijst/", f"/wachtlijst/{last}/", "/reserveringen/nieuw/"]
    print(json.dumps({"digibank": digibank.pk, "session": session(by), "paths": paths}))


def lent(
    digibank: Digibank, devices: list[Device], people: list[Person], by: Account, chance: Random
) -> dict[int, date]:
    """Device -> the last day of its loan; the first twenty are late."""
    today, now = timezone.localdate(), timezone.now()
    loans = []
    for number, (device, person) in enumerate(zip(devices, people, strict=False)):
        ahead = -chance.randrange(1, 30) if number < LATE else chance.randrange(0, 365)
        loans.append(
            Loan(
                digibank=digibank,
                device=device,
                person=person,
                handed_out_at=now - timedelta(days=chance.randrange(60, 180)),
                handed_out_by=by,
                due_on=today + timedelta(days=ahead),
            )
        )
    Placement.objects.filter(device__in=devices[:LOANS]).update(left_at=now)
    Placement.objects.bulk_create(
        Placement(device=one.device, place="out", person=one.person) for one in loans
    )
    rows = [
        Occupancy(
            digibank=digibank,
            device=one.device,
            loan=one,
            from_on=timezone.localdate(one.handed_out_at),
            until_on=max(one.due_on, today) + BUFFER,
        )
        for one in Loan.objects.bulk_create(loans)
    ]
    Occupancy.objects.bulk_create(rows)
    return {row.device_id: row.until_on for row in rows}


def reserved(
    digibank: Digibank,
    devices: list[Device],
    until: dict[int, date],
    people: list[Person],
    by: Account,
    chance: Random,
) -> list[Reservation]:
    """Reservations of one device each, somewhere in the year, one after the other on a device."""
    today = timezone.localdate()
    taken: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for device, last in until.items():
        taken[device].append((today, last))
    places = []
    while len(places) < RESERVATIONS:
        device = chance.choice(devices)
        first = today + timedelta(days=chance.randrange(1, 365))
        last = first + timedelta(days=chance.randrange(6, 60)) + BUFFER
        if all(last < begins or first > ends for begins, ends in taken[device.pk]):
            taken[device.pk].append((first, last))
            places.append((device, first, last))
    made = Reservation.objects.bulk_create(
        Reservation(
            digibank=digibank,
            person=person,
            kind=device.kind,
            from_on=first,
            until_on=last - BUFFER,
            made_by=by,
        )
        for (device, first, last), person in zip(places, people, strict=False)
    )
    Occupancy.objects.bulk_create(
        Occupancy(digibank=digibank, device=device, reservation=row, from_on=first, until_on=last)
        for row, (device, first, last) in zip(made, places, strict=True)
    )
    return made


def waiting(
    digibank: Digibank,
    people: list[Person],
    kept: list[Reservation],
    by: Account,
    chance: Random,
) -> int:
    """Everybody waits, for up to a year and a half; the number of the last request."""
    criteria = NeedCriterion.objects.bulk_create(
        NeedCriterion(digibank=digibank, words=words, points=number + 1)
        for number, words in enumerate(WORDS)
    )
    now = timezone.now()
    rows = LoanRequest.objects.bulk_create(
        LoanRequest(
            digibank=digibank,
            person=person,
            made_by=by,
            made_at=now - timedelta(minutes=chance.randrange(500 * 24 * 60)),
        )
        for person in people
    )
    through = LoanRequest.criteria.through
    through.objects.bulk_create(
        through(loanrequest=row, needcriterion=one)
        for row in rows
        for one in chance.sample(criteria, chance.randrange(4))
    )
    Offer.objects.bulk_create(
        Offer(request=row, reservation=one, made_by=by, respond_by=now + timedelta(days=3))
        for row, one in zip(rows[:OFFERS], kept, strict=False)
    )
    return rows[-1].pk


if __name__ == "__main__":
    main(int(sys.argv[1]))
