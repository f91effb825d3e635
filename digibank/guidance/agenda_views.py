"""Pages of appointments: who comes when, make one, move it, cancel it; and a calendar feed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import agenda_queries, appointing, calendars, rules, ruling
from digibank.guidance.agenda_forms import AppointForm, CancelForm, MomentForm, PolicyForm
from digibank.guidance.forms import carrying
from digibank.guidance.models import Appointment
from digibank.guidance.models.policy import policy_of
from digibank.ledger.looking import look
from digibank.network.models import AccessPoint
from digibank.network.queries import version_of
from digibank.people.models import Person
from digibank.people.queries import found as persons_found
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged

NAV = "guidance:appointment_list"


def appointment_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    state = asked(request, "staat")
    rows = agenda_queries.appointments(
        request.user, digibank, mine=state == "mijn", past=state == "voorbij"
    )
    return page(
        request,
        "guidance/appointment_list.html",
        title=_("Appointments"),
        nav=NAV,
        state=state,
        states=[("", _("To come")), ("mijn", _("Mine")), ("voorbij", _("Over"))],
        rows=paged(request, Capped(rows)),
    )


def appointment_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    people = Person.objects.visible_to(request.user).filter(digibank=digibank, erased_at=None)
    person = people.filter(pk=whole_number(asked(request, "persoon"))).first()
    if person is None:
        return choose_person(request)
    points = AccessPoint.objects.visible_to(request.user).filter(digibank=digibank, closed_on=None)
    point = points.filter(pk=whole_number(asked(request, "plaats"))).first()
    point = point or request.standing.access_point
    slots = agenda_queries.free_slots(digibank, point, localdate()) if point else []
    home = policy_of(digibank).home_visits
    known = {"street": person.street, "postcode": person.postcode, "access_point": point}
    form = AppointForm(typed(request), digibank=digibank, slots=slots, home=home, initial=known)
    given = {"digibank": digibank, "person": person, "by": request.user}
    if form.is_valid() and (made := form.attempt(appointing.appoint, **given)):
        messages.success(
            request, _("The appointment is made. %(name)s is told.") % {"name": person}
        )
        return redirect(made)
    return page(
        request,
        "guidance/appointment_new.html",
        title=_("Appointment for %(name)s") % {"name": person},
        nav=NAV,
        form=form,
        person=person,
        points=points,
        point=point,
        home=home,
    )


def choose_person(request: SignedIn[Account]) -> HttpResponse:
    """The first step: scan a card, or type a name and choose."""
    digibank, text = request.standing.digibank, asked(request, "wie")
    person = carrying(request.user, digibank, text)
    if person:
        return redirect(f"{reverse('guidance:appointment_new')}?persoon={person.pk}")
    return page(
        request,
        "guidance/appointment_who.html",
        title=_("For whom is the appointment?"),
        nav=NAV,
        text=text,
        found=persons_found(digibank, text) if text else [],
    )


def appointment(request: SignedIn[Account], pk: int) -> HttpResponse:
    appointment = gate(request, rules.can_see_appointment, Appointment, pk=pk)
    look(appointment.person, page="guidance:appointment", by=request.user)
    begins = localtime(appointment.begins_at)
    return page(
        request,
        "guidance/appointment.html",
        title=_("Appointment of %(name)s") % {"name": appointment.person},
        nav=NAV,
        appointment=appointment,
        begins=begins,
        can_change=appointment.is_open,
        can_end=appointment.is_open and begins.date() <= localdate(),
    )


def appointment_move(request: SignedIn[Account], pk: int) -> HttpResponse:
    appointment = gate(request, rules.can_see_appointment, Appointment, pk=pk)
    digibank, point = appointment.digibank, appointment.access_point
    slots = agenda_queries.free_slots(digibank, point, localdate()) if point else []
    now = {"helper": appointment.helper, "second": appointment.second}
    form = MomentForm(typed(request), digibank=digibank, slots=slots, initial=now)
    given = {"appointment": appointment, "by": request.user}
    if form.is_valid() and (made := form.attempt(appointing.move, **given)):
        messages.success(request, _("Moved. %(name)s is told.") % {"name": appointment.person})
        return redirect(made)
    return page(
        request,
        "guidance/appointment_move.html",
        title=_("Another hour for %(name)s") % {"name": appointment.person},
        nav=NAV,
        form=form,
        appointment=appointment,
    )


def appointment_cancel(request: SignedIn[Account], pk: int) -> HttpResponse:
    appointment = gate(request, rules.can_see_appointment, Appointment, pk=pk)
    form = CancelForm(typed(request))
    given = {"appointment": appointment, "by": request.user}
    if form.is_valid() and form.attempt(appointing.cancel, **given):
        messages.success(request, _("Cancelled."))
        return redirect(NAV)
    return page(
        request,
        "guidance/appointment_cancel.html",
        title=_("Cancel this appointment?"),
        nav=NAV,
        form=form,
        appointment=appointment,
    )


@require_POST
def appointment_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    appointment = gate(request, rules.can_see_appointment, Appointment, pk=pk)
    made = tried(request, appointing.end, appointment, end=request.POST.get("end", ""))
    if made and made.end == Appointment.End.CAME:  # what happened is counted with the person
        return redirect("guidance:contact_for", appointment.person_id)
    if made:
        messages.success(request, _("Noted. Nothing follows from it: call to make another one."))
    return redirect(appointment)


def calendar(request: SignedIn[Account]) -> HttpResponse:
    """The secret address for a calendar program; a new one replaces the former."""
    gate_here(request, rules.can_help)
    address = ""
    if request.method == "POST":
        _made, token = appointing.open_calendar(request.user, by=request.user)
        address = request.build_absolute_uri(reverse("guidance:calendar_feed", args=[token]))
    known = request.user.calendars.filter(ended_at=None).first()
    return page(
        request,
        "guidance/calendar.html",
        title=_("Your calendar"),
        nav="guidance:roster",
        address=address,
        known=known,
    )


@login_not_required
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    found = agenda_queries.calendar_at(token)
    if found is None:
        raise Http404
    site = f"{request.scheme}://{request.get_host()}"
    with override(found.account.language):
        made = calendars.calendar_of(found.account, site)
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="digibank.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def policy(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    now_is = policy_of(digibank)
    form = PolicyForm(typed(request), instance=now_is, version=version_of(now_is))
    if form.is_valid() and form.attempt(ruling.set_policy, digibank=digibank, by=request.user):
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("guidance:policy")
    return page(
        request,
        "guidance/policy.html",
        title=_("How do we help?"),
        nav="guidance:policy",
        form=form,
    )
