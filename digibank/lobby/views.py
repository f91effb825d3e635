from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.lobby import queries, working
from digibank.lobby.shortcuts import shortcuts_for
from digibank.network.places import Place
from digibank.network.queries import places_today
from digibank.ui import codes, searching, worklist
from digibank.ui.doors import SignedIn, asked, page
from digibank.ui.panels import panels_for


@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    digibanken = queries.open_digibanken()
    alone = digibanken[0] if len(digibanken) == 1 else None
    return page(
        request,
        "lobby/front.html",
        title=_("Help with your laptop, phone or internet"),
        digibanken=digibanken,
        digibank=alone,
        area=", ".join(queries.towns(alone)) if alone else "",
        today=localdate(),
        places=places_today(),
    )


def desk(request: SignedIn[Account]) -> HttpResponse:
    place = request.standing
    lists = []
    if place:
        lists = worklist.work_for(request.user, place.digibank, place.access_point)
    return page(
        request,
        "lobby/desk.html",
        title=_("Desk"),
        nav="lobby:desk",
        lists=lists,
        panels=panels_for(request.user, desk_of(request, place)) if place else [],
        shortcuts=shortcuts_for(request.user, place.digibank) if place else [],
        today=localdate(),
        busy=sum(work.count for _source, work in lists),
    )


def desk_of(request: SignedIn[Account], place: Place) -> worklist.Desk:
    return worklist.Desk(place.digibank, place.access_point, request.GET)


def search(request: SignedIn[Account]) -> HttpResponse:
    text = asked(request, "q")
    digibank = request.standing.digibank if request.standing else None
    scanned = codes.recognised(text)
    word = None
    if scanned and digibank:
        kind, code = scanned
        if url := searching.opened(kind, request.user, digibank, code):
            return redirect(url)
        word = searching.told(kind, request.user, digibank, code)
    groups = searching.found(request.user, digibank, text) if text and digibank else []
    hits = [hit for _words, found in groups for hit in found]
    return page(
        request,
        "lobby/search.html",
        title=_("Search"),
        nav="lobby:desk",
        q=text,
        scanned=scanned,
        word=word,
        groups=groups,
        count=len(hits),
    )


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """For machines that watch: 200 when database and worker live, else 503 with the reason."""
    complaint = working.complaint()
    answer = HttpResponse(f"{complaint or 'ok'}\n", content_type="text/plain; charset=utf-8")
    answer.status_code = 503 if complaint else 200
    answer["Cache-Control"] = "no-store"
    return answer
