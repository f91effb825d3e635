import pytest
from django.db import transaction

from digibank.ledger import outside
from digibank.ledger.models import Entry, Seal
from digibank.ledger.recording import record
from digibank.ledger.sealing import seal, verify


@pytest.fixture
def sealed(an, lut, django_capture_on_commit_callbacks):
    """Two seals, the last one kept outside."""
    for number in range(2):
        record("met", an, facts={"number": number}, by=lut)
        with django_capture_on_commit_callbacks(execute=True):
            seal()


def test_seal_is_kept_outside_readable_by_its_owner_alone(sealed, var):
    last = Seal.objects.get(number=2)

    assert outside.kept() == (2, last.hash)
    assert outside.place() == var / "last_seal"
    assert outside.place().stat().st_mode & 0o777 == 0o600
    assert [path.name for path in var.iterdir()] == ["last_seal"]


def test_verify_finds_that_the_newest_seal_was_dropped(sealed, unguarded):
    Entry.objects.filter(seal__number=2).delete()
    Seal.objects.filter(number=2).delete()

    assert verify() == [2]


def test_verify_finds_a_chain_that_was_made_again(sealed, unguarded, an, lut):
    Entry.objects.all().delete()
    Seal.objects.all().delete()
    record("met", an, by=lut)
    record("met", an, by=lut)
    seal(size=1)
    seal(size=1)

    assert verify() == [2]


def test_verify_finds_that_everything_was_dropped(sealed, unguarded):
    Entry.objects.all().delete()
    Seal.objects.all().delete()

    assert verify() == [2]


def test_keep_ignores_an_older_seal(sealed):
    last = outside.kept()
    outside.keep(1, "older")

    assert outside.kept() == last


def test_verify_finds_a_spoilt_file(sealed):
    outside.place().write_text("nonsense")

    assert verify() == [0]


def test_forget_starts_anew(sealed):
    outside.forget()

    assert outside.kept() is None
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_is_rolled_back_is_not_kept(an, lut):
    with transaction.atomic():
        record("met", an, by=lut)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        seal()
        raise ZeroDivisionError

    assert outside.kept() is None
