"""Doors for labels by the roll: printed first, claimed by a device later."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.devices import labelling, queries, rules
from digibank.devices.forms import RollForm
from digibank.devices.models import LabelRoll
from digibank.devices.views import LIST, gone
from digibank.paper import doors, printing
from digibank.paper.sheets import Label, Sheet
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.paging import paged
from digibank.ui.templatetags.ui import day as in_words

USUAL = 48  # two sheets of A4


def roll_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_work)
    form = RollForm(typed(request), initial={"count": USUAL})
    if form.is_valid() and (
        made := form.attempt(labelling.print_roll, digibank=digibank, by=request.user)
    ):
        words = {"count": made.count}
        sentence = ngettext("%(count)d label is ready.", "%(count)d labels are ready.", made.count)
        messages.success(request, sentence % words)
        return redirect(made)
    return page(
        request,
        "devices/roll_list.html",
        title=_("Labels by the roll"),
        nav=LIST,
        form=form,
        rolls=paged(request, queries.rolls(digibank)),
    )


def roll(request: SignedIn[Account], pk: int) -> HttpResponse:
    roll = gate(request, rules.can_print_roll, LabelRoll, pk=pk)
    return page(
        request,
        "devices/roll.html",
        title=_("Labels of %(day)s") % {"day": in_words(roll.made_on)},
        nav=LIST,
        roll=roll,
        labels=paged(request, queries.labels_of(roll)),
        free=roll.labels.free().count(),
    )


def roll_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The free labels of a roll for the label printer, or the one in `?code=`."""
    return printed(request, pk, Sheet.ROLL)


def roll_sheet(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The same on sheets of A4; `?weg=` says how many stickers are gone from the first."""
    return printed(request, pk, Sheet.A4, skip=gone(request))


def printed(request: SignedIn[Account], pk: int, sheet: Sheet, skip: int = 0) -> HttpResponse:
    """What is claimed is left out: that label is printed again from the page of its device."""
    roll = gate(request, rules.can_print_roll, LabelRoll, pk=pk)
    free = queries.labels_of(roll).free()
    code = asked(request, "code")
    picked = [get_object_or_404(free, code=code)] if code else free
    whose = roll.digibank
    # Nobody knows yet what it will stick on, so the line with the name stays empty.
    made = [Label(one.label, "", whose.name, whose.phone) for one in picked]
    return doors.pdf(printing.labels(made, sheet=sheet, skip=skip), name="labels.pdf")
