"""Where you stand: the digibank and the access point that this log-in works for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from digibank.accounts.models import Account
from digibank.network.places import places_of

KEY = "standing"  # in the session: [digibank id, access point id or None]


class Standing:
    """Puts `request.standing` on each request of an account: a Place, or None when it has none.

    Session, account, places: three queries, whatever the number of digibanken and roles.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        request.places = []  # type: ignore[attr-defined]
        request.standing = None  # type: ignore[attr-defined]
        if isinstance(account, Account):
            stand(request, account)
        return self.get_response(request)


def stand(request: HttpRequest, account: Account) -> None:
    """The place chosen after log-in; an account with one place never has to choose."""
    chosen, point = request.session.get(KEY) or (None, None)
    places = places_of(account, point)
    account.roles = {place.digibank.pk: place.roles for place in places}
    mine = [place for place in places if place.digibank.pk == chosen]
    request.places = places  # type: ignore[attr-defined]
    request.standing = next(iter(mine or places), None)  # type: ignore[attr-defined]


def standing(request: HttpRequest) -> dict[str, object]:
    """For templates: `standing` is the Place of this request, or None."""
    return {
        "standing": getattr(request, "standing", None),
        "account": getattr(request, "user", None),
    }
