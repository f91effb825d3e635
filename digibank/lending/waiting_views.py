"""Pages of the waiting list: who waits, on which place and why, and what is offered."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import booking_queries, due, requesting, rules, terms, waiting_queries
from digibank.lending.models import LoanRequest, NeedCriterion, Offer
from digibank.lending.waiting_forms import CriterionForm, EndForm, OfferForm, RequestForm
from digibank.people.models import Person
from digibank.people.rules import can_see as can_see_person
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.paging import paged

NAV = "lending:waiting_list"
END = "end_%s"  # the ids of the second form on the page


def waiting_list(request: SignedIn[Account]) -> HttpResponse:
    """Who waits for one type, with the points of each."""
    digibank = gate_here(request, rules.can_weigh)
    kinds = waiting_queries.kinds(digibank)
    kind = asked(request, "soort")
    if kind not in Device.Kind.values:
        kind = kinds[0][0] if kinds else str(Device.Kind.LAPTOP)
    places = waiting_queries.waiting_list(digibank, kind)
    return page(
        request,
        "lending/waiting_list.html",
        title=_("Waiting list"),
        nav=NAV,
        kind=Device.Kind(kind),
        kinds=kinds,
        rows=paged(request, places),
        weeks=booking_queries.weeks(digibank, kind, localdate())[:12],
        can_rule=rules.can_set_policy(request.user, digibank),
    )


def request_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_weigh_for, Person, pk=pk)
    digibank = person.digibank
    first = {"kind": Device.Kind.LAPTOP, "access_point": request.standing.access_point}
    form = RequestForm(typed(request), digibank=digibank, initial=first)
    given = {"digibank": digibank, "person": person, "by": request.user}
    if form.is_valid() and (made := form.attempt(requesting.request_loan, **given)):
        messages.success(request, _("On the waiting list."))
        return redirect(made)
    return page(
        request,
        "lending/request_new.html",
        title=_("What does %(person)s ask for?") % {"person": person},
        nav=NAV,
        form=form,
        person=person,
    )


def request_(request: SignedIn[Account], pk: int) -> HttpResponse:
    """One request: its place and why, what was offered, and what can be offered now."""
    row = gate(request, rules.can_see_request, LoanRequest, pk=pk)
    return request_page(request, row, typed(request), EndForm(auto_id=END))


def request_page(
    request: SignedIn[Account], row: LoanRequest, told: QueryDict | None, ending: EndForm
) -> HttpResponse:
    place = waiting_queries.place_of(row)
    passes = len(waiting_queries.passed_by(place)) if place else 0
    begins = due.first_day(row.digibank, row.access_point, localdate(), row.kind)
    first = {
        "from_on": begins,
        "until_on": due.due_of_loan(row.digibank, row.access_point, begins, kind=row.kind).on,
    }
    form = OfferForm(told, passes=passes, initial=first)
    if form.is_valid() and form.attempt(requesting.offer, request=row, by=request.user):
        messages.success(request, _("Offered. We tell them, and keep it until they answer."))
        return redirect(row)
    return page(
        request,
        "lending/request.html",
        title=str(row.person),
        nav=NAV,
        status=max(form.status, ending.status),
        form=ending if ending.is_bound else form,
        offering=form,
        row=row,
        place=place,
        passes=passes,
        offers=waiting_queries.history(row),
        skips=row.skips.select_related("by"),
        end_form=ending,
        can_see_person=can_see_person(request.user, row.person),
    )


@require_POST
def request_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_request, LoanRequest, pk=pk)
    form = EndForm(request.POST, auto_id=END)
    if form.is_valid() and form.attempt(requesting.end, request=row, by=request.user):
        messages.success(request, _("This request has ended."))
        return redirect(row)
    return request_page(request, row, None, form)


@require_POST
def offer_answer(request: SignedIn[Account], pk: int) -> HttpResponse:
    """They want it, or not."""
    row = gate(request, rules.can_see_request, LoanRequest, pk=pk)
    made = row.offers.filter(closed_at=None).first()
    answer = request.POST.get("antwoord")
    if made is None:
        messages.error(request, _("This offer was answered already."))
    elif answer == Offer.Answer.ACCEPTED:
        tried(request, requesting.accept, made, done=_("Good. It waits for them."))
    elif answer == Offer.Answer.DECLINED:
        tried(request, requesting.decline, made, done=_("It is free again. They keep their place."))
    return redirect(row)


def criterion_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_policy)
    form = CriterionForm(typed(request))
    if form.is_valid() and form.attempt(
        requesting.add_criterion, digibank=digibank, by=request.user
    ):
        messages.success(request, _("Saved. It counts for new requests."))
        return redirect("lending:criterion_list")
    return page(
        request,
        "lending/criterion_list.html",
        title=_("What counts on the waiting list?"),
        nav=NAV,
        form=form,
        rows=waiting_queries.criteria(digibank),
        week_points=terms.policy_of(digibank).week_points,
    )


@require_POST
def criterion_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_end_criterion, NeedCriterion, pk=pk)
    tried(request, requesting.end_criterion, row, done=_("It does not count for new requests."))
    return redirect("lending:criterion_list")
