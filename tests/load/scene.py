"""A digibank with COUNT laptops that may be handed out. Prints what a client must know.

python -m tests.load.scene COUNT
"""

import json
import sys
from datetime import date

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import transaction

from digibank.accounts.models import Account
from digibank.devices.models import Device, Erasure, Placement, Release
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people.models import Person
from digibank.ui import codes
from tests.conftest import account
from tests.e2e.scene import session


@transaction.atomic
def main(count: int) -> None:
    digibank = Digibank.objects.create(name="Digibank Druk", began_on=date(2025, 1, 1))
    AccessPoint.objects.create(
        digibank=digibank, name="Bib", street="Markt 1", postcode="2800", refnis="12025"
    )
    lender = account("Bea", digibank, Role.DESK)
    person = Person.objects.create(digibank=digibank, given_name="An", family_name="Peeters")
    others = Person.objects.bulk_create(
        Person(digibank=digibank, given_name="An", family_name=f"Peeters {number}")
        for number in range(count)
    )
    devices = ready_devices(digibank, lender, count)
    facts = {
        "person": person.pk,
        "persons": [one.pk for one in others],  # one for each device
        "codes": [device.code for device in devices],
        "session": session(lender),
    }
    print(json.dumps(facts))


def ready_devices(digibank: Digibank, by: Account, count: int) -> list[Device]:
    """`count` laptops on the shelf, erased and released, each with a label of its own."""
    labels: set[str] = set()
    while len(labels) < count:
        labels.add(codes.new_code(codes.DEVICE))
    made = Device.objects.bulk_create(
        Device(digibank=digibank, code=label, maker="HP", model="ProBook 440") for label in labels
    )
    erased = Erasure.Technique.OVERWRITE
    Erasure.objects.bulk_create(Erasure(device=one, technique=erased, erased_by=by) for one in made)
    Release.objects.bulk_create(Release(device=one, released_by=by) for one in made)
    Placement.objects.bulk_create(Placement(device=one, place="shelf") for one in made)
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]))
