"""Pages of the rules: what the digibank decided, where it differs, and why a day is that day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import due, limiting, rules, ruling, terms
from digibank.lending.models import Loan, Product, Term
from digibank.lending.term_forms import PolicyForm, TermForm
from digibank.network.models import Digibank
from digibank.network.queries import version_of
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed

NAV = "lending:policy"


def policy(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_policy)
    now_is = terms.policy_of(digibank)
    form = PolicyForm(typed(request), instance=now_is, version=version_of(now_is))
    if form.is_valid() and form.attempt(ruling.set_policy, digibank=digibank, by=request.user):
        messages.success(request, _("Saved. Loans from now on follow this."))
        return redirect(NAV)
    return page(
        request,
        "lending/policy.html",
        title=_("How long do we lend?"),
        nav=NAV,
        form=form,
        due=due.due_of_loan(digibank, request.standing.access_point, localdate()),
        others=Term.objects.visible_to(request.user).filter(digibank=digibank),
    )


def term_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_policy)
    form = TermForm(typed(request))
    if form.is_valid() and form.attempt(ruling.add_term, digibank=digibank, by=request.user):
        messages.success(request, _("Saved. Loans from now on follow this."))
        return redirect(NAV)
    return term_page(request, form, _("What is different?"))


def term(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_change_term, Term, pk=pk)
    form = TermForm(typed(request), instance=row)
    if form.is_valid() and form.attempt(ruling.change_term, term=row, by=request.user):
        messages.success(request, _("Saved. Loans from now on follow this."))
        return redirect(NAV)
    return term_page(request, form, str(row), row)


def term_page(
    request: SignedIn[Account], form: TermForm, title: str, row: Term | None = None
) -> HttpResponse:
    return page(request, "lending/term.html", title=title, nav=NAV, form=form, row=row)


@require_POST
def term_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_change_term, Term, pk=pk)
    tried(request, ruling.drop_term, row, done=_("Gone. The general rules count again."))
    return redirect(NAV)


def rules_told(request: SignedIn[Account]) -> HttpResponse:
    """Which rules count for a product and a type, and what they would make of a loan of today."""
    digibank = gate_here(request, rules.can_see_loans)
    product, kind = asked(request, "wat"), asked(request, "soort")
    product = product if product in Product.values else str(Product.LONG)
    kind = kind if kind in Device.Kind.values else str(Device.Kind.LAPTOP)
    proposal = due.due_of_loan(
        digibank, request.standing.access_point, localdate(), kind=kind, product=product
    )
    return told_page(request, digibank, product, kind, due=proposal)


def loan_rules(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Why this loan is due on that day, and what its person may have."""
    loan = gate(request, rules.can_see_loan, Loan, pk=pk)
    return told_page(
        request,
        loan.digibank,
        loan.product,
        loan.device.kind,
        loan=loan,
        renewals=loan.renewals.select_related("renewed_by").order_by("renewed_at"),
        has=limiting.told(loan.person, loan.product, loan.device.kind),
    )


def told_page(
    request: SignedIn[Account],
    digibank: Digibank,
    product: str,
    kind: str,
    **facts: Any,  # noqa: ANN401 for the template
) -> HttpResponse:
    sets = product == Product.SET
    return page(
        request,
        "lending/rules_told.html",
        title=_("Why this day, why this limit?"),
        nav="lending:loan_list",
        product=Product(product),
        kind=Device.Kind(kind),
        products=Product.choices,
        kinds=Device.Kind.choices,
        lines=terms.told(terms.terms_of(digibank, product, kind), sets=sets),
        can_rule=rules.can_set_policy(request.user, digibank),
        **facts,
    )
