"""Pages on which a coordinator chooses the tiles of the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import forms, queries, rules, theming
from digibank.ui.doors import SignedIn, gate_here, page, tried, typed
from digibank.ui.numbers import whole_number

NAV = "guidance:theme_list"


def theme_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    form = forms.ThemeForm(typed(request))
    if form.is_valid() and (
        made := form.attempt(theming.add_theme, digibank=digibank, by=request.user)
    ):
        messages.success(request, _("“%(name)s” is on the desk.") % {"name": made})
        return redirect(NAV)
    return page(
        request,
        "guidance/theme_list.html",
        title=_("Tiles of the desk"),
        nav=NAV,
        form=form,
        tiles=queries.tiles_of(digibank),
    )


@require_POST
def theme_end(request: SignedIn[Account], key: str) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    tried(request, theming.end_theme, done=_("Saved."), digibank=digibank, key=key)
    return redirect(NAV)


@require_POST
def theme_move(request: SignedIn[Account], key: str) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    position = whole_number(request.POST.get("position", "")) or 1
    given = {"digibank": digibank, "key": key, "position": position}
    tried(request, theming.move_theme, done=_("Saved."), **given)
    return redirect(NAV)
