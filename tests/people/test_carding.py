import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from digibank.ledger.models import Entry
from digibank.people.carding import issue, replace, revoke
from digibank.people.erasing import erase
from digibank.people.models import Card
from digibank.ui import codes as printed
from tests.conftest import codes
from tests.people.factories import make_person


def test_issue_gives_a_random_code(an, bea):
    card = issue(an, by=bea)

    assert printed.recognised(card.label) == (printed.CARD, card.code)
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts, entry.detail_hash) == ("card_issued", {"card": card.pk}, "")


def test_issue_refuses_a_second_card(an, bea):
    issue(an, by=bea)

    with pytest.raises(ValidationError) as refusal:
        issue(an, by=bea)

    assert codes(refusal) == ["taken"]


def test_issue_refuses_an_erased_person(an, lut):
    erase(an, erased_for="asked", by=lut)

    with pytest.raises(ValidationError) as refusal:
        issue(an, by=lut)

    assert codes(refusal) == ["erased"]


@pytest.mark.parametrize(("lost", "end"), [(True, "lost"), (False, "replaced")])
def test_replace_ends_the_former_card(an, bea, lost, end):
    former = issue(an, by=bea)

    made = replace(former, lost=lost, by=bea)

    former.refresh_from_db()
    assert (former.end, former.ended_at is None, made.ended_at) == (end, False, None)
    assert made.code != former.code
    assert Entry.objects.get(verb="card_replaced").facts == {
        "card": made.pk,
        "former": former.pk,
        "lost": lost,
    }


def test_replace_twice_gives_one_card(an, bea):
    former = issue(an, by=bea)
    replace(former, by=bea)

    with pytest.raises(ValidationError) as refusal:
        replace(former, by=bea)

    assert codes(refusal) == ["taken"]
    assert Card.objects.valid().count() == 1


def test_revoke_leaves_no_card(an, bea):
    card = revoke(issue(an, by=bea), by=bea)

    assert (card.end, Card.objects.valid().count()) == ("revoked", 0)
    with pytest.raises(ValidationError) as refusal:
        revoke(card, by=bea)
    assert codes(refusal) == ["taken"]


def test_one_code_stands_on_one_card(mechelen, an, bea, monkeypatch):
    taken = issue(an, by=bea)
    monkeypatch.setattr(printed, "new_code", lambda kind: taken.code)

    with pytest.raises(ValidationError) as refusal:
        issue(make_person(mechelen, "Els"), by=bea)

    assert codes(refusal) == ["unique"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(person=make_person(mechelen, "Jan"), code=taken.code)
