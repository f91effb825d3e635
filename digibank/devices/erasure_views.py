"""Pages of erasing: drive by drive, failures, papers, certificates, and the recall."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import erasing, erasure_queries, printing, queries, rules
from digibank.devices.forms import ErasureForm, EvidenceForm, FailureForm, RecallForm
from digibank.devices.models import Device, Donation, EvidenceFile
from digibank.devices.views import LIST, act
from digibank.paper import doors
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.paging import Capped, paged
from digibank.ui.tables import csv_lines

MEDIA = {"hdd": "HDD", "ssd": "SSD", "nvme": "NVMe"}


def erasure_new(request: SignedIn[Account], code: str) -> HttpResponse:
    """What suits the drive that is chosen; without a report somebody says what is in it."""
    device = gate(request, rules.can_work_on, Device, code=code)
    drives = erasing.unproven(device)
    chosen = asked(request, "schijf")
    one = next((disk for disk in drives if disk["serial"] == chosen), None)
    medium = erasing.medium_of([one] if one else drives)
    if not drives and chosen in MEDIA:
        medium = chosen
    form = ErasureForm(typed(request), device=device, medium=medium)
    given = {
        "device": device,
        "medium": medium,
        "serial": one["serial"] if one else "",
        "by": request.user,
    }
    if form.is_valid() and form.attempt(erasing.record_erasure, **given):
        erased = Device.objects.visible_to(request.user).get(pk=device.pk).is_erased()
        done = _("%(label)s is erased. Now check it and release it.")
        left = _("Written down. Another drive of %(label)s is still to be erased.")
        messages.success(request, (done if erased else left) % {"label": device.label})
        return redirect(device)
    return page(
        request,
        "devices/erasure_new.html",
        title=_("Write down the erasure"),
        nav=LIST,
        form=form,
        device=device,
        drives=drives,
        media=() if drives or not queries.techniques(device, "ssd") else MEDIA.items(),
        chosen=chosen,
        soldered=device.kind in erasure_queries.SOLDERED,
    )


def failure_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        FailureForm(typed(request), device=device),
        erasing.report_failure,
        template="devices/act.html",
        title=_("Erasing failed"),
        done=_("Written down. %(label)s cannot go out: erase or destroy the drive."),
        button=_("Write it down"),
        lead=_("A drive that cannot be erased is destroyed, with a witness."),
        about=f"{device.name} · {device.label}",
        back=device.get_absolute_url(),
    )


def evidence_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    form = EvidenceForm(typed(request), request.FILES or None)
    return act(
        request,
        device,
        form,
        erasing.keep_evidence,
        template="devices/act.html",
        title=_("Keep a paper"),
        done=_("The paper is kept with %(label)s."),
        button=_("Keep it"),
        about=f"{device.name} · {device.label}",
        back=device.get_absolute_url(),
    )


def evidence_file(request: SignedIn[Account], pk: int) -> HttpResponseBase:
    return doors.download(gate(request, rules.can_see_evidence, EvidenceFile, pk=pk).file)


def certificate(request: SignedIn[Account], code: str) -> HttpResponse:
    """The certificate of the erasure that counts; a failure report when there is none."""
    device = gate(request, rules.can_see_certificate, Device, code=code)
    made = printing.certificate(device)
    return doors.pdf(made, name=f"wissing-{device.label}.pdf")


def certificates(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_see_donation, Donation, pk=pk)
    made = printing.certificates(donation)
    return doors.pdf(made, name=f"wissing-{donation.number}.pdf")


def recall(request: SignedIn[Account]) -> HttpResponse:
    """Every device that was erased in one way, in one time, and who has it now."""
    digibank = gate_here(request, rules.can_work)
    form = RecallForm(request.GET)
    rows = erasure_queries.recalled(digibank, **form.chosen())
    return page(
        request,
        "devices/recall.html",
        title=_("Recall of erasures"),
        nav="devices:workshop",
        choice=form,
        rows=paged(request, Capped(rows)),
        asked=request.GET.urlencode(),
    )


def recall_csv(request: SignedIn[Account]) -> HttpResponseBase:
    digibank = gate_here(request, rules.can_work)
    rows = erasure_queries.recalled(digibank, **RecallForm(request.GET).chosen())
    lines = csv_lines(erasure_queries.recall_table(rows))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="terugroeping.csv"'
    return doors.guarded(answer)
