"""Who waits with which request, and the device that is kept for them. Prints JSON.

python -m bench.booking_kept
"""

import json

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from digibank.lending.models import LoanRequest, Occupancy

if __name__ == "__main__":
    asked = dict(LoanRequest.objects.open().values_list("person", "pk"))
    kept = dict(
        Occupancy.objects.active()
        .filter(reservation__person__in=list(asked))
        .values_list("reservation__person", "device__code")
    )
    print(json.dumps({who: {"request": pk, "device": kept.get(who)} for who, pk in asked.items()}))
