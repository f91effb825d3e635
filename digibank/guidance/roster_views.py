"""Pages of the roster: who is where this week, what is missing, and the hours somebody gave."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import agenda_queries, printing, rostering, rules
from digibank.guidance.agenda_forms import OfferForm
from digibank.guidance.models import Shift
from digibank.network.models import Membership
from digibank.paper import doors
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.numbers import whole_number

NAV = "guidance:roster"


def monday_in(text: str) -> date:
    """The Monday of the week that holds the day in `text`, or today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = localdate()
    if not 2000 < day.year < 2200:
        day = localdate()
    return day - timedelta(days=day.weekday())


def roster(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    monday = monday_in(asked(request, "week"))
    week = agenda_queries.week_of(digibank, monday)
    return page(
        request,
        "guidance/roster.html",
        title=_("Roster"),
        nav=NAV,
        week=week,
        monday=monday,
        sunday=monday + timedelta(days=6),
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        today=localdate(),
        gap_count=sum(len(day.gaps) for _on, days in week for day in days),
        plans=rules.can_coordinate_help(request.user, digibank),
    )


def shift_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    plans = rules.can_coordinate_help(request.user, digibank)
    names = ("on", "begins_at", "ends_at")
    known = {name: asked(request, name) for name in names if asked(request, name)}
    stands = getattr(request.standing.access_point, "pk", None)
    point = whole_number(asked(request, "plaats")) or stands
    initial = {**known, "access_point": point, "helper": request.user}
    form = OfferForm(typed(request), digibank=digibank, plans=plans, initial=initial)
    if form.is_valid():
        form.cleaned_data.setdefault("helper", request.user)
        if made := form.attempt(rostering.offer, confirmed=plans, by=request.user):
            messages.success(request, _("It is on the roster."))
            return week_with(made)
    return page(
        request, "guidance/shift_new.html", title=_("When can you come?"), nav=NAV, form=form
    )


@require_POST
def shift_confirm(request: SignedIn[Account], pk: int) -> HttpResponse:
    shift = gate(request, rules.can_plan_shift, Shift, pk=pk)
    tried(request, rostering.confirm, shift, done=_("It counts."))
    return week_with(shift)


@require_POST
def shift_give_up(request: SignedIn[Account], pk: int) -> HttpResponse:
    shift = gate(request, rules.can_give_up_shift, Shift, pk=pk)
    tried(request, rostering.give_up, shift, done=_("No problem. Somebody else can come now."))
    return week_with(shift)


@require_POST
def shift_step_in(request: SignedIn[Account], pk: int) -> HttpResponse:
    shift = gate(request, rules.can_see_shift, Shift, pk=pk)
    tried(request, rostering.step_in, shift, done=_("Thank you. You are on the roster."))
    return week_with(shift)


def week_with(shift: Shift) -> HttpResponse:
    return redirect(f"{reverse(NAV)}?week={shift.on.isoformat()}")


def helper_in(request: SignedIn[Account]) -> Account:
    """Whose hours are asked: one's own, or for a coordinator those of a member."""
    digibank = gate_here(request, rules.can_help)
    wanted = whole_number(asked(request, "lid"))
    if wanted and rules.can_coordinate_help(request.user, digibank):
        rows = Membership.objects.visible_to(request.user).filter(digibank=digibank)
        if row := rows.filter(account=wanted).select_related("account").first():
            found: Account = row.account
            return found
    return request.user


def hours(request: SignedIn[Account]) -> HttpResponse:
    helper = helper_in(request)
    digibank = request.standing.digibank
    months = agenda_queries.hours_worked(helper, digibank)
    total = sum(one.minutes for one in months)
    return page(
        request,
        "guidance/hours.html",
        title=_("Hours of %(name)s") % {"name": helper},
        nav=NAV,
        helper=helper,
        months=months,
        most=max((one.minutes for one in months), default=0),
        total=f"{total // 60}.{total % 60:02}",
        shifts=agenda_queries.shifts_of(helper, digibank),
    )


def hours_pdf(request: SignedIn[Account]) -> HttpResponse:
    helper = helper_in(request)
    months = agenda_queries.hours_worked(helper, request.standing.digibank)
    made = printing.hours_pdf(helper, request.standing.digibank, months)
    return doors.pdf(made, name="uren.pdf")
