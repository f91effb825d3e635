import csv
from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.utils import timezone
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from digibank.guidance import contacting, exporting, figures, queueing
from digibank.guidance.contacting import Chosen, attend, record_contacts
from digibank.guidance.figures import HIDDEN, SMALL, Line, Period, Table, for_outside
from digibank.guidance.models import Contact, Ticket
from digibank.guidance.theming import add_theme
from digibank.network.models import AccessPoint
from tests.people.factories import make_person


@pytest.fixture
def today():
    return Period(localdate(), localdate())


def lines(made, code):
    found = [table for table in made.tables if table.code == code]
    return [(line.label, line.count) for line in found[0].lines] if found else []


@pytest.fixture
def morning(helped, mechelen, an, bea, vera):
    """Three questions of An in two visits, a group of five with Jef, one that was undone."""
    jef = make_person(mechelen, "Jef", "Maes")
    helped("itsme", "bank", person=an, minutes=30, age_band="75+", postcode="2800")
    helped("itsme", person=an, minutes=15, on=localdate() - timedelta(days=1))
    group = helped("safety", head_count=5, minutes=60, outcome="helped_on", by=vera)
    attend(group, people=[jef, an], by=bea)
    contacting.undo(helped("tax"), by=bea)


def test_the_figures_count_questions_visits_heads_and_people(morning, mechelen, today):
    made = figures.figures_of(mechelen, today)

    assert (made.questions, made.visits, made.heads, made.people, made.minutes) == (3, 2, 6, 2, 90)
    assert lines(made, "themes") == [("Bank", 1), ("Veilig online", 1), ("itsme", 1)]
    assert lines(made, "outcomes") == [("Opgelost", 2), ("Op weg", 1)]
    assert lines(made, "duration") == [("16-30", 1), ("31-60", 1), ("Niet genoteerd", 1)]
    assert lines(made, "ages") == [("75 of ouder", 1), ("Niet gezegd", 1)]
    assert lines(made, "towns") == [("Mechelen", 1), ("Niet gezegd", 1)]
    assert lines(made, "channels") == [("Aan de balie", 3)]
    assert lines(made, "places") == [("Bibliotheek Het Predikheren", 3)]


def test_who_came_back_with_the_same_theme(morning, mechelen, today):
    week = Period(localdate() - timedelta(days=7), localdate())

    assert lines(figures.figures_of(mechelen, week), "repeats") == [("itsme", 1)]
    assert lines(figures.figures_of(mechelen, today), "repeats") == []


def test_the_figures_of_one_place_count_that_place_alone(morning, helped, mechelen, today):
    bus = AccessPoint.objects.create(
        digibank=mechelen, name="Bus", street="Markt 1", postcode="2800", refnis="12025"
    )
    helped("tax", access_point=bus)

    made = figures.figures_of(mechelen, Period(today.first, today.last, bus))

    assert (made.questions, lines(made, "themes")) == (1, [("Belasting", 1)])


def test_a_tile_of_its_own_counts_under_the_common_theme_and_by_itself(mechelen, bea, lut, today):
    tile = add_theme(mechelen, code="energy", name="V-test", by=lut)
    record_contacts(mechelen, chosen=[Chosen("energy", tile)], by=bea)

    made = figures.figures_of(mechelen, today)

    assert lines(made, "themes") == [("Energie en water", 1)]
    assert lines(made, "tiles") == [("V-test", 1)]


def test_the_hour_and_the_day_are_those_on_the_wall(helped, mechelen):
    with time_machine.travel("2026-06-30T22:30:00+00:00"):  # half past midnight on 1 July
        helped("itsme")

    july = figures.figures_of(mechelen, Period(date(2026, 7, 1), date(2026, 7, 1)))
    june = figures.figures_of(mechelen, Period(date(2026, 6, 1), date(2026, 6, 30)))

    assert (lines(july, "hours"), june.questions) == ([("00.00", 1)], 0)


def test_waiting_is_the_middle_one_of_each_hour(library, mechelen, bea, today):
    began = timezone.make_aware(datetime.combine(localdate(), datetime.min.time()).replace(hour=9))
    for minutes in (2, 4, 30):
        queueing.take_number(library, by=None)
        ticket = queueing.call_next(library, by=bea)
        called = began + timedelta(minutes=minutes)
        Ticket.objects.filter(pk=ticket.pk).update(
            taken_at=began, first_called_at=called, called_at=called
        )

    made = figures.figures_of(mechelen, today)

    (line,) = next(table for table in made.tables if table.code == "waiting").lines
    assert line == Line("09.00", 3, 4)


