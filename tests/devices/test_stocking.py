"""Transfers, counting, what is asked for."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from digibank.devices import counting, demanding, moving, stock_queries
from digibank.devices.models import Device, Placement, StockScan
from digibank.devices.placing import put
from digibank.devices.queries import board, is_ready, where
from digibank.devices.stock_queries import shelves
from digibank.ledger.models import Entry
from digibank.network.models import AccessPoint
from tests.conftest import make_device, refused
from tests.threads import at_once


@pytest.fixture
def centre(mechelen):
    return AccessPoint.objects.create(
        digibank=mechelen, name="De Kade", street="Kade 1", postcode="2800", refnis="12025"
    )


@pytest.fixture
def shelved(device, library):
    put(device, place=Placement.Place.SHELF, access_point=library)
    return device


def test_a_transfer_is_confirmed_at_both_ends(mechelen, shelved, centre, wim, bea):
    row = moving.send(mechelen, devices=[shelved], to_point=centre, by=wim)
    assert (where(shelved).place, is_ready(shelved)) == ("transit", False)

    moving.receive(row, devices=[shelved], by=bea)

    row.refresh_from_db()
    assert (where(shelved).place, where(shelved).access_point) == ("shelf", centre)
    assert is_ready(shelved)
    assert (row.ended_at is not None, row.lines.get().ended_by) == (True, bea)
    assert refused(moving.receive, row, devices=[shelved], by=bea) == ["taken"]


def test_what_did_not_come_goes_back_on_paper(mechelen, shelved, library, centre, wim):
    other = make_device(mechelen, wim, ready=False)
    row = moving.send(mechelen, devices=[shelved, other], to_point=centre, by=wim)
    moving.receive(row, devices=[other], by=wim)
    row.refresh_from_db()
    assert row.ended_at is None

    moving.receive(row, devices=[], rest_missing=True, by=wim)

    ends = dict(row.lines.values_list("device", "end"))
    assert ends == {shelved.pk: "missing", other.pk: "received"}
    assert where(shelved).access_point == library
    assert (where(other).place, where(other).access_point) == ("workshop", centre)


def test_send_refuses(mechelen, elsewhere, shelved, library, centre, wim, zoe, an):
    theirs = make_device(elsewhere, zoe)
    assert refused(moving.send, mechelen, devices=[], to_point=centre, by=wim) == ["no_devices"]
    given = {"to_point": centre, "by": wim}
    assert refused(moving.send, mechelen, devices=[theirs], **given) == ["other_digibank"]
    here = {"to_point": library, "by": wim}
    assert refused(moving.send, mechelen, devices=[shelved], **here) == ["already_there"]
    row = moving.send(mechelen, devices=[shelved], **given)
    assert refused(moving.send, mechelen, devices=[shelved], **given) == ["not_here"]
    other = make_device(mechelen, wim)
    assert refused(moving.receive, row, devices=[other], by=wim) == ["not_in_it"]
    assert refused(moving.receive, row, devices=[], by=wim) == ["nothing_came"]


def test_a_count_compares_and_puts_right(mechelen, shelved, library, centre, wim, an):
    missing = make_device(mechelen, wim)
    put(missing, place=Placement.Place.SHELF, access_point=library)
    strange = make_device(mechelen, wim)
    put(strange, place=Placement.Place.WORKSHOP, access_point=centre)
    lent = make_device(mechelen, wim)
    put(lent, place=Placement.Place.OUT, person=an)
    row = counting.begin(library, by=wim)
    assert refused(counting.begin, library, by=wim) == ["taken"]
    for label in (shelved.label, shelved.label, strange.label, lent.label, "zomaar"):
        counting.scan(row, label=label, by=wim)
    assert refused(counting.scan, row, label=" ", by=wim) == ["empty"]

    found = stock_queries.compared(row)
    assert (found.expected, [one.device for one in found.found]) == (2, [shelved])
    assert [one.device for one in found.missing] == [missing]
    assert [one.label for one in found.unexpected] == [strange.label, lent.label, "ZOMAAR"]

    counting.reconcile(row, by=wim)

    assert (where(strange).place, where(strange).access_point) == ("workshop", library)
    assert (where(lent).place, where(missing).access_point) == ("out", library)
    row.refresh_from_db()
    assert refused(counting.reconcile, row, by=wim) == ["taken"]
    assert refused(counting.scan, row, label=shelved.label, by=wim) == ["taken"]


def test_a_count_leaves_alone_what_went_out_meanwhile(shelved, centre, wim, an, monkeypatch):
    """Between what the count compares and what it moves, somebody borrows the device."""
    row = counting.begin(centre, by=wim)
    counting.scan(row, label=shelved.label, by=wim)
    seen = stock_queries.compared

    def then_borrowed(count):
        found = seen(count)
        put(shelved, place=Placement.Place.OUT, person=an)
        return found

    monkeypatch.setattr(stock_queries, "compared", then_borrowed)
    counting.reconcile(row, by=wim)

    assert (where(shelved).place, where(shelved).person) == ("out", an)
    assert Entry.objects.latest("pk").facts["moved"] == 0


def test_a_scan_that_grows_by_capitals_still_fits(library, wim):
    row = counting.begin(library, by=wim)

    assert counting.scan(row, label="ß" * 40, by=wim).code == "S" * 40


def test_the_shelves_count_what_is_here(mechelen, shelved, library, wim, an):
    make_device(mechelen, wim, ready=False, kind="tablet")
    put(make_device(mechelen, wim), place=Placement.Place.OUT, person=an)
    put(make_device(mechelen, wim), place=Placement.Place.TRANSIT, access_point=library)

    found = [(str(one.point or ""), one.kind, one.ready, one.work) for one in shelves(mechelen)]
    assert found == [("", "tablet", 0, 1), (library.name, "laptop", 1, 0)]
    Device.objects.filter(pk=shelved.pk).update(kind="screen")
    assert [(one.kind, one.ready) for one in shelves(mechelen)] == [("tablet", 0), ("screen", 1)]


@pytest.mark.django_db(transaction=True)
def test_four_scanners_lose_no_scan(mechelen, library, wim):
    """On SQLite the tests share one connection in memory, so there they come in turn."""
    from django.db import connection  # noqa: PLC0415

    devices = [make_device(mechelen, wim) for _number in range(20)]
    row = counting.begin(library, by=wim)

    def scan():
        for device in devices:
            counting.scan(row, label=device.label, by=wim)

    if connection.vendor == "postgresql":
        at_once(scan, 4)
    else:
        scan()
        scan()
    assert StockScan.objects.count() == 20


def test_what_is_asked_for_and_lacking_orders_the_workshop(mechelen, shelved, library, wim):
    waits = [make_device(mechelen, wim, ready=False) for _number in range(2)]
    tablet = make_device(mechelen, wim, ready=False, kind="tablet")
    soon, later = localdate() + timedelta(days=2), localdate() + timedelta(days=9)
    demand = demanding.demand
    demand(mechelen, kind="laptop", count=1, wanted_on=later, by=wim)
    first = demand(mechelen, kind="laptop", count=1, access_point=library, wanted_on=soon, by=wim)
    demand(mechelen, kind="tablet", count=2, by=wim)

    wishes = stock_queries.wishes(mechelen)

    assert [(one.demand.count, one.lacking) for one in wishes] == [(1, 0), (1, 1), (2, 2)]
    assert stock_queries.lacking_kinds(mechelen) == ["laptop", "tablet"]
    demanding.end_demand(first, by=wim)
    assert refused(demanding.end_demand, first, by=wim) == ["taken"]
    assert stock_queries.lacking_kinds(mechelen) == ["tablet"]
    erase = board(mechelen, first=["tablet"])[1]
    assert erase.devices == [tablet, *waits]
    assert refused(demand, mechelen, kind="fax", count=1, by=wim) == ["invalid_choice"]
    past = localdate() - timedelta(days=1)
    assert refused(demand, mechelen, kind="laptop", count=1, wanted_on=past, by=wim) == ["in_past"]


def test_what_can_be_lent_where(mechelen, shelved, library, wim):
    make_device(mechelen, wim, ready=False)
    rows = [(one.point, one.kind, one.ready, one.work) for one in stock_queries.shelves(mechelen)]

    assert rows == [(None, "laptop", 0, 1), (library, "laptop", 1, 0)]
    assert Device.objects.count() == 2
