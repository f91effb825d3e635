"""Pages on which a coordinator chooses the tiles of the desk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import forms, queries, rules, theming
from digibank.ui.doors import SignedIn, gate_here, page, typed

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
    return done(request, theming.end_theme, digibank=digibank, key=key)


@require_POST
def theme_move(request: SignedIn[Account], key: str) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    position = forms.whole(request.POST.get("position", "")) or 1
    return done(request, theming.move_theme, digibank=digibank, key=key, position=position)


def done(request: SignedIn[Account], verb: object, **given: object) -> HttpResponse:
    try:
        verb(**given, by=request.user)  # type: ignore[operator]
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect(NAV)
