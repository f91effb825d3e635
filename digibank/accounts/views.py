import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from digibank.accounts.changing import change_details, end_sessions
from digibank.accounts.doors import remember_language
from digibank.accounts.forms import DetailsForm, ResetForm
from digibank.accounts.models import Account
from digibank.accounts.queries import has_second_step, second_steps
from digibank.accounts.resetting import reset_password
from digibank.ui.doors import SignedIn, error_page, page, typed

View = Callable[..., HttpResponseBase]


def titled(view: View, title: str | Promise, **makers: Callable[[], object]) -> View:
    """`view` of allauth as a page of ours: with a title, and 422 when its form was refused."""

    @wraps(view)
    def ours(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 any view
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            facts = response.context_data or {}
            facts |= {"title": title} | {name: maker() for name, maker in makers.items()}
            facts["passkey"] = json.dumps(facts.get("js_data", {}), cls=DjangoJSONEncoder)
            setting_up = getattr(request, "setting_up", False)
            facts["layout"] = "ui/narrow.html" if setting_up else "ui/staff.html"
            facts["card"] = "" if setting_up else "card "  # the narrow layout is a card itself
            response.context_data = facts
            if facts.get("form") and facts["form"].is_bound and facts["form"].errors:
                response.status_code = 422
        return response

    return ours


def not_the_last(view: View) -> View:
    """`view`, which removes a second step, unless it is the only one that is left."""

    @wraps(view)
    def ours(request: SignedIn[Account], *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 any view
        if len(second_steps(request.user)) > 1:
            return view(request, *args, **kwargs)
        messages.error(request, _("Add another second step first."))
        return redirect("mfa_index")

    return ours


@login_not_required
def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, "accounts/too_many.html", title=_("Too many tries"), status=429)


def me(request: SignedIn[Account]) -> HttpResponse:
    account = request.user
    form = DetailsForm(typed(request), instance=account)
    if form.is_valid() and (
        changed := form.attempt(change_details, account=account, by=request.user)
    ):
        response = redirect("accounts:me")
        remember_language(response, changed)
        with override(changed.language):
            messages.success(request, _("Your account is saved."))
        return response
    second = has_second_step(account)
    return page(request, "accounts/me.html", title=_("My account"), form=form, second_step=second)


@require_POST
def sessions_end(request: SignedIn[Account]) -> HttpResponse:
    account = end_sessions(request.user, by=request.user)
    update_session_auth_hash(request, account)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:me")


@login_not_required
@never_cache
@sensitive_post_parameters()
@rate_limit(action="onetime_code")  # type: ignore[no-untyped-call,untyped-decorator]  # allauth
def password_new(request: HttpRequest) -> HttpResponse:
    """Somebody who forgot the password types the code that a coordinator printed."""
    form = ResetForm(typed(request))
    if form.is_valid() and form.attempt(reset_password) is not None:
        messages.success(request, _("Your new password is set. Sign in with it."))
        return redirect("account_login")
    return page(request, "accounts/password_new.html", title=_("A new password"), form=form)


@login_not_required
def partner_cancelled(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You did not sign in through your organisation."))
    return redirect("account_login")


def partner_name() -> str:
    """The name of the organisation through which people sign in; empty when there is none."""
    return str(settings.OIDC_NAME) if settings.OIDC_SERVER_URL else ""
