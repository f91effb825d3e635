"""A digibank with one access point and twenty desks. Prints a session for each.

python -m tests.load.help_scene DESKS
"""

import json
import sys
from datetime import date

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import transaction

from digibank.network.models import AccessPoint, Digibank, Role
from tests.conftest import account
from tests.e2e.scene import session


@transaction.atomic
def main(count: int) -> None:
    digibank = Digibank.objects.create(name="Digibank Druk", began_on=date(2025, 1, 1))
    point = AccessPoint.objects.create(
        digibank=digibank, name="Bib", street="Markt 1", postcode="2800", refnis="12025"
    )
    desks = [account(f"Helper{number}", digibank, Role.VOLUNTEER) for number in range(count)]
    print(json.dumps({"point": point.pk, "sessions": [session(one) for one in desks]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
