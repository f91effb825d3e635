"""Doors: who may come in, and how a page goes out."""

import logging
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from digibank.ui.forms import Form
from digibank.ui.refusals import is_collision

log = logging.getLogger(__name__)
A = TypeVar("A")  # an account; ui lies below the room that knows what that is
M = TypeVar("M", bound=Model)
T = TypeVar("T")


class SignedIn(HttpRequest, Generic[A]):
    """A request that passed the log-in: its user is an account, `standing` is where it works."""

    user: A  # type: ignore[assignment]  # Django's own may be anonymous
    standing: Any  # network.middleware.Place


class Reachable(Protocol):
    """What `objects` offers on every model behind a door."""

    def visible_to(self, account: object) -> QuerySet[Any]: ...


def gate(request: SignedIn[A], rule: Callable[[A, M], bool], model: type[M], **lookup: object) -> M:
    """The one object that `lookup` names.

    Refuses: 404 when it lies outside the reach of this account, 403 when `rule` says no.
    """
    objects = cast(Reachable, model._default_manager)
    found: M = get_object_or_404(objects.visible_to(request.user), **lookup)
    if not rule(request.user, found):
        raise PermissionDenied
    return found


def gate_here(request: SignedIn[A], rule: Callable[[A, Any], bool]) -> Any:  # noqa: ANN401 a Digibank; ui lies below network
    """The digibank where this account stands.

    Refuses: 404 for an account that works nowhere, 403 when `rule` says no there.
    """
    if request.standing is None:
        raise Http404
    if not rule(request.user, request.standing.digibank):
        raise PermissionDenied
    return request.standing.digibank


def typed(request: HttpRequest) -> QueryDict | None:
    """What the visitor sent, even when that is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def tried(
    request: SignedIn[A], verb: Callable[..., T], *given: object, done: str = "", **facts: object
) -> T | None:
    """What `verb` made when a button was pressed, or None; the next page says what became of it.

    For a button without a form: what `verb` refuses is told there, else the words `done` are.
    """
    try:
        made = verb(*given, by=request.user, **facts)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    except DatabaseError as collision:  # as `Form.attempt` says
        if not is_collision(collision):
            raise
        log.warning("%s: %s", verb.__name__, type(collision).__name__)
        messages.error(request, _("Somebody else was first."))
        return None
    if done:
        messages.success(request, done)
    return made


def asked(request: HttpRequest, name: str) -> str:
    """What stands in the address under `name`: trimmed, at most 200 signs, without a zero byte
    (which PostgreSQL refuses)."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:200]


def page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    form: Form | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """The page called `title`; a form that was refused sets the status: 422 or 409."""
    facts = {"title": title, "form": form, **context}
    answer = form.status if form and form.is_bound else status
    return TemplateResponse(request, template, facts, status=answer)


def error_page(request: HttpRequest, template: str, *, title: str, status: int) -> HttpResponse:
    """An error as a page: rendered at once, because nothing above it renders any more."""
    answer = cast(TemplateResponse, page(request, template, title=title, status=status))
    return answer.render()


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(
        request, "ui/bad_request.html", title=_("That did not arrive well"), status=400
    )


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, "ui/forbidden.html", title=_("You cannot do this"), status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, "ui/not_found.html", title=_("This page does not exist"), status=404)


@login_not_required
def failed(request: HttpRequest) -> HttpResponse:
    return error_page(
        request, "ui/failed.html", title=_("Something went wrong with us"), status=500
    )
