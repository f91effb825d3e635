"""The outbox, what one dispatch says, what failed, what a person was sent, and when it all goes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.accounts.models import Account
from digibank.ledger.looking import look
from digibank.network.models import Digibank
from digibank.network.queries import version_of
from digibank.people import languages
from digibank.people.models import Person
from digibank.people.rules import can_see as can_see_person
from digibank.post import pausing, purposes, queries, rules, settling, ways
from digibank.post.forms import OtherWayForm, ScheduleForm
from digibank.post.lettering import came_back
from digibank.post.models import AddressFault, Channel, Dispatch, Pause
from digibank.post.recipients import reaches
from digibank.post.refreshing import as_of_now
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.paging import paged

NAV = "post:outbox"
CALLS = "post:call_list"
STATE_WORDS: list[tuple[str, str | Promise]] = [
    ("waiting", gettext_lazy("Waiting")),
    ("sent", gettext_lazy("Gone out")),
    ("failed", gettext_lazy("Failed")),
    ("withdrawn", gettext_lazy("Not needed any more")),
]


@dataclass(frozen=True)
class Tab:
    url: str
    words: str
    count: int | None = None


def tabs(account: Account, digibank: Digibank) -> list[Tab]:
    """The pages of this room that `account` may open, with what waits on each."""
    found = queries.counts(account, digibank)
    shown = []
    if rules.can_see_outbox(account, digibank):
        shown += [Tab("post:outbox", _("Outbox"))]
        shown += [Tab("post:letter_list", _("Letters"), found["letters"])]
    shown += [Tab(CALLS, _("To call"), found["calls"])]
    if rules.can_see_outbox(account, digibank):
        shown += [Tab("post:failure_list", _("Failed"), found["failures"])]
    if rules.can_arrange(account, digibank):
        shown += [Tab("post:wording_list", _("Texts")), Tab("post:schedule", _("Hours"))]
    return shown


def outbox(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_outbox)
    state = asked(request, "staat")
    state = state if state in queries.STATES else "waiting"
    channel = asked(request, "manier")
    channel = channel if channel in Channel.values else ""
    text = asked(request, "q")
    found = queries.outbox(request.user, digibank, state=state, channel=channel, text=text)
    rows = paged(request, found)
    return page(
        request,
        "post/outbox.html",
        title=_("Messages"),
        nav=NAV,
        tabs=tabs(request.user, digibank),
        here="post:outbox",
        pause=queries.open_pause(digibank),
        can_arrange=rules.can_arrange(request.user, digibank),
        rows=rows,
        about=queries.purposes_of(rows),
        states=STATE_WORDS,
        channels=Channel.choices,
        state=state,
        channel=channel,
        text=text,
    )


def dispatch(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see, Dispatch, pk=pk)
    if row.person:
        look(row.person, page="post:dispatch", by=request.user)
    trail = queries.trail(row)
    open_ways = ways_for(row)
    can_settle = rules.can_settle(request.user, row) and unsettled(row, trail)
    form = OtherWayForm(None, ways=open_ways) if can_settle and open_ways else None
    return dispatch_page(request, row, form=form, trail=trail, can_settle=can_settle)


def unsettled(row: Dispatch, trail: Any) -> bool:  # noqa: ANN401 a sequence of Dispatch
    """Whether somebody can still take care of it."""
    return trail[-1] == row and not row.settled_at and row.state in {"waiting", "failed"}


def ways_for(row: Dispatch) -> list[str]:
    """The channels over which the recipient of `row` can be told, as the record stands now."""
    reach = reaches([row.recipient]).get(row.recipient)
    if reach is None:
        return []
    bad = ways.unhealthy_of(row.digibank_id, [reach])
    known = [
        channel
        for channel, address in reach.addresses.items()
        if address and (channel, address) not in bad and ways.works(channel)
    ]
    desk = [Channel.DESK.value] if reach.can_come else []
    now = row.channel if row.state == "waiting" else ""
    return [channel for channel in [*known, *desk] if channel != now]


def dispatch_page(
    request: SignedIn[Account],
    row: Dispatch,
    *,
    form: Form | None,
    **facts: Any,  # noqa: ANN401 what the page shows more
) -> HttpResponse:
    told = list(row.messages.order_by("pk"))
    return page(
        request,
        "post/dispatch.html",
        title=row.name or row.whom,
        nav=NAV if rules.can_see_outbox(request.user, row.digibank) else CALLS,
        form=form,
        row=row,
        about=next(iter(queries.purposes_of(facts["trail"]).values()), ""),
        told=told,
        attempts=row.attempts.select_related("by").order_by("pk"),
        faults=row.faults.order_by("pk"),
        can_tell=rules.can_tell(request.user, row) and row.state == "waiting",
        can_return=rules.can_settle(request.user, row)
        and row.channel == Channel.LETTER
        and row.state == "sent",
        wanted_name=languages.name_of(row.wanted_language),
        **facts,
    )


def other_way(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Another way for what failed, or for what waits for people."""
    row = gate(request, rules.can_settle, Dispatch, pk=pk)
    if request.method != "POST":
        return redirect(row)  # the form stands there
    form = OtherWayForm(typed(request), ways=ways_for(row))
    if form.is_valid() and (
        new := form.attempt(settling.go_another_way, dispatch=row, by=request.user)
    ):
        words = _("It goes this way now: %(way)s.") % {"way": new.get_channel_display()}
        messages.success(request, words)
        return redirect(new)
    row.refresh_from_db()
    return dispatch_page(request, row, form=form, trail=queries.trail(row), can_settle=True)


