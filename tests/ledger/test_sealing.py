import pytest

from digibank.ledger.erasing import erase_words
from digibank.ledger.models import Detail, Entry, Seal
from digibank.ledger.recording import record
from digibank.ledger.sealing import seal, verify


@pytest.fixture
def sealed(an, lut):
    """Six entries about An, in three seals of two."""
    for number in range(6):
        record("met", an, facts={"number": number}, words={"name": "An"}, by=lut)
    while seal(size=2):
        pass


def test_seal_closes_entries_in_batches(sealed):
    assert [(row.number, row.entries.count()) for row in Seal.objects.order_by("number")] == [
        (1, 2),
        (2, 2),
        (3, 2),
    ]
    assert verify() == []


def test_seal_of_nothing_is_none(db):
    assert seal() is None


def test_seal_takes_a_lower_number_that_was_committed_late(db):
    for number in (7, 5):
        Entry.objects.create(pk=number, verb="met", subject="people.person:1")
        seal()

    assert [row.entries.get().pk for row in Seal.objects.order_by("number")] == [7, 5]
    assert verify() == []


@pytest.mark.parametrize("change", [{"verb": "lost"}, {"facts": {"number": 9}}, {"seal": None}])
def test_verify_finds_a_changed_entry(sealed, unguarded, change):
    Entry.objects.filter(facts={"number": 2}).update(**change)

    assert verify() == [2]


def test_verify_finds_a_dropped_entry(sealed, unguarded):
    Entry.objects.get(facts={"number": 0}).delete()

    assert verify() == [1]


def test_verify_finds_a_dropped_seal(sealed, unguarded):
    middle = Seal.objects.get(number=2)
    middle.entries.all().delete()
    middle.delete()

    assert verify() == [3]


def test_verify_finds_a_changed_word(sealed, unguarded):
    detail = Detail.objects.get(entry__facts={"number": 4})
    detail.words = {"name": "Bo"}
    detail.save()

    assert verify() == [3]


def test_erased_words_leave_the_chain_whole(sealed, an, lut):
    entry = erase_words(an, by=lut)

    assert entry.facts == {"count": 6}
    assert not Detail.objects.exists()
    assert verify() == []
    seal()
    assert verify() == []


def test_erase_words_leaves_the_words_about_others(sealed, an, lut, device):
    kept = record("named", device, words={"name": "An"}, by=lut)
    erase_words(an, by=lut)

    assert [detail.entry for detail in Detail.objects.all()] == [kept]
