"""Where you stand: the digibank and the access point that this log-in works for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank
from digibank.network.rules import roles_of

KEY = "standing"  # in the session: [digibank id, access point id or None]


@dataclass
class Place:
    digibank: Digibank
    access_point: AccessPoint | None
    roles: frozenset[str]


class Standing:
    """Puts `request.standing` on each request of an account: a Place, or None when it has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        request.standing = place_of(request, account) if isinstance(account, Account) else None  # type: ignore[attr-defined]
        return self.get_response(request)


def place_of(request: HttpRequest, account: Account) -> Place | None:
    """The place chosen after log-in; an account with one place never has to choose."""
    roles = roles_of(account)
    if not roles:
        return None
    digibank_id, point_id = request.session.get(KEY) or (min(roles), None)
    if digibank_id not in roles:
        digibank_id, point_id = min(roles), None
    points = AccessPoint.objects.filter(digibank=digibank_id).open().select_related("digibank")
    point = points.filter(pk=point_id).first() if point_id else points.order_by("pk").first()
    digibank = point.digibank if point else Digibank.objects.get(pk=digibank_id)
    return Place(digibank, point, roles[digibank_id])


def standing(request: HttpRequest) -> dict[str, object]:
    """For templates: `standing` is the Place of this request, or None."""
    return {
        "standing": getattr(request, "standing", None),
        "account": getattr(request, "user", None),
    }
