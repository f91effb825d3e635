"""A digibank of its own for the journeys of lending: a school, a social worker, and old loans."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models import Loan
from digibank.lending.ruling import set_policy
from digibank.network.models import AccessPoint, Digibank, Organisation, Partnership, Role
from digibank.people.models import Person
from digibank.people.registering import register

IBAN = "BE68539007547034"
LATE = timedelta(days=50)


def school_and_people(
    accounts: dict[str, Account],
    make_account: Callable[..., Account],
    library: Callable[[Digibank], AccessPoint],
    laptop: Callable[[Digibank, AccessPoint, Account, str], Device],
    lent: Callable[[Device, Person, AccessPoint, Account], Loan],
) -> dict[str, object]:
    """Adds its accounts to `accounts`; returns what a journey must know."""
    digibank = Digibank.objects.create(
        name="Digibank Zennevallei", phone="+3221234567", began_on=timezone.localdate()
    )
    point = library(digibank)
    greet = make_account("Greet Smets", digibank, Role.COORDINATOR, Role.DESK)
    ria = make_account("Ria Thijs", digibank, Role.REFERRER)
    accounts |= {"greet": greet, "ria": ria}
    school = Organisation.objects.create(
        name="Basisschool De Linde", kind="training_provider", phone="+3221112233"
    )
    Partnership.objects.create(digibank=digibank, organisation=school)
    digibank.memberships.filter(account=ria).update(organisation=school)
    set_policy(digibank, iban=IBAN, account_name="Digibank Zennevallei", by=greet)
    people = {
        name: register(digibank, given_name=name, family_name="Amrani", phone=phone, by=greet)
        for name, phone in (("Karima", "0471 22 33 44"), ("Omar", "0471 22 33 55"))
    }
    ready = [laptop(digibank, point, greet, f"5CZ{number}") for number in range(6)]
    loans = [
        lent(laptop(digibank, point, greet, f"5CY{number}"), people["Omar"], point, greet)
        for number in range(4)
    ]
    Loan.objects.filter(pk=loans[0].pk).update(due_on=timezone.localdate() - LATE)
    return {
        "people": {name: one.pk for name, one in people.items()},
        "labels": [one.label for one in ready],
        "loans": [one.pk for one in loans],
    }
