"""Pages of sets: devices that leave with an organisation, and come back together."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.lending import booking_queries, due, lending_sets, printing, queries, rules
from digibank.lending.forms import RenewForm
from digibank.lending.models import Loan, Reservation, SetLoan
from digibank.lending.set_forms import SetBackForm, SetForm
from digibank.lending.views import LOANS, place_in
from digibank.paper import doors
from digibank.people.models import Person
from digibank.people.queries import found as persons_found
from digibank.people.rules import can_see as can_see_person
from digibank.ui.doors import SignedIn, asked, gate, page, typed
from digibank.ui.numbers import whole_number

NAV = "lending:reservation_list"


def set_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    """First who answers for it, then what goes along."""
    row = gate(request, rules.can_change_reservation, Reservation, pk=pk)
    if row.ended_at or row.organisation is None:
        raise Http404
    number = whole_number(request.POST.get("persoon") or request.GET.get("persoon") or "")
    if not number:
        return choose_who(request, row)
    person = gate(request, can_see_person, Person, pk=number)
    kept = [one.device_id for one in booking_queries.kept(row)]
    others = booking_queries.for_set(row, localdate())
    form = SetForm(typed(request), row=row, kept=kept, others=others)
    given = {"reservation": row, "person": person, "by": request.user}
    if form.is_valid() and (made := form.attempt(lending_sets.hand_out_set, **given)):
        messages.success(request, _("The set left. Print the agreement once, for all of it."))
        return redirect(made)
    form.initial = {"due_on": row.until_on, "language": "nl"}
    return page(
        request,
        "lending/set_new.html",
        title=_("Set for %(name)s") % {"name": row.organisation},
        nav=NAV,
        form=form,
        row=row,
        person=person,
    )


def choose_who(request: SignedIn[Account], row: Reservation) -> HttpResponse:
    text = asked(request, "zoek")
    return page(
        request,
        "lending/set_who.html",
        title=_("Who answers for the set?"),
        nav=NAV,
        row=row,
        text=text,
        found=persons_found(row.digibank, text) if text else [],
    )


def set_loan(request: SignedIn[Account], pk: int) -> HttpResponse:
    lent = gate(request, rules.can_see_set, SetLoan, pk=pk)
    loans = lent.loans.select_related("device").prefetch_related("parts").order_by("pk")
    open_ = [loan for loan in loans if loan.ended_at is None]
    can_act = bool(open_) and rules.can_lend(request.user, lent.digibank)
    return page(
        request,
        "lending/set_loan.html",
        title=str(lent.organisation),
        nav=LOANS,
        lent=lent,
        loans=loans,
        open=open_,
        all_back=all(loan.end == Loan.End.TAKEN_BACK for loan in loans),
        due_on=max((loan.due_on for loan in open_), default=None),
        agreement=queries.agreement_of_set(lent),
        can_act=can_act,
        can_renew=can_act and rules.lends_at(request.user, lent.digibank_id),
    )


def set_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    lent = gate(request, rules.can_see_set, SetLoan, pk=pk)
    agreement = queries.agreement_of_set(lent)
    if agreement is None:
        raise Http404
    return doors.pdf(printing.set_pdf(lent, agreement), name=f"set-{lent.pk}.pdf")


def open_loans(lent: SetLoan) -> list[Loan]:
    loans = lent.loans.open().select_related("device", "access_point")
    return list(loans.prefetch_related("parts").order_by("pk"))


def set_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    """One page for all: everything is back and fine, but for what is said."""
    lent = gate(request, rules.can_act_on_set, SetLoan, pk=pk)
    form = SetBackForm(typed(request), loans=open_loans(lent))
    given = {"lent": lent, "access_point": place_in(request, lent.digibank_id)}
    if form.is_valid() and form.attempt(lending_sets.take_back_set, **given, by=request.user):
        messages.success(request, _("Taken back. Everything has to be erased before it goes out."))
        return redirect(lent)
    return page(
        request,
        "lending/set_end.html",
        title=_("Back from %(name)s") % {"name": lent.organisation},
        nav=LOANS,
        form=form,
        lent=lent,
    )


def set_renewal(request: SignedIn[Account], pk: int) -> HttpResponse:
    lent = gate(request, rules.can_renew_set, SetLoan, pk=pk)
    loans = open_loans(lent)
    if not loans:
        raise Http404
    start = max(localdate(), max(loan.due_on for loan in loans))
    kind = lent.reservation.kind
    proposal = due.due_of_set_renewal(lent.digibank, loans[0].access_point, start, kind)
    form = RenewForm(typed(request), initial={"due_on": proposal.on})
    if form.is_valid() and form.attempt(lending_sets.renew_set, lent=lent, by=request.user):
        messages.success(request, _("The whole set may stay longer."))
        return redirect(lent)
    return page(
        request,
        "lending/set_renewal.html",
        title=_("How long may the set stay?"),
        nav=LOANS,
        form=form,
        lent=lent,
        due=proposal,
    )
