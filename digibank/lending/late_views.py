"""Pages for what stays away too long, and for what becomes somebody's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import papers
from digibank.lending import chasing, giving, queries, rules
from digibank.lending.models import Loan
from digibank.lending.money_forms import GiftForm, LateDecisionForm
from digibank.lending.views import LOANS
from digibank.paper import doors
from digibank.ui.doors import SignedIn, gate, gate_here, page, typed


def decide_list(request: SignedIn[Account]) -> HttpResponse:
    """Loans that are late for so long that a person decides."""
    digibank = gate_here(request, rules.can_weigh)
    return page(
        request,
        "lending/decide_list.html",
        title=_("Late: somebody decides"),
        nav=LOANS,
        rows=queries.to_decide(request.user, digibank),
    )


def late_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_decide_late, Loan, pk=pk)
    form = LateDecisionForm(typed(request), may_give=rules.can_give(request.user, loan))
    if form.is_valid() and form.attempt(chasing.decide_late, loan=loan, by=request.user):
        messages.success(request, _("Decided. Nobody is charged anything by itself."))
        return redirect(loan)
    return page(
        request,
        "lending/late_new.html",
        title=_("%(label)s is not back") % {"label": loan.device.label},
        nav=LOANS,
        form=form,
        loan=loan,
        told=queries.told_about(loan),
        decisions=loan.late_decisions.select_related("decided_by"),
    )


def gift_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The paper that says that the device is theirs, to sign."""
    loan = gate(request, rules.can_decide_late, Loan, pk=pk)
    if loan.end != Loan.End.GIVEN:
        raise Http404
    paper = papers.handover_paper(loan.device.handover)
    return doors.pdf(paper, name=f"{loan.device.label}.pdf")


def gift_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_give, Loan, pk=pk)
    form = GiftForm(typed(request))
    if form.is_valid() and form.attempt(giving.give, loan=loan, by=request.user):
        messages.success(request, _("It is theirs now. Print the paper and let them sign it."))
        return redirect(loan)
    return page(
        request,
        "lending/loan_act.html",
        title=_("%(person)s may keep %(label)s")
        % {"person": loan.person, "label": loan.device.label},
        nav=LOANS,
        form=form,
        loan=loan,
        button=_("It is theirs"),
    )
