from digibank.accounts.models import Account
from digibank.devices.models import (
    BENCH,
    COLLECTS,
    HANDLES_DEVICES,
    WORKSHOP,
    Demand,
    Device,
    DeviceToken,
    Donation,
    EvidenceFile,
    LabelRoll,
    Lock,
    LotList,
    NeedProfile,
    Photo,
    Reading,
    Round,
    Shipment,
    SparePart,
    StockTake,
    Transfer,
    WorkOrder,
    WorkTask,
)
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role


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


def can_register(account: Account, digibank: Digibank) -> bool:
    """Whoever handles devices writes down what comes in, at a busy event above all; the workshop
    does the rest, and nothing goes out before that."""
    return has_role(account, digibank.pk, *HANDLES_DEVICES)


def can_work(account: Account, digibank: Digibank) -> bool:
    """Technicians and coordinators run the workshop."""
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


def can_collect(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and technicians speak with donors."""
    return has_role(account, digibank.pk, *COLLECTS)


def can_see_donation(account: Account, donation: Donation) -> bool:
    """Whoever reaches a donation plans it and calls it off."""
    return True


def can_see_round(account: Account, round_: Round) -> bool:
    """Whoever reaches a round puts donations on it."""
    return True


def can_decide(account: Account, donation: Donation) -> bool:
    """Technicians and coordinators decide about pieces, by looking at them."""
    return has_role(account, donation.digibank_id, *WORKSHOP)


def can_decide_list(account: Account, lot_list: LotList) -> bool:
    """Whoever decides about pieces takes a list of them in, and back."""
    return has_role(account, lot_list.digibank_id, *WORKSHOP)


def can_close_donation(account: Account, donation: Donation) -> bool:
    """Technicians and coordinators say that nothing is left to do for the donor."""
    return has_role(account, donation.digibank_id, *WORKSHOP)


def can_bench(account: Account, digibank: Digibank) -> bool:
    """Whoever works at the bench: technicians, trainees, coordinators."""
    return has_role(account, digibank.pk, *BENCH)


def can_bench_device(account: Account, device: Device) -> bool:
    """Whoever works at the bench looks at it, repairs it and writes what is on it."""
    return has_role(account, device.digibank_id, *BENCH)


def can_see_who_has_it(account: Account, device: Device) -> bool:
    """A trainee learns on devices, and learns nothing of who borrowed them."""
    return has_role(account, device.digibank_id, *(set(HANDLES_DEVICES) - {Role.TRAINEE}))


def can_unlock(account: Account, lock: Lock) -> bool:
    """Technicians and coordinators say that a lock is released."""
    return has_role(account, lock.device.digibank_id, *WORKSHOP)


def can_set_workshop(account: Account, digibank: Digibank) -> bool:
    """Coordinators decide about the workshop."""
    return has_role(account, digibank.pk, Role.COORDINATOR)


def can_end_profile(account: Account, profile: NeedProfile) -> bool:
    """Coordinators decide what a device must be fit for."""
    return has_role(account, profile.digibank_id, Role.COORDINATOR)


def can_see_evidence(account: Account, file: EvidenceFile) -> bool:
    """Whoever works at the bench may download a paper of a device."""
    return True


def can_see_certificate(account: Account, device: Device) -> bool:
    """Whoever speaks with donors gives them the certificate."""
    return has_role(account, device.digibank_id, *COLLECTS)


def can_repair(account: Account, order: WorkOrder) -> bool:
    """Whoever works at the bench works on a repair."""
    return has_role(account, order.device.digibank_id, *BENCH)


def can_sign_off(account: Account, order: WorkOrder) -> bool:
    """Technicians and coordinators sign off and close a repair."""
    return has_role(account, order.device.digibank_id, *WORKSHOP)


def can_work_on_task(account: Account, task: WorkTask) -> bool:
    """Whoever works at the bench works on a task."""
    return has_role(account, task.order.device.digibank_id, *BENCH)


def can_sign_off_task(account: Account, task: WorkTask) -> bool:
    """A coach: a technician or a coordinator."""
    return has_role(account, task.order.device.digibank_id, *WORKSHOP)


def can_see_photo(account: Account, photo: Photo) -> bool:
    """Whoever works at the bench may see the device, and so its pictures."""
    return True


def can_handle_part(account: Account, part: SparePart) -> bool:
    """Whoever works at the bench tests parts and sets them apart."""
    return has_role(account, part.digibank_id, *BENCH)


def can_see_demand(account: Account, demand: Demand) -> bool:
    """Whoever reaches a demand may say that it is over."""
    return True


def can_see_transfer(account: Account, transfer: Transfer) -> bool:
    """Whoever handles devices may be the one at the other end who receives."""
    return True


def can_count(account: Account, stock_take: StockTake) -> bool:
    """Whoever works at the bench counts."""
    return has_role(account, stock_take.digibank_id, *BENCH)


def can_ship(account: Account, shipment: Shipment) -> bool:
    """Technicians and coordinators fill a pallet."""
    return has_role(account, shipment.digibank_id, *WORKSHOP)


def can_hand_over(account: Account, device: Device) -> bool:
    """Coordinators give away and sell."""
    return has_role(account, device.digibank_id, Role.COORDINATOR)
