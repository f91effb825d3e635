"""The queue at the desk: who waits, call the next one, give a number."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import printing, queue_queries, queueing, rules
from digibank.guidance.models import Kiosk, Ticket
from digibank.guidance.queue_forms import KioskForm
from digibank.network.models import AccessPoint
from digibank.paper import doors
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed

NAV = "guidance:queue"
DESK = "guidance_desk"  # in the session: the desk where somebody calls people to


def place(request: SignedIn[Account]) -> AccessPoint:
    """The access point where this account stands and helps. Refuses: 404 without one, 403."""
    gate_here(request, rules.can_help)
    point: AccessPoint | None = request.standing.access_point
    if point is None:
        raise Http404
    return point


def queue(request: SignedIn[Account]) -> HttpResponse:
    point = place(request)
    version = f'"{queue_queries.version_of_queue(point)}"'
    if request.headers.get("If-None-Match") == version:
        return HttpResponse(status=304)
    answer = page(
        request,
        "guidance/queue.html",
        title=_("Waiting room"),
        nav=NAV,
        point=point,
        waiting=queue_queries.waiting(point),
        called=queue_queries.called(point),
        mine=queue_queries.mine(request.user, point),
        desk=request.session.get(DESK, ""),
        given=asked(request, "nummer"),
    )
    answer["ETag"] = version
    answer["Cache-Control"] = "private, no-store"  # only the part that asks again knows the tag
    return answer


@require_POST
def ticket_new(request: SignedIn[Account]) -> HttpResponse:
    made = tried(request, queueing.take_number, place(request))
    return redirect(f"{reverse(NAV)}?nummer={made.pk}#gegeven" if made else NAV)


@require_POST
def ticket_next(request: SignedIn[Account]) -> HttpResponse:
    point, desk = place(request), request.POST.get("desk", "").replace("\x00", "").strip()[:20]
    if desk != request.session.get(DESK, ""):
        request.session[DESK] = desk
    tried(request, queueing.call_next, point, desk=desk)
    return redirect(NAV)


@require_POST
def ticket_again(request: SignedIn[Account], pk: int) -> HttpResponse:
    ticket = gate(request, rules.can_see_ticket, Ticket, pk=pk)
    tried(request, queueing.call_again, ticket)
    return redirect(NAV)


@require_POST
def ticket_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    ticket = gate(request, rules.can_see_ticket, Ticket, pk=pk)
    end = request.POST.get("end", "")
    made = tried(request, queueing.end, ticket, end=end)
    # Whose question was answered goes on at the desk, where it is counted.
    return redirect("lobby:desk" if made and made.end == Ticket.End.HELPED else NAV)


def ticket_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    ticket = gate(request, rules.can_see_ticket, Ticket, pk=pk)
    return doors.pdf(printing.ticket_pdf(ticket), name=f"nummer-{ticket.number}.pdf")


def kiosk_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    form = KioskForm(typed(request), digibank=digibank)
    address = ""
    if form.is_valid() and (made := form.attempt(queueing.make_kiosk, by=request.user)):
        address = request.build_absolute_uri(reverse("guidance:kiosk", args=[made[1]]))
        form = KioskForm(digibank=digibank)
    rows = Kiosk.objects.visible_to(request.user).filter(digibank=digibank, ended_at=None)
    return page(
        request,
        "guidance/kiosk_list.html",
        title=_("Screens in the waiting room"),
        nav="guidance:kiosk_list",
        form=form,
        kiosks=rows.select_related("access_point", "made_by").order_by("pk"),
        address=address,
    )


@require_POST
def kiosk_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    kiosk = gate(request, rules.can_change_kiosk, Kiosk, pk=pk)
    tried(request, queueing.end_kiosk, kiosk, done=_("Its address opens nothing any more."))
    return redirect("guidance:kiosk_list")
