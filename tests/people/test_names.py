from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digibank.people import names
from digibank.people.names import Reading, Sought
from digibank.ui import codes

KEYS = st.text(alphabet="abcdefghij", min_size=1, max_size=14)
ANY_NAME = st.text(max_size=30)


@st.composite
def spoiled(draw):
    """A key, and the same with at most two errors."""
    key = draw(KEYS)
    other = key
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, max(0, len(other) - 1)))
        letter = draw(st.sampled_from("abcdefghij"))
        cut = draw(st.sampled_from(["wrong", "missing", "extra", "swapped"]))
        if cut == "wrong":
            other = other[:place] + letter + other[place + 1 :]
        elif cut == "missing":
            other = other[:place] + other[place + 1 :]
        elif cut == "extra":
            other = other[:place] + letter + other[place:]
        else:
            pair = other[place : place + 2]
            other = other[:place] + pair[::-1] + other[place + 2 :]
    return key, other


@settings(max_examples=500)
@given(spoiled())
def test_every_name_within_reach_shares_a_neighbour(pair):
    one, other = pair
    if names.near(one, other):
        assert names.deletions(one) & names.deletions(other)


def test_the_property_above_meets_names_with_two_errors():
    assert names.near("vandenberghe", "vandenbrege")
    assert not names.near("maes", "mo")


@given(ANY_NAME)
def test_words_hold_only_small_letters(text):
    assert all(set(word) <= set("abcdefghijklmnopqrstuvwxyz") for word in names.words(text))


@given(ANY_NAME)
def test_words_of_words_are_the_same_words(text):
    folded = names.words(text)

    assert names.words(" ".join(folded)) == folded


@given(ANY_NAME, ANY_NAME)
def test_keys_fit_their_columns(one, other):
    rows = names.keys(one, other)

    assert 1 <= len(rows) <= names.MOST**2
    assert all(len(key) <= names.LONGEST for row in rows for key in row)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đurić-D’Hondt", ["duric", "dhondt"]),
        ("'t Jampens", ["t", "jampens"]),
        ("ÇELİK  Øst", ["celik", "ost"]),
        ("Владимир", ["vladimir"]),
        ("0471 23", []),
    ],
)
def test_words_are_folded(text, words):
    assert names.words(text) == words


@pytest.mark.parametrize(
    "text", ["Van den Berghe", "VAN DEN BERGHE", "Vandenberghe", "van denberghe"]
)
def test_a_family_name_has_the_same_keys_however_its_particles_are_written(text):
    assert names.family_keys(text) == ("vandenberghe", "berghe")


def test_a_double_name_has_a_key_for_each_part():
    assert names.keys("Anne-Marie", "García van Loon") == {
        (last, first)
        for last in ("garciavanloon", "garcialoon", "garcia", "vanloon", "loon")
        for first in ("annemarie", "anne", "marie")
    }


def test_somebody_with_one_name_has_an_empty_last_key():
    assert names.keys("Fatima", "") == {("", "fatima")}


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Jan Peeters 1951", Sought(words=("jan", "peeters"), year=1951)),
        ("peeters 3/12/1951", Sought(words=("peeters",), year=1951, born_on=date(1951, 12, 3))),
        ("peeters 33/12/1951", Sought(words=("peeters",))),
        ("0471/23.45.67", Sought(phone="+32471234567")),
        ("An +32 (0)471 23 45 67", Sought(words=("an",), phone="+32471234567")),
        ("00 33 1 42 68 53 00", Sought(phone="+33142685300")),
        ("015 12 34 56", Sought(phone="+3215123456")),
        ("jan 1951 0471 23 45 67", Sought(words=("jan",), year=1951, phone="+32471234567")),
        ("99999999999", Sought()),
        ("", Sought()),
    ],
)
def test_sought_takes_apart_what_is_typed(text, sought):
    assert names.sought(text) == sought


def test_sought_knows_a_card_in_any_writing():
    code = codes.new_code(codes.CARD)

    assert names.sought(codes.written(codes.CARD, code)) == Sought(card=code)
    assert names.sought(f"k{code.lower()}") == Sought(card=code)


def test_sought_is_no_device():
    assert names.sought(codes.written(codes.DEVICE, "7KD4C9")).card == ""


def test_readings_divide_the_words_in_every_way():
    assert names.readings(["jan", "maes"]) == [
        Reading(last="janmaes"),
        Reading(first="janmaes"),
        Reading("maes", "jan"),
        Reading("jan", "maes"),
    ]


def test_readings_leave_out_a_middle_name_at_a_price():
    assert Reading("peeters", "jan", 0.75) in names.readings(["jan", "karel", "peeters"])


def test_readings_of_nothing_are_none():
    assert names.readings([]) == []


@pytest.mark.parametrize(
    ("reading", "low", "high"),
    [
        (Reading("peeters", "jan"), 0, 0),
        (Reading("peeters"), 0, 0),
        (Reading("pee", "jan"), 0.5, 0.5),
        (Reading("peters", "jan"), 1, 1.2),
        (Reading("peters", "jna"), 2, 2.4),
    ],
)
def test_cost_is_the_number_of_errors(reading, low, high):
    assert low <= reading.cost("peeters", "jan") <= high


@given(st.text(max_size=60))
def test_e164_gives_a_number_or_nothing(text):
    found = names.e164(text)

    assert not found or (found[0] == "+" and found[1:].isdigit())
