"""The triggers of migration 0002: whoever writes the rows, the stage follows."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from digibank.devices.models import Device, Erasure, Lock, Placement, Release, Stage, WorkOrder
from digibank.devices.placing import put
from digibank.devices.queries import is_ready, missing
from digibank.devices.releasing import release, retract, withdraw
from digibank.devices.writing_off import bring_back, write_off
from tests.conftest import benched, make_device


def step(device):
    return Stage.objects.get(device=device).step


def test_a_new_device_must_be_erased(mechelen, wim):
    assert step(make_device(mechelen, wim, ready=False)) == "erase"


def test_a_device_without_place_has_no_stage(mechelen):
    Device.objects.create(digibank=mechelen, code="234567")

    assert not Stage.objects.exists()


@pytest.mark.parametrize("place", ["workshop", "shelf"])
def test_an_erased_device_waits_for_a_check_and_then_for_a_release(mechelen, wim, place):
    device = make_device(mechelen, wim, ready=False)
    Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
    put(device, place=Placement.Place(place))
    assert step(device) == "check"
    benched(device, wim)

    assert step(device) == "release"


def test_a_lock_comes_before_all_else_and_a_repair_before_the_check(device, wim):
    lock = Lock.objects.create(device=device, kind="mdm", found_by=wim)
    assert (step(device), [code for code, _ in missing(device)]) == ("unlock", ["locked"])
    lock.released_at, lock.released_by, lock.how = timezone.now(), wim, "donor"
    lock.save()
    assert step(device) == "ready"
    withdraw(device)
    Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
    WorkOrder.objects.create(device=device, fault="screen", opened_by=wim)
    assert step(device) == "repair"


def test_a_device_on_its_way_is_nowhere_to_be_lent(device):
    put(device, place=Placement.Place.TRANSIT)

    assert (step(device), [code for code, _ in missing(device)]) == ("transit", ["in_transit"])


@pytest.mark.parametrize("kind", ["screen", "accessory"])
def test_a_device_without_data_skips_the_erasing(mechelen, wim, kind):
    assert step(make_device(mechelen, wim, ready=False, kind=kind)) == "check"


def test_the_stage_follows_a_device_through_its_life(device, an, wim):
    assert (step(device), is_ready(device), missing(device)) == ("ready", True, [])
    put(device, place=Placement.Place.OUT, person=an)
    assert step(device) == "out"
    withdraw(device)
    put(device, place=Placement.Place.SHELF)
    assert step(device) == "erase"
    assert (is_ready(device), len(missing(device))) == (False, 2)
    Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
    assert step(device) == "check"
    benched(device, wim)
    assert step(device) == "release"
    release(device, by=wim)
    assert (step(device), is_ready(device), missing(device)) == ("ready", True, [])
    retract(device, remark="Toets los", by=wim)
    assert step(device) == "check"
    write_off(device, reason="broken", by=wim)
    assert step(device) == "gone"
    bring_back(device, by=wim)
    assert step(device) == "check"


def test_the_stage_follows_the_type(mechelen, wim):
    device = make_device(mechelen, wim, ready=False)
    Device.objects.filter(pk=device.pk).update(kind="screen")

    assert step(device) == "check"


def test_the_stage_remembers_since_when(mechelen, wim):
    device = make_device(mechelen, wim, ready=False)
    since = datetime(2026, 3, 2, tzinfo=UTC)
    Stage.objects.update(since=since)
    put(device, place=Placement.Place.SHELF)

    assert (step(device), Stage.objects.get().since) == ("erase", since)
    Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
    assert Stage.objects.get().since > since


def test_the_stage_follows_rows_made_in_bulk(mechelen, wim):
    devices = Device.objects.bulk_create(
        Device(digibank=mechelen, code=f"23456{n}") for n in range(3)
    )
    Placement.objects.bulk_create(Placement(device=one, place="shelf") for one in devices)
    Erasure.objects.bulk_create(
        Erasure(device=one, technique="crypto", erased_by=wim) for one in devices
    )
    Release.objects.bulk_create(Release(device=one, released_by=wim) for one in devices[:1])

    assert [step(one) for one in devices] == ["ready", "check", "check"]


@pytest.mark.django_db(transaction=True)
def test_the_triggers_go_and_come_with_the_migration():
    (act,) = import_module(
        "digibank.devices.migrations.0020_stage_knows_the_stock"
    ).Migration.operations
    state = MigrationLoader(connection).project_state()
    with connection.schema_editor() as editor:
        act.database_backwards("devices", editor, state, state)
    gone = triggers()
    with connection.schema_editor() as editor:
        act.database_forwards("devices", editor, state, state)

    assert (gone, len(triggers())) == ([], 13)


def triggers():
    catalogue = {"sqlite": "name FROM sqlite_master WHERE type = 'trigger' AND name"}.get(
        connection.vendor, "tgname FROM pg_trigger WHERE tgname"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {catalogue} LIKE 'devices%_stage'")
        return cursor.fetchall()
