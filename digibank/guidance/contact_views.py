"""Pages of contacts: count one in two taps, say whose it was, put it right, tally a morning."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import contacting, forms, queries, rules
from digibank.guidance.models import Attendee, Contact
from digibank.ledger.looking import look
from digibank.ledger.queries import history
from digibank.network.models import AccessPoint
from digibank.people.models import Person
from digibank.people.registering import LIKELY, register
from digibank.ui import codes
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.paging import stretch

NAV = "guidance:contact_list"


def saved_at_desk(contact: Contact) -> str:
    """The desk, which says what was saved and asks whose it was."""
    return f"{reverse('lobby:desk')}?bewaard={contact.pk}"


def contact_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    form = forms.ContactForm(typed(request), tiles=queries.tiles_of(digibank))
    given = {"digibank": digibank, "access_point": request.standing.access_point}
    if form.is_valid() and (
        made := form.attempt(contacting.record_contacts, **given, by=request.user)
    ):
        if "more" in request.POST:
            return redirect("guidance:contact_change", made.pk)
        return redirect(saved_at_desk(made))
    return page(
        request, "guidance/contact_new.html", title=_("Note a question"), nav=NAV, form=form
    )


def contact_for(request: SignedIn[Account], pk: int) -> HttpResponse:
    person = gate(request, rules.can_help_person, Person, pk=pk)
    form = forms.ContactForm(typed(request), tiles=queries.tiles_of(person.digibank))
    point = place_in(request, person.digibank_id)
    given = {"digibank": person.digibank, "access_point": point, "person": person}
    if form.is_valid() and form.attempt(contacting.record_contacts, **given, by=request.user):
        messages.success(request, _("Saved with %(name)s.") % {"name": person})
        return redirect(person)
    return page(
        request,
        "guidance/contact_new.html",
        title=_("What does %(name)s ask?") % {"name": person},
        nav="people:person_list",
        form=form,
        person=person,
    )


def contact_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    form = forms.FilterForm(request.GET, points=points_in(request, digibank.pk))
    chosen = form.chosen()
    return page(
        request,
        "guidance/contact_list.html",
        title=_("Help given"),
        nav=NAV,
        filter=form,
        narrowed=chosen != queries.Filter(),
        contacts=stretch(request, queries.contact_list(request.user, digibank, chosen)),
    )


def contact(request: SignedIn[Account], pk: int) -> HttpResponse:
    contact = gate(request, rules.can_see_contact, Contact, pk=pk)
    if contact.person:
        look(contact.person, page="guidance:contact", by=request.user)
    return page(
        request,
        "guidance/contact.html",
        title=contact.theme_name,
        nav=NAV,
        contact=contact,
        visit=queries.same_visit(contact),
        attendees=contact.attendees.select_related("person").order_by("pk"),
        lines=history(contact, limit=20),
        can_change=rules.can_change_contact(request.user, contact),
        can_say_who=rules.can_say_who(request.user, contact),
    )


def contact_change(request: SignedIn[Account], pk: int) -> HttpResponse:
    contact = gate(request, rules.can_change_contact, Contact, pk=pk)
    facts = {name: getattr(contact, name) for name in contacting.FACTS}
    pressed = str(contact.tile_id) if contact.tile_id else contact.theme
    form = forms.CorrectForm(
        typed(request),
        tiles=queries.tiles_with(contact),
        initial={**facts, "theme": pressed},
    )
    if form.is_valid() and form.attempt(contacting.correct, contact=contact, by=request.user):
        messages.success(request, _("Saved."))
        return redirect(contact)
    return page(
        request,
        "guidance/contact_change.html",
        title=_("More about this question"),
        nav=NAV,
        form=form,
        contact=contact,
    )


def contact_remove(request: SignedIn[Account], pk: int) -> HttpResponse:
    contact = gate(request, rules.can_change_contact, Contact, pk=pk)
    form = forms.RemoveForm(typed(request))
    if form.is_valid() and form.attempt(contacting.remove, contact=contact, by=request.user):
        messages.success(request, _("Taken away. It no longer counts."))
        return redirect(NAV)
    return page(
        request,
        "guidance/contact_remove.html",
        title=_("Take this question away?"),
        nav=NAV,
        form=form,
        contact=contact,
    )


@require_POST
def contact_undo(request: SignedIn[Account], pk: int) -> HttpResponse:
    contact = gate(request, rules.can_undo_contact, Contact, pk=pk)
    tried(request, contacting.undo, contact, done=_("Undone. Nothing was counted."))
    return redirect(onward(request))


@require_POST
def contact_again(request: SignedIn[Account], pk: int) -> HttpResponse:
    contact = gate(request, rules.can_say_who, Contact, pk=pk)
    point = place_in(request, contact.digibank_id)
    form = forms.OnceForm(request.POST)
    once = form.cleaned_data["once"] if form.is_valid() else None
    made = tried(request, contacting.again, contact, access_point=point, once=once)
    return redirect(saved_at_desk(made or contact))


def contact_person(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Whose was it? A scanned card is enough; a name gives a list to choose from."""
    contact = gate(request, rules.can_say_who, Contact, pk=pk)
    form = forms.WhoForm(typed(request), account=request.user, digibank=contact.digibank)
    if form.is_valid() and form.cleaned_data["person"]:
        return said(request, contact, form.cleaned_data["person"])
    return page(
        request,
        "guidance/contact_person.html",
        title=_("Whose question was it?"),
        nav=NAV,
        contact=contact,
        scanned=codes.recognised(form.text),
        form=form,
    )


