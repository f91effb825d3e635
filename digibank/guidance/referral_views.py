"""Pages of referrals and mandates: send somebody on, answer, tell the end; act for somebody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import (
    mandating,
    printing,
    queries,
    referral_queries,
    referring,
    rules,
)
from digibank.guidance.forms import WhoForm
from digibank.guidance.models import Mandate, Question, Referral
from digibank.guidance.referral_forms import (
    AnswerForm,
    MandateForm,
    OutcomeForm,
    ReferInForm,
    ReferOutForm,
)
from digibank.ledger.looking import look
from digibank.network.models import Digibank
from digibank.paper import doors
from digibank.people.models import Person
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.forms import Form
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged

NAV = "guidance:referral_list"


def referral_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_follow_referrals)
    state = asked(request, "staat")
    state = state if state in referral_queries.STATES else "open"
    rows = referral_queries.referral_list(request.user, digibank, state)
    return page(
        request,
        "guidance/referral_list.html",
        title=_("Referrals"),
        nav=NAV,
        state=state,
        states=referral_queries.STATES.items(),
        rows=paged(request, Capped(rows)),
        can_send=rules.can_send(request.user, digibank),
        helps=rules.can_help(request.user, digibank),
    )


def referral_new(request: SignedIn[Account]) -> HttpResponse:
    """Who helps here sends somebody on; who works for a partner sends somebody to us."""
    digibank = gate_here(request, rules.can_send)
    if rules.can_help(request.user, digibank):
        return refer_out(request, digibank)
    partner = referral_queries.partner_of(request.user, digibank)
    form = ReferInForm(typed(request))
    given = {"digibank": digibank, "partner": partner, "by": request.user}
    if form.is_valid() and (made := form.attempt(referring.refer_in, **given)):
        messages.success(request, _("Sent. You see here what we do with it."))
        return redirect(made)
    return page(
        request,
        "guidance/referral_in.html",
        title=_("Send somebody to us"),
        nav=NAV,
        form=form,
        partner=partner,
    )


def refer_out(request: SignedIn[Account], digibank: Digibank) -> HttpResponse:
    contact = queries.saved(request.user, asked(request, "contact"))
    mine = Question.objects.visible_to(request.user).filter(digibank=digibank)
    question = mine.filter(pk=whole_number(asked(request, "vraag"))).first()
    people = Person.objects.visible_to(request.user).filter(digibank=digibank, erased_at=None)
    person = people.filter(pk=whole_number(asked(request, "persoon"))).first()
    person = person or getattr(question, "person", None) or getattr(contact, "person", None)
    theme = getattr(question, "theme", "") or getattr(contact, "theme", "") or "other"
    form = ReferOutForm(
        typed(request),
        digibank=digibank,
        known=person is not None,
        initial={"theme": theme, "shared": ["name", "phone"]},
    )
    given = {
        "digibank": digibank,
        "person": person,
        "contact": contact,
        "question": question,
        "access_point": request.standing.access_point,
        "by": request.user,
    }
    if form.is_valid() and (made := form.attempt(referring.refer_out, **given)):
        messages.success(request, _("Written. Print the note, so that the person can take it."))
        return redirect(made)
    return page(
        request,
        "guidance/referral_out.html",
        title=_("Send somebody on"),
        nav=NAV,
        form=form,
        person=person,
        action=request.get_full_path(),
    )


def referral(request: SignedIn[Account], pk: int) -> HttpResponse:
    referral = gate(request, rules.can_see_referral, Referral, pk=pk)
    look(referral.person or referral, page="guidance:referral", by=request.user)
    is_open = referral.ended_at is None
    helps = rules.can_help(request.user, referral.digibank)
    return page(
        request,
        "guidance/referral.html",
        title=referral.who if helps else _("Referral"),
        nav=NAV,
        referral=referral,
        told=referral_queries.told(referral),
        helps=helps,
        can_answer=is_open and not referral.answer and rules.can_answer(request.user, referral),
        can_finish=is_open and rules.can_answer(request.user, referral),
        can_take_back=is_open and rules.can_take_back(request.user, referral),
        can_say_who=is_open and helps and not referral.person,
    )


def referral_answer(request: SignedIn[Account], pk: int) -> HttpResponse:
    referral = gate(request, rules.can_answer, Referral, pk=pk)
    form = AnswerForm(typed(request))
    given = {"referral": referral, "by": request.user}
    if form.is_valid() and form.attempt(referring.answer, **given):
        messages.success(request, _("Who sent this person sees your answer."))
        return redirect(referral)
    return page(
        request,
        "guidance/referral_answer.html",
        title=_("Can you help?"),
        nav=NAV,
        form=form,
        referral=referral,
    )


def referral_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    referral = gate(request, rules.can_answer, Referral, pk=pk)
    form = OutcomeForm(typed(request))
    given = {"referral": referral, "by": request.user}
    if form.is_valid() and form.attempt(referring.finish, **given):
        messages.success(request, _("Thank you. Who sent this person sees how it ended."))
        return redirect(referral)
    return page(
        request,
        "guidance/referral_answer.html",
        title=_("How did it end?"),
        nav=NAV,
        form=form,
        referral=referral,
    )


@require_POST
def referral_take_back(request: SignedIn[Account], pk: int) -> HttpResponse:
    referral = gate(request, rules.can_take_back, Referral, pk=pk)
    tried(request, referring.take_back, referral, done=_("Taken back."))
    return redirect(referral)


def referral_person(request: SignedIn[Account], pk: int) -> HttpResponse:
    referral = gate(request, rules.can_name_referral, Referral, pk=pk)
    known = {"who": referral.name}
    form = WhoForm(typed(request), account=request.user, digibank=referral.digibank, initial=known)
    given = {"referral": referral, "by": request.user}
    named = form.is_valid() and form.cleaned_data["person"]
    if named and form.attempt(referring.say_who, **given):
        return redirect(referral)
    return page(
        request,
        "guidance/referral_person.html",
        title=_("Who was sent to us?"),
        nav=NAV,
        referral=referral,
        form=form,
    )


def referral_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    referral = gate(request, rules.can_see_referral, Referral, pk=pk)
    look(referral.person or referral, page="guidance:referral_pdf", by=request.user)
    made = printing.referral_pdf(referral, referral_queries.told(referral))
    return doors.pdf(made, name="doorverwijzing.pdf")


# Acting together


def safety(request: SignedIn[Account]) -> HttpResponse:
    """You type, I watch: what a helper does and never does."""
    gate_here(request, rules.can_read_articles)
    return page(request, "guidance/safety.html", title=_("Together, safely"), nav="")


def mandate_list(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_help_person, Person, pk=pk)
    look(person, page="guidance:mandate_list", by=request.user)
    return page(
        request,
        "guidance/mandate_list.html",
        title=_("Who may act for %(name)s?") % {"name": person},
        nav="people:person_list",
        person=person,
        mandates=referral_queries.mandates_of(person),
        can_give=rules.can_give_mandate(request.user, person),
    )


def mandate_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_give_mandate, Person, pk=pk)
    initial = {"helper": request.user, "ends_on": localdate() + mandating.LONGEST / 4}
    form = MandateForm(typed(request), digibank=person.digibank, initial=initial)
    given = {"person": person, "by": request.user}
    if form.is_valid() and (made := form.attempt(mandating.give_mandate, **given)):
        messages.success(request, _("The mandate counts. On paper? Then print it twice."))
        return redirect(made)
    return page(
        request,
        "guidance/mandate_new.html",
        title=_("Act for %(name)s") % {"name": person},
        nav="people:person_list",
        form=form,
        person=person,
    )


def mandate(request: SignedIn[Account], pk: int) -> HttpResponse:
    mandate = gate(request, rules.can_see_mandate, Mandate, pk=pk)
    look(mandate.person, page="guidance:mandate", by=request.user)
    return page(
        request,
        "guidance/mandate.html",
        title=_("Mandate of %(name)s") % {"name": mandate.person},
        nav="people:person_list",
        mandate=mandate,
        fits=bool(mandate.text) and mandating.fits(mandate),
    )


def mandate_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    mandate = gate(request, rules.can_see_mandate, Mandate, pk=pk)
    look(mandate.person, page="guidance:mandate_pdf", by=request.user)
    return doors.pdf(printing.mandate_pdf(mandate), name="mandaat.pdf")


def mandate_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    mandate = gate(request, rules.can_see_mandate, Mandate, pk=pk)
    form = Form(typed(request))
    given = {"mandate": mandate, "by": request.user}
    if form.is_valid() and form.attempt(mandating.revoke, **given):
        messages.success(request, _("Taken back. It counts no longer."))
        return redirect(mandate)
    return page(
        request,
        "guidance/mandate_end.html",
        title=_("Take this mandate back?"),
        nav="people:person_list",
        form=form,
        mandate=mandate,
    )
