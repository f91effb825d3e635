"""What belongs in the kit of each type of device."""

from digibank.devices.models import Device
from digibank.lending.models import Part

CHARGER, BAG, MOUSE, CABLE = Part.Kind.CHARGER, Part.Kind.BAG, Part.Kind.MOUSE, Part.Kind.CABLE
HEADSET, SIM = Part.Kind.HEADSET, Part.Kind.SIM

KITS: dict[str, tuple[Part.Kind, ...]] = {
    Device.Kind.LAPTOP: (CHARGER, BAG, MOUSE),
    Device.Kind.DESKTOP: (CABLE, MOUSE),
    Device.Kind.TABLET: (CHARGER, BAG),
    Device.Kind.SMARTPHONE: (CHARGER, SIM),
    Device.Kind.SCREEN: (CABLE,),
    Device.Kind.ACCESSORY: (),
    Device.Kind.CONNECTIVITY: (CHARGER, SIM),
}


def kit_of(device: Device) -> tuple[Part.Kind, ...]:
    """The kinds of parts that go along with `device`, in the order of the hands."""
    return KITS[device.kind]
