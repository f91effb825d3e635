"""Doors for tokens: where a tool posts its reports, and the pages that give and end a token."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.files.base import ContentFile, File
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices import queries, receiving, rules, tokening
from digibank.devices.forms import TokenForm
from digibank.devices.models import DeviceToken
from digibank.devices.reading_views import LIST
from digibank.network.places import demo_refusal
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.numbers import whole_number
from digibank.ui.paging import paged

MIB = 1024 * 1024
MOST = 8 * receiving.LIMIT  # bytes of all files in one post
Answer = tuple[dict[str, object], int]  # what a tool hears of one file, and its status


@login_not_required
@csrf_exempt
@require_POST
def report_new(request: HttpRequest) -> HttpResponse:
    """A tool posts a report, or several as a form; each file is an act of its own.

    Several are answered in their order, with the highest status of all: 422, 413, 201 or 200.
    """
    token = bearer(request)
    if token is None:
        return turned_away(request)
    try:
        answers = [taken(request, token, upload) for upload in uploads(request, token)]
    except ValidationError as refusal:
        answers = [refused(refusal)]
    told = [facts for facts, _status in answers]
    status = max(status for _facts, status in answers)
    return JsonResponse(told if len(told) > 1 else told[0], status=status, safe=False)


def bearer(request: HttpRequest) -> DeviceToken | None:
    """The token in the header, while it and whoever made it may send."""
    scheme, _gap, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokening.open_token(secret.strip()) if scheme.lower() == "bearer" else None
    if token and rules.can_send(token.made_by, token) and not demo_refusal(token.made_by):
        return token
    return None


def turned_away(request: HttpRequest) -> HttpResponse:
    """401; 429 for an address that tries and tries. A token that works is never held up."""
    if not consume(request, action="device_token"):
        told = {"error": _("Too many tries. Wait a minute, then try again.")}
        return JsonResponse(told, status=429, headers={"Retry-After": "60"})
    told = {"error": _("This key is missing, wrong or ended. Ask the workshop for a new one.")}
    return JsonResponse(told, status=401, headers={"WWW-Authenticate": "Bearer"})


def uploads(request: HttpRequest, token: DeviceToken) -> list["File[bytes]"]:
    """The files of a form, or the whole body as one; nothing is read of what is too large.

    Refuses: too_large, no_file, unreadable.
    """
    form = request.content_type == "multipart/form-data"
    most = MOST if form else receiving.LIMIT
    if length(request) > most:
        raise too_large(most)
    try:
        if not form:
            raw = request.read(receiving.LIMIT + 1)  # never more, whatever the header said
            return [ContentFile(raw, name=named(request) or token.name)]
        files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    except RequestDataTooBig:
        raise too_large(most) from None
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        sentence = _("This did not arrive whole. Send it again.")
        raise ValidationError(sentence, code="unreadable") from None
    if not files:
        raise ValidationError(_("There is no file in it. Send the report as a file."), "no_file")
    return list(files)


def length(request: HttpRequest) -> int:
    """How many bytes the header announces; without a number Django reads none."""
    return whole_number(request.headers.get("Content-Length", ""))


def named(request: HttpRequest) -> str:
    return asked(request, "naam") or request.headers.get("X-Naam", "")


def too_large(most: int) -> ValidationError:
    sentence = _("This file is too big. It may be %(size)s MB at most.")
    return ValidationError(sentence, code="too_large", params={"size": most // MIB})


def taken(request: HttpRequest, token: DeviceToken, upload: "File[bytes]") -> Answer:
    """Keep one file, as whoever made the token. `public_url` is what eReuse shows as a QR code."""
    try:
        reading = receiving.take_in(token.digibank, upload=upload, by=token.made_by, token=token)
    except ValidationError as refusal:
        return refused(refusal)
    url = request.build_absolute_uri(reading.get_absolute_url())
    facts = {"reading": reading.pk, "sha256": reading.sha256, "known": reading.known}
    return {**facts, "url": url, "public_url": url}, 200 if reading.known else 201


def refused(refusal: ValidationError) -> Answer:
    large = any(error.code == "too_large" for error in receiving.sentences(refusal))
    return {"error": " ".join(refusal.messages)}, 413 if large else 422


@never_cache
def token_list(request: SignedIn[Account]) -> HttpResponse:
    """The tokens, and a new one; its secret is on the answer and nowhere else."""
    digibank = gate_here(request, rules.can_work)
    form = TokenForm(typed(request))
    if form.is_valid() and (
        made := form.attempt(tokening.give_token, digibank=digibank, by=request.user)
    ):
        token, secret = made
        return page(
            request,
            "devices/token.html",
            title=_("Key for %(name)s") % {"name": token.name},
            nav=LIST,
            secret=secret,
            address=request.build_absolute_uri(reverse("devices:report_new")),
        )
    return page(
        request,
        "devices/token_list.html",
        title=_("Keys for sticks"),
        nav=LIST,
        form=form,
        tokens=paged(request, queries.tokens(digibank)),
    )


def token_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Nothing comes in with this token any more: the stick is lost, or not used."""
    token = gate(request, rules.can_end_token, DeviceToken, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(tokening.end_token, token=token, by=request.user):
        words = {"name": token.name}
        messages.success(request, _("The key of %(name)s no longer works.") % words)
        return redirect("devices:token_list")
    return page(
        request,
        "devices/token_end.html",
        title=_("End the key of %(name)s?") % {"name": token.name},
        nav=LIST,
        form=form,
        token=token,
    )
