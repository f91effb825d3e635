"""Pages of money: what somebody is asked for, what came in, and the box of the place."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.lending import booking_queries, cashing, claiming, printing, rules
from digibank.lending.models import CashClosing, Claim, Loan
from digibank.lending.money_forms import (
    CashClosingForm,
    CashMoveForm,
    ClaimForm,
    PaymentForm,
    WaiverForm,
)
from digibank.lending.views import place_in
from digibank.paper import doors
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried, typed
from digibank.ui.forms import Form
from digibank.ui.paging import paged

NAV = "lending:claim_list"
WAIVE, MOVE = "waive_%s", "move_%s"  # the ids of the second form on a page


def claim_list(request: SignedIn[Account]) -> HttpResponse:
    """What is still to be paid, or to be given back."""
    digibank = gate_here(request, rules.can_weigh)
    every = "alle" in request.GET
    rows = Claim.objects.visible_to(request.user).filter(digibank=digibank)
    rows = rows.with_sums() if every else rows.standing()
    return page(
        request,
        "lending/claim_list.html",
        title=_("To pay"),
        nav=NAV,
        rows=paged(request, rows.order_by("-pk")),
        every=every,
    )


def claim_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_claim, Loan, pk=pk)
    form = ClaimForm(typed(request), digibank=loan.digibank)
    if form.is_valid() and (made := form.attempt(claiming.claim, loan=loan, by=request.user)):
        messages.success(request, _("Written down. Nobody is asked yet."))
        return redirect(made)
    return page(
        request,
        "lending/loan_act.html",
        title=_("What does it cost?"),
        nav=NAV,
        form=form,
        loan=loan,
        button=_("Write it down"),
    )


def claim(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_claim, Claim, pk=pk)
    return claim_page(request, row, PaymentForm(), WaiverForm(auto_id=WAIVE))


def claim_page(request: SignedIn[Account], row: Claim, paying: Form, waiving: Form) -> HttpResponse:
    stands = claiming.balance(row)
    return page(
        request,
        "lending/claim.html",
        title=row.get_kind_display(),
        nav=NAV,
        status=max(paying.status, waiving.status),
        form=paying if paying.is_bound else waiving,
        row=row,
        stands=stands,
        paying=paying,
        waiving=waiving,
        payments=row.payments.select_related("by", "access_point"),
        waivers=row.waivers.select_related("by"),
    )


@require_POST
def claim_asked(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_claim, Claim, pk=pk)
    done = _("We tell them. You can print the letter too.")
    tried(request, claiming.ask_for, row, done=done)
    return redirect(row)


@require_POST
def claim_paid(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Money came in; or goes back, when that is what we owe."""
    row = gate(request, rules.can_see_claim, Claim, pk=pk)
    form = PaymentForm(request.POST)
    verb = claiming.give_back if claiming.balance(row).to_return else claiming.pay
    given = {"claim": row, "by": request.user, "access_point": place_in(request, row.digibank_id)}
    if form.is_valid() and form.attempt(verb, **given):
        messages.success(request, _("Written down."))
        return redirect(row)
    return claim_page(request, row, form, WaiverForm(auto_id=WAIVE))


@require_POST
def claim_waived(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_claim, Claim, pk=pk)
    form = WaiverForm(request.POST, auto_id=WAIVE)
    if form.is_valid() and form.attempt(claiming.waive, claim=row, by=request.user):
        messages.success(request, _("They need not pay this."))
        return redirect(row)
    return claim_page(request, row, PaymentForm(), form)


def claim_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_claim, Claim, pk=pk)
    return doors.pdf(printing.claim_pdf(row), name=f"betaling-{row.pk}.pdf")


def cash(request: SignedIn[Account]) -> HttpResponse:
    """The box of the place where you stand."""
    form = CashClosingForm(typed(request))
    digibank = gate_here(request, rules.can_weigh)
    point = place_in(request, digibank.pk)
    if point and form.is_valid():
        given = {"access_point": point, "by": request.user}
        if form.attempt(cashing.close_day, **given):
            messages.success(request, _("Counted. The day is closed."))
            return redirect("lending:cash")
    return cash_page(request, form, CashMoveForm(auto_id=MOVE))


@require_POST
def cash_move(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_weigh)
    form = CashMoveForm(request.POST, auto_id=MOVE)
    point = place_in(request, digibank.pk)
    if point and form.is_valid():
        given = {"access_point": point, "by": request.user}
        if form.attempt(cashing.move, **given):
            messages.success(request, _("Written down."))
            return redirect("lending:cash")
    return cash_page(request, CashClosingForm(), form)


def cash_page(request: SignedIn[Account], closing: Form, moving: Form) -> HttpResponse:
    digibank = gate_here(request, rules.can_weigh)
    point = place_in(request, digibank.pk)
    book = cashing.box(point) if point else None
    closings = CashClosing.objects.filter(access_point=point).select_related("by")
    return page(
        request,
        "lending/cash.html",
        title=_("Cash box"),
        nav="lending:cash",
        status=max(closing.status, moving.status),
        form=closing if closing.is_bound else moving,
        point=point,
        book=book,
        closing=closing,
        moving=moving,
        closings=closings[:14],
        closed_today=bool(book and book.closed and book.closed.on == localdate()),
        open_days=cashing.not_counted(booking_queries.points(digibank), localdate()),
    )
