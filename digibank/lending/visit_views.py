"""Pages of the hand-over day: who comes when, what is taken from the shelf, what is not closed."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.lending import rules, visit_queries, visiting
from digibank.lending.models import Visit, VisitLine
from digibank.lending.views import place_in
from digibank.lending.visit_forms import PullForm, SlotForm, VisitForm, as_code
from digibank.lending.visit_queries import Slot
from digibank.network.models import AccessPoint
from digibank.people.models import Person
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed

NAV = "lending:visit_day"


def visit_day(request: SignedIn[Account]) -> HttpResponse:
    """Who comes on a day to the place where you stand, with what to pull from the shelf."""
    digibank = gate_here(request, rules.can_see_loans)
    point = place_in(request, digibank.pk)
    on = day_asked(request)
    visits = visit_queries.day_of(request.user, digibank, point, on)
    return page(
        request,
        "lending/visit_day.html",
        title=_("Fetch and bring back"),
        nav=NAV,
        on=on,
        today=localdate(),
        before=on - timedelta(days=1),
        after=on + timedelta(days=1),
        point=point,
        visits=visits,
        pulls=visit_queries.to_pull(visits),
        left=visit_queries.not_closed(request.user, digibank, localdate()),
        can_act=rules.can_lend(request.user, digibank),
        can_rule=point and rules.can_set_policy(request.user, digibank),
    )


def day_asked(request: SignedIn[Account]) -> date:
    try:
        return date.fromisoformat(asked(request, "dag"))
    except ValueError:
        return localdate()


def visit_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    """They come to the place where you stand; who comes already has that appointment changed."""
    person = gate(request, rules.can_lend_to, Person, pk=pk)
    if found := visit_queries.open_visit(person):
        return redirect("lending:visit_change", found.pk)
    point = place_in(request, person.digibank_id)
    slots = visit_queries.slots(point, localdate(), visit_queries.AHEAD) if point else []
    form = VisitForm(typed(request), person=person, slots=slots)
    given = {"person": person, "by": request.user}
    if point and form.is_valid():
        made = form.attempt(visiting.plan_visit, access_point=point, **given)
        if made:
            messages.success(request, _("Agreed. We tell them, and again the day before."))
            return redirect(made)
    title = _("When does %(person)s come?") % {"person": person}
    return visit_form(request, form, person, point, title)


def visit_change(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_act_on_visit, Visit, pk=pk)
    if row.closed_at:
        raise Http404
    first = min(localdate(), localdate(row.starts_at))
    slots = visit_queries.slots(row.access_point, first, visit_queries.AHEAD, besides=row.pk)
    others = [one for one in slots if one.starts_at != row.starts_at]
    slots = [Slot(row.starts_at, 1), *others]  # it can stay as it is, also when the hour is over
    lines = list(row.lines.all())
    now_is = {
        "starts_at": as_code(row.starts_at),
        "remark": row.remark,
        "fetch": [one.reservation_id for one in lines if one.reservation_id],
        "bring": [one.loan_id for one in lines if one.kind == VisitLine.Kind.BRING],
        "renew": [one.loan_id for one in lines if one.kind == VisitLine.Kind.RENEW],
    }
    form = VisitForm(typed(request), person=row.person, slots=slots, initial=now_is)
    if form.is_valid() and form.attempt(visiting.change_visit, visit=row, by=request.user):
        messages.success(request, _("Changed. We tell them when the hour is another."))
        return redirect(row)
    title = _("Change the appointment of %(person)s") % {"person": row.person}
    return visit_form(request, form, row.person, row.access_point, title)


def visit_form(
    request: SignedIn[Account],
    form: VisitForm,
    person: Person,
    point: AccessPoint | None,
    title: str,
) -> HttpResponse:
    return page(
        request,
        "lending/visit_form.html",
        title=title,
        nav=NAV,
        form=form,
        person=person,
        point=point,
    )


def visit(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_visit, Visit, pk=pk)
    return visit_page(request, row)


def pull_form(line: VisitLine, sent: QueryDict | None = None) -> PullForm:
    """The form of one line: each has ids of its own."""
    return PullForm(sent, digibank_id=line.visit.digibank_id, auto_id=f"pull_{line.pk}_%s")


def visit_page(
    request: SignedIn[Account], row: Visit, at: int = 0, form: PullForm | None = None
) -> HttpResponse:
    """The page; `form` is what was sent for the line with the number `at`."""
    named = ("reservation", "loan__device", "pulled", "became__device")
    lines = row.lines.select_related("visit", *named).prefetch_related("loan__renewals")
    can_act = rules.can_lend(request.user, row.digibank)
    return page(
        request,
        "lending/visit.html",
        title=str(row.person),
        nav=NAV,
        row=row,
        lines=[(one, form if one.pk == at else pull_form(one)) for one in lines],
        form=form,
        ends=Visit.End.choices,
        can_act=can_act and row.closed_at is None,
        can_put=can_act,
        can_renew=rules.lends_at(request.user, row.digibank_id),
    )


@require_POST
def visit_pull(request: SignedIn[Account], pk: int) -> HttpResponse:
    """A device is taken from the shelf for a line."""
    line = gate(request, rules.can_act_on_line, VisitLine, pk=pk)
    if line.kind != VisitLine.Kind.FETCH:
        raise Http404
    form = pull_form(line, request.POST)
    if form.is_valid() and form.attempt(visiting.pull, line=line, by=request.user):
        messages.success(request, _("It lies ready for them."))
        return redirect(line.visit)
    return visit_page(request, line.visit, line.pk, form)


@require_POST
def visit_put_back(request: SignedIn[Account], pk: int) -> HttpResponse:
    line = gate(request, rules.can_act_on_line, VisitLine, pk=pk)
    tried(request, visiting.put_back, line, done=_("Back on the shelf."))
    return redirect(line.visit)


@require_POST
def visit_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_act_on_visit, Visit, pk=pk)
    how = request.POST.get("how", "")
    tried(request, visiting.close_visit, row, how=how, done=_("Closed."))
    return redirect(row)


def slots(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_set_slots, AccessPoint, pk=pk)
    form = SlotForm(typed(request), instance=visit_queries.rule_of(point))
    if form.is_valid() and form.attempt(visiting.set_slots, access_point=point, by=request.user):
        messages.success(request, _("Saved. Appointments that stand stay."))
        return redirect(NAV)
    return page(
        request,
        "lending/slots.html",
        title=_("How many people can come to %(place)s?") % {"place": point},
        nav=NAV,
        form=form,
        point=point,
    )
