"""Changing: what somebody says about their own account, and ending its other sessions."""

from django.db import transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.recording import record


@transaction.atomic
def change_details(account: Account, *, name: str, language: str, by: Account) -> Account:
    """Set the name and the language of `account`; returns it. Refuses: national_number."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.name, account.language = name, language
    account.full_clean()
    account.save(update_fields=["name", "language"])
    facts: dict[str, object] = {"language": language}
    record("change_details", account, facts=facts, words={"name": name}, by=by)
    return account


@transaction.atomic
def end_sessions(account: Account, *, by: Account) -> Account:
    """Make every session of `account` worthless from now on; returns it."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.sessions_ended_at = timezone.now()
    account.save(update_fields=["sessions_ended_at"])
    record("end_sessions", account, by=by)
    return account
