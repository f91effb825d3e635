from digibank.accounts.models import Account
from digibank.devices.models import HANDLES_DEVICES, Device
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role


def can_see_devices(account: Account, digibank: Digibank) -> bool:
    """Whoever handles devices."""
    return has_role(account, digibank.pk, *HANDLES_DEVICES)


def can_see(account: Account, device: Device) -> bool:
    """Whoever reaches a device may look at it."""
    return True


def can_work_on(account: Account, device: Device) -> bool:
    """Technicians and coordinators read, erase and release."""
    return has_role(account, device.digibank_id, Role.TECHNICIAN, Role.COORDINATOR)
