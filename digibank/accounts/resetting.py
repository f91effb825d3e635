"""Resetting: a coordinator gives a paper with a code; with it somebody chooses a new password."""

from typing import NoReturn

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts import onetime
from digibank.accounts.models import Account, PasswordCode
from digibank.ledger.recording import record

PURPOSE = "password"


@transaction.atomic
def give_code(account: Account, *, scope: str, by: Account) -> PasswordCode:
    """Make a code for `account` that works once, within two days; ends the one before.

    Returns the row with the `code` to print; the database keeps its digest alone.
    Refuses: closed_already.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.closed_at:
        raise ValidationError(_("This account is closed already."), code="closed_already")
    account.password_codes.filter(ended_at=None).update(
        ended_at=timezone.now(), end=PasswordCode.End.REPLACED
    )
    made = PasswordCode(account=account, scope=scope, given_by=by)
    made.code = onetime.new()
    made.digest = onetime.digest(PURPOSE, made.code)
    made.full_clean()
    made.save()
    record("give_password_code", account, facts={"scope": scope}, by=by)
    return made


@transaction.atomic
def reset_password(*, code: str, password: str) -> Account:
    """Give the account of `code` this `password` and end its sessions; returns it.

    With the scope "both" its second steps go too, so that it sets up a new one at the next log-in.
    Refuses: unknown_code, used_code, expired_code, closed_already.
    """
    row = found(code)
    account = Account.objects.select_for_update().get(pk=row.account_id)
    if account.closed_at:
        raise ValidationError(_("This account is closed already."), code="closed_already")
    account.set_password(password)
    account.sessions_ended_at = now = timezone.now()
    account.save(update_fields=["password", "sessions_ended_at"])
    if row.scope == PasswordCode.Scope.BOTH:
        Authenticator.objects.filter(user_id=account.pk).delete()
    row.ended_at, row.end = now, PasswordCode.End.USED
    row.save(update_fields=["ended_at", "end"])
    record("reset_password", account, facts={"scope": row.scope}, by=account)
    return account


def found(code: str) -> PasswordCode:
    """The row of `code`, locked. Refuses: unknown_code, used_code, expired_code."""
    digest = onetime.digest(PURPOSE, code)
    row = PasswordCode.objects.select_for_update().filter(digest=digest).first()
    if row is None:
        refuse(_("We do not know this code. Look at each sign again."), "unknown_code")
    if row.ended_at:
        refuse(_("This code has been used or replaced. Ask for a new one."), "used_code")
    if row.expires_at <= timezone.now():
        refuse(_("This code is too old. Ask for a new one."), "expired_code")
    return row


def refuse(sentence: str, reason: str) -> NoReturn:
    raise ValidationError({"code": ValidationError(sentence, code=reason)})
