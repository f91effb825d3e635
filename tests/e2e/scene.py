"""The standing data of the browser journeys, made by the verbs. Prints what a journey must know."""

import json
import os
from datetime import date, timedelta
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices import benching, checks, erasing, registering, releasing
from digibank.devices.models import Device, Erasure
from digibank.lending.due import due_of_loan
from digibank.lending.handing_out import hand_out
from digibank.lending.kits import kit_of
from digibank.lending.models import Loan, Part
from digibank.network.middleware import PASSED
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people import carding
from digibank.people.models import Person
from digibank.people.registering import register
from digibank.ui import codes
from tests.e2e import messages
from tests.e2e.helpdesk import helpdesk
from tests.e2e.lending_scene import dijleland
from tests.e2e.workplace import workplace

PASSWORD = "lamp op de balie"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app with codes of every standing account


def main() -> None:
    if "SCREENS" in os.environ:
        codes.choice = Random(2026).choice  # the same labels in every picture
    digibank = Digibank.objects.create(
        name="Digibank Mechelen", phone="+3215123456", began_on=date(2025, 1, 1)
    )
    point = library(digibank)
    accounts = {
        "lut": account("Lut Claes", digibank, Role.COORDINATOR, Role.DESK),
        "bea": account("Bea Wouters", digibank, Role.DESK),
        "vera": account("Vera Maes", digibank, Role.VOLUNTEER),
        "wim": account("Wim Janssens", digibank, Role.TECHNICIAN),
        "nora": account("Nora Baert", digibank, Role.DESK),
        "zoe": account("Zoë Devos", being_prepared(), Role.COORDINATOR),
    }
    account("Pia Peeters", digibank, Role.VOLUNTEER)  # makes a passkey
    more, morning = helpdesk(account)
    accounts |= more | workplace(account)
    for one in ("lut", "bea", "vera", "wim", "zoe"):
        TOTP.activate(accounts[one], SECRET)
    facts = {
        "today": timezone.localdate().isoformat(),  # the camera has a day of its own
        "morning": morning,
    }
    facts |= things(digibank, point, accounts["lut"])
    facts["dijle"] = dijleland(accounts, account, library, laptop, lent)
    facts["sessions"] = {name: session(one) for name, one in accounts.items()}
    print(json.dumps(facts))


def being_prepared() -> Digibank:
    """A digibank of its own for the coordinator who sets it up, out of the way of the others."""
    return Digibank.objects.create(name="Digibank Rivierenland", began_on=date(2025, 1, 1))


def things(digibank: Digibank, point: AccessPoint, by: Account) -> dict[str, object]:
    """Persons and devices in each state that a journey begins with."""
    an = register(digibank, given_name="An", family_name="Peeters", phone="0471 11 22 33", by=by)
    jozef = register(digibank, given_name="Jozef", family_name="Claes", age_band="75+", by=by)
    bilal = register(digibank, given_name="Bilal", family_name="Haddad", language="ar", by=by)
    card = carding.issue(an, by=by)
    ready = [laptop(digibank, point, by, f"5CD{number}") for number in range(8)]
    shelf = registering.register(digibank, kind="tablet", maker="Samsung", model="Tab A8", by=by)
    loans = [lent(laptop(digibank, point, by, f"5CE{n}"), jozef, point, by) for n in range(4)]
    late = lent(laptop(digibank, point, by, "5CF1"), bilal, point, by)
    Loan.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=6))

    def lend(serial: str, person: Person) -> Loan:
        return lent(laptop(digibank, point, by, serial), person, point, by)

    return {
        "told": messages.told(digibank, by, lend),
        "an": {"pk": an.pk, "card": codes.written(codes.CARD, card.code)},
        "ready": [device.label for device in ready],
        "workshop": shelf.label,
        "out": [{"label": loan.device.label, "pk": loan.pk} for loan in loans],
    }


def laptop(digibank: Digibank, point: AccessPoint, by: Account, serial: str) -> Device:
    """A laptop on the shelf, erased and released."""
    facts = {"maker": "HP", "model": "ProBook 440 G6", "serial": serial}
    facts |= {"memory_bytes": 8 * 1024**3, "storage_bytes": 256 * 10**9}
    made = registering.register(digibank, kind="laptop", access_point=point, by=by, **facts)
    erasing.record_erasure(made, technique=Erasure.Technique.OVERWRITE, by=by)
    fine = {one.code: checks.FINE for one in checks.of(made.kind)}
    benching.inspect(made, results=fine, appearance="B", by=by)
    benching.install(made, system="Linux Mint", version="22", by=by)
    releasing.release(made, by=by)
    return made


def lent(device: Device, person: Person, point: AccessPoint, by: Account) -> Loan:
    due = due_of_loan(device.digibank, point, timezone.localdate())
    parts = [Part(kind=kind, given=Part.Given.FINE) for kind in kit_of(device)]
    given = {"access_point": point, "parts": parts, "by": by}
    return hand_out(device, person=person, due_on=due.on, **given)


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
