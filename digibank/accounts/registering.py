"""Registering: an account comes to be, by invitation or at the founding."""

from django.db import transaction

from digibank.accounts.models import Account
from digibank.ledger.recording import record


@transaction.atomic
def register(*, username: str, name: str, password: str, email: str, language: str) -> Account:
    """Make an account that logs in with `password`; returns it.

    Refuses: username, username_taken, email_taken, national_number.
    """
    account = Account(username=username, name=name, email=email, language=language)
    account.set_password(password)
    account.full_clean()
    account.save()
    record("register", account, words={"name": name, "username": username}, by=account)
    return account
