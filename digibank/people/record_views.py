"""What belongs to a person's record: cards, links, what we tell, erasing."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.ledger.looking import look, looks_at
from digibank.paper import printing
from digibank.paper.sheets import Card as CardSheet
from digibank.paper.sheets import Sender
from digibank.people import carding, erasing, forms, housing, linking, queries, rules, telling
from digibank.people.models import Card, Person, SamePerson
from digibank.ui import subjects
from digibank.ui.doors import SignedIn, asked, gate, page, tried, typed
from digibank.ui.numbers import whole_number
from digibank.ui.paging import paged

NAV = "people:person_list"


def person_told(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_tell, Person, pk=pk)
    look(person, page="people:person_told", by=request.user)
    held = [(words, telling.pairs(rows)) for _room, words, rows in subjects.held(person)]
    return page(
        request,
        "people/person_told.html",
        title=_("What we know about %(name)s") % {"name": person},
        nav=NAV,
        person=person,
        held=held,
        rows=paged(request, looks_at(person)),
    )


def person_told_json(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_tell, Person, pk=pk)
    look(person, page="people:person_told_json", by=request.user)
    answer = JsonResponse(telling.told(person), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="gegevens-{person.pk}.json"'
    return answer


def person_told_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_tell, Person, pk=pk)
    look(person, page="people:person_told_pdf", by=request.user)
    answer = HttpResponse(telling.pdf(person), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="gegevens-{person.pk}.pdf"'
    return answer


def person_erase(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_erase, Person, pk=pk)
    reasons = subjects.kept_for(person)  # then the page says why, and has no form
    form = None if reasons else forms.EraseForm(typed(request))
    if form and form.is_valid() and form.attempt(erasing.erase, person=person, by=request.user):
        messages.success(request, _("Erased. What stays is the number, for the figures."))
        return redirect(NAV)
    return page(
        request,
        "people/person_erase.html",
        title=_("Erase %(name)s") % {"name": person},
        form=form,
        status=422 if reasons and request.method == "POST" else 200,
        nav=NAV,
        person=person,
        reasons=reasons,
    )


def same_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_link, Person, pk=pk)
    form = forms.LinkForm(typed(request), initial={"other": asked(request, "met")}, person=person)
    if form.is_valid() and form.attempt(linking.link, person=person, by=request.user):
        messages.success(request, _("Linked as one person."))
        return redirect(person)
    text = asked(request, "zoek")
    found = queries.found(person.digibank, text or str(person))
    return page(
        request,
        "people/same_new.html",
        title=_("Who is the same person as %(name)s?") % {"name": person},
        form=form,
        nav=NAV,
        person=person,
        text=text,
        found=[one for one in found if one != person],
        other=form.fields["other"].queryset.filter(pk=whole_number(form["other"].value())).first(),  # type: ignore[attr-defined]
    )


def same_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    same = gate(request, rules.can_unlink, SamePerson, pk=pk)
    form = forms.ConfirmForm(typed(request))
    if form.is_valid() and form.attempt(linking.unlink, same=same, by=request.user):
        messages.success(request, _("These are two persons again."))
        return redirect(same.one)
    return page(
        request,
        "people/same_end.html",
        title=_("Are these two persons after all?"),
        form=form,
        nav=NAV,
        same=same,
    )


def household(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Who lives with this person: choose somebody who comes here too."""
    person = gate(request, rules.can_change, Person, pk=pk)
    form = forms.OtherForm(typed(request), person=person)
    if form.is_valid() and form.attempt(housing.join, person=person, by=request.user):
        messages.success(request, _("They live together. The rules count them as one household."))
        return redirect(person)
    text = asked(request, "zoek")
    found = queries.found(person.digibank, text or person.family_name)
    return page(
        request,
        "people/household.html",
        title=_("Who lives with %(name)s?") % {"name": person},
        form=form,
        nav=NAV,
        person=person,
        text=text,
        found=[one for one in found if one != person],
        mates=queries.housemates(person),
    )


@require_POST
def household_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_change, Person, pk=pk)
    tried(request, housing.leave, person, done=_("They do not live together any more."))
    return redirect(person)


def card_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_change, Person, pk=pk)
    form = forms.ConfirmForm(typed(request))
    if form.is_valid() and (made := form.attempt(carding.issue, person=person, by=request.user)):
        messages.success(request, _("The card is ready to print."))
        return redirect(made)
    return page(
        request,
        "people/card_new.html",
        title=_("A card for %(name)s") % {"name": person},
        form=form,
        nav=NAV,
        person=person,
        card=queries.valid_card(person),
    )


def card(request: SignedIn[Account], pk: int) -> HttpResponse:
    card = gate(request, rules.can_see_card, Card, pk=pk)
    look(card.person, page="people:card", by=request.user)
    return page(
        request,
        "people/card.html",
        title=_("Card of %(name)s") % {"name": card.person},
        nav=NAV,
        card=card,
        person=card.person,
        drawing=printing.qr(card.label, words=_("The code of the card")),
        can_change=rules.can_card(request.user, card) and not card.ended_at,
    )


def card_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    card = gate(request, rules.can_card, Card, pk=pk)
    form = forms.CardEndForm(typed(request))
    if form.is_valid() and (made := form.end(card, by=request.user)):
        messages.success(request, _("Done."))
        return redirect(made)
    return page(
        request,
        "people/card_end.html",
        title=_("What is wrong with the card of %(name)s?") % {"name": card.person},
        form=form,
        nav=NAV,
        card=card,
    )


def card_print(request: SignedIn[Account], pk: int) -> HttpResponse:
    card = gate(request, rules.can_see_card, Card, pk=pk)
    look(card.person, page="people:card_print", by=request.user)
    return page(
        request,
        "people/card_print.html",
        title=_("Card of %(name)s") % {"name": card.person},
        card=card,
        person=card.person,
        drawing=printing.qr(card.label, words=_("The code of the card")),
    )


def card_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    card = gate(request, rules.can_see_card, Card, pk=pk)
    look(card.person, page="people:card_pdf", by=request.user)
    digibank = card.person.digibank
    sheet = CardSheet(
        title=_("Card"),
        name=card.person.given_name or "-",
        code=card.label,
        sender=Sender(digibank.name, phone=digibank.phone),
    )
    answer = HttpResponse(printing.card(sheet), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="kaart.pdf"'
    return answer
