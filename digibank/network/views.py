from django.http import HttpResponse
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.network import rules
from digibank.network.models import AccessPoint, Organisation
from digibank.ui.doors import SignedIn, gate, page


def standing(request: SignedIn[Account]) -> HttpResponse:
    return page(request, "network/standing.html", title=_("Where do you stand?"))


def organisation(request: SignedIn[Account], pk: int) -> HttpResponse:
    organisation = gate(request, rules.can_see_organisation, Organisation, pk=pk)
    return page(request, "network/organisation.html", title=str(organisation))


def access_point(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_see_access_point, AccessPoint, pk=pk)
    return page(request, "network/access_point.html", title=str(point))
