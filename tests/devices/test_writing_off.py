from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from digibank.devices.models import Placement, WriteOff
from digibank.devices.placing import put
from digibank.devices.queries import missing, where
from digibank.devices.writing_off import bring_back, write_off
from digibank.ledger.models import Entry
from tests.conftest import codes


def test_write_off_ends_placement_and_release(device, lut):
    made = write_off(device, reason="broken", remark="Scherm gebroken", by=lut)

    assert (made.reason, made.written_off_by, made.ended_at) == ("broken", lut, None)
    assert where(device).place == "gone"
    assert [code for code, _ in missing(device)] == ["written_off"]
    assert device.releases.get().withdrawn_at is not None
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("written_off", {"reason": "broken"})
    assert entry.detail.words == {"remark": "Scherm gebroken"}


def test_write_off_without_remark_has_no_words(device, lut):
    write_off(device, reason="lost", by=lut)

    assert not hasattr(Entry.objects.get(), "detail")


def test_write_off_refuses_a_device_that_is_out(device, an, lut):
    put(device, place=Placement.Place.OUT, person=an)

    with pytest.raises(ValidationError) as refusal:
        write_off(device, reason="broken", by=lut)

    assert codes(refusal) == ["out"]
    assert (where(device).place, WriteOff.objects.count()) == ("out", 0)


def test_write_off_refuses_a_second_time(device, lut):
    write_off(device, reason="broken", by=lut)

    with pytest.raises(ValidationError) as refusal:
        write_off(device, reason="lost", by=lut)

    assert codes(refusal) == ["taken"]
    assert WriteOff.objects.get().reason == "broken"


def test_write_off_refuses_an_unknown_reason(device, lut):
    with pytest.raises(ValidationError) as refusal:
        write_off(device, reason="magic", by=lut)

    assert codes(refusal) == ["invalid_choice"]


def test_bring_back_puts_the_device_in_the_workshop_still_erased(device, lut):
    made = write_off(device, reason="broken", by=lut)
    placement = bring_back(device, by=lut)

    made.refresh_from_db()
    assert made.ended_at is not None
    assert (placement.place, where(device)) == ("workshop", placement)
    assert [code for code, _ in missing(device)] == ["not_released"]
    assert Entry.objects.latest("pk").verb == "brought_back"


def test_bring_back_refuses_a_device_that_is_here(device, lut):
    with pytest.raises(ValidationError) as refusal:
        bring_back(device, by=lut)

    assert codes(refusal) == ["not_written_off"]


def test_bring_back_refuses_after_a_day(device, lut):
    write_off(device, reason="broken", by=lut)
    gone = where(device)
    gone.put_at -= timedelta(hours=25)
    gone.save()

    with pytest.raises(ValidationError) as refusal:
        bring_back(device, by=lut)

    assert codes(refusal) == ["too_late"]
    assert where(device).place == "gone"


def test_bring_back_takes_what_a_return_wrote_off(device, lut):
    put(device, place=Placement.Place.GONE)

    assert bring_back(device, by=lut).place == "workshop"


def test_a_device_that_came_back_can_be_written_off_again(device, lut):
    write_off(device, reason="broken", by=lut)
    bring_back(device, by=lut)
    write_off(device, reason="too_old", by=lut)

    assert WriteOff.objects.filter(ended_at=None).get().reason == "too_old"
