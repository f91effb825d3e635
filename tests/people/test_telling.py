from datetime import date

from digibank.people import telling
from digibank.people.linking import link
from tests.people.factories import make_person


def test_told_holds_plain_words(mechelen, an, bea):
    link(an, other=make_person(mechelen, "Anna"), reason="zelfde pas", by=bea)

    people = next(room for room in telling.told(an)["held"] if room["room"] == "people")

    assert people["held"][-1]["value"].endswith(": zelfde pas")


def test_pairs_reads_both_ways_of_saying():
    rows = [{"words": "Voornaam", "value": "An"}, {"device": "T-1", "on": date(2026, 3, 1)}]

    assert telling.pairs(rows) == [
        ("Voornaam", "An"),
        ("device", "T-1"),
        ("on", "1 maart 2026"),
    ]
