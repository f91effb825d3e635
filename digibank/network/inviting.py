"""Inviting: a coordinator gives a paper with a code; with it somebody joins the digibank."""

from collections.abc import Iterable
from typing import NoReturn

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts import onetime
from digibank.accounts.models import Account
from digibank.accounts.registering import register
from digibank.ledger.recording import record
from digibank.network.announcing import announce
from digibank.network.models import Digibank, Invitation, Membership, Role
from digibank.ui.refusals import TAKEN

PURPOSE = "invitation"
LINK = "network.invitation"


@transaction.atomic
def invite(
    digibank: Digibank, *, name: str, roles: Iterable[str], email: str, by: Account
) -> Invitation:
    """Invite somebody called `name` with these roles, for seven days.

    Returns the invitation with the `code` to print; the database keeps its digest alone.
    Refuses: no_role, national_number.
    """
    wanted = [role.value for role in Role if role in set(roles)]
    if not wanted:
        refuse(_("Choose at least one role."), "no_role", "roles")
    made = Invitation(digibank=digibank, name=name, email=email, roles=wanted, invited_by=by)
    made.code = onetime.new()
    made.digest = onetime.digest(PURPOSE, made.code)
    made.full_clean()
    made.save()
    record("invite", made, facts={"roles": wanted}, words={"name": name}, by=by)
    announce(made)
    return made


def link_token(invitation: Invitation) -> str:
    """What stands in the address that is mailed: it opens `invitation`, and is kept nowhere."""
    return signing.dumps(invitation.pk, salt=LINK)


def linked(token: str) -> Invitation | None:
    """The invitation whose mailed address holds `token`, while its code works; None otherwise."""
    try:
        pk = signing.loads(token, salt=LINK)
    except signing.BadSignature:
        return None
    return Invitation.objects.open().filter(pk=pk).first()


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Account) -> Invitation:
    """From now on the code of `invitation` is worth nothing; returns it. Refuses: taken."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.ended_at:
        raise ValidationError(_("This invitation has ended already."), code=TAKEN)
    row.ended_at, row.end = timezone.now(), Invitation.End.WITHDRAWN
    row.full_clean()
    row.save()
    record("withdraw_invitation", row, by=by)
    return row


def waiting(digest: str) -> Invitation | None:
    """The invitation with this digest while its code works; one query."""
    return Invitation.objects.open().select_related("digibank").filter(digest=digest).first()


def known(code: str) -> Invitation:
    """The open invitation with `code`; a visitor carries its digest on.

    Refuses: unknown_code, used_code, expired_code.
    """
    return open_one(onetime.digest(PURPOSE, code))


@transaction.atomic
def accept(digest: str, *, by: Account) -> Membership:
    """`by` joins the digibank of this invitation, with its roles; returns the membership.

    Who works there already gets the roles that are new.
    Refuses: unknown_code, used_code, expired_code, closed_already.
    """
    account = Account.objects.select_for_update().get(pk=by.pk)
    if account.closed_at:
        raise ValidationError(_("This account is closed already."), code="closed_already")
    return let_in(open_one(digest, lock=True), account)


@transaction.atomic
def accept_as_new(
    digest: str, *, username: str, name: str, password: str, language: str
) -> Membership:
    """Make an account for whom this invitation is, and let it join; returns the membership.

    Refuses: unknown_code, used_code, expired_code, username, username_taken, email_taken,
    national_number.
    """
    row = open_one(digest, lock=True)
    account = register(
        username=username, name=name, password=password, email=row.email, language=language
    )
    return let_in(row, account)


def let_in(row: Invitation, account: Account) -> Membership:
    membership, _made = Membership.objects.get_or_create(
        account=account, digibank=row.digibank, ended_on=None
    )
    for role in row.roles:
        membership.grants.get_or_create(role=role)
    row.ended_at, row.end, row.accepted_by = timezone.now(), Invitation.End.ACCEPTED, account
    row.full_clean()
    row.save()
    facts: dict[str, object] = {"roles": row.roles, "membership": membership.pk}
    record("accept_invitation", row, facts=facts, by=account)
    return membership


def open_one(digest: str, *, lock: bool = False) -> Invitation:
    """The open invitation with this digest. Refuses: unknown_code, used_code, expired_code."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.all()
    row = rows.filter(digest=digest).first()
    if row is None:
        refuse(_("We do not know this code. Look at each sign again."), "unknown_code")
    if row.ended_at:
        refuse(_("This code has been used or withdrawn. Ask for a new one."), "used_code")
    if row.expires_at <= timezone.now():
        refuse(_("This code is too old. Ask for a new one."), "expired_code")
    return row


def refuse(sentence: str, reason: str, field: str = "code") -> NoReturn:
    raise ValidationError({field: ValidationError(sentence, code=reason)})
