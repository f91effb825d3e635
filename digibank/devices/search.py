"""What the one search and a scan find among the devices."""

from collections.abc import Iterator

from digibank.accounts.models import Account
from digibank.devices import queries, rules
from digibank.devices.models import Device
from digibank.network.models import Digibank
from digibank.ui.searching import Hit


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
