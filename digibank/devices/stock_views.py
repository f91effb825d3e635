"""Pages of the stock: where what is, transfers, counting, what is asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices import counting, demanding, moving, rules, stock_queries
from digibank.devices.models import Demand, StockTake, Transfer
from digibank.devices.stock_forms import CountForm, DemandForm, LabelForm, ReceiveForm, SendForm
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried, typed
from digibank.ui.paging import paged

NAV = "devices:stock"


def stock(request: SignedIn[Account]) -> HttpResponse:
    """What can be lent where, and what is asked for and missing."""
    digibank = gate_here(request, rules.can_see_devices)
    form = DemandForm(typed(request), digibank=digibank)
    if form.is_valid() and form.attempt(demanding.demand, digibank=digibank, by=request.user):
        messages.success(request, _("Asked. The workshop sees it."))
        return redirect("devices:stock")
    shelves = stock_queries.shelves(digibank)
    return page(
        request,
        "devices/stock.html",
        title=_("Stock"),
        nav=NAV,
        form=form,
        shelves=shelves,
        most=max((one.ready + one.work for one in shelves), default=0),
        wishes=stock_queries.wishes(digibank),
        can_bench=rules.can_bench(request.user, digibank),
    )


@require_POST
def demand_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_demand, Demand, pk=pk)
    tried(request, demanding.end_demand, row, done=_("This is not asked for any more."))
    return redirect("devices:stock")


def transfer_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_bench)
    form = SendForm(typed(request), account=request.user, digibank=digibank)
    if form.is_valid() and (made := form.attempt(moving.send, digibank=digibank, by=request.user)):
        messages.success(request, _("On its way. Whoever is there confirms what comes."))
        return redirect(made)
    return page(
        request,
        "devices/transfer_list.html",
        title=_("Transfers"),
        nav=NAV,
        form=form,
        rows=paged(request, stock_queries.transfers(digibank)),
    )


def transfer(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_transfer, Transfer, pk=pk)
    form = ReceiveForm(typed(request), account=request.user, digibank=row.digibank)
    if form.is_valid() and form.attempt(moving.receive, transfer=row, by=request.user):
        messages.success(request, _("Written down what came."))
        return redirect(row)
    return page(
        request,
        "devices/transfer.html",
        title=_("Transfer to %(place)s") % {"place": row.to_point},
        nav=NAV,
        form=form,
        row=row,
        lines=row.lines.select_related("device", "from_point", "ended_by"),
    )


def stock_take_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_bench)
    first = {"access_point": request.standing.access_point}
    form = CountForm(typed(request), digibank=digibank, initial=first)
    if form.is_valid() and (made := form.attempt(counting.begin, by=request.user)):
        return redirect(made)
    return page(
        request,
        "devices/stock_take_list.html",
        title=_("Counting"),
        nav=NAV,
        form=form,
        rows=paged(request, stock_queries.stock_takes(digibank)),
    )


def stock_take(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Scan after scan: the box keeps the focus, and the list says what is still missing."""
    row = gate(request, rules.can_count, StockTake, pk=pk)
    form = LabelForm(typed(request))
    if form.is_valid() and form.attempt(counting.scan, stock_take=row, by=request.user):
        return redirect(row)
    return page(
        request,
        "devices/stock_take.html",
        title=_("Count at %(place)s") % {"place": row.access_point},
        nav=NAV,
        form=form,
        row=row,
        found=stock_queries.compared(row),
    )


@require_POST
def stock_take_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_count, StockTake, pk=pk)
    done = _("Counted. What lay here and stood elsewhere is here now.")
    tried(request, counting.reconcile, row, done=done)
    return redirect(row)
