from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.looking import look
from digibank.people import forms, queries, registering, rules
from digibank.people.models import Person
from digibank.ui import codes, searching
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.happenings import happenings
from digibank.ui.panels import panels_for

NAV = "people:person_list"
LINES = 8  # of the timeline, on the person's page


def person_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_meet_persons)
    text = asked(request, "zoek")
    scanned = codes.recognised(text)
    if scanned and (url := searching.opened(scanned[0], request.user, digibank, scanned[1])):
        return redirect(url)
    return page(
        request,
        "people/person_list.html",
        title=_("People"),
        nav=NAV,
        text=text,
        found=queries.found(digibank, text) if text else [],
        recent=[] if text else queries.recent(request.user, digibank),
    )


def person_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_meet_persons)
    form = forms.RegisterForm(
        typed(request), digibank=digibank, initial=forms.guessed(asked(request, "zoek"))
    )
    if form.is_valid() and (
        made := form.attempt(registering.register, digibank=digibank, by=request.user)
    ):
        messages.success(request, _("%(name)s is registered.") % {"name": made})
        return redirect(made)
    return page(
        request,
        "people/person_new.html",
        title=_("Register somebody"),
        form=form,
        nav=NAV,
    )


def person(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_see, Person, pk=pk)
    look(person, page="people:person", by=request.user)
    lines = happenings(request.user, person, LINES + 1)
    return page(
        request,
        "people/person.html",
        title=str(person),
        nav=NAV,
        person=person,
        card=queries.valid_card(person),
        links=queries.links_with(person),
        mates=queries.housemates(person),
        lines=lines[:LINES],
        more=len(lines) > LINES,
        panels=panels_for(request.user, person),
        can_change=rules.can_change(request.user, person),
        can_link=rules.can_link(request.user, person),
        can_erase=rules.can_erase(request.user, person),
    )


def person_change(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_change, Person, pk=pk)
    look(person, page="people:person_change", by=request.user)
    sent = typed(request)
    form = forms.ChangeForm(
        forms.chosen(sent, person) if sent is not None else None,
        digibank=person.digibank,
        initial=forms.fields_of(person),
    )
    if form.is_valid() and form.attempt(registering.change, person=person, by=request.user):
        messages.success(request, _("Saved."))
        return redirect(person)
    if form.status == 409:
        return person_compare(request, person, form)
    return page(
        request,
        "people/person_change.html",
        title=_("Change %(name)s") % {"name": person},
        form=form,
        nav=NAV,
        person=person,
    )


def person_compare(
    request: SignedIn[Account], person: Person, form: forms.ChangeForm
) -> HttpResponse:
    """Both versions side by side: nothing that was typed is lost."""
    person.refresh_from_db()  # as the other one left it
    first = queries.last_change(person)
    return page(
        request,
        "people/person_compare.html",
        title=_("Somebody else changed this person too"),
        form=form,
        nav=NAV,
        person=person,
        first=first,
        differences=forms.differences(form, person),
        sent=forms.sent_again(form, person),
    )


def person_history(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_see, Person, pk=pk)
    look(person, page="people:person_history", by=request.user)
    return page(
        request,
        "people/person_history.html",
        title=_("What happened with %(name)s") % {"name": person},
        nav=NAV,
        person=person,
        lines=happenings(request.user, person, 500),
    )
