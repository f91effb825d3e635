"""Where you stand: the digibank and the access point that this log-in works for."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

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
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *given: object
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not isinstance(request.user, Account):
            return None
        places: list[Place] = request.places  # type: ignore[attr-defined]  # by Standing
        if only_demo(places):
            return None if demo_here() else turned_out(request)
        if not meets_persons(places) or passed(request):
            return None
        request.setting_up = True  # type: ignore[attr-defined]  # the layout follows
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name in SETTING_UP else redirect("mfa_index")


def passed(request: HttpRequest) -> bool:
    """Whether the account has a second step; asked of the database once in a session."""
    if request.session.get(PASSED) != request.user.pk:
        if not has_second_step(cast(Account, request.user)):
            return False
        request.session[PASSED] = request.user.pk
    return True


def turned_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.error(request, DEMO_REFUSED)
    return redirect("account_login")
