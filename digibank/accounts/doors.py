"""Our side of allauth: who may come in, what it says, and where it goes afterwards."""

import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_password_login,
)
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts import entrance
from digibank.accounts.forms import chosen
from digibank.accounts.models import Account
from digibank.accounts.queries import account_called

WRONG = _("This name and this password do not belong together. Try again.")
RECENT = 300  # seconds in which a log-in counts for what asks for the password again

MESSAGES = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("The app on your phone is your second step now."),
    "mfa/messages/totp_deactivated.txt": _("The app on your phone is no longer your second step."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("These are your recovery codes. Print them."),
}


class Backend(ModelBackend):
    """User name or e-mail address and password; an unknown name costs the same work."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **given: Any,  # noqa: ANN401 Django's signature
    ) -> Account | None:
        account = account_called(email or username or "")
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password or "") else None


class Door(DefaultAccountAdapter):
    """Nobody signs up; what allauth says, it says in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your present password. Try again."),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(  # type: ignore[override]  # our accounts are Accounts
        self,
        request: HttpRequest,
        user: Account,
        **given: Any,  # noqa: ANN401 allauth's signature
    ) -> HttpResponse | None:
        """Turn away closed accounts and whom a higher room refuses."""
        sentence = entrance.refusal(user)
        if user.closed_at:
            sentence = gettext("This account is closed. Ask your coordinator.")
        return turned_away(request, sentence) if sentence else None

    def post_login(  # type: ignore[override]  # our accounts are Accounts
        self,
        request: HttpRequest,
        user: Account,
        **given: Any,  # noqa: ANN401 allauth's signature
    ) -> HttpResponse:
        """Go on to where they stand, in their own language."""
        wanted = super().post_login(request, user, **given)["Location"]
        onward = urlencode({"next": wanted})
        response = HttpResponseRedirect(f"{reverse('network:standing')}?{onward}")
        remember_language(response, user)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *given: Any,  # noqa: ANN401 allauth's signature
        message: str | None = None,
        **more: Any,  # noqa: ANN401 allauth's signature
    ) -> None:
        if sentence := message or MESSAGES.get(message_template or ""):
            messages.add_message(request, level, sentence)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        return chosen(password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def is_reauthentication_required(self, *, app: str, **given: Any) -> bool:  # noqa: ANN401 allauth's signature
        """A log-in of a moment ago counts too: nobody types a password twice in a row."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < RECENT for record in records)


class SecondDoor(DefaultMFAAdapter):
    """The second step: QR codes by segno, names that people recognise."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next code and try again."),
        "cannot_delete_authenticator": _("Add another second step first."),
    }

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url).svg_inline(omitsize=True, border=3, dark="#000", light="#fff"))

    def _get_site_name(self) -> str:
        return "Digibank"

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        return gettext("Passkey")


class PartnerDoor(DefaultSocialAccountAdapter):
    """Log-in through the organisation: it opens an account that exists, it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link the account with the same e-mail address, which the organisation has verified."""
        if sociallogin.is_existing:
            return
        verified = [one.email for one in sociallogin.email_addresses if one.verified is True]
        account = account_called(verified[0]) if verified and "@" in verified[0] else None
        if account is None:
            sentence = gettext("There is no account with this e-mail address. Ask a coordinator.")
            raise ImmediateHttpResponse(turned_away(request, sentence))
        sociallogin.connect(request, account)

    def on_authentication_error(self, request: HttpRequest, *given: Any, **more: Any) -> None:  # noqa: ANN401 allauth's signature
        sentence = gettext("Signing in through your organisation did not work. Try again.")
        raise ImmediateHttpResponse(turned_away(request, sentence))


def turned_away(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("account_login")


def remember_language(response: HttpResponse, account: Account) -> None:
    """From now on this browser shows the pages in the language of `account`."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        account.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


def enter(request: HttpRequest, account: Account, onward: str) -> HttpResponse:
    """Log `account` in, whose password was chosen a moment ago, and go on to `onward`."""
    login = Login(user=account, redirect_url=onward)
    credentials = {"username": account.username}
    return perform_password_login(request, credentials, login)
