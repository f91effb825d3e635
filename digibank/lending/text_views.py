"""Pages of the text that is signed: the digibank writes it, with versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.lending import agreeing, rules
from digibank.lending.text_forms import AgreementTextForm
from digibank.ui.doors import SignedIn, gate_here, page, tried, typed

NAV = "lending:policy"


def agreement_text(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_policy)
    rows = digibank.agreement_texts.select_related("made_by")
    in_force = agreeing.in_force(digibank)
    texts = (
        {one: getattr(in_force, one) for one in agreeing.LANGUAGES}
        if in_force
        else ({one: agreeing.ours(one) for one in agreeing.LANGUAGES})
    )
    version = str(in_force.version) if in_force else "0"
    form = AgreementTextForm(typed(request), version=version, initial=texts)
    if form.is_valid() and form.attempt(agreeing.set_text_of, digibank=digibank, by=request.user):
        messages.success(request, _("Saved. New agreements say this; what was signed stays."))
        return redirect("lending:agreement_text")
    return page(
        request,
        "lending/agreement_text.html",
        title=_("What do we agree?"),
        nav=NAV,
        form=form,
        in_force=in_force,
        rows=rows,
    )


@require_POST
def agreement_text_end(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_policy)
    tried(request, agreeing.use_ours, digibank, done=_("New agreements say our text again."))
    return redirect("lending:agreement_text")
