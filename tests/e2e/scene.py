"""The standing data of the browser journeys, made by the verbs. Prints what a journey must know."""

import json
from datetime import date

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.contrib.sessions.backends.db import SessionStore

from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank, Role


def main() -> None:
    digibank = Digibank.objects.create(
        name="Digibank Mechelen", phone="+3215123456", began_on=date(2025, 1, 1)
    )
    library(digibank)
    accounts = {
        "lut": account("Lut Claes", digibank, Role.COORDINATOR, Role.DESK),
        "bea": account("Bea Wouters", digibank, Role.DESK),
        "wim": account("Wim Janssens", digibank, Role.TECHNICIAN),
    }
    print(json.dumps({"sessions": {name: session(one) for name, one in accounts.items()}}))


def library(digibank: Digibank) -> AccessPoint:
    point = AccessPoint.objects.create(
        digibank=digibank,
        name="Bibliotheek Het Predikheren",
        street="Goswin de Stassartstraat 88",
        postcode="2800",
        refnis="12025",
    )
    for weekday in range(1, 8):
        point.openings.create(weekday=weekday, opens_at="09:00", closes_at="17:00")
    return point


def account(name: str, digibank: Digibank, *roles: Role) -> Account:
    made = Account.objects.create_user(name.split()[0].lower(), "lamp-op-de-balie", name=name)
    membership = digibank.memberships.create(account=made)
    for role in roles:
        membership.grants.create(role=role)
    return made


def session(account: Account) -> str:
    """A session as the log-in leaves it."""
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    store["_auth_user_hash"] = account.get_session_auth_hash()
    store.create()
    return store.session_key


if __name__ == "__main__":
    main()
