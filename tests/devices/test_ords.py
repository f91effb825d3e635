"""Open repair data in and out: every dialect, value for value."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as some

from digibank.devices import donating, ords, repairing, sharing
from digibank.devices.models import Piece, Placement, RepairRecord
from digibank.devices.placing import put
from digibank.people.erasing import erase
from tests.conftest import refused

DATA = Path(__file__).parents[3] / "shared/data/ords"
PARTNERS = sorted(DATA.glob("OpenRepairData_v0.3_R*.csv"))
ALL = sorted(DATA.rglob("*.csv"))
HEAD = ",".join(ords.COLUMNS)
LINE = "test_1,Wij,BEL,laptop,Laptop,16,HP,2016,9,Fixed,,Groep,2025-01-02,Kapot"


def row(**other):
    values = dict(zip(ords.COLUMNS, LINE.split(","), strict=True)) | other
    return (HEAD + "\n" + ",".join(values.values()) + "\n").encode()


def test_there_are_files_to_read():
    assert (len(PARTNERS), len(ALL)) == (4, 18)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_file_is_read_without_a_crash_and_every_line_is_accounted_for(path):
    raw = path.read_bytes()
    found = ords.read(raw)
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))

    if found.is_codelist:
        assert (found.rows, found.rejects) == ([], [])
    else:
        whole = [cells for cells in lines[1:] if any(cells)]
        assert len(found.rows) + len(found.rejects) == len(whole)
        assert {one.reason for one in found.rejects} <= set(ords.REASONS)


@pytest.mark.parametrize("path", [*PARTNERS, DATA / "ords_it_subset_all_partners.csv"], ids=str)
def test_partners_are_whole_and_nothing_is_rejected(path):
    found = ords.read(path.read_bytes())

    assert found.rejects == []
    assert all(one.is_whole for one in found.rows)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"id": "TEST_1"}, "bad_id"),
        ({"id": "test"}, "bad_id"),
        ({"product_category_id": "41"}, "bad_category"),
        ({"product_category_id": "x"}, "bad_category"),
        ({"repair_status": "fixed"}, "bad_status"),
        ({"repair_barrier_if_end_of_life": "Ugly"}, "bad_barrier"),
        ({"country": "Belgium"}, "bad_country"),
        ({"event_date": "02/01/2025"}, "bad_date"),
        ({"product_category_id": "1" * 5_000}, "bad_category"),
        ({"product_age": "9" * 251}, "too_long"),
    ],
)
def test_a_line_that_is_no_repair_says_why(other, reason):
    [reject] = ords.read(row(**other)).rejects

    assert (reject.line, reject.reason) == (2, reason)


def test_three_spellings_of_a_barrier_are_one():
    names = ("No way to open product", "No way to open the product")
    read = [ords.read(row(repair_barrier_if_end_of_life=name)).rows[0] for name in names]

    assert {one.barrier for one in read} == {"no_way_in"}
    assert [one.values["repair_barrier_if_end_of_life"] for one in read] == list(names)


def test_what_is_long_and_not_too_long_is_kept(mechelen, wim):
    line = row(product_age="9" * 250, brand="B" * 5_000)
    sharing.take_in_repairs(mechelen, upload=ContentFile(line, name="x.csv"), by=wim)

    assert RepairRecord.objects.get().product_age == "9" * 250


@pytest.mark.parametrize("raw", [b"", b"naam;voornaam\n", b"\x00\x01\x02", b"id,brand\n1,2\n"])
def test_what_is_no_ords_is_refused(mechelen, wim, raw):
    upload = ContentFile(raw, name="x.csv")

    assert refused(sharing.take_in_repairs, mechelen, upload=upload, by=wim) == ["not_ords"]


@given(some.text(max_size=300).map(lambda text: f"{HEAD}\n{text}".encode()))
def test_read_never_falls_over(raw):
    found = ords.read(raw)
    assert all(one.reason in ords.REASONS for one in found.rejects)


def taken(digibank, path, by):
    upload = ContentFile(path.read_bytes(), name=path.name)
    return sharing.take_in_repairs(digibank, upload=upload, by=by)[1]


def exported():
    raw = b"".join(ords.written(sharing.theirs(RepairRecord.objects.all()))).decode()
    return {one["id"]: one for one in csv.DictReader(io.StringIO(raw, newline=""))}


@pytest.mark.parametrize("path", PARTNERS, ids=lambda path: path.name)
def test_what_comes_in_goes_out_again_value_for_value(mechelen, wim, path):
    taken(mechelen, path, wim)
    given_rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))

    assert exported() == {one["id"]: one for one in given_rows}


def test_a_quest_adds_the_fault_and_the_same_file_twice_is_once(mechelen, wim):
    subset = DATA / "ords_it_subset_all_partners.csv"
    taken(mechelen, subset, wim)
    count = RepairRecord.objects.count()
    before = exported()
    quest = DATA / "quests/compcat_laptops.csv"
    found = taken(mechelen, quest, wim)
    taken(mechelen, subset, wim)

    assert count == 15_953
    assert exported() == before
    faults = RepairRecord.objects.exclude(fault="").count()
    assert faults == len(found.rows)


# Ours


def valid(line, fields):
    """What tableschema.json has to say against `line`."""
    for one in fields:
        value, rules = line[one["name"]], one.get("constraints") or {}
        if value and "pattern" in rules and not re.fullmatch(rules["pattern"], value):
            yield one["name"]
        allowed = [name.strip() for name in rules.get("enum", "[]").strip("[]").split(",")]
        if value and allowed != [""] and value not in allowed:
            yield one["name"]
        if value and one["type"] == "number":
            float(value)


def published(digibank):
    raw = b"".join(ords.written(sharing.ours(digibank))).decode()
    return [one["problem"] for one in csv.DictReader(io.StringIO(raw, newline=""))]


def test_nobody_who_was_near_is_published_nor_whom_we_forgot(mechelen, device, an, wim, lut):
    firm = {"kind": "company", "name": "Staalbouw Noord", "contact": "Fien Claes"}
    donation = donating.announce(
        mechelen, donor_facts=firm, promises={"laptop": 1}, way="drop_off", by=wim
    )
    Piece.objects.create(donation=donation, device=device, kind="laptop", decided_by=wim)
    put(device, place=Placement.Place.OUT, person=an)
    put(device, place=Placement.Place.WORKSHOP)
    problem = "Fien van Staalbouw Noord belde, Peeters liet hem vallen, Lut keek."
    order = repairing.open_order(device, fault="case", problem=problem, by=wim)
    task = repairing.add_task(order, words="Kijken", by=wim)
    repairing.work(task, minutes=5, by=lut)
    erase(an, erased_for="asked", by=lut)
    repairing.close_order(order, result="repairable", by=wim)

    assert published(mechelen) == [
        "Behuizing, scharnier. … van … belde, … liet hem vallen, … keek."
    ]


def test_our_repairs_are_valid_open_data_without_anybody_in_them(mechelen, device, an, wim):
    device.built_in = 2019
    device.save()
    put(device, place=Placement.Place.OUT, person=an)
    put(device, place=Placement.Place.WORKSHOP)
    problem = (
        f"Toetsen van {an.given_name} Peeters, bel 0471 11 22 33 of an@voorbeeld.be, "
        "dossier 2024 118 22. Wim keek al."
    )
    order = repairing.open_order(device, fault="keyboard", problem=problem, by=wim)
    repairing.close_order(order, result="end_of_life", barrier="worn_out", by=wim)
    open_one = repairing.open_order(device, fault="screen", by=wim)
    raw = b"".join(ords.written(sharing.ours(mechelen)))
    schema = json.loads((DATA / "tableschema.json").read_text())
    fields = schema["resources"][0]["schema"]["fields"]

    [line] = csv.DictReader(io.StringIO(raw.decode(), newline=""))

    assert list(line) == [one["name"] for one in fields] == list(ords.COLUMNS)
    assert list(valid(line, fields)) == []
    assert line["id"] == f"digibank-{order.pk}"
    assert (line["product_category_id"], line["brand"]) == ("16", "HP")
    assert (line["repair_status"], line["repair_barrier_if_end_of_life"]) == (
        "End of life",
        "Too worn out",
    )
    for secret in ("Peeters", "0471", "an@", "118", "Wim", " An "):
        assert secret not in line["problem"]
    assert open_one.closed_at is None
    assert ords.read(raw).rejects == []
