import pytest
from django.db import IntegrityError, connection, transaction

from digibank.ledger import guards
from digibank.ledger.looking import look
from digibank.ledger.models import Detail, Entry, Look, Seal
from digibank.ledger.recording import record
from digibank.ledger.sealing import seal
from tests.ledger.conftest import drop_guards

MOMENT = "2025-01-01T00:00:00Z"


@pytest.fixture
def sealed(an, lut):
    entry = record("met", an, facts={"number": 1}, words={"name": "An"}, by=lut)
    look(an, page="people:person", by=lut)
    seal()
    return entry


def refused(act):
    """Whether the database refuses `act`."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "lost"},
        {"facts": {}},
        {"subject": "x:1"},
        {"at": MOMENT},
        {"by": None},
        {"detail_hash": ""},
        {"seal": None},
        {"id": 9999},
    ],
)
def test_the_database_refuses_to_change_a_sealed_entry(sealed, change):
    assert refused(lambda: Entry.objects.update(**change))


def test_the_database_refuses_to_change_an_entry_while_sealing_it(sealed, an, lut):
    record("met", an, by=lut)
    loose = Entry.objects.filter(seal=None)

    assert refused(lambda: loose.update(seal=Seal.objects.get(), verb="lost"))
    assert not refused(lambda: loose.update(seal=Seal.objects.get()))


@pytest.mark.parametrize("model", [Entry, Seal])
def test_the_database_refuses_to_delete(sealed, model):
    Detail.objects.all().delete()

    assert refused(lambda: model.objects.all()._raw_delete("default"))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Detail, {"words": {"name": "Bo"}}),
        (Detail, {"salt": ""}),
        (Seal, {"hash": ""}),
        (Seal, {"sealed_at": MOMENT}),
        (Look, {"page": "x"}),
    ],
)
def test_the_database_refuses_to_change_what_hangs_on_it(sealed, model, change):
    assert refused(lambda: model.objects.update(**change))


def test_words_may_go(sealed):
    assert not refused(lambda: Detail.objects.all().delete())


def test_missing_is_nothing_when_every_trigger_stands(db):
    assert guards.missing() == []


def test_missing_names_the_dropped_triggers(db):
    drop_guards()

    assert guards.missing() == sorted(guards.GUARDS)


def test_missing_names_a_disabled_trigger(db):
    if connection.vendor == "sqlite":
        statement = "DROP TRIGGER ledger_seal_kept"
    else:
        statement = "ALTER TABLE ledger_seal DISABLE TRIGGER ledger_seal_kept"
    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert guards.missing() == ["ledger_seal_kept"]
