"""Letters: what waits for the printer, and what was printed together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.paper import doors as paper_doors
from digibank.post import lettering, queries, rules
from digibank.post.models import LetterBatch
from digibank.post.views import NAV, tabs
from digibank.ui.doors import SignedIn, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.paging import paged


def letter_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_print)
    form = Form(typed(request))
    if form.is_valid() and (
        batch := form.attempt(lettering.print_letters, digibank=digibank, by=request.user)
    ):
        count = batch.letter_count
        words = ngettext(
            "%(count)d letter is ready. Print it now.",
            "%(count)d letters are ready. Print them now.",
            count,
        )
        messages.success(request, words % {"count": count})
        return redirect(batch)
    return page(
        request,
        "post/letter_list.html",
        title=_("Letters"),
        nav=NAV,
        tabs=tabs(request.user, digibank),
        here="post:letter_list",
        pause=queries.open_pause(digibank),
        can_arrange=rules.can_arrange(request.user, digibank),
        form=form,
        rows=paged(request, queries.letters_waiting(digibank)),
        batches=queries.batches(request.user, digibank)[:20],
        at_most=lettering.AT_MOST,
    )


def letter_batch(request: SignedIn[Account], pk: int) -> HttpResponse:
    batch = gate(request, rules.can_see_batch, LetterBatch, pk=pk)
    title = ngettext("%(count)d letter", "%(count)d letters", batch.letter_count)
    return page(
        request,
        "post/letter_batch.html",
        title=title % {"count": batch.letter_count},
        nav=NAV,
        batch=batch,
        letters=batch.letters.order_by("name", "pk"),
        until=lettering.until(batch),
        can_undo=lettering.can_undo(batch),
    )


def letter_batch_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    batch = gate(request, rules.can_see_batch, LetterBatch, pk=pk)
    return paper_doors.pdf(lettering.pdf(batch), name=f"brieven-{batch.pk}.pdf")


def letter_batch_list(request: SignedIn[Account], pk: int) -> HttpResponse:
    batch = gate(request, rules.can_see_batch, LetterBatch, pk=pk)
    return paper_doors.pdf(lettering.list_pdf(batch), name=f"lijst-{batch.pk}.pdf")


def letter_batch_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    batch = gate(request, rules.can_see_batch, LetterBatch, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(lettering.undo, batch=batch, by=request.user):
        messages.success(request, _("These letters wait again. Print them when you can."))
        return redirect("post:letter_list")
    return page(
        request,
        "post/letter_batch_end.html",
        title=_("Were these letters not posted?"),
        nav=NAV,
        form=form,
        batch=batch,
        count=batch.letters.filter(failed_at=None).count(),
    )
