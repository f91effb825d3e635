from digibank.accounts.models import Account
from digibank.devices.models import HANDLES_DEVICES, Device, DeviceToken, LabelRoll, Reading
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role

WORKSHOP = (Role.TECHNICIAN, Role.COORDINATOR)


def can_see_devices(account: Account, digibank: Digibank) -> bool:
    """Whoever handles devices."""
    return has_role(account, digibank.pk, *HANDLES_DEVICES)


def can_see(account: Account, device: Device) -> bool:
    """Whoever reaches a device may look at it."""
    return True


def can_see_reading(account: Account, reading: Reading) -> bool:
    """Whoever reaches a report may download it, as whoever sees the device."""
    return True


def can_work_on_reading(account: Account, reading: Reading) -> bool:
    """Technicians and coordinators say of which device a report is."""
    return has_role(account, reading.digibank_id, *WORKSHOP)


def can_work(account: Account, digibank: Digibank) -> bool:
    """Technicians and coordinators register devices and see what waits in the workshop."""
    return has_role(account, digibank.pk, *WORKSHOP)


def can_work_on(account: Account, device: Device) -> bool:
    """Technicians and coordinators read, erase, release, change and write off."""
    return has_role(account, device.digibank_id, *WORKSHOP)


def can_print_roll(account: Account, roll: LabelRoll) -> bool:
    """Technicians and coordinators print labels by the roll."""
    return has_role(account, roll.digibank_id, *WORKSHOP)


def can_end_token(account: Account, token: DeviceToken) -> bool:
    """Technicians and coordinators end a token, whoever made it: the stick may be lost."""
    return has_role(account, token.digibank_id, *WORKSHOP)


def can_send(account: Account, token: DeviceToken) -> bool:
    """Whoever made a token, as long as that account could give the report on the page itself."""
    return account.closed_at is None and has_role(account, token.digibank_id, *WORKSHOP)
