from django.http import HttpResponse
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ui.doors import SignedIn, page


def me(request: SignedIn[Account]) -> HttpResponse:
    return page(request, "accounts/me.html", title=_("My account"))
