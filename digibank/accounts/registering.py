"""Registering: an account comes to be. The act that lets somebody in calls this, and records it."""

from django.db import transaction

from digibank.accounts.models import Account


@transaction.atomic
def register(
    *, username: str, name: str, password: str, email: str = "", language: str = "nl"
) -> Account:
    """A saved account that logs in with `password`.

    Refuses: username, username_taken, email_taken, national_number.
    """
    account = Account(username=username, name=name, email=email, language=language)
    account.set_password(password)
    account.full_clean()
    account.save()
    return account
