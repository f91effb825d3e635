from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from digibank.devices import checks, donating, unlocking
from digibank.devices.models import Device, Erasure, Lock, NeedProfile
from digibank.devices.registering import register
from digibank.lending.handing_out import hand_out
from digibank.network.models import Role
from tests.conftest import account, benched, make_device
from tests.devices.test_donating import COMPANY


def url(name, device):
    return reverse(f"devices:{name}", args=[device.code])


@pytest.fixture
def raw(mechelen, wim):
    device = make_device(mechelen, wim, ready=False)
    Erasure.objects.create(device=device, technique="overwrite", erased_by=wim)
    return device


@pytest.fixture
def tuur(mechelen):
    return account("Tuur", mechelen, Role.TRAINEE)


def test_the_usual_result_is_two_choices_and_a_press(visit, raw, tuur):
    visitor = visit(tuur)
    page = visitor.get(url("inspection_new", raw)).page
    seen = page.find("input", {"name": "seen"})["value"]

    answer = visitor.post(
        url("inspection_new", raw), {"verdict": "fine", "appearance": "B", "seen": seen}
    )

    row = raw.inspections.get()
    assert (answer.status_code, str(row), row.inspected_by) == (302, "BA", tuur)


def test_what_does_not_work_is_told_check_by_check(visit, raw, wim):
    typed = {"verdict": "mixed", "appearance": "C", "check_camera": "absent", "seen": "0"}
    typed |= {f"check_{one.code}": "fine" for one in checks.of("laptop") if one.code != "camera"}

    assert visit(wim).post(url("inspection_new", raw), typed).status_code == 302
    assert raw.inspections.get().results["camera"] == "absent"


def test_mixed_without_a_fault_asks_which(visit, raw, wim):
    typed = {"verdict": "mixed", "appearance": "C"}
    typed |= {f"check_{one.code}": "fine" for one in checks.of("laptop")}

    assert visit(wim).post(url("inspection_new", raw), typed).status_code == 422
    assert raw.inspections.count() == 0


def test_who_is_second_sees_that_somebody_was_first(visit, raw, wim, tuur):
    visitor = visit(wim)
    seen = visitor.get(url("inspection_new", raw)).page.find("input", {"name": "seen"})["value"]
    benched(raw, tuur)

    answer = visitor.post(
        url("inspection_new", raw), {"verdict": "fine", "appearance": "A", "seen": seen}
    )

    assert answer.status_code == 409
    checked = answer.page.find("input", {"name": "appearance", "checked": True})
    assert checked["value"] == "A"


def test_a_system_is_written_down(visit, raw, wim):
    visitor = visit(wim)
    visitor.get(url("installation_new", raw))
    assert visitor.post(url("installation_new", raw), {"system": ""}).status_code == 422
    typed = {"system": "Linux Mint", "version": "22", "language": "Nederlands"}
    assert visitor.post(url("installation_new", raw), typed).status_code == 302
    assert str(raw.installations.get()) == "Linux Mint 22"
    assert visitor.get(url("installation_new", raw)).status_code == 200


def test_a_lock_is_found_asked_and_released(visit, mechelen, wim):
    donation = donating.announce(
        mechelen,
        donor_facts=COMPANY | {"email": "fien@staal.example.be"},
        promises={"laptop": 1},
        way="drop_off",
        by=wim,
    )
    device = register(mechelen, kind="laptop", donation=donation, by=wim)
    visitor = visit(wim)
    assert visitor.post(url("lock_new", device), {}).status_code == 422
    visitor.post(url("lock_new", device), {"kind": "mdm", "remark": "Tenant"})
    lock = Lock.objects.get()
    assert "Het slot is open" in visitor.get(device.get_absolute_url()).text
    visitor.post(reverse("devices:donation_locks", args=[donation.pk]))
    lock.refresh_from_db()
    assert lock.asked_at is not None
    assert visitor.get(lock.get_absolute_url()).status_code == 200
    assert visitor.post(lock.get_absolute_url(), {}).status_code == 422
    visitor.post(lock.get_absolute_url(), {"how": "donor"})
    lock.refresh_from_db()
    assert lock.how == "donor"


def test_an_exception_is_asked_and_a_second_person_agrees(visit, raw, wim, lut):
    benched(raw, wim, results={**benched(raw, wim).results, "charger": "absent"})
    visitor = visit(wim)
    page = visitor.get(url("release_new", raw)).page
    assert url("waiver_new", raw) in [link["href"] for link in page.select("main a")]
    assert visitor.post(url("waiver_new", raw), {"reason": ""}).status_code == 422
    visitor.post(url("waiver_new", raw), {"reason": "De lader komt morgen."})

    assert visitor.post(url("release_new", raw)).status_code == 422
    other = visit(lut)
    assert "De lader komt morgen." in other.get(url("release_new", raw)).text
    assert other.post(url("release_new", raw)).status_code == 302
    assert Device.objects.get(pk=raw.pk).is_released()


def test_a_trainee_does_not_release_and_does_not_see_who_has_it(
    visit, device, raw, tuur, an, wim, lut
):
    visitor = visit(tuur)
    assert visitor.get(url("release_new", raw)).status_code == 403
    assert visitor.get(url("waiver_new", raw)).status_code == 403
    hand_out(device, person=an, due_on=localdate() + timedelta(days=90), by=wim)

    assert "Peeters" not in visitor.get(device.get_absolute_url()).text
    assert "Peeters" in visit(lut).get(device.get_absolute_url()).text


def test_a_coordinator_says_what_a_device_must_be_fit_for(visit, lut, wim):
    visitor, address = visit(lut), reverse("devices:profile_list")
    assert visit(wim).get(address).status_code == 403
    assert visitor.post(address, {"name": "Cursus"}).status_code == 422
    visitor.post(address, {"name": "Cursus", "kinds": ["laptop"], "memory_gb": "8", "grams": ""})
    row = NeedProfile.objects.get()
    assert (row.memory_gb, row.storage_gb, row.grams) == (8, 0, None)
    assert "Cursus" in visitor.get(address).text
    visitor.post(reverse("devices:profile_end", args=[row.pk]))
    assert NeedProfile.objects.filter(ended_at=None).count() == 0


def test_a_donation_with_locks_says_so(visit, mechelen, wim):
    donation = donating.announce(
        mechelen, donor_facts=COMPANY, promises={"laptop": 1}, way="drop_off", by=wim
    )
    device = register(mechelen, kind="laptop", donation=donation, by=wim)
    unlocking.find_lock(device, kind="mdm", by=wim)
    page = visit(wim).get(donation.get_absolute_url()).page

    action = reverse("devices:donation_locks", args=[donation.pk])
    assert page.find("form", {"action": action}) is not None
