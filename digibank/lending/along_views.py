"""Pages of SIM cards, and of people who are not reminded any more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.lending import connecting, hushing, rules
from digibank.lending.along_forms import BundleForm, ConnectionForm, QuietForm
from digibank.lending.models import Connection, Loan
from digibank.people.models import Person
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried, typed


def connection_list(request: SignedIn[Account]) -> HttpResponse:
    """SIM cards: who has each, and until when its bundle runs."""
    digibank = gate_here(request, rules.can_weigh)
    form = ConnectionForm(typed(request))
    if form.is_valid() and form.attempt(
        connecting.add_connection, digibank=digibank, by=request.user
    ):
        messages.success(request, _("Saved. It can go along with a device."))
        return redirect("lending:connection_list")
    rows = Connection.objects.visible_to(request.user).open().filter(digibank=digibank)
    out = Loan.objects.visible_to(request.user).open().filter(connection__in=rows)
    holders = {loan.connection_id: loan for loan in out}
    return page(
        request,
        "lending/connection_list.html",
        title=_("SIM cards"),
        nav="lending:connection_list",
        form=form,
        rows=[(row, holders.get(row.pk)) for row in rows],
    )


def connection(request: SignedIn[Account], pk: int) -> HttpResponse:
    """One card: a new bundle, or the end of it."""
    row = gate(request, rules.can_keep_connection, Connection, pk=pk)
    start = {"bundle": row.bundle, "expires_on": row.expires_on}
    form = BundleForm(typed(request), initial=start)
    if form.is_valid() and form.attempt(connecting.renew_bundle, connection=row, by=request.user):
        messages.success(request, _("Saved. The bundle runs on."))
        return redirect("lending:connection_list")
    return page(
        request,
        "lending/connection.html",
        title=row.number,
        nav="lending:connection_list",
        form=form,
        row=row,
        loan=row.loans.open().select_related("person").first(),
    )


@require_POST
def connection_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_keep_connection, Connection, pk=pk)
    tried(request, connecting.end_connection, row, done=_("It is not used any more."))
    return redirect("lending:connection_list")


def quiet_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_decide, Person, pk=pk)
    form = QuietForm(typed(request))
    if form.is_valid() and form.attempt(hushing.hush, person=person, by=request.user):
        messages.success(request, _("We do not remind them any more. You decide about the loan."))
        return redirect(person)
    return page(
        request,
        "lending/quiet_new.html",
        title=_("No messages to %(person)s any more?") % {"person": person},
        nav="people:person_list",
        form=form,
        person=person,
    )


@require_POST
def quiet_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_decide, Person, pk=pk)
    tried(request, hushing.speak, person, done=_("They are reminded again."))
    return redirect(person)
