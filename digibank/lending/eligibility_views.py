"""Pages about who may borrow: the grounds, a decision about a person, and exceptions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.lending import deciding, queries, rules
from digibank.lending.eligibility_forms import EligibilityForm, GroundForm
from digibank.lending.models import Eligibility, Ground
from digibank.lending.terms import policy_of
from digibank.people.models import Person
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried, typed


def eligibility(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_decide, Person, pk=pk)
    decision = queries.eligibility_of(person)
    now_is = (
        {"until": decision.until, "reason": decision.reason, "grounds": decision.grounds.all()}
        if decision
        else {}
    )
    form = EligibilityForm(typed(request), initial=now_is, digibank=person.digibank)
    if form.is_valid() and (made := form.attempt(deciding.decide, person=person, by=request.user)):
        done = _("Saved. Volunteers see the day, never the reason.")
        messages.success(request, _("Asked. A colleague has to agree.") if waits(made) else done)
        return redirect(person)
    return page(
        request,
        "lending/eligibility.html",
        title=_("Until when may %(person)s borrow?") % {"person": person},
        nav="people:person_list",
        form=form,
        person=person,
        decision=decision,
        must=policy_of(person.digibank).needs_decision,
        waiting=person.eligibilities.waiting().select_related("decided_by").first(),
    )


def waits(decision: Eligibility) -> bool:
    return decision.is_exception and decision.agreed_at is None


def exception_list(request: SignedIn[Account]) -> HttpResponse:
    """Exceptions that colleagues asked for."""
    digibank = gate_here(request, rules.can_weigh)
    return page(
        request,
        "lending/exception_list.html",
        title=_("Exceptions to agree with"),
        nav="lending:waiting_list",
        rows=queries.exceptions(request.user, digibank),
    )


@require_POST
def exception_answer(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_answer, Eligibility, pk=pk)
    if request.POST.get("antwoord") == "ja":
        tried(request, deciding.agree, row, done=_("Agreed. It counts from now on."))
    elif request.POST.get("antwoord") == "nee":
        tried(request, deciding.turn_down, row, done=_("Not agreed. Tell your colleague why."))
    return redirect("lending:exception_list")


def ground_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_policy)
    form = GroundForm(typed(request))
    if form.is_valid() and form.attempt(deciding.add_ground, digibank=digibank, by=request.user):
        messages.success(request, _("Saved. It counts for new decisions."))
        return redirect("lending:ground_list")
    rows = Ground.objects.visible_to(request.user).filter(digibank=digibank, ended_at=None)
    return page(
        request,
        "lending/ground_list.html",
        title=_("Who may borrow?"),
        nav="lending:policy",
        form=form,
        rows=rows,
    )


@require_POST
def ground_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_end_ground, Ground, pk=pk)
    tried(request, deciding.end_ground, row, done=_("It does not count for new decisions."))
    return redirect("lending:ground_list")