def settle(request: SignedIn[Account], pk: int) -> HttpResponse:
    """It is taken care of outside the program, or not needed any more."""
    row = gate(request, rules.can_settle, Dispatch, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(settling.settle, dispatch=row, by=request.user):
        messages.success(request, _("Done. It stands on no list any more."))
        return redirect("post:failure_list" if row.failed_at else CALLS)
    return page(
        request,
        "post/settle.html",
        title=_("Taken care of?"),
        nav=NAV,
        form=form,
        row=row,
        gone=as_of_now(row).gone,
    )


def letter_return(request: SignedIn[Account], pk: int) -> HttpResponse:
    """A letter came back: its address counts no more."""
    row = gate(request, rules.can_settle, Dispatch, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(came_back, dispatch=row, by=request.user):
        messages.success(request, _("Noted. This address gets no letters any more."))
        return redirect(row)
    return page(
        request,
        "post/letter_return.html",
        title=_("Did this letter come back?"),
        nav=NAV,
        form=form,
        row=row,
    )


def failure_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_outbox)
    rows = paged(request, queries.failures(request.user, digibank))
    return page(
        request,
        "post/failure_list.html",
        title=_("Did not arrive"),
        nav=NAV,
        tabs=tabs(request.user, digibank),
        here="post:failure_list",
        rows=rows,
        unreached=queries.only_at_desk(request.user, digibank)[:100],
        faults=queries.faults_open(request.user, digibank)[:100],
    )


def fault_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    fault = gate(request, rules.can_heal, AddressFault, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(settling.heal, fault=fault, by=request.user):
        messages.success(request, _("This address counts again."))
        return redirect("post:failure_list")
    title = _("Does this address work again?")
    return page(request, "post/fault_end.html", title=title, nav=NAV, form=form, fault=fault)


def person_messages(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Everything that went to somebody, word for word."""
    person = gate(request, can_see_person, Person, pk=pk)
    look(person, page="post:person_messages", by=request.user)
    dropped = queries.dropped_for(person)
    return page(
        request,
        "post/person_messages.html",
        title=_("Messages to %(name)s") % {"name": person},
        nav="people:person_list",
        person=person,
        rows=paged(request, queries.dispatches_of(request.user, person)),
        waiting=[(row, purposes.named(row.purpose)) for row in queries.waiting_for(person)],
        dropped=[
            (row, purposes.named(row.purpose), purposes.reason(row.dropped_for)) for row in dropped
        ],
    )


def schedule(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_arrange)
    known = queries.schedule_of(digibank)
    form = ScheduleForm(typed(request), instance=known, version=version_of(known))
    if form.is_valid() and form.attempt(pausing.set_schedule, digibank=digibank, by=request.user):
        messages.success(request, _("The hours are saved."))
        return redirect("post:schedule")
    return page(
        request,
        "post/schedule.html",
        title=_("When messages go"),
        nav=NAV,
        tabs=tabs(request.user, digibank),
        here="post:schedule",
        form=form,
        pause=queries.open_pause(digibank),
        by_mail=ways.works(Channel.EMAIL),
        by_sms=ways.works(Channel.SMS),
    )


def pause_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_arrange)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(pausing.pause, digibank=digibank, by=request.user):
        messages.success(request, _("Nothing goes out until you say so."))
        return redirect("post:schedule")
    return page(request, "post/pause_new.html", title=_("Pause all sending?"), nav=NAV, form=form)


def pause_end(request: SignedIn[Account]) -> HttpResponse:
    """What would go out now, before it goes."""
    digibank = gate_here(request, rules.can_arrange)
    pause = queries.open_pause(digibank)
    form = Form(typed(request))
    if pause is None:
        return redirect("post:schedule")
    if form.is_valid() and form.attempt(pausing.resume, pause=pause, by=request.user):
        messages.success(request, _("Messages go out again."))
        return redirect("post:outbox")
    now = timezone.now()
    waiting = queries.due_now(digibank, now)
    return page(
        request,
        "post/pause_end.html",
        title=_("Let messages go out again?"),
        nav=NAV,
        form=form,
        pause=pause,
        beginning=pause.reason == Pause.Reason.BEGINNING,
        waiting=[(purposes.named(code), count) for code, count in waiting],
    )
