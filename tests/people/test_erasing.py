from datetime import date

import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Detail, Entry
from digibank.ledger.sealing import seal, verify
from digibank.people.carding import issue
from digibank.people.erasing import STAYS, erase
from digibank.people.linking import link
from digibank.people.models import Name, NameKey, Person, SamePerson
from digibank.people.queries import found
from digibank.people.registering import change
from digibank.ui import subjects
from tests.conftest import codes
from tests.people.factories import make_person


@pytest.fixture
def jozef(mechelen):
    return make_person(
        mechelen,
        "Jozef",
        "De Wolf",
        born_on=date(1951, 3, 12),
        street="Molenstraat 7",
        postcode="2800",
        refnis="12025",
        phone="+32471234567",
        email="jozef@voorbeeld.be",
        helper="Els",
        channel="helper",
        remark="Praat rustig.",
        target_groups=["senior"],
    )


def test_erase_leaves_a_number_with_age_and_municipality(jozef, lut):
    erase(jozef, erased_for="asked", by=lut)

    kept = Person.objects.get(pk=jozef.pk)
    blank = Person(digibank=kept.digibank)
    told = {field.name for field in kept._meta.concrete_fields} - STAYS
    assert {name for name in told if getattr(kept, name) != getattr(blank, name)} == set()
    assert (kept.age_band, kept.postcode, kept.refnis) == ("75+", "2800", "12025")
    assert (kept.target_groups, kept.erased_for) == (["senior"], "asked")
    assert str(kept) == f"Gewiste fiche {kept.pk}"


def test_erase_leaves_nothing_to_find(mechelen, jozef, lut):
    erase(jozef, erased_for="term", by=lut)

    assert (NameKey.objects.count(), Name.objects.count()) == (0, 0)
    assert found(mechelen, "jozef de wolf") == []
    assert found(mechelen, "0471234567") == []


def test_erase_takes_cards_and_words_along(mechelen, jozef, an, lut):
    card = issue(jozef, by=lut)
    link(jozef, other=an, reason="Jozef zei het", by=lut)
    seal()

    erase(jozef, erased_for="asked", by=lut)

    card.refresh_from_db()
    assert card.end == "revoked"
    assert SamePerson.objects.get().reason == ""
    assert Detail.objects.count() == 0
    assert Entry.objects.order_by("pk").last().verb == "words_erased"
    assert verify() == []


def test_erase_keeps_the_words_about_others(mechelen, jozef, an, lut):
    link(an, other=make_person(mechelen, "Els"), reason="blijft", by=lut)

    erase(jozef, erased_for="asked", by=lut)

    assert Detail.objects.get().words == {"reason": "blijft"}


def test_erase_refuses_while_a_room_needs_the_person(jozef, lut, monkeypatch):
    monkeypatch.setitem(subjects._guards, "tests", lambda person: "Heeft nog een laptop.")

    with pytest.raises(ValidationError) as refusal:
        erase(jozef, erased_for="asked", by=lut)

    assert codes(refusal) == ["in_use"]
    jozef.refresh_from_db()
    assert jozef.given_name == "Jozef"


def test_erase_asks_every_room_to_erase(jozef, lut, monkeypatch):
    asked = []
    monkeypatch.setitem(subjects._erasers, "tests", lambda person, by: asked.append((person, by)))

    erase(jozef, erased_for="asked", by=lut)

    assert asked == [(jozef, lut)]


def test_erase_refuses_without_a_reason(jozef, lut):
    with pytest.raises(ValidationError) as refusal:
        erase(jozef, erased_for="", by=lut)

    assert codes(refusal) == ["no_reason"]


def test_erase_twice_is_refused(jozef, lut):
    erase(jozef, erased_for="asked", by=lut)

    with pytest.raises(ValidationError) as refusal:
        erase(jozef, erased_for="asked", by=lut)

    assert codes(refusal) == ["erased"]


def test_change_refuses_an_erased_person(jozef, lut):
    gone = erase(jozef, erased_for="asked", by=lut)

    with pytest.raises(ValidationError) as refusal:
        change(gone, seen=gone.changed_at, given_name="Jozef", by=lut)

    assert codes(refusal) == ["erased"]
