"""The standing data of the browser journeys, made by the verbs. Prints what a journey must know."""

import json
from datetime import date

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from digibank.accounts.models import Account
from digibank.network.middleware import PASSED
from digibank.network.models import AccessPoint, Digibank, Role

PASSWORD = "lamp op de balie"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app with codes of every standing account


def main() -> None:
    digibank = Digibank.objects.create(
        name="Digibank Mechelen", phone="+3215123456", began_on=date(2025, 1, 1)
    )
    library(digibank)
    accounts = {
        "lut": account("Lut Claes", digibank, Role.COORDINATOR, Role.DESK),
        "bea": account("Bea Wouters", digibank, Role.DESK),
        "vera": account("Vera Maes", digibank, Role.VOLUNTEER),
        "wim": account("Wim Janssens", digibank, Role.TECHNICIAN),
        "nora": account("Nora Baert", digibank, Role.DESK),
    }
    account("Pia Peeters", digibank, Role.VOLUNTEER)  # makes a passkey
    for one in ("lut", "bea", "vera", "wim"):
        TOTP.activate(accounts[one], SECRET)
    facts = {"sessions": {name: session(one) for name, one in accounts.items()}}
    print(json.dumps(facts))


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
    made = Account.objects.create_user(name.split()[0].lower(), PASSWORD, name=name)
    membership = digibank.memberships.create(account=made)
    for role in roles:
        membership.grants.create(role=role)
    return made


def session(account: Account) -> str:
    """A session as the log-in leaves it, with both steps."""
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    store["_auth_user_hash"] = account.get_session_auth_hash()
    store[PASSED] = account.pk
    store.create()
    return store.session_key


if __name__ == "__main__":
    main()
