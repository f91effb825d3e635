"""Calls: who to call, what to say, and how it went; and what is told at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.looking import look
from digibank.people import languages
from digibank.post import calling, queries, rules
from digibank.post.forms import CallForm, ToldForm
from digibank.post.models import Channel, Dispatch
from digibank.post.purposes import Reply
from digibank.post.refreshing import as_of_now
from digibank.post.views import CALLS, tabs
from digibank.ui.doors import SignedIn, gate, gate_here, page, typed
from digibank.ui.paging import paged


def call_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_call)
    now = timezone.now()
    rows = paged(request, queries.calls_waiting(request.user, digibank, now=now))
    later = list(queries.calls_waiting(request.user, digibank).filter(not_before__gt=now)[:50])
    tried = queries.attempt_counts([*rows, *later])
    return page(
        request,
        "post/call_list.html",
        title=_("To call"),
        nav=CALLS,
        tabs=tabs(request.user, digibank),
        here=CALLS,
        pause=queries.open_pause(digibank),
        rows=rows,
        rows_tried=[(row, tried.get(row.pk, 0)) for row in rows],
        later_tried=[(row, tried.get(row.pk, 0)) for row in later],
    )


def call(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The words to say, and how it went."""
    row = gate(request, rules.can_tell, Dispatch, pk=pk)
    if row.person:
        look(row.person, page="post:call", by=request.user)
    if request.method == "GET" and row.state != "waiting":
        return redirect(row)  # what was said stands there
    now = as_of_now(row)
    tries = list(row.attempts.select_related("by").order_by("pk"))
    start = {"seen": len(tries), "told": " ".join(map(str, now.told))}
    form = CallForm(typed(request), initial=start, reply=reply_of(row))
    if form.is_valid() and (made := form.attempt(calling.attempt, dispatch=row, by=request.user)):
        messages.success(request, said_of(made.dispatch))
        return redirect(CALLS)
    return page(
        request,
        "post/call.html",
        title=_("Call %(name)s") % {"name": row.whom},
        nav=CALLS,
        form=form,
        row=row,
        now=now,
        spoken_name=languages.name_of(now.language),
        attempts=tries,
        can_settle=rules.can_settle(request.user, row),
    )


def reply_of(row: Dispatch) -> Reply | None:
    """What can be answered at once to what `row` tells."""
    found = calling.reply_to(row)
    return found[1] if found else None


def said_of(row: Dispatch) -> str:
    """What comes of a call, in a sentence."""
    if row.sent_at:
        return _("Told. This call is done.")
    if row.failed_at:
        return _("Noted. This number is called no more; another way is taken.")
    moment = timezone.localtime(row.not_before)
    facts = {"day": f"{moment:%d/%m}", "hour": f"{moment:%H.%M}"}
    return _("Noted. It comes back on the list on %(day)s at %(hour)s.") % facts


def telling(request: SignedIn[Account], pk: int) -> HttpResponse:
    """It was told at the desk."""
    row = gate(request, rules.can_tell, Dispatch, pk=pk)
    if request.method == "GET" and row.state != "waiting":
        return redirect(row)
    now = as_of_now(row, Channel.DESK)
    start = {"told": " ".join(map(str, now.told))}
    form = ToldForm(typed(request), initial=start, reply=reply_of(row))
    if form.is_valid() and form.attempt(calling.tell, dispatch=row, by=request.user):
        messages.success(request, _("Noted: it is told."))
        return redirect(row.person or CALLS)
    return page(
        request,
        "post/telling.html",
        title=_("Tell %(name)s") % {"name": row.whom},
        nav=CALLS,
        form=form,
        row=row,
        now=now,
    )
