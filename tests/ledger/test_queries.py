from django.db import connection
from django.test.utils import CaptureQueriesContext

from digibank.ledger.erasing import erase_words
from digibank.ledger.queries import history, unsealed_count
from digibank.ledger.recording import record
from digibank.ledger.sealing import seal


def told(subject):
    return [(line.verb, line.by, line.facts, line.words) for line in history(subject)]


def test_history_is_newest_first_and_about_the_subject_alone(an, lut, bea, device):
    record("registered", an, words={"name": "An"}, by=lut)
    record("placed", device, by=lut)
    record("renamed", an, facts={"fields": ["name"]}, by=bea)

    assert told(an) == [
        ("renamed", bea, {"fields": ["name"]}, {}),
        ("registered", lut, {}, {"name": "An"}),
    ]


def test_history_tells_acts_without_their_erased_words(an, lut):
    record("registered", an, words={"name": "An"}, by=None)
    erase_words(an, by=lut)

    assert told(an) == [
        ("words_erased", lut, {"count": 1}, {}),
        ("registered", None, {}, {}),
    ]


def test_history_stops_at_its_limit(an, lut):
    for number in range(3):
        record("met", an, facts={"number": number}, by=lut)

    assert [line.facts["number"] for line in history(an, limit=2)] == [2, 1]


def test_history_asks_one_query(an, lut):
    for count in (1, 3):
        for _ in range(count):
            record("met", an, words={"name": "An"}, by=lut)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            history(an)
        assert len(queries) == 1


def test_unsealed_count_counts_what_waits_for_a_seal(an, lut):
    record("met", an, by=lut)
    record("met", an, by=lut)
    before = unsealed_count()
    seal()

    assert (before, unsealed_count()) == (2, 0)
