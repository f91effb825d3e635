import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from digibank.devices.models import Placement
from digibank.devices.placing import move, put
from digibank.ledger.models import Entry
from digibank.network.models import AccessPoint
from digibank.people.models import Person
from tests.conftest import codes, make_device

Place = Placement.Place


def places(device):
    return [(one.place, one.left_at is None) for one in device.placements.order_by("pk")]


def test_put_closes_the_old_placement_and_opens_the_new_one(device, library):
    placement = put(device, place=Place.WORKSHOP, access_point=library)

    assert places(device) == [("shelf", False), ("workshop", True)]
    assert device.placements.open().get() == placement
    assert placement.access_point == library
    old = device.placements.exclude(pk=placement.pk).get()
    assert old.left_at == placement.put_at


def test_put_places_a_device_with_a_person(device, an):
    placement = put(device, place=Place.OUT, person=an)

    assert (placement.place, placement.person) == ("out", an)


def test_put_records_nothing(device):
    put(device, place=Place.WORKSHOP)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("place", [Place.SHELF, Place.WORKSHOP, Place.GONE])
def test_put_refuses_a_person_where_nobody_is(device, an, place):
    with pytest.raises(ValidationError) as refusal:
        put(device, place=place, person=an)

    assert codes(refusal) == ["out_is_with_a_person"]
    assert places(device) == [("shelf", True)]


def test_put_refuses_out_without_a_person(device):
    with pytest.raises(ValidationError) as refusal:
        put(device, place=Place.OUT)

    assert codes(refusal) == ["out_is_with_a_person"]


def test_put_refuses_a_person_of_another_digibank(device, elsewhere):
    stranger = Person.objects.create(digibank=elsewhere, given_name="Bo")

    with pytest.raises(ValidationError) as refusal:
        put(device, place=Place.OUT, person=stranger)

    assert codes(refusal) == ["other_digibank"]


def test_put_refuses_an_access_point_of_another_digibank(device, elsewhere):
    theirs = AccessPoint.objects.create(
        digibank=elsewhere, name="Elders", street="Kerkstraat 1", postcode="9000", refnis="44021"
    )

    with pytest.raises(ValidationError) as refusal:
        put(device, place=Place.SHELF, access_point=theirs)

    assert codes(refusal) == ["other_digibank"]
    assert places(device) == [("shelf", True)]


def test_the_database_refuses_a_second_open_placement(device):
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(device=device, place=Place.WORKSHOP)


@pytest.mark.parametrize("place", [Place.SHELF, Place.WORKSHOP])
def test_move_brings_a_device_to_another_access_point(device, library, wim, place):
    put(device, place=place)

    placement = move(device, access_point=library, by=wim)

    assert (placement.place, placement.access_point) == (place, library)
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("moved", {"access_point": library.pk})


def test_move_refuses_a_device_that_is_out(device, library, an, wim):
    put(device, place=Place.OUT, person=an)

    with pytest.raises(ValidationError) as refusal:
        move(device, access_point=library, by=wim)

    assert codes(refusal) == ["out"]


def test_move_takes_a_device_that_is_not_ready(mechelen, library, wim):
    raw = make_device(mechelen, wim, ready=False)

    assert move(raw, access_point=library, by=wim).place == "workshop"
