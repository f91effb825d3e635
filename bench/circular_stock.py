"""A donation of 500 devices and a count that began, on top of bench.stock. Prints JSON.

python -m bench.circular_stock
"""

import json

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices import counting
from digibank.devices.models import Device, Donation, Donor, Piece, StockTake
from digibank.network.models import AccessPoint, Digibank
from tests.e2e.scene import session


def main() -> None:
    digibank = Digibank.objects.get(name="Digibank Groot")
    by = Account.objects.get(username="bea")
    donor = Donor.objects.create(digibank=digibank, kind="company", name="Grote gever")
    donation = Donation.objects.create(
        digibank=digibank,
        donor=donor,
        way="drop_off",
        certificate_wanted=True,
        announced_by=by,
        arrived_at=timezone.now(),
    )
    devices = list(Device.objects.filter(digibank=digibank).order_by("pk")[:2_500])
    Piece.objects.bulk_create(
        Piece(donation=donation, kind=one.kind, serial=one.serial, device=one, decided_by=by)
        for one in devices[:500]
    )
    place = AccessPoint.objects.create(
        digibank=digibank, name="Kast", street="Markt 2", postcode="2800", refnis="12025"
    )
    count = StockTake.objects.filter(access_point=place).first() or counting.begin(place, by=by)
    print(
        json.dumps(
            {
                "session": session(by),
                "donation": donation.pk,
                "device": devices[0].code,
                "count": count.pk,
                "labels": [one.label for one in devices],
            }
        )
    )


if __name__ == "__main__":
    main()
