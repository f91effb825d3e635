"""Figures of lending: each with its unit, and files that hold the same."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from digibank.lending import figures, lending_sets, requesting, reserving
from digibank.lending.booking_queries import occupancies
from digibank.lending.figures import Period, figures_of, use_of_devices
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import undo
from digibank.people import housing
from tests.conftest import make_device
from tests.lending.conftest import BRUSSELS, DUE, TODAY
from tests.people.factories import make_person

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def at(clock, *day):
    clock.traveller.move_to(datetime(*day, 12, tzinfo=BRUSSELS))


def test_a_loan_month_is_days_and_not_loans(mechelen, lend, lut, clock):
    loan = lend()
    at(clock, 2026, 3, 12)
    take_back(loan, outcome="shelf", by=lut)  # 3 March until 12 March: ten days
    at(clock, 2026, 4, 1)

    made = figures_of(mechelen, MARCH)

    assert (made.begun, made.ended, made.out, made.months) == (1, 1, 0, 0.3)
    assert figures_of(mechelen, Period(date(2026, 3, 12), date(2026, 3, 31))).months == 0.0
    assert figures_of(mechelen, Period(date(2026, 4, 1), date(2026, 4, 30))).begun == 0


def test_undone_loans_do_not_count(mechelen, lend, lut):
    undo(lend(), reason="Verkeerd", by=lut)
    made = figures_of(mechelen, MARCH)
    assert (made.begun, made.people) == (0, 0)


def test_people_count_once_and_households_too(mechelen, lend, an, bo, lut):
    cas = make_person(mechelen, "Cas")
    for person in (an, bo, cas, an):
        lend(device=make_device(mechelen, lut), person=person)
    housing.join(bo, other=an, by=lut)

    made = figures_of(mechelen, MARCH)

    assert (made.begun, made.people, made.households) == (4, 3, 2)


def test_a_set_is_of_an_organisation_and_of_no_person(mechelen, device, partner, bo, lut):
    facts = {"kind": "laptop", "organisation": partner, "devices": [device], "by": lut}
    kept = reserving.reserve(mechelen, from_on=TODAY, until_on=date(2026, 3, 24), **facts)
    lending_sets.hand_out_set(kept, person=bo, devices=[device], due_on=date(2026, 3, 24), by=lut)
    made = figures_of(mechelen, MARCH)
    assert (made.begun, made.people, made.organisations) == (1, 0, 1)
    assert {table.code for table in made.tables} == {"kinds", "products"}


def test_refusals_are_counted_by_reason(mechelen, an, bo, lut):
    for person, why in (
        (an, "has_one"),
        (bo, "has_one"),
        (make_person(mechelen, "C"), "elsewhere"),
    ):
        asked = requesting.request_loan(mechelen, person=person, kind="laptop", by=lut)
        requesting.end(asked, how="refused", refused_for=why, reason="Zie fiche", by=lut)

    (refused,) = [one for one in figures_of(mechelen, MARCH).tables if one.code == "refused"]
    assert [(line.label, line.count) for line in refused.lines] == [
        ("Heeft al een toestel", 2),
        ("Woont elders: een andere digibank helpt", 1),
    ]


def test_late_and_place_narrow_the_figures(mechelen, lend, library, clock):
    lend()
    at(clock, 2026, 9, 8)
    here = Period(date(2026, 1, 1), date(2026, 9, 8), library)
    assert (figures_of(mechelen, here).overdue, figures_of(mechelen, here).out) == (1, 1)


def test_the_least_used_device_stands_first(mechelen, device, lend, lut, clock):
    other = make_device(mechelen, lut)
    lend()
    at(clock, 2026, 3, 31)
    found = use_of_devices(mechelen, MARCH)
    assert [(one.device, one.loans, one.days) for one in found] == [(other, 0, 0), (device, 1, 29)]


def test_figures_take_the_same_queries_for_one_as_for_many(
    mechelen, lend, lut, django_assert_num_queries
):
    for number in range(4):
        person = make_person(mechelen, f"P{number}")
        lend(device=make_device(mechelen, lut), person=person)
    with django_assert_num_queries(3):  # loans, households, refusals
        assert figures_of(mechelen, MARCH).begun == 4


def test_the_picture_shows_what_is_away(mechelen, device, lend, bo, bea, lut):
    other = make_device(mechelen, lut)
    lend()
    facts = {"kind": "laptop", "person": bo, "devices": [other], "by": lut}
    kept = reserving.reserve(
        mechelen, from_on=date(2026, 3, 10), until_on=date(2026, 3, 17), **facts
    )
    rows = {row.device: row.bars for row in occupancies(bea, mechelen, "laptop", TODAY)}
    assert [(bar.at, bar.length, bar.why) for bar in rows[device]] == [(0, 56, "lent")]
    assert [(bar.at, bar.length, bar.why) for bar in rows[other]] == [(7, 11, "reserved")]
    assert rows[other][0].url == kept.get_absolute_url()


def test_pages_and_files_of_figures(visit, lend, bea, vera, lut):
    lend()
    desk = visit(bea)
    assert "Uitleningen begonnen" in desk.get("/uitleningen/cijfers/").page.text
    sheet = load_workbook(BytesIO(desk.get("/uitleningen/cijfers/cijfers.xlsx").content)).active
    assert (sheet["A4"].value, sheet["B4"].value) == ("Uitleningen begonnen", 1)
    csv = desk.get("/uitleningen/cijfers/cijfers.csv").content.decode("utf-8-sig")
    assert "Uitleningen begonnen;1" in csv
    assert desk.get("/uitleningen/cijfers/gebruik.csv").status_code == 200
    assert visit(vera).get("/uitleningen/lijst.csv").status_code == 403


@pytest.mark.parametrize("state", ["open", "late", "ended", "nergens"])
def test_a_list_leaves_with_how_to_reach_them(visit, lend, an, bea, clock, state):
    an.phone = "+32471112233"
    an.save()
    lend()
    at(clock, 2026, 9, 8)
    answer = visit(bea).get(f"/uitleningen/lijst.csv?staat={state}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == (1 if state == "ended" else 2)
    if state == "late":
        assert "'+32471112233" in lines[1]  # no formula
        assert ";7;" in lines[1]
    book = visit(bea).get(f"/uitleningen/lijst.xlsx?staat={state}").content
    assert load_workbook(BytesIO(book)).active.max_row == len(lines)


def test_the_picture_has_a_page(visit, lend, bea, device):
    lend()
    page = visit(bea).get("/reserveringen/kalender/?soort=laptop&van=vroeger").page
    assert page.select_one("svg .occ-lent")["width"] == "56"
    assert device.label in page.text
    assert (
        "Geen van deze soort" in visit(bea).get("/reserveringen/kalender/?soort=tablet").page.text
    )


def test_the_month_of_a_loan_is_the_mean_month():
    assert figures.MONTH * 12 == 365.25
    assert DUE > TODAY
