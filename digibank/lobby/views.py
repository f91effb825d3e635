from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.lobby import working
from digibank.ui import codes, searching
from digibank.ui.doors import SignedIn, page


@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    return page(request, "lobby/front.html", title=_("Help with your laptop, phone or internet"))


def desk(request: SignedIn[Account]) -> HttpResponse:
    return page(request, "lobby/desk.html", title=_("Desk"), nav="lobby:desk")


def search(request: SignedIn[Account]) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    digibank = request.standing.digibank if request.standing else None
    if scanned := codes.recognised(text):
        url = searching.opened(scanned[0], request.user, digibank, scanned[1])
        if url:
            return redirect(url)
    groups = searching.found(request.user, digibank, text) if text and digibank else []
    return page(request, "lobby/search.html", title=_("Search"), q=text, groups=groups)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """For machines that watch: 200 when database and worker live, else 503 with the reason."""
    complaint = working.complaint()
    answer = HttpResponse(f"{complaint or 'ok'}\n", content_type="text/plain; charset=utf-8")
    answer.status_code = 503 if complaint else 200
    answer["Cache-Control"] = "no-store"
    return answer
