"""Pages of the end: pallets for the recycler, devices that become somebody's own, reports."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import (
    end_queries,
    impact,
    paper_queries,
    papers,
    recycling,
    rules,
    ruling,
)
from digibank.devices.models import Device, Donation, Shipment
from digibank.devices.models.policy import policy_of
from digibank.devices.repair_forms import LearntForm
from digibank.devices.stock_forms import (
    HandoverForm,
    LeaveForm,
    PalletForm,
    RestForm,
    ShipmentForm,
    WorkshopForm,
    YearForm,
)
from digibank.devices.views import LIST, act
from digibank.network.queries import version_of
from digibank.paper import doors
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried, typed
from digibank.ui.paging import paged
from digibank.ui.tables import SHEET, csv_lines, sheet

NAV = "devices:reports"
PALLETS = "devices:shipment_list"


def shipment_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_work)
    form = ShipmentForm(typed(request))
    if form.is_valid() and (
        made := form.attempt(recycling.begin_shipment, digibank=digibank, by=request.user)
    ):
        return redirect(made)
    return page(
        request,
        "devices/shipment_list.html",
        title=_("To the recycler"),
        nav=PALLETS,
        form=form,
        rows=paged(request, end_queries.shipments(digibank)),
    )


def shipment(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_ship, Shipment, pk=pk)
    form = PalletForm(typed(request), account=request.user, digibank=row.digibank)
    if form.is_valid() and form.attempt(recycling.put_device, shipment=row, by=request.user):
        return redirect(row)
    lines = end_queries.lines(row)
    return page(
        request,
        "devices/shipment.html",
        title=_("Pallet for %(carrier)s") % {"carrier": row.carrier},
        nav=PALLETS,
        form=form,
        row=row,
        lines=lines,
        sums=end_queries.sums(lines),
        pieces=end_queries.loose_pieces(row.digibank),
        parts=end_queries.loose_parts(row.digibank),
    )


def shipment_rest(request: SignedIn[Account], pk: int) -> HttpResponse:
    """A refused piece or a part, by pressing its button."""
    row = gate(request, rules.can_ship, Shipment, pk=pk)
    digibank = row.digibank
    form = RestForm(
        typed(request),
        pieces=end_queries.loose_pieces(digibank),
        parts=end_queries.loose_parts(digibank),
    )
    if form.is_valid():
        grams = form.cleaned_data["grams"]
        if piece := form.cleaned_data["piece"]:
            tried(request, recycling.put_piece, row, piece=piece, grams=grams)
        if part := form.cleaned_data["part"]:
            tried(request, recycling.put_part, row, part=part, grams=grams)
    return redirect(row)


def shipment_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_ship, Shipment, pk=pk)
    form = LeaveForm(typed(request), request.FILES or None)
    if form.is_valid() and form.attempt(recycling.leave, shipment=row, by=request.user):
        messages.success(request, _("The pallet has left. Its list is frozen."))
        return redirect(row)
    return page(
        request,
        "devices/act.html",
        title=_("The pallet leaves"),
        nav=PALLETS,
        form=form,
        button=_("It has left"),
        lead=_("From now on nothing changes in the list. Keep what the carrier signed."),
        about=str(row),
        back=row.get_absolute_url(),
    )


def shipment_proof(request: SignedIn[Account], pk: int) -> HttpResponseBase:
    row = gate(request, rules.can_ship, Shipment, pk=pk)
    return doors.download(row.proof) if row.proof else redirect(row)


def handover_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_hand_over, Device, code=code)
    return act(
        request,
        device,
        HandoverForm(typed(request)),
        recycling.hand_over,
        template="devices/act.html",
        title=_("It becomes somebody's own"),
        done=_("%(label)s has another owner. Print the paper."),
        button=_("Hand it over"),
        lead=_("For good: a gift or a sale. Its history stays with us."),
        about=f"{device.name} · {device.label}",
        back=device.get_absolute_url(),
    )


def handover_pdf(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_hand_over, Device, code=code)
    if not hasattr(device, "handover"):
        return redirect(device)
    return doors.pdf(papers.handover_paper(device.handover), name=f"{device.label}.pdf")


def record_pdf(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    return doors.pdf(papers.reuse_record(device), name=f"hergebruikfiche-{device.label}.pdf")


def donor_report_pdf(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_see_donation, Donation, pk=pk)
    return doors.pdf(papers.donor_report(donation), name=f"verslag-{donation.number}.pdf")


def year_in(request: SignedIn[Account]) -> int:
    form = YearForm(request.GET)
    return int(form.cleaned_data["jaar"]) if form.is_valid() else localdate().year


def reports(request: SignedIn[Account]) -> HttpResponse:
    """A year of the workshop: tables first, with a picture beside them."""
    digibank = gate_here(request, rules.can_work)
    year = year_in(request)
    made = paper_queries.balance_of_year(digibank, year)
    saved = paper_queries.saved(
        digibank,
        Device.objects.visible_to(request.user)
        .filter(digibank=digibank, placements__place="out")
        .distinct(),
    )
    return page(
        request,
        "devices/reports.html",
        title=_("Reports of the workshop"),
        nav=NAV,
        year=year,
        years=range(localdate().year, digibank.began_on.year - 1, -1),
        incoming=end_queries.named_sums(papers.incoming(made)),
        recycled=end_queries.recycled(made),
        most=max(one.grams for _words, one in papers.incoming(made)),
        saved=saved,
        sentence=papers.calculation(saved),
        lines=saved.lines[:100],
        edition=impact.EDITION,
        learnt=LearntForm(None, digibank=digibank),
        first=date(year, 1, 1),
    )


def statement_pdf(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_work)
    year = year_in(request)
    return doors.pdf(papers.statement(digibank, year), name=f"recupel-{year}.pdf")


def register_csv(request: SignedIn[Account]) -> HttpResponseBase:
    digibank = gate_here(request, rules.can_work)
    year = year_in(request)
    lines = csv_lines(paper_queries.register(digibank, year))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="afvalregister-{year}.csv"'
    return doors.guarded(answer)


def register_xlsx(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_work)
    year = year_in(request)
    made = sheet(paper_queries.register(digibank, year), title=str(year))
    answer = HttpResponse(made, content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="afvalregister-{year}.xlsx"'
    return doors.guarded(answer)


def workshop_policy(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_workshop)
    row = policy_of(digibank)
    form = WorkshopForm(typed(request), instance=row, version=version_of(row))
    if form.is_valid() and form.attempt(ruling.set_workshop, digibank=digibank, by=request.user):
        messages.success(request, _("The rules of the workshop are saved."))
        return redirect("devices:workshop_policy")
    return page(
        request,
        "devices/act.html",
        title=_("Rules of the workshop"),
        nav=LIST,
        form=form,
        button=_("Save"),
        about=str(digibank),
        back="/toestellen/werkplaats/",
    )
