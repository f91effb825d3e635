"""A digibank with a technician. Prints the session of that account.

python -m bench.workshop
"""

import json
from datetime import date

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from digibank.network.models import AccessPoint, Digibank, Role
from tests.conftest import account
from tests.e2e.scene import session


def main() -> None:
    digibank = Digibank.objects.create(name="Digibank Werk", began_on=date(2025, 1, 1))
    AccessPoint.objects.create(
        digibank=digibank, name="Bib", street="Markt 1", postcode="2800", refnis="12025"
    )
    print(json.dumps({"session": session(account("Wim", digibank, Role.TECHNICIAN))}))


if __name__ == "__main__":
    main()
