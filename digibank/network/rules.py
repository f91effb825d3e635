from digibank.accounts.models import Account
from digibank.accounts.queries import has_second_step
from digibank.network.models import (
    AccessPoint,
    DatedException,
    Digibank,
    Invitation,
    Membership,
    Organisation,
    Partnership,
    Role,
    roles_of,
)

NONE: frozenset[str] = frozenset()


def has_role(account: Account, digibank_id: int, *roles: Role) -> bool:
    """Whether `account` has one of `roles` in that digibank."""
    return not roles_of(account).get(digibank_id, NONE).isdisjoint(roles)


def is_member(account: Account, digibank: Digibank) -> bool:
    """Whoever has a role in the digibank."""
    return digibank.pk in roles_of(account)


def can_coordinate(account: Account, digibank: Digibank) -> bool:
    """Coordinators arrange the digibank: partners, access points, members."""
    return has_role(account, digibank.pk, Role.COORDINATOR)


def can_see_organisation(account: Account, organisation: Organisation) -> bool:
    """Whoever reaches an organisation may look at it."""
    return True


def can_see_access_point(account: Account, access_point: AccessPoint) -> bool:
    """Whoever reaches an access point may look at it."""
    return True


def can_change_access_point(account: Account, access_point: AccessPoint) -> bool:
    """Coordinators arrange the access points."""
    return has_role(account, access_point.digibank_id, Role.COORDINATOR)


def can_invite(account: Account, digibank: Digibank) -> bool:
    """Coordinators invite."""
    return can_coordinate(account, digibank)


def can_see_invitation(account: Account, invitation: Invitation) -> bool:
    """Coordinators see and withdraw the invitations of their digibank."""
    return has_role(account, invitation.digibank_id, Role.COORDINATOR)


def answers_for(account: Account, member: Account) -> bool:
    """Whether `account` coordinates every digibank where `member` works today."""
    return all(has_role(account, digibank, Role.COORDINATOR) for digibank in roles_of(member))


def can_give_code(account: Account, membership: Membership) -> bool:
    """Coordinators give their members a new password, while a second step guards the account.

    Without one the password alone opens it, so then the coordinator must answer for all that it
    opens: every digibank where the member works.
    """
    member = membership.account
    here = has_role(account, membership.digibank_id, Role.COORDINATOR)
    mine = here and not membership.ended_on and member != account and not member.closed_at
    return mine and (answers_for(account, member) or has_second_step(member))


def can_close_account(account: Account, membership: Membership) -> bool:
    """Coordinators close the account of who works in no digibank but theirs."""
    member = membership.account
    here = has_role(account, membership.digibank_id, Role.COORDINATOR)
    return here and member != account and answers_for(account, member)


def can_change_exception(account: Account, exception: DatedException) -> bool:
    """Whoever arranges the access point."""
    return can_change_access_point(account, exception.access_point)


def can_change_organisation(account: Account, organisation: Organisation) -> bool:
    """Coordinators of the one digibank that keeps the facts of the organisation: it may take part
    in others too, and those must not see it change under their hands."""
    keeper = organisation.keeper
    return keeper is not None and can_coordinate(account, keeper)


def can_change_partnership(account: Account, partnership: Partnership) -> bool:
    """Coordinators decide who takes part in their digibank."""
    return has_role(account, partnership.digibank_id, Role.COORDINATOR)


def can_staff(account: Account, membership: Membership) -> bool:
    """Coordinators decide who works in their digibank."""
    return has_role(account, membership.digibank_id, Role.COORDINATOR)
