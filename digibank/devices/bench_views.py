"""Pages of the bench: checks and grades, locks, systems, exceptions, what a device is fit for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.devices import (
    bench_queries,
    benching,
    fitness,
    gates,
    releasing,
    rules,
    unlocking,
)
from digibank.devices.bench_forms import (
    BenchForm,
    InstallForm,
    LockForm,
    ProfileForm,
    UnlockForm,
    WaiverForm,
)
from digibank.devices.models import Device, Donation, Lock, NeedProfile
from digibank.devices.views import LIST, act
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried, typed


def inspection_new(request: SignedIn[Account], code: str) -> HttpResponse:
    """One device on the bench: phone first, three taps when everything works."""
    device = gate(request, rules.can_bench_device, Device, code=code)
    form = BenchForm(typed(request), device=device, version=bench_queries.version_of_bench(device))
    if form.is_valid() and form.attempt(benching.inspect, device=device, by=request.user):
        seen = gates.inspection_of(device)
        words = {"label": device.label, "grades": seen}
        messages.success(request, _("%(label)s is looked at: grade %(grades)s.") % words)
        return redirect(device)
    return page(
        request,
        "devices/inspection_new.html",
        title=_("On the bench"),
        nav=LIST,
        form=form,
        device=device,
        last=gates.inspection_of(device),
        looks=bench_queries.LOOKS.items(),
        works=bench_queries.WORKS.items(),
    )


def installation_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    return act(
        request,
        device,
        InstallForm(typed(request)),
        benching.install,
        template="devices/installation_new.html",
        title=_("Write down the operating system"),
        done=_("The system of %(label)s is written down."),
        last=gates.installation_of(device),
    )


def lock_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_bench_device, Device, code=code)
    return act(
        request,
        device,
        LockForm(typed(request), device=device),
        unlocking.find_lock,
        template="devices/act.html",
        title=_("It is locked"),
        done=_("%(label)s is locked. Ask the donor to release it."),
        button=_("Write it down"),
        lead=_("A locked device never goes out. Erasing does not open it."),
        about=f"{device.name} · {device.label}",
        back=device.get_absolute_url(),
    )


def lock(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_unlock, Lock, pk=pk)
    form = UnlockForm(typed(request))
    if form.is_valid() and form.attempt(unlocking.unlock, lock=row, by=request.user):
        messages.success(request, _("The lock is released."))
        return redirect(row.device)
    return page(
        request,
        "devices/act.html",
        title=_("The lock is released"),
        nav=LIST,
        form=form,
        button=_("Write it down"),
        about=f"{row.device.name} · {row.device.label} · {row}",
        back=row.device.get_absolute_url(),
    )


@require_POST
def donation_locks(request: SignedIn[Account], pk: int) -> HttpResponse:
    donation = gate(request, rules.can_decide, Donation, pk=pk)
    done = _("The donor gets the list of what is locked.")
    tried(request, unlocking.ask_donor, donation, done=done)
    return redirect(donation)


def waiver_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_work_on, Device, code=code)
    return act(
        request,
        device,
        WaiverForm(typed(request)),
        releasing.ask_waiver,
        template="devices/waiver_new.html",
        title=_("Ask for an exception"),
        done=_("Asked. Somebody else must agree before %(label)s goes out."),
        obstacles=gates.obstacles(device),
    )


def profile_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_set_workshop)
    form = ProfileForm(typed(request))
    if form.is_valid() and form.attempt(benching.add_profile, digibank=digibank, by=request.user):
        messages.success(request, _("The profile is added."))
        return redirect("devices:profile_list")
    return page(
        request,
        "devices/profile_list.html",
        title=_("What a device must be fit for"),
        nav="devices:workshop",
        form=form,
        profiles=fitness.profiles(digibank),
    )


@require_POST
def profile_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_end_profile, NeedProfile, pk=pk)
    tried(request, benching.end_profile, row, done=_("The profile is taken away."))
    return redirect("devices:profile_list")
