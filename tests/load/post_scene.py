"""A digibank NAME that invites COUNT people by mail. Prints its number.

python -m tests.load.post_scene NAME COUNT

An invitation is no automatic message: it goes at every hour, whenever the test runs.
"""

import json
import sys
from datetime import date

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import transaction

from digibank.network.models import Digibank, Invitation, Role
from digibank.post.asking import ask, message
from digibank.post.invitations import CODE
from tests.conftest import account


@transaction.atomic
def main(name: str, count: int) -> None:
    digibank = Digibank.objects.create(name=f"Digibank {name}", began_on=date(2025, 1, 1))
    by = account(f"Bea {name}", digibank, Role.COORDINATOR)
    invited = Invitation.objects.bulk_create(
        Invitation(
            digibank=digibank,
            name=f"An Peeters {number}",
            email=f"an{number}@{name}.example.be",
            roles=[Role.DESK],
            digest=f"{name}-{number}",  # no code belongs to it: nobody opens these
            invited_by=by,
        )
        for number in range(count)
    )
    ask(message(digibank, to=one, purpose=CODE, about=one, step="link", by=by) for one in invited)
    print(json.dumps(digibank.pk))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
