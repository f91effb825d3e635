import pytest
from django.db import IntegrityError, connection, transaction

from digibank.ledger import tasks
from digibank.ledger.models import Seal
from digibank.ledger.recording import record
from tests.threads import at_once


def test_seal_some_is_true_while_there_was_something(an, lut):
    record("met", an, by=lut)

    assert [tasks.seal_some(), tasks.seal_some()] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_every_entry_once(an, lut):
    """On SQLite they share a database in memory, so one waits for the other."""
    with transaction.atomic():
        for _ in range(20):
            record("met", an, by=lut)

    answers = (
        at_once(tasks.seal_some, 4)
        if connection.vendor == "postgresql"
        else [tasks.seal_some() for _ in range(4)]
    )

    assert sum(answers) == Seal.objects.count() == 1
    assert Seal.objects.get().entries.count() == 20


def test_seal_some_leaves_it_to_who_was_first(monkeypatch, db):
    def taken():
        raise IntegrityError

    monkeypatch.setattr(tasks.sealing, "seal", taken)

    assert tasks.seal_some() is False
