"""What comes from outside: somebody wants no more mail; a gateway tells what became of an SMS."""

import json
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from digibank.post import bouncing, queries
from digibank.post.mailing import unsubscribed
from digibank.post.unsubscribing import unsubscribe as stop_mail
from digibank.ui.doors import page

LARGEST = 2_000_000  # bytes of a mail that came back
LARGEST_WORD = 64_000  # bytes of what a gateway tells
BAD = ("bad_number", "invalid", "unknown")  # what gateways call a number that does not exist


@login_not_required
@csrf_exempt  # mail programs post here without a page (RFC 8058); the token is the proof
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so a scanner that follows the link ends nothing."""
    number = unsubscribed(token)
    digibank = queries.digibank_of(number) if number else None
    if number is None or digibank is None:
        raise Http404
    done = request.method == "POST" and stop_mail(number)
    title = _("You get no more mail from us") if done else _("No more mail from us?")
    return page(request, "post/unsubscribe.html", title=title, done=done, digibank=digibank)


@login_not_required
@csrf_exempt  # machines come here; the token is the proof
@require_POST
def report_new(request: HttpRequest) -> HttpResponse:
    """A mail that came back (the mail itself), or what became of an SMS (JSON or a form)."""
    if not is_known(request):
        return JsonResponse({"error": "POST_TOKEN"}, status=401)
    raw = request.read(LARGEST) if is_mail(request) else b""
    ours = bouncing.take_back(raw) if raw else told_of_sms(request)
    return JsonResponse({"known": ours}, status=200 if ours else 202)


def is_known(request: HttpRequest) -> bool:
    """Whether the right token came along, in a header or in the address."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    given = given or request.GET.get("token", "")
    token = settings.POST_TOKEN
    return bool(token) and compare_digest(given.encode(), token.encode())


def is_mail(request: HttpRequest) -> bool:
    kind = (request.content_type or "").lower()
    return kind in {"message/rfc822", "message/global", "application/octet-stream"}


def is_json(request: HttpRequest) -> bool:
    return "json" in (request.content_type or "")


def told_of_sms(request: HttpRequest) -> bool:
    """Gateways call it reference and status; a form and JSON both do."""
    try:
        known = json.loads(request.body[:LARGEST_WORD]) if is_json(request) else request.POST
    except (ValueError, RecursionError):  # no JSON, or brackets without end
        return False
    if not hasattr(known, "get"):
        return False
    state = str(known.get("status") or "").lower()
    return bouncing.tell_of_sms(
        str(known.get("reference") or ""),
        failed=state in {"failed", "undelivered", "rejected", "expired", *BAD},
        bad_number=state in BAD,
        words=str(known.get("reason") or state)[:300],
    )
