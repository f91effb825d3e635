from datetime import UTC, date, datetime, time

import pytest

from digibank.network import queries
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.templatetags.ui import day

TUESDAY_10 = datetime(2026, 3, 10, 9, tzinfo=UTC)  # 10.00 in Brussels


def make_point(digibank, name="Buurthuis", week=None, **facts):
    """An access point in Mechelen with `week`: weekday -> (opens, closes)."""
    facts = {"street": "Straat 1", "postcode": "2800", "refnis": "12025", **facts}
    point = AccessPoint.objects.create(digibank=digibank, name=name, **facts)
    for weekday, (opens, closes) in (week or {}).items():
        point.openings.create(weekday=weekday, opens_at=opens, closes_at=closes)
    return point


# Places


def said(place):
    return (place.state, place.more, place.tag)


def test_a_place_that_is_open_says_until_when(library):
    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Nu open", "tot 17 uur", "ok")
    assert (place.name, place.street) == (library.name, "Goswin de Stassartstraat 88")
    assert (place.municipality, place.kind, place.icon) == ("Mechelen", "fixed", "pin")
    assert place.url == f"/plaatsen/{library.pk}/"


def test_a_place_that_opens_later_says_when(mechelen):
    make_point(mechelen, week={2: (time(13, 30), time(17))}, kind="mobile")

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Opent om 13.30 uur", "13.30 tot 17 uur", "idle")
    assert place.icon == "bus"


def test_a_place_that_has_closed_says_when_again(mechelen):
    make_point(mechelen, week={2: (time(8), time(9)), 4: (time(8), time(9))})

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Nu dicht", f"Weer open {day(date(2026, 3, 12))} om 8 uur.", "idle")


def test_a_place_that_is_closed_today_says_why(library):
    library.exceptions.create(on=date(2026, 3, 10), reason="Opleiding")

    (place,) = queries.places_today(TUESDAY_10)

    again = "Weer open morgen om 9 uur."
    assert said(place) == ("Vandaag dicht", f"Opleiding. {again}", "idle")


def test_a_place_that_is_closed_on_this_weekday_gives_no_reason(mechelen):
    make_point(mechelen, week={3: (time(8), time(9))})

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Vandaag dicht", "Weer open morgen om 8 uur.", "idle")


def test_a_place_without_hours_asks_to_call(mechelen):
    make_point(mechelen)

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Geen vaste uren", "Bel voor je komt.", "idle")


def test_places_today_has_the_open_ones_on_top(mechelen):
    make_point(mechelen, "A geen uren")
    make_point(mechelen, "B morgen", {3: (time(8), time(9))})
    make_point(mechelen, "C straks", {2: (time(15), time(17))})
    make_point(mechelen, "D eerder", {2: (time(11), time(17))})
    make_point(mechelen, "E open", {2: (time(8), time(17))})

    found = [place.name for place in queries.places_today(TUESDAY_10)]

    assert found == ["E open", "D eerder", "C straks", "B morgen", "A geen uren"]


def test_places_leave_out_what_is_closed_for_good(library, mechelen):
    make_point(mechelen, closed_on=date(2026, 1, 1))

    assert list(queries.places()) == [library]


@pytest.mark.parametrize(
    "text", ["2800", "mechelen", " Mechelen ", "predikheren", "Bib", "MECHELEN"]
)
def test_places_are_found_by_postcode_municipality_or_name(library, mechelen, text):
    make_point(mechelen, "Buurthuis", postcode="9000", refnis="44021", street="Mechelsestraat 2")

    assert list(queries.places(text)) == [library]


@pytest.mark.parametrize("text", ["280", "' OR 1=1 --", "%", "_", "\x00\x00x", "é" * 5000, "٢٨٠٠"])
def test_places_are_not_found_by_nonsense(library, text):
    assert list(queries.places(text)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_places_today_take_three_queries(mechelen, count, django_assert_num_queries):
    for number in range(count):
        make_point(mechelen, f"{number}", {2: (time(8), time(17))})

    with django_assert_num_queries(3):
        found = [(said(place), place.week, place.coming) for place in queries.places_today()]

    assert len(found) == count


def test_the_only_digibank_is_the_one_that_stands_alone(mechelen):
    assert queries.only_digibank() == mechelen

    Digibank.objects.create(name="Digibank Elders", began_on=date(2025, 1, 1))

    assert queries.only_digibank() is None