def said(request: SignedIn[Account], contact: Contact, person: Person) -> HttpResponse:
    words = _("Saved with %(name)s.") % {"name": person}
    tried(request, contacting.say_who, contact, person=person, done=words)
    return redirect(saved_at_desk(contact))


@require_POST
def contact_nobody(request: SignedIn[Account], pk: int) -> HttpResponse:
    contact = gate(request, rules.can_say_who, Contact, pk=pk)
    tried(request, contacting.say_nobody, contact, done=_("It is of nobody again."))
    return redirect(contact)


def contact_person_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Somebody new, with all that the visit told already."""
    contact = gate(request, rules.can_say_who, Contact, pk=pk)
    first, _space, family = asked(request, "naam").partition(" ")
    form = forms.NewPersonForm(typed(request), initial={"given_name": first, "family_name": family})
    known = {name: getattr(contact, name) for name in contacting.COPIED}
    if form.is_valid():
        facts = {**known, **form.cleaned_data}
        if facts["born_on"]:
            facts["age_band"] = ""
        form.cleaned_data = facts
        if made := form.attempt(register, digibank=contact.digibank, by=request.user):
            return said(request, contact, made)
    return page(
        request,
        "guidance/contact_person_new.html",
        title=_("Somebody new"),
        nav=NAV,
        form=form,
        contact=contact,
        alike=alike(form),
    )


def alike(form: forms.NewPersonForm) -> list[object]:
    """Who is likely the same person, when that is why the form comes back."""
    refused = form.errors.as_data().get("__all__", []) if form.is_bound else []
    likely = [error.params for error in refused if error.code == LIKELY]
    return [one for params in likely if params for one in params["alike"]]


def contact_group(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Who was in the group: scan one card after the other, or choose by name."""
    contact = gate(request, rules.can_say_who, Contact, pk=pk)
    form = forms.WhoForm(typed(request), account=request.user, digibank=contact.digibank)
    if form.is_valid() and (person := form.cleaned_data.pop("person")):
        given = {"contact": contact, "people": [person], "by": request.user}
        if form.attempt(contacting.attend, **given):
            messages.success(request, _("%(name)s is on the list.") % {"name": person})
            return redirect("guidance:contact_group", contact.pk)
    return page(
        request,
        "guidance/contact_group.html",
        title=_("Who was there?"),
        nav=NAV,
        contact=contact,
        attendees=contact.attendees.select_related("person").order_by("pk"),
        form=form,
    )


@require_POST
def attendee_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    attendee = gate(request, rules.can_see_attendee, Attendee, pk=pk)
    tried(request, contacting.leave_out, attendee, done=_("Off the list."))
    return redirect("guidance:contact_group", attendee.contact_id)


def tally(request: SignedIn[Account]) -> HttpResponse:
    """Every press is a question; the last one can be taken back."""
    digibank = gate_here(request, rules.can_help)
    tiles, point = queries.tiles_of(digibank), request.standing.access_point
    form = forms.TallyForm(typed(request), tiles=tiles)
    given = {"digibank": digibank, "access_point": point, "by": request.user}
    if form.is_valid() and (made := form.attempt(contacting.record_contacts, **given)):
        return redirect(f"{reverse('guidance:tally')}?bewaard={made.pk}")
    counts = queries.tally(digibank, point)
    return page(
        request,
        "guidance/tally.html",
        title=_("Tally"),
        nav=NAV,
        form=form,
        tiles=[(tile, counts[tile.key]) for tile in tiles],
        total=sum(counts.values()),
        once=uuid4(),
        saved=queries.saved(request.user, asked(request, "bewaard")),
    )


def place_in(request: SignedIn[Account], digibank_id: int) -> AccessPoint | None:
    """The access point where this account stands, when that is in this digibank."""
    point: AccessPoint | None = request.standing.access_point if request.standing else None
    return point if point and point.digibank_id == digibank_id else None


def points_in(request: SignedIn[Account], digibank_id: int) -> object:
    """The access points of the digibank that this account may see, for a filter."""
    return AccessPoint.objects.visible_to(request.user).filter(digibank=digibank_id)


def onward(request: SignedIn[Account]) -> str:
    """Back to the tally when that is where the button stood, else to the desk."""
    return "guidance:tally" if request.POST.get("back") == "tally" else "lobby:desk"
