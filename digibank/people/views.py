from django.http import HttpResponse
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.looking import look
from digibank.people import rules
from digibank.people.models import Person
from digibank.ui.doors import SignedIn, gate, gate_here, page
from digibank.ui.panels import panels_for


def person_list(request: SignedIn[Account]) -> HttpResponse:
    gate_here(request, rules.can_meet_persons)
    return page(request, "people/person_list.html", title=_("People"), nav="people:person_list")


def person(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_see, Person, pk=pk)
    look(person, page="people:person", by=request.user)
    return page(
        request,
        "people/person.html",
        title=str(person),
        nav="people:person_list",
        person=person,
        panels=panels_for(request.user, person),
    )
