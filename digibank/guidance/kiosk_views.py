"""Screens without a log-in, at a secret address: numbers, who is called, and how people leave."""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from digibank.guidance import printing, queue_queries, queueing
from digibank.guidance.models import Kiosk, Smile
from digibank.guidance.queue_forms import SmileForm
from digibank.paper import doors
from digibank.ui.doors import page, typed


def at(token: str) -> Kiosk:
    """The kiosk at that address. Refuses: 404."""
    kiosk = queue_queries.kiosk_at(token)
    if kiosk is None:
        raise Http404
    return kiosk


@login_not_required
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    kiosk = at(token)
    return page(
        request,
        "guidance/kiosk.html",
        title=_("What does this screen show?"),
        kiosk=kiosk,
        token=token,
    )


@login_not_required
def kiosk_screen(request: HttpRequest, token: str) -> HttpResponse:
    """Who is called, for all who wait; it asks again by itself."""
    point = at(token).access_point
    version = f'"{queue_queries.version_of_queue(point)}"'
    if request.headers.get("If-None-Match") == version:
        return HttpResponse(status=304)
    called = queue_queries.called(point)
    answer = page(
        request,
        "guidance/kiosk_screen.html",
        title=_("Whose turn is it?"),
        point=point,
        now=called[0] if called else None,
        earlier=called[1:],
        waiting=len(queue_queries.waiting(point)),
    )
    answer["ETag"] = version
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
def kiosk_number(request: HttpRequest, token: str) -> HttpResponse:
    kiosk = at(token)
    ticket = None
    if request.method == "POST":
        ticket = queueing.take_number(kiosk.access_point, by=None)
    return page(
        request,
        "guidance/kiosk_number.html",
        title=_("Take a number"),
        kiosk=kiosk,
        token=token,
        ticket=ticket,
        before=queue_queries.before(ticket) if ticket else 0,
    )


@login_not_required
def kiosk_slip(request: HttpRequest, token: str, number: int) -> HttpResponse:
    point = at(token).access_point
    ticket = queue_queries.of_today(point).filter(number=number).first()
    if ticket is None:
        raise Http404
    return doors.pdf(printing.ticket_pdf(ticket), name=f"nummer-{number}.pdf")


@login_not_required
def kiosk_smile(request: HttpRequest, token: str) -> HttpResponse:
    """One question to who leaves."""
    kiosk = at(token)
    form = SmileForm(typed(request))
    if form.is_valid() and form.attempt(queueing.smile, access_point=kiosk.access_point):
        return redirect(f"{reverse('guidance:kiosk_smile', args=[token])}?dank=1")
    return page(
        request,
        "guidance/kiosk_smile.html",
        title=_("Did we help you well?"),
        kiosk=kiosk,
        token=token,
        thanked=request.GET.get("dank") == "1" and request.method == "GET",
        moods=[
            (value, words, f"face-{value.replace('_', '-')}") for value, words in Smile.Mood.choices
        ],
        once=uuid4(),
        status=422 if request.method == "POST" else 200,
    )
