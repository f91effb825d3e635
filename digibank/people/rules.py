from digibank.accounts.models import Account
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role
from digibank.people.models import MEETS_PERSONS, Card, Person, SamePerson

LINKS = (Role.COORDINATOR, Role.DESK)


def can_meet_persons(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and volunteers look up and register persons."""
    return has_role(account, digibank.pk, *MEETS_PERSONS)


def can_see(account: Account, person: Person) -> bool:
    """Whoever reaches a person may open the page; the ledger writes who looked."""
    return True


def can_change(account: Account, person: Person) -> bool:
    """Whoever meets persons keeps their records right."""
    return not person.erased_at and has_role(account, person.digibank_id, *MEETS_PERSONS)


def can_card(account: Account, card: Card) -> bool:
    """Whoever may change a person may replace or end the card."""
    return can_change(account, card.person)


def can_see_card(account: Account, card: Card) -> bool:
    """Whoever reaches the person may look at the card."""
    return True


def can_link(account: Account, person: Person) -> bool:
    """The desk says which records are one person: it changes the figures."""
    return not person.erased_at and has_role(account, person.digibank_id, *LINKS)


def can_unlink(account: Account, same: SamePerson) -> bool:
    """Whoever may link may undo it."""
    return has_role(account, same.one.digibank_id, *LINKS)


def can_tell(account: Account, person: Person) -> bool:
    """The desk gives a person all that is held; volunteers do not read every reason why."""
    return has_role(account, person.digibank_id, *LINKS)


def can_erase(account: Account, person: Person) -> bool:
    """Only the coordinator erases."""
    return not person.erased_at and has_role(account, person.digibank_id, Role.COORDINATOR)
