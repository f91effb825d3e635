"""Closing: somebody leaves. The account is dated, not deleted: what it did stays its act."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account, PasswordCode
from digibank.ledger.recording import record


@transaction.atomic
def close(account: Account, *, by: Account) -> Account:
    """Close `account` now: it cannot log in, and its sessions and papers end; returns it.

    Refuses: closed_already, own_account.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.closed_at:
        raise ValidationError(_("This account is closed already."), code="closed_already")
    if account == by:
        raise ValidationError(_("You cannot close your own account."), code="own_account")
    account.closed_at = account.sessions_ended_at = now = timezone.now()
    account.save(update_fields=["closed_at", "sessions_ended_at"])
    account.password_codes.filter(ended_at=None).update(ended_at=now, end=PasswordCode.End.REPLACED)
    record("close", account, by=by)
    return account
