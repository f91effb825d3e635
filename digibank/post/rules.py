from digibank.accounts.models import Account
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role
from digibank.people.models import MEETS_PERSONS
from digibank.post.models import WRITES, AddressFault, Channel, Dispatch, LetterBatch


def can_call(account: Account, digibank: Digibank) -> bool:
    """Whoever meets persons makes the calls."""
    return has_role(account, digibank.pk, *MEETS_PERSONS)


def can_see_outbox(account: Account, digibank: Digibank) -> bool:
    """Coordinators and desk workers see all that goes out."""
    return has_role(account, digibank.pk, *WRITES)


def can_print(account: Account, digibank: Digibank) -> bool:
    """Coordinators and desk workers print the letters."""
    return has_role(account, digibank.pk, *WRITES)


def can_see(account: Account, dispatch: Dispatch) -> bool:
    """Whoever reaches a dispatch may read it."""
    return True


def can_tell(account: Account, dispatch: Dispatch) -> bool:
    """Whoever meets persons calls, and tells at the desk."""
    by_people = dispatch.channel in {Channel.CALL, Channel.DESK}
    return by_people and has_role(account, dispatch.digibank_id, *MEETS_PERSONS)


def can_settle(account: Account, dispatch: Dispatch) -> bool:
    """Coordinators and desk workers take care of what did not arrive."""
    return has_role(account, dispatch.digibank_id, *WRITES)


def can_see_batch(account: Account, batch: LetterBatch) -> bool:
    """Whoever prints letters sees and undoes them."""
    return has_role(account, batch.digibank_id, *WRITES)


def can_heal(account: Account, fault: AddressFault) -> bool:
    """Coordinators and desk workers say that an address works again."""
    return has_role(account, fault.digibank_id, *WRITES)


def can_arrange(account: Account, digibank: Digibank) -> bool:
    """Coordinators write the texts, set the hours, and pause."""
    return has_role(account, digibank.pk, Role.COORDINATOR)
