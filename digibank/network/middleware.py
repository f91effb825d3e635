"""Where you stand: the digibank and the access point that this log-in works for."""

from collections.abc import Callable
from typing import cast

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.accounts.queries import has_second_step
from digibank.network.places import (
    DEMO_REFUSED,
    Place,
    demo_here,
    meets_persons,
    only_demo,
    places_of,
)

KEY = "standing"  # in the session: [digibank id, access point id or None]
PASSED = "second_step"  # in the session: the account that showed its second step, or set it up
# What somebody may open who has to set up a second step and has none.
SETTING_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_logout",
}

ENROLLING = {"mfa_activate_totp", "mfa_add_webauthn"}
STEP_NOT_SHOWN = _("Your account has a second step now. Sign in again and show it.")


class Standing:
    """Puts `request.standing` on each request of an account: a Place, or None when it has none.

    Session, account, places: three queries, whatever the number of digibanken and roles.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        request.places = []  # type: ignore[attr-defined]
        request.standing = None  # type: ignore[attr-defined]
        if isinstance(account, Account):
            stand(request, account)
        return self.get_response(request)


def stand(request: HttpRequest, account: Account) -> None:
    """The place chosen after log-in; an account with one place never has to choose."""
    chosen, point = request.session.get(KEY) or (None, None)
    places = places_of(account, point)
    account.roles = {place.digibank.pk: place.roles for place in places}
    account.points = {
        place.digibank.pk: place.points for place in places if place.points is not None
    }
    mine = [place for place in places if place.digibank.pk == chosen]
    request.places = places  # type: ignore[attr-defined]
    request.standing = next(iter(mine or places), None)  # type: ignore[attr-defined]


def standing(request: HttpRequest) -> dict[str, object]:
    """For templates: `standing` is the Place of this request, or None."""
    return {
        "standing": getattr(request, "standing", None),
        "account": getattr(request, "user", None),
    }


class SecondStep:
    """Who meets persons sets up a second step first: nothing else opens, except signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if getattr(request, "setting_up", False) and enrolled(request):
            request.session[PASSED] = request.user.pk
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *given: object
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not isinstance(request.user, Account):
            return None
        places: list[Place] = request.places  # type: ignore[attr-defined]  # by Standing
        if only_demo(places):
            return None if demo_here() else turned_out(request, DEMO_REFUSED)
        if not meets_persons(places) or passed(request):
            return None
        if has_second_step(request.user):
            return turned_out(request, STEP_NOT_SHOWN)
        request.setting_up = True  # type: ignore[attr-defined]  # the layout follows
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name in SETTING_UP else redirect("mfa_index")


def passed(request: HttpRequest) -> bool:
    """Whether this session showed a second step when it began, or set it up itself.

    That the account has one now is not enough: a session from before knows only the password.
    """
    if request.session.get(PASSED) != request.user.pk:
        shown = get_authentication_records(request, cast(Account, request.user))
        if all(one.get("method") != "mfa" for one in shown):
            return False
        request.session[PASSED] = request.user.pk
    return True


def enrolled(request: HttpRequest) -> bool:
    """Whether this very request set up the second step."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    asked = request.method == "POST" and name in ENROLLING
    return asked and has_second_step(cast(Account, request.user))


def turned_out(request: HttpRequest, why: str | Promise) -> HttpResponse:
    logout(request)
    messages.error(request, str(why))
    return redirect("account_login")
