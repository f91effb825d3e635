from digibank.accounts.models import Account
from digibank.guidance.models import HELPS, Attendee, Contact
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role
from digibank.people.models import Person


def can_help(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and volunteers help people at the desk."""
    return has_role(account, digibank.pk, *HELPS)


def can_help_person(account: Account, person: Person) -> bool:
    """Who helps in the digibank of this person."""
    return not person.erased_at and has_role(account, person.digibank_id, *HELPS)


def can_see_contact(account: Account, contact: Contact) -> bool:
    """Whoever reaches a contact may look at it."""
    return True


def can_change_contact(account: Account, contact: Contact) -> bool:
    """Who may undo it, as long as it was not taken away."""
    return not contact.removed_at and can_undo_contact(account, contact)


def can_undo_contact(account: Account, contact: Contact) -> bool:
    """Who helped, and every desk worker and coordinator there."""
    mine = contact.by_id == account.pk and has_role(account, contact.digibank_id, *HELPS)
    return mine or has_role(account, contact.digibank_id, Role.COORDINATOR, Role.DESK)


def can_say_who(account: Account, contact: Contact) -> bool:
    """Whoever helps at that access point may say who it was."""
    return not contact.removed_at and has_role(account, contact.digibank_id, *HELPS)


def can_coordinate_help(account: Account, digibank: Digibank) -> bool:
    """Coordinators choose the tiles and the rules of the helpdesk."""
    return has_role(account, digibank.pk, Role.COORDINATOR)


def can_see_attendee(account: Account, attendee: Attendee) -> bool:
    """Whoever may say who was in the group may take a name off its list."""
    return can_say_who(account, attendee.contact)
