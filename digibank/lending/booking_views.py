"""Pages of reservations: what is kept for whom, and what is free when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import booking_queries, reserving, rules
from digibank.lending.booking_forms import CancelForm, ReservationForm
from digibank.lending.models import Reservation
from digibank.people.models import Person
from digibank.people.rules import can_see as can_see_person
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged

NAV = "lending:reservation_list"


def reservation_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_loans)
    state = request.GET.get("staat", "open")
    state = state if state in booking_queries.STATES else "open"
    rows = booking_queries.reservation_list(request.user, digibank, state)
    return page(
        request,
        "lending/reservation_list.html",
        title=_("Reservations"),
        nav=NAV,
        state=state,
        rows=paged(request, Capped(rows)),
        can_act=rules.can_lend(request.user, digibank),
    )


def reservation_new(request: SignedIn[Account]) -> HttpResponse:
    """For the person in the address, else for an organisation; with what is free when."""
    digibank = gate_here(request, rules.can_lend)
    number = whole_number(asked(request, "persoon"))
    person = gate(request, can_see_person, Person, pk=number) if number else None
    kind = asked(request, "soort")
    first = {
        "kind": kind if kind in Device.Kind.values else Device.Kind.LAPTOP,
        "access_point": request.standing.access_point,
        "count": 1,
    }
    form = ReservationForm(
        typed(request), digibank=digibank, for_person=person is not None, initial=first
    )
    given = {"digibank": digibank, "person": person, "by": request.user}
    if form.is_valid() and (made := form.attempt(reserving.reserve, **given)):
        messages.success(request, _("Reserved."))
        return redirect(made)
    shown = str(form["kind"].value())
    shown = shown if shown in Device.Kind.values else Device.Kind.LAPTOP
    return page(
        request,
        "lending/reservation_new.html",
        title=_("Reserve for %(person)s") % {"person": person} if person else _("Reserve"),
        nav=NAV,
        form=form,
        person=person,
        kind=Device.Kind(shown),
        weeks=booking_queries.weeks(digibank, shown, localdate()),
    )


def reservation(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_reservation, Reservation, pk=pk)
    return reservation_page(request, row, CancelForm())


def reservation_page(
    request: SignedIn[Account], row: Reservation, form: CancelForm
) -> HttpResponse:
    return page(
        request,
        "lending/reservation.html",
        title=_("Reservation of %(whom)s") % {"whom": row.whom},
        nav=NAV,
        row=row,
        kept=booking_queries.kept(row),
        form=form,
        can_act=row.ended_at is None and rules.can_lend(request.user, row.digibank),
        can_answer=rules.can_answer_set(request.user, row),
    )


@require_POST
def reservation_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_change_reservation, Reservation, pk=pk)
    form = CancelForm(request.POST)
    if form.is_valid() and form.attempt(reserving.cancel, reservation=row, by=request.user):
        messages.success(request, _("Called off. It is free again."))
        return redirect(row)
    return reservation_page(request, row, form)


@require_POST
def reservation_confirm(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_change_reservation, Reservation, pk=pk)
    tried(request, reserving.confirm, row, done=_("Confirmed. It does not lapse any more."))
    return redirect(row)


@require_POST
def reservation_answer(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The set that an organisation asked for is theirs."""
    row = gate(request, rules.can_answer_set, Reservation, pk=pk)
    tried(request, reserving.answer_set, row, done=_("Answered. We tell them."))
    return redirect(row)
