from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from digibank.accounts.models import Account

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_steps(account: Account) -> QuerySet[Authenticator]:
    """The app with codes and the passkeys of `account`; recovery codes do not count."""
    return Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_STEPS)


def has_second_step(account: Account) -> bool:
    """Whether `account` has an app with codes or a passkey."""
    return second_steps(account).exists()


def account_called(login: str) -> Account | None:
    """The open account with this user name, or with this e-mail address when it holds an "@"."""
    field = "email__iexact" if "@" in login else "username__iexact"
    return Account.objects.filter(**{field: login}, closed_at=None).first()
