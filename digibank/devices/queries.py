"""What pages, verbs and other rooms want to know about devices."""

from django.utils.translation import gettext as _

from digibank.devices.models import Device, Placement


def where(device: Device) -> Placement:
    """The open placement of `device`: where it is now, and with whom."""
    return device.placements.open().select_related("access_point", "person").get()


def missing(device: Device) -> list[tuple[str, str]]:
    """(code, sentence) of each thing that must still happen before `device` may go out.

    Empty when it is ready. This is the one place for the rule; codes: written_off, out,
    not_erased, not_released.
    """
    place = where(device).place
    if place == Placement.Place.GONE:
        return [("written_off", _("This device is written off."))]
    found = []
    if place == Placement.Place.OUT:
        found.append(("out", _("This device is out with a person.")))
    if not device.is_erased():
        found.append(("not_erased", _("This device is not erased yet.")))
    if not device.is_released():
        found.append(("not_released", _("The workshop has not released this device yet.")))
    return found


def is_ready(device: Device) -> bool:
    """Whether `device` may go out now."""
    return not missing(device)
