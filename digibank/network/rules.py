from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank, Grant, Organisation, Role

NONE: frozenset[str] = frozenset()


def roles_of(account: Account) -> dict[int, frozenset[str]]:
    """Digibank id -> the roles of `account` there, today; asked once for each request."""
    if account.roles is None:
        rows = Grant.objects.filter(
            membership__account=account, membership__ended_on=None
        ).values_list("membership__digibank_id", "role")
        found: dict[int, set[str]] = {}
        for digibank, role in rows:
            found.setdefault(digibank, set()).add(role)
        account.roles = {digibank: frozenset(roles) for digibank, roles in found.items()}
    return account.roles


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
