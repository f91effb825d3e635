import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from digibank.devices.erasing import record_erasure
from digibank.devices.models import Erasure, Placement
from digibank.devices.placing import put
from digibank.devices.queries import techniques
from digibank.devices.releasing import withdraw
from digibank.ledger.models import Entry
from tests.conftest import codes, make_device


@pytest.fixture
def raw(mechelen, wim):
    return make_device(mechelen, wim, ready=False)


def test_record_erasure_makes_the_device_erased(raw, wim):
    erasure = record_erasure(raw, technique="firmware", remark="Met hdparm", by=wim)

    assert (erasure.device, erasure.technique, erasure.erased_by) == (raw, "firmware", wim)
    assert raw.is_erased()


def test_record_erasure_leaves_one_entry_with_the_remark_apart(raw, wim):
    record_erasure(raw, technique="overwrite", remark="Met nwipe", by=wim)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("erased", f"devices.device:{raw.pk}")
    assert entry.facts == {"technique": "overwrite"}
    assert entry.detail.words == {"remark": "Met nwipe"}


def test_record_erasure_without_remark_has_no_words(raw, wim):
    record_erasure(raw, technique="overwrite", by=wim)

    assert not hasattr(Entry.objects.get(), "detail")


def refused(device, technique, by):
    with pytest.raises(ValidationError) as refusal:
        record_erasure(device, technique=technique, by=by)
    assert not Entry.objects.exists()
    return codes(refusal)


SUITS = {
    "laptop": ["overwrite", "firmware", "crypto", "replaced", "no_drive"],
    "desktop": ["overwrite", "firmware", "crypto", "replaced", "no_drive"],
    "tablet": ["factory_reset", "crypto"],
    "smartphone": ["factory_reset", "crypto"],
    "connectivity": ["factory_reset"],
    "screen": [],
    "accessory": [],
}


@pytest.mark.parametrize(("kind", "suitable"), SUITS.items())
def test_record_erasure_takes_only_what_suits_the_type(mechelen, wim, kind, suitable):
    device = make_device(mechelen, wim, ready=False, kind=kind)

    assert [code for code, _ in techniques(device)] == suitable
    for technique in set(Erasure.Technique.values) - set(suitable):
        expected = "unsuitable" if suitable else "nothing_to_erase"
        assert refused(device, technique, wim) == [expected]


def test_record_erasure_refuses_a_device_that_is_out(device, an, wim):
    withdraw(device)
    put(device, place=Placement.Place.OUT, person=an)

    assert refused(device, "overwrite", wim) == ["out"]


def test_record_erasure_refuses_a_device_that_is_written_off(raw, wim):
    put(raw, place=Placement.Place.GONE)

    assert refused(raw, "overwrite", wim) == ["written_off"]


def test_record_erasure_refuses_a_second_time(device, wim):
    assert refused(device, "overwrite", wim) == ["taken"]


def test_record_erasure_counts_again_after_a_loan(device, wim):
    withdraw(device)

    record_erasure(device, technique="crypto", by=wim)

    assert device.erasures.count() == 2
    assert device.is_erased()


def test_the_database_refuses_a_second_current_erasure(device, wim):
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
