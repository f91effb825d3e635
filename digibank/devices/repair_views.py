"""Pages of repairs: work orders with tasks, photos, parts, and the history of others."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices import (
    gates,
    harvesting,
    ords,
    papers,
    repair_queries,
    repairing,
    rules,
    sharing,
)
from digibank.devices.models import Device, Photo, RepairRecord, SparePart, WorkOrder, WorkTask
from digibank.devices.repair_forms import (
    ChargerForm,
    KindForm,
    LearntForm,
    OrderEndForm,
    OrderForm,
    PartForm,
    PhotoForm,
    RepairsForm,
    TaskForm,
    UseForm,
    WorkForm,
)
from digibank.devices.views import LIST, act
from digibank.paper import doors
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.forms import Form
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged

NAV = "devices:repair_list"
PARTS = "devices:part_list"


def repair_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_bench)
    closed = asked(request, "staat") == "klaar"
    rows = repair_queries.order_list(request.user, digibank, closed=closed)
    return page(
        request,
        "devices/repair_list.html",
        title=_("Repairs"),
        nav=NAV,
        closed=closed,
        rows=paged(request, Capped(rows)),
        can_work=rules.can_work(request.user, digibank),
    )


def order_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    form = OrderForm(typed(request))
    if form.is_valid() and (
        made := form.attempt(repairing.open_order, device=device, by=request.user)
    ):
        messages.success(request, _("The repair can begin. Write down what must be done."))
        return redirect(made)
    return about(request, device, form, _("It must be repaired"), _("Open a work order"), NAV)


def about(
    request: SignedIn[Account],
    device: Device,
    form: Form,
    title: str,
    button: str,
    nav: str,
    lead: str = "",
    back: str = "",
) -> HttpResponse:
    """The page of one form about `device`."""
    return page(
        request,
        "devices/act.html",
        title=title,
        nav=nav,
        form=form,
        button=button,
        lead=lead,
        about=f"{device.name} · {device.label}",
        back=back or device.get_absolute_url(),
    )


def work_order(request: SignedIn[Account], pk: int) -> HttpResponse:
    order = gate(request, rules.can_repair, WorkOrder, pk=pk)
    return page(
        request,
        "devices/work_order.html",
        title=str(order),
        nav=NAV,
        order=order,
        jobs=repair_queries.jobs(order),
        odds=repair_queries.odds(order.device.digibank, order.device.kind, order.fault),
        uses=order.part_uses.select_related("part", "used_by"),
        task_form=TaskForm(None),
        can_sign=rules.can_sign_off(request.user, order),
        seen=gates.inspection_of(order.device),
    )


def task_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    order = gate(request, rules.can_repair, WorkOrder, pk=pk)
    form = TaskForm(typed(request))
    if form.is_valid() and form.attempt(repairing.add_task, order=order, by=request.user):
        return redirect(order)
    back = order.get_absolute_url()
    return about(request, order.device, form, _("What must be done?"), _("Add it"), NAV, back=back)


def work_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    task = gate(request, rules.can_work_on_task, WorkTask, pk=pk)
    form = WorkForm(typed(request))
    if form.is_valid() and form.attempt(repairing.work, task=task, by=request.user):
        messages.success(request, _("Written down, with your name."))
        return redirect(task.order)
    back, device = task.order.get_absolute_url(), task.order.device
    return about(request, device, form, str(task), _("Write it down"), NAV, back=back)


@require_POST
def sign_off_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    task = gate(request, rules.can_sign_off_task, WorkTask, pk=pk)
    tried(request, repairing.sign_off, task, done=_("Signed off."))
    return redirect(task.order)


def order_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    order = gate(request, rules.can_sign_off, WorkOrder, pk=pk)
    form = OrderEndForm(typed(request), initial={"result": WorkOrder.Result.FIXED})
    if form.is_valid() and form.attempt(repairing.close_order, order=order, by=request.user):
        messages.success(request, _("The repair is closed. Look at the device on the bench."))
        return redirect(order.device)
    back = order.get_absolute_url()
    title = _("The repair ends")
    return about(request, order.device, form, title, _("Close it"), NAV, back=back)


def order_part(request: SignedIn[Account], pk: int) -> HttpResponse:
    order = gate(request, rules.can_repair, WorkOrder, pk=pk)
    device = order.device
    form = UseForm(typed(request), parts=repair_queries.usable(request.user, device))
    given = {"device": device, "order": order, "by": request.user}
    if form.is_valid() and form.attempt(harvesting.use_part, **given):
        messages.success(request, _("The part is in it."))
        return redirect(order)
    back = order.get_absolute_url()
    return about(request, device, form, _("Put in a part"), _("Put it in"), NAV, back=back)


def photo_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    form = PhotoForm(typed(request), request.FILES or None)
    mine = WorkTask.objects.visible_to(request.user).filter(order__device=device)
    number = whole_number(asked(request, "taak"))
    task = mine.filter(pk=number).first() if number else None
    given = {"device": device, "task": task, "by": request.user}
    if form.is_valid() and form.attempt(repairing.take_photo, **given):
        messages.success(request, _("The photo is kept."))
        return redirect(task.order if task else device)
    back = task.order.get_absolute_url() if task else ""
    return about(request, device, form, _("Add a photo"), _("Keep it"), LIST, back=back)


def photo_file(request: SignedIn[Account], pk: int) -> HttpResponseBase:
    return doors.download(gate(request, rules.can_see_photo, Photo, pk=pk).file)


def part_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_bench)
    choice = KindForm(request.GET)
    form = PartForm(typed(request))
    if form.is_valid() and form.attempt(
        harvesting.take_in_part, digibank=digibank, by=request.user
    ):
        messages.success(request, _("The part is in stock."))
        return redirect("devices:part_list")
    rows = repair_queries.parts(request.user, digibank, choice.chosen())
    return page(
        request,
        "devices/part_list.html",
        title=_("Parts"),
        nav=PARTS,
        form=form,
        choice=choice,
        rows=paged(request, Capped(rows)),
    )


def part_new(request: SignedIn[Account], code: str) -> HttpResponse:
    """Take a part out of a device, which becomes a donor of parts."""
    device = gate(request, rules.can_work_on, Device, code=code)
    form = PartForm(typed(request), harvested=True)
    if form.is_valid() and form.attempt(harvesting.harvest, device=device, by=request.user):
        messages.success(request, _("The part is in stock. Test it before it is used."))
        return redirect(device)
    lead = _("The device becomes a donor of parts: it does not go out any more.")
    title = _("Take a part out of it")
    return about(request, device, form, title, _("Take it out"), PARTS, lead=lead)


@require_POST
def part_test(request: SignedIn[Account], pk: int) -> HttpResponse:
    part = gate(request, rules.can_handle_part, SparePart, pk=pk)
    fine = request.POST.get("works") == "yes"
    tried(request, harvesting.test_part, part, fine=fine, done=_("Written down."))
    return redirect("devices:part_list")


@require_POST
def part_apart(request: SignedIn[Account], pk: int) -> HttpResponse:
    part = gate(request, rules.can_handle_part, SparePart, pk=pk)
    done = _("Set apart. Put it in sand, away from everything.")
    tried(request, harvesting.set_apart, part, done=done)
    return redirect("devices:part_list")


def charger(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    return act(
        request,
        device,
        ChargerForm(typed(request)),
        harvesting.need_charger,
        template="devices/act.html",
        title=_("Which charger fits?"),
        done=_("The charger of %(label)s is written down."),
        button=_("Save"),
        lead=_("It stands under the device: the same volts, at least these watts, that plug."),
        about=f"{device.name} · {device.label}",
        back=device.get_absolute_url(),
    )


def part_use(request: SignedIn[Account], code: str) -> HttpResponse:
    """A charger or another part goes with a device, without a work order."""
    device = gate(request, rules.can_bench_device, Device, code=code)
    form = UseForm(typed(request), parts=repair_queries.usable(request.user, device))
    given = {"device": device, "by": request.user}
    if form.is_valid() and form.attempt(harvesting.use_part, **given):
        messages.success(request, _("The part goes with it."))
        return redirect(device)
    return about(request, device, form, _("Give it a part"), _("Give it"), PARTS)


def repair_history(request: SignedIn[Account]) -> HttpResponse:
    """What others published about repairs, to learn from: take a file in, and see what it held."""
    digibank = gate_here(request, rules.can_work)
    form = RepairsForm(typed(request), request.FILES or None)
    given = {"digibank": digibank, "by": request.user}
    made = form.is_valid() and form.attempt(sharing.take_in_repairs, **given)
    found = made[1] if made else None
    return page(
        request,
        "devices/repair_history.html",
        title=_("What others learnt"),
        nav=NAV,
        form=form,
        found=found,
        rejects=[
            (one, ords.REASONS[one.reason])
            for one in (found.rejects[: ords.MOST_REJECTS] if found else [])
        ],
        total=RepairRecord.objects.visible_to(request.user).count(),
    )


def ords_csv(request: SignedIn[Account]) -> HttpResponseBase:
    """The repairs of this digibank as open data."""
    digibank = gate_here(request, rules.can_work)
    lines = ords.written(sharing.ours(digibank))
    return csv(StreamingHttpResponse(lines), "open-repair-data.csv")


def ords_theirs_csv(request: SignedIn[Account]) -> HttpResponseBase:
    """The repairs of others, value for value as they came."""
    gate_here(request, rules.can_work)
    rows = RepairRecord.objects.visible_to(request.user)
    return csv(StreamingHttpResponse(ords.written(sharing.theirs(rows))), "ords-overgenomen.csv")


def csv(answer: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return doors.guarded(answer)


def learnt_pdf(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_work)
    form = LearntForm(request.GET, digibank=digibank)
    if not form.is_valid():
        messages.error(request, _("Choose who, and from when until when."))
        return redirect("devices:reports")
    told = form.cleaned_data
    made = papers.work_statement(told["wie"], digibank, told["van"], told["tot"], request.user)
    return doors.pdf(made, name="attest-werkbank.pdf")
