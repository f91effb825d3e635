from django.http import HttpResponse
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import rules
from digibank.devices.models import Device
from digibank.ui.doors import SignedIn, gate, gate_here, page
from digibank.ui.panels import panels_for


def device_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_devices)
    devices = Device.objects.visible_to(request.user).filter(digibank=digibank)[:25]
    return page(
        request,
        "devices/device_list.html",
        title=_("Devices"),
        nav="devices:device_list",
        devices=devices,
    )


def device(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_see, Device, code=code)
    return page(
        request,
        "devices/device.html",
        title=device.name,
        nav="devices:device_list",
        device=device,
        panels=panels_for(request.user, device),
    )
