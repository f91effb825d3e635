"""Whatever is recorded, sealed and erased: the ledger verifies, and every change is found."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from digibank.ledger.erasing import erase_words
from digibank.ledger.models import Detail, Entry, Seal
from digibank.ledger.recording import record
from digibank.ledger.sealing import seal, verify

text = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
fact = some.recursive(
    some.none() | some.booleans() | some.integers() | some.dates() | text,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(text, inner, max_size=3),
    max_leaves=5,
)
steps = some.lists(
    some.one_of(
        some.tuples(
            some.just("record"),
            some.dictionaries(text, fact, max_size=3),
            some.dictionaries(text, text, max_size=2),
        ),
        some.tuples(some.just("seal"), some.integers(1, 4)),
        some.tuples(some.just("erase")),
    ),
    max_size=8,
)
many = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@contextmanager
def forgotten():
    """A piece of work that leaves nothing in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(taken, person, account):
    for name, *given_ in taken:
        if name == "record":
            record("met", person, facts=given_[0], words=given_[1], by=account)
        elif name == "seal":
            seal(size=given_[0])
        else:
            erase_words(person, by=account)


@many
@given(steps)
def test_any_sequence_of_acts_verifies(an, lut, taken):
    with forgotten():
        walk(taken, an, lut)
        while seal(size=3):
            pass

        assert verify() == []
        assert not Entry.objects.filter(seal=None).exists()


def spoil_json(row, column):
    setattr(row, column, {**getattr(row, column), "more": 1})
    row.save(update_fields=[column])


CHANGES = {
    "entry.at": lambda: later(Entry, "at"),
    "entry.by": lambda: Entry.objects.filter(pk=last(Entry).pk).update(by=None),
    "entry.verb": lambda: Entry.objects.filter(pk=last(Entry).pk).update(verb="other"),
    "entry.subject": lambda: Entry.objects.filter(pk=last(Entry).pk).update(subject="other:1"),
    "entry.facts": lambda: spoil_json(last(Entry), "facts"),
    "entry.detail_hash": lambda: Entry.objects.filter(pk=last(Entry).pk).update(detail_hash="0"),
    "entry.seal": lambda: Entry.objects.filter(pk=last(Entry).pk).update(seal=None),
    "entry.pk": lambda: Entry.objects.filter(pk=bare().pk).update(id=bare().pk + 1_000_000),
    "detail.salt": lambda: Detail.objects.filter(pk=last(Detail).pk).update(salt="0"),
    "detail.words": lambda: spoil_json(last(Detail), "words"),
    "seal.number": lambda: Seal.objects.filter(pk=last(Seal).pk).update(number=F("number") + 1),
    "seal.sealed_at": lambda: later(Seal, "sealed_at"),
    "seal.hash": lambda: Seal.objects.filter(pk=last(Seal).pk).update(hash="0" * 64),
    "entry deleted": lambda: bare().delete(),
    "entry added": lambda: Entry.objects.create(verb="met", subject="x:1", seal=last(Seal)),
    "entry moved": lambda: Entry.objects.filter(pk=last(Entry).pk).update(
        seal=Seal.objects.order_by("number").first()
    ),
}


def last(model):
    return model.objects.order_by("pk").last()


def bare():
    """The newest entry without words: nothing else points to it."""
    return Entry.objects.filter(detail=None).order_by("pk").last()


def later(model, column):
    model.objects.filter(pk=last(model).pk).update(
        **{column: F(column) + timedelta(microseconds=1)}
    )


@pytest.mark.parametrize("change", CHANGES)
@settings(many, max_examples=4)
@given(taken=steps)
def test_any_single_change_to_a_sealed_row_is_found(an, lut, unguarded, change, taken):
    with forgotten():
        record("met", an, by=lut)
        seal()
        walk(taken, an, lut)
        while seal(size=3):
            pass
        record("met", an, by=lut)
        record("met", an, words={"name": "An"}, by=lut)
        seal()
        assert verify() == []

        CHANGES[change]()

        assert verify() != []
