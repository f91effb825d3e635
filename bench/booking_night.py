"""What a night finds, on top of bench.stock: the days of every loan, and reservations. Prints JSON.

python -m bench.booking_night SEED

A tenth of the loans is late by one to ten days. One in a hundred of these has a reservation in the
way; 2,000 others wait on the shelf, of which a tenth lapses and a tenth was not fetched.
"""

import json
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection, transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models import Loan, Occupancy, Reservation
from digibank.network.models import Digibank
from digibank.people.models import Person

RESERVATIONS, BATCH = 2_000, 2_000
BUFFER = timedelta(days=3)


@transaction.atomic
def main(seed: int) -> None:
    chance, today, now = Random(seed), timezone.localdate(), timezone.now()
    digibank = Digibank.objects.get(name="Digibank Groot")
    began = now - timedelta(days=90)
    loans = Loan.objects.open()
    loans.update(handed_out_at=began)
    first = timezone.localdate(began)
    rows = iter(loans.order_by("pk").values_list("pk", "device", "due_on"))
    while batch := list(islice(rows, BATCH)):
        Occupancy.objects.bulk_create(
            Occupancy(
                digibank=digibank,
                device_id=device,
                loan_id=loan,
                from_on=first,
                until_on=due_on + BUFFER,
            )
            for loan, device, due_on in batch
        )
    late = list(loans.filter(due_on__lt=today).order_by("pk").values_list("device", flat=True))
    gone = set(loans.filter(due_on__lt=today - BUFFER).values_list("device", flat=True))
    shelf = list(
        Device.objects.filter(stage__step="ready").order_by("pk").values_list("pk", flat=True)
    )
    blocked = [device for device in late if device in gone][::100]
    days = [(device, today, today + timedelta(days=20), None) for device in blocked]
    for number, device in enumerate(chance.sample(shelf, min(RESERVATIONS, len(shelf)))):
        begins = today + timedelta(days=chance.randrange(1, 300))
        begins = today - timedelta(days=30) if number % 10 == 1 else begins
        lapses = now - timedelta(hours=5) if number % 10 == 0 else None
        days.append((device, begins, begins + timedelta(days=14), lapses))
    reserve(digibank, days)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after a while
    told = {"open_loans": loans.count(), "late": len(late), "to_extend": len(gone)}
    print(json.dumps(told | {"in_the_way": len(blocked), "reservations": len(days)}))


def reserve(digibank: Digibank, days: Iterable[tuple[int, date, date, object]]) -> None:
    by, person = Account.objects.get(username="bea"), Person.objects.first()
    made = Reservation.objects.bulk_create(
        Reservation(
            digibank=digibank,
            person=person,
            kind="laptop",
            from_on=first,
            until_on=last,
            held_until=lapses,
            made_by=by,
        )
        for _device, first, last, lapses in days
    )
    Occupancy.objects.bulk_create(
        Occupancy(
            digibank=digibank,
            device_id=device,
            reservation=row,
            from_on=first,
            until_on=last + BUFFER,
        )
        for row, (device, first, last, _lapses) in zip(made, days, strict=True)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
