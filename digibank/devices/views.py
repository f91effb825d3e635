from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import (
    bench_queries,
    drives,
    gates,
    placing,
    queries,
    receiving,
    registering,
    releasing,
    rules,
    stock_queries,
    writing_off,
)
from digibank.devices.forms import (
    FactsForm,
    FilterForm,
    LabelsForm,
    MoveForm,
    RegisterForm,
    RemarkForm,
    UploadForm,
    WriteOffForm,
)
from digibank.devices.models import Device, Reading
from digibank.devices.models.policy import policy_of
from digibank.network.models import Digibank
from digibank.network.queries import version_of
from digibank.paper import printing
from digibank.paper.sheets import Label, Sheet
from digibank.people.rules import can_meet_persons
from digibank.ui import codes, paging
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.numbers import whole_number
from digibank.ui.paging import paged
from digibank.ui.panels import panels_for

LIST = "devices:device_list"


def device_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_devices)
    choice = FilterForm(request.GET, digibank=digibank)
    chosen = choice.chosen()
    return page(
        request,
        "devices/device_list.html",
        title=_("Devices"),
        nav=LIST,
        choice=choice,
        filtered=any(chosen.values()),
        devices=paged(request, queries.Devices(queries.listed(digibank, **chosen))),
        most=paging.COUNTED,
        can_work=rules.can_work(request.user, digibank),
        can_register=rules.can_register(request.user, digibank),
    )


def workshop(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_bench)
    wanted = stock_queries.lacking_kinds(digibank)
    columns = queries.board(digibank, first=wanted)
    return page(
        request,
        "devices/workshop.html",
        title=_("Workshop"),
        nav="devices:workshop",
        columns=columns,
        total=sum(column.count for column in columns),
        waivers=bench_queries.asked_waivers(digibank),
        wanted=[Device.Kind(kind).label for kind in wanted],
        can_rule=rules.can_set_workshop(request.user, digibank),
        can_work=rules.can_work(request.user, digibank),
    )


def device_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_register)
    first = {
        "access_point": request.standing.access_point,
        "kind": Device.Kind.LAPTOP,
        "label": as_printed(asked(request, "label")),
    }
    if reading := asked_reading(request):
        first |= {**queries.described(reading), "reading": reading.pk}
    form = RegisterForm(typed(request), digibank=digibank, initial=first)
    if request.FILES:
        return device_read(request, digibank, form)
    if form.is_valid() and (
        made := form.attempt(registering.register, digibank=digibank, by=request.user)
    ):
        words = {"label": made.label}
        sentence = _("%(label)s is registered. Now print the label.")
        if form.cleaned_data["label"]:
            sentence = _("%(label)s is registered. Its label sticks on it already.")
        messages.success(request, sentence % words)
        return redirect(made)
    return register_page(request, form, UploadForm(), form.known_reading() or reading)


def asked_reading(request: SignedIn[Account]) -> Reading | None:
    """The report in the address (?uitlezing=7) that waits for a device."""
    waiting = Reading.objects.visible_to(request.user).filter(
        digibank=request.standing.digibank, device=None
    )
    number = whole_number(asked(request, "uitlezing"))
    return waiting.filter(pk=number).first() if number else None


def as_printed(text: str) -> str:
    """A code as it stands on the label; what is no code stays as it is."""
    return codes.written(*known) if (known := codes.recognised(text)) else text


def device_read(request: SignedIn[Account], digibank: Digibank, form: RegisterForm) -> HttpResponse:
    """The same page with what the file said; what was typed wins from it."""
    upload = UploadForm(typed(request), request.FILES)
    reading = upload.is_valid() and upload.attempt(
        receiving.receive, digibank=digibank, by=request.user
    )
    words = form.typed()
    if not reading:
        return register_page(request, RegisterForm(None, digibank=digibank, initial=words), upload)
    told = {} if reading.device else {**queries.described(reading), "reading": reading.pk}
    filled = RegisterForm(None, digibank=digibank, initial={**told, **words})
    return register_page(request, filled, UploadForm(), reading)


def register_page(
    request: SignedIn[Account],
    form: RegisterForm,
    upload: UploadForm,
    reading: Reading | None = None,
) -> HttpResponse:
    return page(
        request,
        "devices/device_new.html",
        title=_("Register a device"),
        nav=LIST,
        form=upload if upload.is_bound else form,
        fields=form,
        upload=upload,
        reading=reading,
        warnings=queries.warnings_of(reading) if reading else [],
    )


def device(request: SignedIn[Account], code: str) -> HttpResponse:
    device = queries.passport(gate(request, rules.can_see, Device, code=code))
    readings = list(queries.readings(device))
    return page(
        request,
        "devices/device.html",
        title=device.name,
        nav=LIST,
        device=device,
        place=queries.where(device),
        lacking=dict(queries.missing(device)),
        obstacles=gates.obstacles(device),
        seen=gates.inspection_of(device),
        system=gates.installation_of(device),
        locks=bench_queries.locks(device),
        fits=bench_queries.fitting(device),
        waiver=bench_queries.waiver_of(device),
        photos=device.photos.select_related("file", "taken_by"),
        parts=device.part_uses.select_related("part"),
        can_give=rules.can_hand_over(request.user, device),
        papers=device.evidence_files.select_related("file", "kept_by"),
        can_certify=rules.can_see_certificate(request.user, device),
        can_bench=rules.can_bench_device(request.user, device),
        sees_who=rules.can_see_who_has_it(request.user, device),
        checklist=queries.checklist(device),
        life=queries.life(device, readings),
        readings=readings,
        drives=drives.drives_of(device, readings),
        can_work=rules.can_work_on(request.user, device),
        can_meet=can_meet_persons(request.user, device.digibank),
        can_come_back=queries.can_come_back(queries.where(device)),
        panels=panels_for(request.user, device),
    )


