from datetime import date

import pytest

from digibank.ledger.looking import look
from digibank.people import queries
from digibank.people.carding import issue
from digibank.people.models import Person
from tests.people.factories import make_person


@pytest.fixture
def town(mechelen, elsewhere):
    """Persons with names that are near each other; each has a namesake elsewhere."""
    names = [
        ("Maria", "Van den Berghe"),
        ("Jan", "Peeters"),
        ("Johanna Maria", "Peeters"),
        ("Jan", "Peters"),
        ("Fatima", "El Amrani"),
        ("Élise", "D'Hondt"),
        ("Ahmed", ""),
    ]
    for digibank in (mechelen, elsewhere):
        for given, family in names:
            make_person(digibank, given, family)
    return mechelen


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jan Peeters", "Jan Peeters"),
        ("peeters jan", "Jan Peeters"),
        ("PEETERS", "Jan Peeters"),
        ("johanna peeters", "Johanna Maria Peeters"),
        ("maria peeters", "Johanna Maria Peeters"),
        ("johana petters", "Johanna Maria Peeters"),
        ("vandenberghe", "Maria Van den Berghe"),
        ("maria van den berge", "Maria Van den Berghe"),
        ("berghe", "Maria Van den Berghe"),
        ("mria vandenbregh", "Maria Van den Berghe"),
        ("elise dhondt", "Élise D'Hondt"),
        ("d’hont elise", "Élise D'Hondt"),
        ("fat el am", "Fatima El Amrani"),
        ("amrani", "Fatima El Amrani"),
        ("ahmed", "Ahmed"),
        ("ahmet", "Ahmed"),
        ("jan karel peeters", "Jan Peeters"),
    ],
)
def test_found_puts_the_likeliest_first(town, text, first):
    answer = queries.found(town, text)

    assert str(answer[0]) == first
    assert {one.digibank for one in answer} == {town}


@pytest.mark.parametrize("text", ["", "   ", "???", "zzzzzz qqqqq", "99999999999", "K-2345"])
def test_found_of_nothing_is_nothing(town, text):
    assert queries.found(town, text) == []


def test_found_by_birth_year_leaves_out_namesakes(mechelen):
    old = make_person(mechelen, born_on=date(1951, 3, 12))
    young = make_person(mechelen, born_on=date(1990, 1, 1))
    unknown = make_person(mechelen)

    assert queries.found(mechelen, "an peeters 1951") == [old, unknown]
    assert queries.found(mechelen, "an peeters 12/3/1951") == [old, unknown]
    assert queries.found(mechelen, "an peeters 1990") == [young, unknown]


def test_found_with_a_wrong_birth_year_still_finds(mechelen):
    old = make_person(mechelen, born_on=date(1951, 3, 12))

    assert queries.found(mechelen, "an peeters 1952") == [old]


def test_found_by_phone_in_any_notation(mechelen, elsewhere):
    jan = make_person(mechelen, "Jan", phone="+32471234567")
    els = make_person(mechelen, "Els", phone="+32471234567")
    make_person(elsewhere, "Jan", phone="+32471234567")

    assert queries.found(mechelen, "0471/23.45.67") == [jan, els]
    assert queries.found(mechelen, "els +32 471 23 45 67") == [els, jan]


def test_found_by_card_never_in_another_digibank(mechelen, elsewhere, an, bea):
    card = issue(an, by=bea)

    assert queries.found(mechelen, card.label) == [an]
    assert queries.found(elsewhere, card.label) == []


def test_found_gives_no_more_than_the_limit(mechelen):
    for _ in range(4):
        make_person(mechelen)

    assert len(queries.found(mechelen, "an peeters", 3)) == 3


def test_found_asks_a_constant_number_of_questions(mechelen, django_assert_num_queries):
    make_person(mechelen)
    with django_assert_num_queries(7):
        queries.found(mechelen, "an peeters")
    for _ in range(3):
        make_person(mechelen)
    with django_assert_num_queries(7):
        queries.found(mechelen, "an peeters")


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({}, {}, ["the same name"]),
        ({"given_name": "Ann"}, {}, []),
        (
            {"given_name": "Ann", "born_on": date(1962, 7, 1)},
            {"born_on": date(1962, 7, 1)},
            ["almost the same name", "the same birth date"],
        ),
        (
            {"born_on": date(1962, 7, 1)},
            {"born_on": date(1962, 1, 7)},
            ["the same name", "almost the same birth date"],
        ),
        ({"born_on": date(1962, 7, 1)}, {"born_on": date(1971, 3, 2)}, []),
        ({"age_band": "18-24"}, {"age_band": "75+"}, []),
        ({"age_band": "75+"}, {"born_on": date(1940, 1, 1)}, ["the same name", "the same age"]),
        (
            {"given_name": "Ann", "phone": "+32471234567"},
            {"phone": "+32471234567"},
            ["almost the same name", "the same phone number"],
        ),
        ({"given_name": "Karel", "phone": "+32471234567"}, {"phone": "+32471234567"}, []),
        (
            {"given_name": "Peeters", "family_name": "An", "email": "a@b.be", "postcode": "2800"},
            {"email": "a@b.be", "postcode": "2800"},
            ["the same name", "the same e-mail address", "the same postcode"],
        ),
    ],
)
def test_alike_says_why(mechelen, elsewhere, one, other, reasons, settings):
    settings.LANGUAGE_CODE = "en"
    known = make_person(mechelen, **other)
    make_person(elsewhere, **one)
    person = Person(digibank=mechelen, **{"given_name": "An", "family_name": "Peeters", **one})

    from django.utils.translation import override

    with override("en"):
        answer = [(alike.person, alike.reasons) for alike in queries.alike(person)]

    assert answer == ([(known, reasons)] if reasons else [])


def test_recent_are_the_persons_you_opened_last(mechelen, elsewhere, an, lut, bea):
    els, zoe = make_person(mechelen, "Els"), make_person(elsewhere, "Zoë")
    for person in (an, els, zoe, an):
        look(person, page="people:person", by=lut)
    look(els, page="people:person", by=bea)

    assert queries.recent(lut, mechelen) == [an, els]
    assert queries.recent(bea, mechelen) == [els]


def test_held_is_everything_on_the_record(mechelen, an, bea):
    card = issue(an, by=bea)

    rows = {str(row["words"]): row["value"] for row in queries.held(an)}

    assert (rows["Voornaam"], rows["Familienaam"]) == ("An", "Peeters")
    assert rows["Kaart"] == card.label
    assert rows["Heeft een tolk nodig"] == "nee"
