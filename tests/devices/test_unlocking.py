import pytest
from django.db import IntegrityError, transaction

from digibank.devices import donating, unlocking
from digibank.devices.donation_queries import open_locks
from digibank.devices.lock_notices import LOCKED
from digibank.devices.models import Device, Erasure, Lock, Placement
from digibank.devices.placing import put
from digibank.devices.queries import is_ready
from digibank.devices.registering import register
from digibank.devices.writing_off import write_off
from digibank.ledger.models import Entry
from digibank.post.gathering import gather
from digibank.post.models import Dispatch, Message
from tests.conftest import make_device, refused

FIRM = {
    "kind": "company",
    "name": "Staalbouw nv",
    "contact": "Fien",
    "phone": "+3215112233",
}


@pytest.fixture
def donation(mechelen, wim):
    return donating.announce(
        mechelen, donor_facts=FIRM, promises={"laptop": 2}, way="drop_off", by=wim
    )


@pytest.fixture
def laptop(mechelen, donation, wim):
    facts = {"maker": "HP", "model": "ProBook", "serial": "5CD1"}
    return register(mechelen, kind="laptop", donation=donation, by=wim, **facts)


def test_a_locked_device_is_not_ready(device, wim):
    lock = unlocking.find_lock(device, kind="mdm", remark="Tenant van de school", by=wim)

    assert (is_ready(device), lock.released_at) == (False, None)
    assert not Device.objects.get(pk=device.pk).is_released()
    entry = Entry.objects.get()
    told = ("lock_found", {"lock": "mdm"}, {"remark": "Tenant van de school"})
    assert (entry.verb, entry.facts, entry.detail.words) == told


def test_a_lock_is_found_once_and_suits_the_type(device, mechelen, wim):
    unlocking.find_lock(device, kind="mdm", by=wim)
    screen = make_device(mechelen, wim, kind="screen")

    assert refused(unlocking.find_lock, device, kind="mdm", by=wim) == ["taken"]
    assert refused(unlocking.find_lock, device, kind="frp", by=wim) == ["unsuitable"]
    assert refused(unlocking.find_lock, screen, kind="mdm", by=wim) == ["unsuitable"]


def test_unlock_says_how(device, wim, lut):
    lock = unlocking.find_lock(device, kind="firmware", by=wim)
    row = unlocking.unlock(lock, how="donor", by=lut)

    assert (row.how, row.released_by, row.released_at is not None) == ("donor", lut, True)
    assert refused(unlocking.unlock, lock, how="donor", by=lut) == ["taken"]


def test_erasing_opens_bitlocker_and_nothing_else(mechelen, wim):
    device = make_device(mechelen, wim, ready=False)
    firmware = unlocking.find_lock(device, kind="firmware", by=wim)
    drive = unlocking.find_lock(device, kind="bitlocker", by=wim)

    assert refused(unlocking.unlock, firmware, how="erased", by=wim) == ["lives_elsewhere"]
    assert refused(unlocking.unlock, drive, how="erased", by=wim) == ["not_erased"]
    assert refused(unlocking.unlock, drive, how="magic", by=wim) == ["invalid_choice"]
    Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
    assert unlocking.unlock(drive, how="erased", by=wim).how == "erased"


def test_the_donor_is_not_asked_for_what_somebody_else_locked(donation, mechelen, wim, an):
    lent, gone = (
        register(mechelen, kind="laptop", donation=donation, serial=serial, by=wim)
        for serial in ("LENT", "GONE")
    )
    put(lent, place=Placement.Place.OUT, person=an)
    put(lent, place=Placement.Place.WORKSHOP)
    unlocking.find_lock(lent, kind="firmware", by=wim)
    unlocking.find_lock(gone, kind="firmware", by=wim)
    assert open_locks(donation) == 1
    write_off(gone, reason="broken", by=wim)

    assert open_locks(donation) == 0
    assert refused(unlocking.ask_donor, donation, by=wim) == ["no_locks"]


def test_the_donor_gets_one_list_with_serial_numbers(donation, laptop, wim):
    assert refused(unlocking.ask_donor, donation, by=wim) == ["no_locks"]
    unlocking.find_lock(laptop, kind="mdm", by=wim)
    unlocking.find_lock(laptop, kind="firmware", by=wim)

    unlocking.ask_donor(donation, by=wim)
    unlocking.ask_donor(donation, by=wim)

    row = Message.objects.get()
    assert (row.purpose, row.recipient) == (LOCKED, f"devices.donor:{donation.donor_id}")
    assert Lock.objects.filter(asked_at=None).count() == 0
    while gather():
        pass
    sent = Dispatch.objects.get()
    assert (sent.channel, sent.address) == ("call", "+3215112233")
    assert "5CD1" in sent.body
    assert "2" in sent.title


def test_a_donor_whom_nothing_reaches_is_not_asked(mechelen, wim):
    facts = {"kind": "person", "name": "Jan"}
    donation = donating.announce(
        mechelen, donor_facts=facts, promises={"laptop": 1}, way="drop_off", by=wim
    )
    laptop = register(mechelen, kind="laptop", donation=donation, by=wim)
    unlocking.find_lock(laptop, kind="mdm", by=wim)

    assert refused(unlocking.ask_donor, donation, by=wim) == ["no_way"]
    assert Message.objects.count() == 0


def test_what_was_released_since_is_not_asked(donation, laptop, wim):
    lock = unlocking.find_lock(laptop, kind="mdm", by=wim)
    unlocking.ask_donor(donation, by=wim)
    unlocking.unlock(lock, how="donor", by=wim)
    while gather():
        pass

    assert (Dispatch.objects.count(), Message.objects.get().dropped_for) == (0, "nothing_locked")


def test_the_database_wants_to_know_how(device, wim):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lock.objects.create(device=device, kind="mdm", found_by=wim, how="donor")