def act(
    request: SignedIn[Account],
    device: Device,
    form: Form,
    verb: Callable[..., Model],
    *,
    template: str,
    title: str,
    done: str,
    **facts: Any,  # noqa: ANN401 what the template asks for
) -> HttpResponse:
    """The page of one act on `device`: the form until the verb took it, then the device."""
    if form.is_valid() and form.attempt(verb, device=device, by=request.user):
        messages.success(request, done % {"label": device.label})
        return redirect(device)
    return page(request, template, title=title, form=form, nav=LIST, device=device, **facts)


def device_facts(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        FactsForm(typed(request), instance=device, version=version_of(device)),
        registering.describe,
        template="devices/device_facts.html",
        title=_("Change the facts"),
        done=_("The facts of %(label)s are saved."),
    )


def reading_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    form = UploadForm(typed(request), request.FILES or None)
    if form.is_valid() and (
        made := form.attempt(
            receiving.receive, digibank=device.digibank, device=device, by=request.user
        )
    ):
        messages.success(request, _("The file is kept with %(label)s.") % {"label": device.label})
        for sentence in queries.warnings_of(made):
            messages.warning(request, sentence)
        return redirect(device)
    return page(
        request,
        "devices/reading_new.html",
        title=_("Read a report"),
        form=form,
        nav=LIST,
        device=device,
    )


def reading_file(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The file as it came in; always a download, whatever a browser would like to do with it."""
    file = gate(request, rules.can_see_reading, Reading, pk=pk).file
    with file.file.open() as kept:
        answer = HttpResponse(kept.read(), content_type=file.media_type)
    answer["Content-Disposition"] = str(content_disposition_header(True, file.name))
    return answer


def release_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        Form(typed(request)),
        releasing.release,
        template="devices/release_new.html",
        title=_("Release a device"),
        done=_("%(label)s is released. It may go out."),
        checklist=queries.checklist(device),
        failing=failing_drives(device),
        obstacles=gates.obstacles(device),
        hard=any(one.is_hard for one in gates.obstacles(device)),
        waiver=bench_queries.waiver_of(device),
        fits=bench_queries.fitting(device),
    )


def failing_drives(device: Device) -> list[drives.Drive]:
    """The drives that a technician should think twice about."""
    found = drives.drives_of(device, list(queries.readings(device)))
    return [drive for drive in found if drive.health == "failing"]


def release_end(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        RemarkForm(typed(request)),
        releasing.retract,
        template="devices/release_end.html",
        title=_("Back to the workshop"),
        done=_("%(label)s is in the workshop. It cannot go out now."),
    )


def placement_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        MoveForm(typed(request), device=device),
        placing.move,
        template="devices/placement_new.html",
        title=_("Bring it to another place"),
        done=_("%(label)s is moved."),
    )


def write_off_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        WriteOffForm(typed(request)),
        writing_off.write_off,
        template="devices/write_off_new.html",
        title=_("Write off a device"),
        done=_("%(label)s is written off. A mistake? Undo it before tomorrow."),
    )


def write_off_end(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        Form(typed(request)),
        writing_off.bring_back,
        template="devices/write_off_end.html",
        title=_("Bring a device back"),
        done=_("%(label)s is back, in the workshop."),
    )


def label(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_see, Device, code=code)
    return page(
        request,
        "devices/label.html",
        title=_("Label %(label)s") % {"label": device.label},
        nav=LIST,
        device=device,
        qr=printing.qr(device.label, words=device.label),
    )


def labels(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_devices)
    return page(
        request,
        "devices/labels.html",
        title=_("Print labels"),
        nav=LIST,
        devices=queries.newest(digibank),
        choice=LabelsForm(),
        can_work=rules.can_work(request.user, digibank),
    )


def label_sheet(request: SignedIn[Account]) -> HttpResponse:
    """A4 sheets with the labels of the devices that are picked, else of the newest ones."""
    digibank = gate_here(request, rules.can_see_devices)
    picked = queries.labelled(digibank, request.GET.getlist("toestel"))
    return stickers(picked or queries.newest(digibank, 24), Sheet.A4, skip=gone(request))


def gone(request: SignedIn[Account]) -> int:
    """How many stickers of the first sheet were used before: `?weg=` in the address."""
    count = request.GET.get("weg", "")
    return int(count) % 24 if count.isascii() and count.isdigit() and len(count) < 9 else 0


def label_roll(request: SignedIn[Account], code: str) -> HttpResponse:
    """One label for the label printer."""
    device = gate(request, rules.can_see, Device, code=code)
    return stickers([device], Sheet.ROLL)


def centre_of(digibank: Digibank) -> str:
    """What a label says beside the code: the reuse centre, as the order of 23 June 2017 asks
    (art. 2), else the digibank."""
    return policy_of(digibank).centre or digibank.name


def stickers(devices: list[Device], sheet: Sheet, skip: int = 0) -> HttpResponse:
    made = [
        Label(one.label, one.name, centre_of(one.digibank), one.digibank.phone)  # its own phone
        for one in devices
    ]
    answer = HttpResponse(
        printing.labels(made, sheet=sheet, skip=skip), content_type="application/pdf"
    )
    answer["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return answer
