"""Pages of donations: announced, fetched, looked at piece by piece, closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices import donating, donation_queries, importing, printing, rules
from digibank.devices.donation_forms import (
    CallOffForm,
    ClaimForm,
    DonationForm,
    ListForm,
    PutOnRoundForm,
    RoundForm,
    TurnDownForm,
)
from digibank.devices.models import Device, Donation, LotList, Round
from digibank.devices.models.policy import policy_of
from digibank.paper import doors
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.forms import Form
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged

NAV = "devices:donation_list"


def donation_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_collect)
    state = asked(request, "staat")
    state = state if state in donation_queries.STATES else "open"
    rows = donation_queries.donation_list(request.user, digibank, state)
    return page(
        request,
        "devices/donation_list.html",
        title=_("Donations"),
        nav=NAV,
        state=state,
        states=[(code, words) for code, (words, _q) in donation_queries.STATES.items()],
        rows=paged(request, Capped(rows)),
    )


def donation_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_collect)
    first = {"access_point": request.standing.access_point}
    form = DonationForm(typed(request), digibank=digibank, initial=first)
    if form.is_valid() and (
        made := form.attempt(donating.announce, digibank=digibank, by=request.user)
    ):
        messages.success(request, _("Written down. Now plan when it comes."))
        return redirect(made)
    return page(
        request,
        "devices/donation_new.html",
        title=_("Announce a donation"),
        nav=NAV,
        form=form,
        policy=policy_of(digibank),
    )


def donation(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_see_donation, Donation, pk=pk)
    return page(
        request,
        "devices/donation.html",
        title=str(donation.donor),
        nav=NAV,
        donation=donation,
        tally=donation_queries.tally(donation),
        pieces=paged(request, Capped(donation_queries.pieces(donation))),
        lists=donation_queries.lists(donation),
        open_devices=donation_queries.unproven_devices(donation).count(),
        locked=donation_queries.open_locks(donation),
        can_work=rules.can_work(request.user, donation.digibank),
    )


def donation_round(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_see_donation, Donation, pk=pk)
    rounds = donation_queries.rounds(request.user, donation.digibank)
    form = PutOnRoundForm(typed(request), rounds=rounds, initial={"round_": donation.round_id})
    if form.is_valid() and form.attempt(donating.put_on_round, donation=donation, by=request.user):
        messages.success(request, _("The round is planned."))
        return redirect(donation)
    return act(request, donation, form, _("On which round?"), _("Save"))


def donation_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_see_donation, Donation, pk=pk)
    form = CallOffForm(typed(request))
    if form.is_valid() and form.attempt(donating.call_off, donation=donation, by=request.user):
        messages.success(request, _("The donation is called off."))
        return redirect(donation)
    return act(request, donation, form, _("It does not come"), _("Call it off"))


def act(
    request: SignedIn[Account], donation: Donation, form: Form, title: str, button: str
) -> HttpResponse:
    return page(
        request,
        "devices/act.html",
        title=title,
        nav=NAV,
        form=form,
        button=button,
        about=f"{donation.donor} · {donation.number}",
        back=donation.get_absolute_url(),
    )


@require_POST
def donation_close(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_close_donation, Donation, pk=pk)
    tried(request, donating.close, donation, done=_("This donation is closed."))
    return redirect(donation)


def piece_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Scanner in hand: each label is an accepted piece; the type stays as it was."""
    donation = gate(request, rules.can_decide, Donation, pk=pk)
    promised = donation.promises.first()
    kind = promised.kind if promised else Device.Kind.LAPTOP
    words = {name: asked(request, name) for name in ("kind", "maker", "model")}
    first = {"kind": kind} | {name: text for name, text in words.items() if text}
    form = ClaimForm(typed(request), initial=first)
    given = {"donation": donation, "access_point": donation.access_point, "by": request.user}
    if form.is_valid() and form.attempt(donating.claim, **given):
        count = len(form.cleaned_data["labels"])
        messages.success(request, _("%(count)s accepted. Scan on.") % {"count": count})
        again = request.GET.copy()
        again.update({name: str(form.cleaned_data[name]) for name in ("kind", "maker", "model")})
        return redirect(f"{request.path}?{again.urlencode()}")
    return page(
        request,
        "devices/piece_new.html",
        title=_("Accept pieces"),
        nav=NAV,
        form=form,
        donation=donation,
        tally=donation_queries.tally(donation),
    )


