"""Doors for coming in: where you stand, invitations, papers with codes, the first digibank."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from digibank.accounts.closing import close
from digibank.accounts.doors import enter
from digibank.accounts.models import Account, PasswordCode
from digibank.accounts.resetting import give_code
from digibank.network import founding, inviting, rules
from digibank.network.joining_forms import (
    FirstAccountForm,
    FirstDigibankForm,
    InviteForm,
    JoinForm,
    NewAccountForm,
    PasswordCodeForm,
    SetupForm,
)
from digibank.network.middleware import KEY
from digibank.network.models import Invitation, Membership
from digibank.network.places import Place, Spot, spots_of
from digibank.paper.printing import qr
from digibank.ui.doors import SignedIn, gate, gate_here, page, typed
from digibank.ui.forms import Form

Door = Callable[..., HttpResponse]
ASKED, FOUNDER = "invitation", "founder"  # in the session: digests of the code that was typed
guess: Callable[[Door], Door] = rate_limit(action="onetime_code")  # type: ignore[no-untyped-call]  # allauth


def onward(request: HttpRequest) -> str:
    """Where somebody wanted to go; a page of ours or nothing."""
    url = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if ours and url.startswith("/") else ""


def standing(request: SignedIn[Account]) -> HttpResponse:
    """Choose a digibank and an access point; who has one place, goes on after log-in."""
    places: list[Place] = request.places  # type: ignore[attr-defined]  # by Standing
    spots, url = spots_of(places), onward(request)
    if "place" in request.POST:
        return stand_at(request, spots, url)
    if request.method == "GET" and url and len(spots) < 2:
        return redirect(url)
    facts: dict[str, Any] = {
        "spots": spots,
        "next": url,
        "founding": not spots and not founding.is_founded(),
    }
    facts["status"] = 422 if request.method == "POST" else 200  # nothing was chosen
    return page(request, "network/standing.html", title=_("Where do you stand?"), **facts)


def stand_at(request: SignedIn[Account], spots: list[Spot], url: str) -> HttpResponse:
    chosen = next((spot for spot in spots if spot.key == request.POST["place"]), None)
    if chosen is None:
        raise Http404
    request.session[KEY] = [chosen.digibank.pk, chosen.point.pk if chosen.point else None]
    return redirect(url or "lobby:desk")


def invitation_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_invite)
    rows = digibank.invitations.select_related("invited_by", "accepted_by")[:50]
    title = _("Invitations")
    return page(
        request,
        "network/invitation_list.html",
        title=title,
        invitations=rows,
        nav="network:invitation_list",
    )


@never_cache
def invitation_new(request: SignedIn[Account]) -> HttpResponse:
    """The paper is the answer itself: its code is on it and nowhere else."""
    digibank = gate_here(request, rules.can_invite)
    form = InviteForm(typed(request))
    if form.is_valid() and (
        made := form.attempt(inviting.invite, digibank=digibank, by=request.user)
    ):
        address = request.build_absolute_uri(reverse("network:join"))
        facts: dict[str, Any] = {"invitation": made, "address": address, "qr": qr(address)}
        title = _("Invitation for %(name)s") % {"name": made.name}
        return page(request, "network/invitation_paper.html", title=title, **facts)
    title = _("Invite somebody")
    return page(request, "network/invitation_new.html", title=title, form=form)


def invitation_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    invitation = gate(request, rules.can_see_invitation, Invitation, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(inviting.withdraw, invitation=invitation, by=request.user):
        messages.success(request, _("The invitation is withdrawn. Its code no longer works."))
        return redirect("network:invitation_list")
    title = _("Withdraw the invitation?")
    return page(
        request, "network/invitation_end.html", title=title, form=form, invitation=invitation
    )


@login_not_required
@never_cache
@guess
def join(request: HttpRequest) -> HttpResponse:
    """Somebody with a paper types its code."""
    form = JoinForm(typed(request))
    if form.is_valid() and (invitation := form.attempt(inviting.known)):
        request.session[ASKED] = invitation.digest
        return redirect("network:join_account")
    title = _("Join a digibank")
    return page(request, "network/join.html", title=title, form=form)


@login_not_required
@never_cache
@guess
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody follows the link in a mail: the same as with a paper, without typing its code."""
    invitation = inviting.linked(token)
    if invitation is None:
        messages.error(request, _("This link does not work any more. Ask for a new one."))
        return redirect("network:join")
    request.session[ASKED] = invitation.digest
    return redirect("network:join_account")


