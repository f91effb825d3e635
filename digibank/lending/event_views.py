"""Pages of what happens during a loan: swap, incident, giving up what is gone."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.lending import rules, swapping
from digibank.lending.event_forms import EndingForm, IncidentForm, SwapForm
from digibank.lending.models import Incident, Loan
from digibank.lending.views import LOANS, place_in
from digibank.paper import doors
from digibank.ui.doors import SignedIn, gate, page, tried, typed
from digibank.ui.forms import Form


def swap_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The other device is scanned; the loan and its due day stay."""
    loan = gate(request, rules.can_take_back, Loan, pk=pk)
    form = SwapForm(typed(request), account=request.user)
    point = place_in(request, loan.digibank_id)
    given = {"loan": loan, "access_point": point, "by": request.user}
    if form.is_valid() and form.attempt(swapping.swap, **given):
        messages.success(request, _("Swapped. Print the agreement again: the label is another."))
        return redirect(loan)
    title = _("Swap %(label)s") % {"label": loan.device.label}
    return about(request, loan, form, title, _("Swap it"))


def incident_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_take_back, Loan, pk=pk)
    form = IncidentForm(typed(request), request.FILES or None)
    given = {"loan": loan, "by": request.user}
    if form.is_valid() and form.attempt(swapping.report_incident, **given):
        messages.success(request, _("Written down. Nobody is charged anything by itself."))
        return redirect(loan)
    title = _("What happened with %(label)s?") % {"label": loan.device.label}
    return about(request, loan, form, title, _("Write it down"))


def about(
    request: SignedIn[Account], loan: Loan, form: Form, title: str, button: str
) -> HttpResponse:
    return page(
        request,
        "lending/loan_act.html",
        title=title,
        nav=LOANS,
        form=form,
        loan=loan,
        button=button,
    )


@require_POST
def incident_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_close_incident, Incident, pk=pk)
    form = EndingForm(request.POST)
    if form.is_valid():
        ending = form.cleaned_data["ending"]
        tried(request, swapping.close_incident, row, ending=ending, done=_("Settled."))
    else:
        messages.error(request, " ".join(map(str, form.errors["ending"])))
    return redirect(row.loan)


@require_POST
def incident_gone(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_give_up, Incident, pk=pk)
    tried(request, swapping.give_up, row, done=_("The loan has ended. Nothing is charged."))
    return redirect(row.loan)


def incident_photo(request: SignedIn[Account], pk: int) -> HttpResponseBase:
    row = gate(request, rules.can_see_incident, Incident, pk=pk)
    if row.photo is None:
        raise Http404
    return doors.download(row.photo)