def piece_refused(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_decide, Donation, pk=pk)
    form = TurnDownForm(typed(request), initial={"kind": Device.Kind.LAPTOP})
    if form.is_valid() and form.attempt(donating.turn_down, donation=donation, by=request.user):
        messages.success(request, _("Written down: refused by looking at it."))
        return redirect(donation)
    return page(
        request,
        "devices/act.html",
        title=_("Refuse pieces"),
        nav=NAV,
        form=form,
        button=_("Refuse"),
        lead=_("Look at it before it comes in. What is refused is no device of ours."),
        about=f"{donation.donor} · {donation.number}",
        back=donation.get_absolute_url(),
    )


def lot_list_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_decide, Donation, pk=pk)
    form = ListForm(typed(request), request.FILES or None)
    if form.is_valid() and (
        made := form.attempt(importing.try_list, donation=donation, by=request.user)
    ):
        return redirect(made)
    return page(
        request,
        "devices/lot_list_new.html",
        title=_("Take in a list"),
        nav=NAV,
        form=form,
        donation=donation,
    )


def lot_list(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The list line by line: what would become of it, or what was taken in."""
    row = gate(request, rules.can_decide_list, LotList, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(importing.take_in, lot_list=row, by=request.user):
        messages.success(request, _("The list is taken in."))
        return redirect(row.donation)
    verdicts = [] if row.taken_in_at else importing.dry_run(row)
    return page(
        request,
        "devices/lot_list.html",
        title=_("Check the list"),
        nav=NAV,
        form=form,
        row=row,
        verdicts=verdicts,
        good=sum(one.is_good for one in verdicts),
        bad=sum(not one.is_good for one in verdicts),
        pieces=paged(request, Capped(row.pieces.select_related("device").order_by("pk"))),
    )


@require_POST
def lot_list_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_decide_list, LotList, pk=pk)
    tried(request, importing.take_back, row, done=_("The list is taken back."))
    return redirect(row.donation)


def receipt_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_see_donation, Donation, pk=pk)
    return doors.pdf(printing.receipt(donation), name=f"ontvangst-{donation.number}.pdf")


def round_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_collect)
    form = RoundForm(typed(request), digibank=digibank)
    if form.is_valid() and (
        made := form.attempt(donating.plan_round, digibank=digibank, by=request.user)
    ):
        messages.success(request, _("The round is planned. Now put donations on it."))
        return redirect(made)
    return page(
        request,
        "devices/round_list.html",
        title=_("Rounds"),
        nav=NAV,
        form=form,
        rows=paged(request, donation_queries.rounds(request.user, digibank)),
        waiting=donation_queries.to_plan(digibank),
    )


def round_(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_round, Round, pk=pk)
    if request.method == "POST":
        mine = Donation.objects.visible_to(request.user).filter(digibank=row.digibank_id)
        if chosen := mine.filter(pk=whole_number(request.POST.get("donation"))).first():
            tried(request, donating.put_on_round, chosen, round_=row)
        return redirect(row)
    return page(
        request,
        "devices/round.html",
        title=_("Round of %(day)s") % {"day": row},
        nav=NAV,
        row=row,
        stops=donation_queries.stops(row),
        waiting=donation_queries.to_plan(row.digibank),
        policy=policy_of(row.digibank),
    )


def round_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_see_round, Round, pk=pk)
    return doors.pdf(printing.round_sheet(row), name=f"ronde-{row.on:%Y%m%d}.pdf")