@login_not_required
@never_cache
@sensitive_post_parameters()
def join_account(request: HttpRequest) -> HttpResponse:
    """The code was right: a new account, or the one that is signed in."""
    invitation = inviting.waiting(request.session.get(ASKED, ""))
    if invitation is None:
        return redirect("network:join")
    signed_in = isinstance(request.user, Account)
    form = Form(typed(request)) if signed_in else new_account(request, invitation)
    if form.is_valid() and (membership := accepted(request, form, invitation.digest)):
        del request.session[ASKED]
        sentence = _("Welcome to %(digibank)s.") % {"digibank": membership.digibank}
        messages.success(request, sentence)
        return enter(request, membership.account, reverse("lobby:desk"))
    title = _("Join %(digibank)s") % {"digibank": invitation.digibank}
    facts: dict[str, Any] = {"invitation": invitation, "signed_in": signed_in}
    return page(request, "network/join_account.html", title=title, form=form, **facts)


def new_account(request: HttpRequest, invitation: Invitation) -> NewAccountForm:
    return NewAccountForm(typed(request), initial={"name": invitation.name})


def accepted(request: HttpRequest, form: Form, digest: str) -> Membership | None:
    """The membership that came of it, or None with the refusal on the form."""
    if isinstance(request.user, Account):
        return form.attempt(inviting.accept, digest=digest, by=request.user)
    return form.attempt(inviting.accept_as_new, digest=digest, language=get_language() or "nl")


@never_cache
def password_code_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    """A paper with which a member chooses a new password; the paper is the answer itself."""
    membership = gate(request, rules.can_give_code, Membership, pk=pk)
    member = membership.account
    form = PasswordCodeForm(typed(request))
    both = rules.answers_for(request.user, member)
    if not both:  # a second step guards what this coordinator does not answer for
        form.fields["scope"].choices = PasswordCode.Scope.choices[:1]  # type: ignore[attr-defined]
    if form.is_valid() and (made := form.attempt(give_code, account=member, by=request.user)):
        address = request.build_absolute_uri(reverse("account_reset_password"))
        facts: dict[str, Any] = {"row": made, "address": address, "qr": qr(address)}
        title = _("New password for %(name)s") % {"name": member}
        return page(request, "network/password_code_paper.html", title=title, **facts)
    title = _("New password for %(name)s") % {"name": member}
    facts = {"membership": membership, "both": both}
    return page(request, "network/password_code_new.html", title=title, form=form, **facts)


def account_close(request: SignedIn[Account], pk: int) -> HttpResponse:
    membership = gate(request, rules.can_close_account, Membership, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(close, account=membership.account, by=request.user):
        sentence = _("The account of %(name)s is closed.") % {"name": membership.account}
        messages.success(request, sentence)
        return redirect("lobby:desk")
    title = _("Close the account of %(name)s?") % {"name": membership.account}
    return page(
        request, "network/account_close.html", title=title, form=form, membership=membership
    )


def until_founded(view: Door) -> Door:
    """`view`, which does not exist any more once there is a digibank."""

    @wraps(view)
    def ours(request: HttpRequest) -> HttpResponse:
        if founding.is_founded():
            raise Http404
        return view(request)

    return ours


@login_not_required
@until_founded
@never_cache
@guess
def begin(request: HttpRequest) -> HttpResponse:
    """First step of a new installation: the code that the program printed."""
    if isinstance(request.user, Account):
        return redirect("network:begin_digibank")
    form = SetupForm(typed(request))
    if form.is_valid():
        try:
            request.session[FOUNDER] = founding.checked(**form.cleaned_data)
            return redirect("network:begin_account")
        except ValidationError as refusal:
            form.show(refusal)
    return page(request, "network/begin.html", title=_("Start your digibank"), form=form, step=1)


@login_not_required
@until_founded
@never_cache
@sensitive_post_parameters()
def begin_account(request: HttpRequest) -> HttpResponse:
    """Second step: the account of who starts."""
    digest = request.session.get(FOUNDER)
    if not digest or founding.setup_code() is None:
        return redirect("network:begin")
    form = FirstAccountForm(typed(request))
    language = get_language() or "nl"
    if form.is_valid() and (
        account := form.attempt(founding.found_account, digest=digest, language=language)
    ):
        del request.session[FOUNDER]
        return enter(request, account, reverse("network:begin_digibank"))
    return page(request, "network/begin.html", title=_("Your account"), form=form, step=2)


@login_not_required
@until_founded
def begin_digibank(request: HttpRequest) -> HttpResponse:
    """Third step: the digibank."""
    if not isinstance(request.user, Account):
        return redirect("network:begin")
    form = FirstDigibankForm(typed(request))
    if form.is_valid() and form.attempt(founding.found_digibank, by=request.user):
        messages.success(request, _("Your digibank is here. Now choose your second step."))
        return redirect("lobby:desk")
    return page(request, "network/begin.html", title=_("Your digibank"), form=form, step=3)
