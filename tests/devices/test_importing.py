import pytest
from django.core.files.base import ContentFile

from digibank.devices import counting, donating, importing, recycling
from digibank.devices.labelling import print_roll
from digibank.devices.models import Device, LotList, Piece, PrintedLabel, StockScan
from digibank.devices.registering import describe, register
from digibank.ledger.models import Entry
from tests.conftest import refused

LIST = (
    "type;merk;model;serienummer;geheugen;label;weigering\n"
    "laptop;HP;ProBook 440;A1;8;{label};\n"
    "laptop;Dell;Latitude;A2;16;;\n"
    "laptop;Dell;Latitude;KNOWN;16;;\n"
    "scherm;Philips;;;;;beeldbuis\n"
    "broodrooster;Tefal;;;;;\n"
)


@pytest.fixture
def donation(mechelen, library, wim):
    facts = {"kind": "public", "name": "Stad Mechelen"}
    return donating.announce(
        mechelen,
        donor_facts=facts,
        promises={"laptop": 3},
        way="drop_off",
        access_point=library,
        by=wim,
    )


@pytest.fixture
def label(mechelen, wim):
    return print_roll(mechelen, count=1, by=wim).labels.get()


@pytest.fixture
def lot(donation, label, mechelen, wim):
    register(mechelen, kind="laptop", maker="Dell", serial="KNOWN", by=wim)
    upload = ContentFile(LIST.format(label=label.label).encode(), name="lot.csv")
    return importing.try_list(donation, upload=upload, by=wim)


def test_dry_run_says_what_would_become_of_each_line_and_changes_nothing(lot):
    before = (Device.objects.count(), Piece.objects.count(), Entry.objects.count())
    verdicts = importing.dry_run(lot)

    assert [(one.line.number, one.is_good) for one in verdicts] == [
        *[(2, True), (3, True), (4, False)],
        *[(5, True), (6, False)],
    ]
    assert "KNOWN" not in verdicts[2].sentences[0]
    assert (Device.objects.count(), Piece.objects.count(), Entry.objects.count()) == before
    lot.donation.refresh_from_db()
    assert (lot.donation.state, PrintedLabel.objects.free().count()) == ("announced", 1)


def test_take_in_takes_every_line_that_is_good(lot, label, library, wim):
    importing.take_in(lot, by=wim)

    pieces = list(lot.pieces.select_related("device"))
    assert [(one.serial, one.refused_for) for one in pieces] == [
        ("A1", ""),
        ("A2", ""),
        ("", "crt"),
    ]
    first = pieces[0].device
    assert (first.code, first.name, first.memory_bytes) == (
        label.code,
        "HP ProBook 440",
        8 * 1024**3,
    )
    assert first.placements.get().access_point == library
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.facts) == ("lot_taken_in", {"donation": lot.donation_id, "count": 3})
    assert refused(importing.take_in, lot, by=wim) == ["taken"]


def test_take_back_undoes_it_and_the_file_stays(lot, label, wim):
    importing.take_in(lot, by=wim)
    importing.take_back(lot, by=wim)

    assert (Piece.objects.count(), Device.objects.get().serial) == (0, "KNOWN")
    label.refresh_from_db()
    assert (label.device, LotList.objects.get().file.name) == (None, "lot.csv")
    assert Entry.objects.latest("pk").verb == "lot_taken_back"
    assert refused(importing.take_back, lot, by=wim) == ["taken"]


def test_take_back_refuses_when_somebody_worked_on_one(lot, wim):
    assert refused(importing.take_back, lot, by=wim) == ["not_taken_in"]
    importing.take_in(lot, by=wim)
    describe(Device.objects.get(serial="A1"), by=wim, remark="Kras.")

    assert refused(importing.take_back, lot, by=wim) == ["touched"]
    assert Piece.objects.count() == 3


def test_take_back_refuses_what_is_on_a_pallet_and_forgets_no_scan(lot, mechelen, library, wim):
    importing.take_in(lot, by=wim)
    count = counting.begin(library, by=wim)
    scan = counting.scan(count, label=Device.objects.get(serial="A2").label, by=wim)
    pallet = recycling.begin_shipment(mechelen, carrier="Recupel", by=wim)
    line = recycling.put_piece(pallet, piece=lot.pieces.get(refused_for="crt"), by=wim)

    assert refused(importing.take_back, lot, by=wim) == ["touched"]
    line.delete()
    importing.take_back(lot, by=wim)
    kept = StockScan.objects.get()
    assert (kept.code, kept.device) == (scan.code, None)


def test_take_in_refuses_when_nothing_is_good(donation, wim):
    upload = ContentFile(b"type;merk\nbroodrooster;Tefal\n", name="lot.csv")
    row = importing.try_list(donation, upload=upload, by=wim)

    assert refused(importing.take_in, row, by=wim) == ["nothing_to_take"]


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "empty"), (b"naam\nx\n", "no_heads"), (b"x" * 6_000_000, "too_large")]
)
def test_try_list_refuses_what_is_no_list(donation, wim, raw, code):
    upload = ContentFile(raw, name="lot.csv")

    assert refused(importing.try_list, donation, upload=upload, by=wim) == [code]
    assert LotList.objects.count() == 0
