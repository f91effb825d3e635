"""Fills a house with COUNT devices as after years of work, by bulk inserts, and prints who sees it.

python -m bench.stock COUNT SEED

Of a hundred devices sixty are out (six of them late), twenty-five ready, fifteen in the workshop.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection, transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices.models import Device, Erasure, Placement, Release
from digibank.lending.models import Loan, Part
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people.models import Person
from digibank.ui import codes
from tests.conftest import account
from tests.e2e.scene import session

MODELS = [("HP", "ProBook 440 G6"), ("Lenovo", "ThinkPad X1"), ("Dell", "Latitude E7240")]
GIVEN, FAMILY = ["An", "Fatma", "Jan", "Olena", "Bilal"], ["Peeters", "Yilmaz", "Claes", "Melnyk"]
BATCH = 2000


def main(count: int, seed: int) -> None:
    chance = Random(seed)
    codes.choice = chance.choice  # type: ignore[attr-defined]  # labels follow the seed too
    digibank = Digibank.objects.create(name="Digibank Groot", began_on=date(2020, 1, 1))
    point = AccessPoint.objects.create(
        digibank=digibank, name="Bib", street="Markt 1", postcode="2800", refnis="12025"
    )
    desk = account("Bea", digibank, Role.DESK, Role.COORDINATOR)
    people = Person.objects.bulk_create(persons(digibank, max(10, count // 5), chance), BATCH)
    labels = unique_labels(count)
    numbers = iter(range(count))
    while batch := list(islice(numbers, BATCH)):
        made = [new_device(digibank, labels.pop(), chance) for _ in batch]
        fill(digibank, Device.objects.bulk_create(made), batch, point, desk, people, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after a while
    loan = Loan.objects.open().latest("pk")
    facts = {
        "session": session(desk),
        "person": loan.person_id,
        "device": loan.device.code,
        "loan": loan.pk,
    }
    print(json.dumps(facts))


def persons(digibank: Digibank, count: int, chance: Random) -> Iterator[Person]:
    for number in range(count):
        yield Person(
            digibank=digibank,
            given_name=chance.choice(GIVEN),
            family_name=f"{chance.choice(FAMILY)} {number:x}",
            postcode="2800",
            refnis="12025",
        )


@transaction.atomic
def fill(
    digibank: Digibank,
    made: list[Device],
    batch: list[int],
    point: AccessPoint,
    desk: Account,
    people: list[Person],
    chance: Random,
) -> None:
    placed = list(zip(made, batch, strict=True))
    done = [device for device, number in placed if number % 100 < 85]
    Erasure.objects.bulk_create(
        Erasure(device=one, technique=Erasure.Technique.OVERWRITE, erased_by=desk) for one in done
    )
    Release.objects.bulk_create(Release(device=one, released_by=desk) for one in done)
    holders = {device: chance.choice(people) for device, number in placed if number % 100 < 60}
    Placement.objects.bulk_create(
        Placement(
            device=device,
            place="out" if device in holders else "shelf" if number % 100 < 85 else "workshop",
            access_point=None if device in holders else point,
            person=holders.get(device),
        )
        for device, number in placed
    )
    today = timezone.localdate()
    loans = Loan.objects.bulk_create(
        Loan(
            digibank=digibank,
            device=device,
            person=person,
            access_point=point,
            handed_out_by=desk,
            due_on=today + timedelta(days=chance.randrange(-10, 90)),
        )
        for device, person in holders.items()
    )
    Part.objects.bulk_create(Part(loan=loan, kind="charger", given="fine") for loan in loans)


def unique_labels(count: int) -> list[str]:
    labels: dict[str, None] = {}
    while len(labels) < count:
        labels[codes.new_code(codes.DEVICE)] = None
    return list(labels)


def new_device(digibank: Digibank, label: str, chance: Random) -> Device:
    maker, model = chance.choice(MODELS)
    serial = f"{chance.randrange(16**8):08X}"
    return Device(digibank=digibank, code=label, maker=maker, model=model, serial=serial)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