def test_figures_ask_a_constant_number_of_questions(
    morning, helped, mechelen, today, django_assert_num_queries
):
    with django_assert_num_queries(13):
        figures.figures_of(mechelen, today)
    for code in ("tax", "school", "email"):
        helped(code)

    with django_assert_num_queries(13):
        figures.figures_of(mechelen, today)


# What leaves


def sheet(*counts):
    return Table("t", "T", [Line(str(number), count) for number, count in enumerate(counts)])


def test_a_small_number_is_hidden_and_the_next_one_with_it():
    assert [value for _label, value in for_outside(sheet(40, 12, 3))] == ["40", HIDDEN, HIDDEN]
    assert [value for _label, value in for_outside(sheet(40, 2, 3))] == ["40", HIDDEN, HIDDEN]
    assert [value for _label, value in for_outside(sheet(40, 12, 0))] == ["40", "12", "0"]
    assert [value for _label, value in for_outside(sheet(40, 1, 1))] == [HIDDEN, HIDDEN, HIDDEN]
    assert [value for _label, value in for_outside(sheet(2, 4))] == [HIDDEN, HIDDEN]
    assert (for_outside(sheet(3)), for_outside(sheet(1, 1))) == ([], [])
    assert figures.total_outside(sheet(3)) == HIDDEN
    assert figures.total_outside(sheet(2, 4)) == "6"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_no_small_number_can_be_computed_from_what_leaves(counts):
    table = sheet(*counts)
    seen = for_outside(table)
    hidden = [counts[int(label)] for label, value in seen if not value.isdecimal()]

    assert all(not 0 < int(value) < SMALL for _label, value in seen if value.isdecimal())
    # Who subtracts what is shown from the total learns the sum of the hidden ones, each at least 1.
    assert not hidden or (len(hidden) > 1 and sum(hidden) > len(hidden))


def read(data):
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_rows_are_all_there_and_tell_nobody(morning, mechelen, today):
    rows = figures.contacts_in(mechelen, today)

    found = read(b"".join(exporting.rows_csv(rows)))

    assert len(found) == 1 + rows.count() == 4
    assert Counter(row[3] for row in found[1:]) == {"itsme": 1, "bank": 1, "safety": 1}
    assert all("Peeters" not in cell and "Bea" not in cell for row in found for cell in row)
    book = load_workbook(BytesIO(exporting.rows_xlsx(rows, rows.count())))
    assert book["Rijen"].max_row == 4
    assert [cell.value for cell in book["Over dit bestand"][1]] == ["Aantal rijen", 3]


def test_a_thousand_rows_come_out_whole(helped, mechelen, today):
    first = helped("itsme")
    facts = {f.attname: getattr(first, f.attname) for f in Contact._meta.concrete_fields}
    Contact.objects.bulk_create(Contact(**{**facts, "id": None}) for _ in range(4_999))

    rows = read(b"".join(exporting.rows_csv(figures.contacts_in(mechelen, today))))

    assert len(rows) == 5_001


def test_a_name_that_begins_like_a_formula_is_text(mechelen, bea, lut, today):
    tile = add_theme(mechelen, code="bank", name="=HYPERLINK(1)", by=lut)
    record_contacts(mechelen, chosen=[Chosen("bank", tile)], by=bea)

    (_head, row) = read(b"".join(exporting.rows_csv(figures.contacts_in(mechelen, today))))

    assert row[5] == "'=HYPERLINK(1)"


def test_the_files_for_others_hide_what_is_small(morning, helped, mechelen, today):
    for code in ["itsme"] * 9 + ["bank"] * 2:
        helped(code)
    made = figures.figures_of(mechelen, today)

    rows = read(exporting.outside_csv(mechelen, made))
    book = load_workbook(BytesIO(exporting.outside_xlsx(mechelen, made)))

    at = rows.index(["Thema’s", "Hoeveel"])
    assert rows[at + 1 : at + 5] == [
        ["itsme", "10"],
        ["Bank", HIDDEN],
        ["Veilig online", HIDDEN],
        ["Totaal", "14"],
    ]
    cells = [[cell.value for cell in row] for row in book["themes"]]
    assert cells[1:] == [["itsme", 10], ["Bank", HIDDEN], ["Veilig online", HIDDEN], ["Totaal", 14]]
