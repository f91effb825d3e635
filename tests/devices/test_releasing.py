import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from digibank.devices.models import Erasure, Placement, Release
from digibank.devices.placing import put
from digibank.devices.queries import is_ready, missing, where
from digibank.devices.releasing import release, retract, withdraw
from digibank.ledger.models import Entry
from tests.conftest import benched, codes, make_device
from tests.threads import at_once


@pytest.fixture
def raw(mechelen, wim):
    """A laptop in the workshop, not erased."""
    return make_device(mechelen, wim, ready=False)


@pytest.fixture
def erased(raw, wim):
    Erasure.objects.create(device=raw, technique="overwrite", erased_by=wim)
    benched(raw, wim)
    return raw


def test_release_makes_the_device_ready_on_the_shelf_where_it_was(erased, library, wim):
    put(erased, place=Placement.Place.WORKSHOP, access_point=library)

    made = release(erased, by=wim)

    assert (made.device, made.released_by, made.withdrawn_at) == (erased, wim, None)
    assert (where(erased).place, where(erased).access_point) == ("shelf", library)
    assert is_ready(erased)


def test_release_leaves_one_entry(erased, wim):
    release(erased, by=wim)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.by) == ("released", f"devices.device:{erased.pk}", wim)


def refused(device, by):
    before = (Release.objects.count(), Entry.objects.count(), Placement.objects.count())
    with pytest.raises(ValidationError) as refusal:
        release(device, by=by)
    assert (Release.objects.count(), Entry.objects.count(), Placement.objects.count()) == before
    return codes(refusal)


def test_release_refuses_a_device_that_is_not_erased(raw, wim):
    assert refused(raw, wim) == ["not_erased", "not_tested"]


def test_release_refuses_an_erasure_from_before_the_last_loan(erased, wim):
    release(erased, by=wim)
    withdraw(erased)

    assert refused(erased, wim) == ["not_erased", "not_tested"]


@pytest.mark.parametrize("kind", ["screen", "accessory"])
def test_release_asks_no_erasure_where_no_data_can_stay(mechelen, wim, kind):
    bare = make_device(mechelen, wim, ready=False, kind=kind)
    benched(bare, wim)

    assert release(bare, by=wim).device == bare


def test_release_refuses_a_device_that_is_out(device, an, wim):
    put(device, place=Placement.Place.OUT, person=an)

    assert refused(device, wim) == ["out"]


def test_release_refuses_a_device_that_is_written_off(erased, wim):
    put(erased, place=Placement.Place.GONE)

    assert refused(erased, wim) == ["written_off"]


def test_release_refuses_a_second_time(device, wim):
    assert refused(device, wim) == ["taken"]


def test_withdraw_ends_the_release_and_outdates_the_erasure(device):
    withdraw(device)

    assert device.releases.get().withdrawn_at is not None
    assert device.erasures.get().outdated_at == device.releases.get().withdrawn_at
    assert not Entry.objects.exists()


def test_withdraw_does_nothing_to_a_device_without_either(raw):
    withdraw(raw)

    assert (raw.releases.count(), raw.erasures.count()) == (0, 0)


def test_withdraw_leaves_what_ended_before(device, wim):
    withdraw(device)
    first = device.releases.get().withdrawn_at
    withdraw(device)

    assert device.releases.get().withdrawn_at == first


def test_the_database_refuses_a_second_release(device, wim):
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(device=device, released_by=wim)


def test_retract_brings_the_device_to_the_workshop_still_erased(device, library, wim):
    put(device, place=Placement.Place.SHELF, access_point=library)

    placement = retract(device, remark="Toets E los", by=wim)

    assert (placement.place, placement.access_point) == ("workshop", library)
    assert [code for code, _ in missing(device)] == ["not_released"]
    entry = Entry.objects.get()
    assert (entry.verb, entry.detail.words) == ("retracted", {"remark": "Toets E los"})


def test_retract_refuses_a_device_that_is_out(device, an, wim):
    put(device, place=Placement.Place.OUT, person=an)

    with pytest.raises(ValidationError) as refusal:
        retract(device, remark="Toets los", by=wim)

    assert codes(refusal) == ["out"]


def test_retract_refuses_a_device_that_was_not_released(raw, wim):
    with pytest.raises(ValidationError) as refusal:
        retract(raw, remark="Toets los", by=wim)

    assert codes(refusal) == ["not_released"]


@pytest.mark.django_db(transaction=True)
def test_release_by_four_at_once_gives_one_release(erased, wim):
    """Real connections; on SQLite the tests share one in memory, so there they come in turn."""

    def act():
        try:
            return release(erased, by=wim).pk
        except ValidationError as refusal:
            return refusal.error_list[0].code if hasattr(refusal, "error_list") else "taken"

    postgres = connection.vendor == "postgresql"
    answers = at_once(act, 4) if postgres else [act() for _ in range(4)]

    made = Release.objects.get()
    assert sorted(answers, key=str) == [made.pk, "taken", "taken", "taken"]
    assert Entry.objects.filter(verb="released").count() == 1
