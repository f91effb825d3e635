"""Doors for files: how an attachment or a PDF goes out. Views of other rooms call these."""

import logging
from typing import TypeVar

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from digibank.paper.models import Attachment

Answer = TypeVar("Answer", bound=HttpResponseBase)
log = logging.getLogger(__name__)

# What a browser may be told it gets. All else, HTML and SVG above all, is just bytes.
HARMLESS = frozenset(
    {
        "application/json",
        "application/pdf",
        "application/zip",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
    }
)


def download(attachment: Attachment) -> FileResponse:
    """The file as it was given, to save and never to show: nothing in it can run here.

    The view that calls this has opened its own gate. Refuses: 404 when the file is gone.
    """
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as gone:
        log.error("attachment %s: its file is gone", attachment.pk)
        raise Http404 from gone
    kind = attachment.media_type if attachment.media_type in HARMLESS else None
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=attachment.name,
        content_type=kind or "application/octet-stream",
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return guarded(answer)


def pdf(made: bytes, *, name: str) -> HttpResponse:
    """A PDF of our own, to look at and print, called `name` when it is saved."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return guarded(answer)


def guarded(answer: Answer) -> Answer:
    """No guessing at its type, no copy on a shared computer, no use by another site."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
