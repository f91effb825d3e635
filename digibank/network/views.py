from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.network import queries, rules
from digibank.network.models import AccessPoint, Organisation
from digibank.ui.doors import SignedIn, gate, page


def organisation(request: SignedIn[Account], pk: int) -> HttpResponse:
    organisation = gate(request, rules.can_see_organisation, Organisation, pk=pk)
    return page(request, "network/organisation.html", title=str(organisation))


def access_point(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_see_access_point, AccessPoint, pk=pk)
    return page(request, "network/access_point.html", title=str(point))


# For everybody, without a log-in


@login_not_required
def places(request: HttpRequest) -> HttpResponse:
    text = queries.plain(request.GET.get("q", ""))
    return page(
        request,
        "network/places.html",
        title=_("Places and hours"),
        q=text,
        places=queries.as_places(queries.places(text)),
        digibank=queries.only_digibank(),
    )


@login_not_required
def place(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_object_or_404(AccessPoint.objects.public(), pk=pk)
    (shown,) = queries.as_places([point])
    return page(
        request, "network/place.html", title=str(point), place=shown, digibank=point.digibank
    )
