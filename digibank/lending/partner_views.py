"""Pages for who sends people to us: ask for a family or for a set, and see how far it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import booking_queries, partner_queries, requesting, reserving, rules
from digibank.lending.partner_forms import PartnerRequestForm, PartnerSetForm
from digibank.network.models import Digibank, Organisation
from digibank.ui.doors import SignedIn, gate_here, page, typed

NAV = "lending:partner"


def here(request: SignedIn[Account]) -> tuple[Digibank, Organisation | None]:
    """The digibank where this account stands, and the partner it works for, if that is known."""
    digibank = gate_here(request, rules.can_refer)
    return digibank, partner_queries.partner_of(request.user, digibank)


def partner(request: SignedIn[Account]) -> HttpResponse:
    digibank, organisation = here(request)
    return page(
        request,
        "lending/partner.html",
        title=_("For people you help"),
        nav=NAV,
        requests=partner_queries.requests_of(organisation, digibank) if organisation else [],
        sets=partner_queries.sets_of(organisation, digibank) if organisation else [],
        partner=organisation,
    )


def partner_request(request: SignedIn[Account]) -> HttpResponse:
    digibank, organisation = here(request)
    if organisation is None:
        return redirect(NAV)
    form = PartnerRequestForm(typed(request), digibank=digibank)
    given = {"digibank": digibank, "referrer": organisation, "by": request.user}
    if form.is_valid() and form.attempt(requesting.request_for_family, **given):
        messages.success(request, _("Asked. You see here how far it is."))
        return redirect(NAV)
    return page(
        request,
        "lending/partner_request.html",
        title=_("Ask a device for somebody"),
        nav=NAV,
        form=form,
    )


def partner_set(request: SignedIn[Account]) -> HttpResponse:
    digibank, organisation = here(request)
    if organisation is None:
        return redirect(NAV)
    form = PartnerSetForm(typed(request), digibank=digibank)
    given = {"digibank": digibank, "organisation": organisation, "by": request.user}
    if form.is_valid() and (made := form.attempt(reserving.ask_for_set, **given)):
        sentence = _("Asked. You have an answer by %(day)s at the latest.")
        messages.success(request, sentence % {"day": f"{made.answer_by:%d/%m/%Y}"})
        return redirect(NAV)
    kind = str(form["kind"].value())
    kind = kind if kind in Device.Kind.values else str(Device.Kind.LAPTOP)
    return page(
        request,
        "lending/partner_set.html",
        title=_("Ask a set for an activity"),
        nav=NAV,
        form=form,
        kind=Device.Kind(kind),
        weeks=booking_queries.weeks(digibank, kind, localdate())[:12],
    )
