"""What the one search and a scan find among the devices."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import queries, rules
from digibank.devices.models import Device, PrintedLabel
from digibank.network.models import Digibank
from digibank.ui import codes
from digibank.ui.searching import Hit, Word


def devices_found(account: Account, digibank: Digibank, text: str, limit: int) -> Iterator[Hit]:
    """The devices of `digibank` with `text` in label, maker, model or serial number."""
    if rules.can_see_devices(account, digibank):
        for device in queries.reachable(account, digibank, text, limit):
            meta = f"{device.type_words} · {device.stage.words}"
            yield Hit(device.name, meta, device.get_absolute_url(), device.kind, device.label)


def passport_of(account: Account, digibank: Digibank, code: str) -> str | None:
    """The page of the scanned device; None outside the reach of `account`."""
    device = Device.objects.visible_to(account).filter(code=code).first()
    return device.get_absolute_url() if device else None


def register_page_of(account: Account, digibank: Digibank, code: str) -> str | None:
    """The page that registers the device under a free label; None when it is not for `account`."""
    if not rules.can_register(account, digibank) or not is_free(account, digibank, code):
        return None
    return f"{reverse('devices:device_new')}?label={codes.written(codes.DEVICE, code)}"


def unopened(account: Account, digibank: Digibank, code: str) -> Word | None:
    """What there is to say of a label that opens nothing; None for who sees no devices.

    A label that is known in another digibank and one that is known nowhere get the same words.
    """
    if not rules.can_see_devices(account, digibank):
        return None
    return Word(
        _("This label belongs to another Digibank."),
        _("Call the number that stands on the label."),
    )


def is_free(account: Account, digibank: Digibank, code: str) -> bool:
    """Whether `code` is a printed label of `digibank` that no device has yet."""
    mine = PrintedLabel.objects.visible_to(account).free()
    return mine.filter(digibank=digibank, code=code).exists()
