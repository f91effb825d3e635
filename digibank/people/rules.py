from digibank.accounts.models import Account
from digibank.network.models import Digibank
from digibank.network.rules import has_role
from digibank.people.models import MEETS_PERSONS, Person


def can_meet_persons(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and volunteers look up and register persons."""
    return has_role(account, digibank.pk, *MEETS_PERSONS)


def can_see(account: Account, person: Person) -> bool:
    """Whoever reaches a person may open the page; the ledger writes who looked."""
    return True
