from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from digibank.ledger.models import Entry
from digibank.people import queries
from digibank.people.models import Person
from digibank.people.registering import change, register
from tests.conftest import codes
from tests.people.factories import make_person

NATIONAL_NUMBER = "85.07.30-033 28"  # the example of the register itself


def test_register_keeps_the_facts_in_one_form(mechelen, bea):
    made = register(
        mechelen,
        given_name="Jan",
        family_name="De Wolf",
        born_on=date(1951, 3, 12),
        age_band="18-24",
        postcode="2800",
        phone="0471/23.45.67",
        email=" Jan@Voorbeeld.BE ",
        channel="sms",
        by=bea,
    )

    kept = Person.objects.get(pk=made.pk)
    assert (kept.phone, kept.email) == ("+32471234567", "jan@voorbeeld.be")
    assert (kept.age_band, kept.age, kept.municipality) == ("", "75+", "Mechelen")
    assert kept.registered_by == bea


def test_register_needs_a_first_name_alone(mechelen, bea):
    made = register(mechelen, given_name="Fatima", by=bea)

    assert (made.phone, made.email, made.channel, made.language) == ("", "", "", "nl")


def test_register_writes_one_entry_without_names(mechelen, bea):
    made = register(mechelen, given_name="Jan", language="fr", age_band="18-24", by=bea)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("registered", f"people.person:{made.pk}")
    assert entry.facts == {"age": "18-24", "language": "fr"}
    assert entry.detail_hash == ""


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"given_name": ""}, "no_name"),
        ({"born_on": date(1850, 1, 1)}, "born_too_early"),
        ({"born_on": localdate() + timedelta(days=7)}, "born_later"),
        ({"postcode": "9999"}, "postcode"),
        ({"postcode": "abcd"}, "postcode"),
        ({"phone": "12"}, "phone"),
        ({"email": "jan"}, "invalid"),
        ({"language": "xx"}, "language"),
        ({"channel": "letter", "postcode": "2800"}, "no_address"),
        ({"channel": "letter", "street": "Markt 1"}, "no_address"),
        ({"channel": "phone"}, "no_phone"),
        ({"channel": "sms"}, "no_phone"),
        ({"channel": "email"}, "no_email"),
        ({"channel": "helper"}, "no_helper"),
        ({"channel": "pigeon"}, "invalid_choice"),
        ({"family_name": NATIONAL_NUMBER}, "national_number"),
        ({"remark": f"nr {NATIONAL_NUMBER}"}, "national_number"),
        ({"remark": "wachtwoord: hond"}, "secret"),
        ({"helper": "4111 1111 1111 1111"}, "payment_card"),
    ],
)
def test_register_refuses_what_cannot_be(mechelen, bea, facts, code):
    with pytest.raises(ValidationError) as refusal:
        register(mechelen, **{"given_name": "Jan", **facts}, by=bea)

    assert codes(refusal) == [code]
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    ("channel", "facts"),
    [
        ("letter", {"street": "Markt 1", "postcode": "2800"}),
        ("phone", {"phone": "015 12 34 56"}),
        ("sms", {"phone": "0471 23 45 67"}),
        ("email", {"email": "jan@voorbeeld.be"}),
        ("helper", {"helper": "Dochter Els"}),
        ("", {}),
    ],
)
def test_register_takes_each_channel_that_can_be_used(mechelen, bea, channel, facts):
    assert register(mechelen, given_name="Jan", channel=channel, by=bea, **facts).channel == channel


def test_register_a_postcode_of_several_municipalities_asks_which(mechelen, bea):
    postcode, known = several()

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, given_name="Jan", postcode=postcode, by=bea)

    assert codes(refusal) == ["refnis"]
    made = register(mechelen, given_name="Jan", postcode=postcode, refnis=known[1], by=bea)
    assert made.refnis == known[1]


def several():
    """A postcode with more than one municipality."""
    from digibank.network.territory import municipalities_at

    for number in range(1000, 10000):
        known = municipalities_at(str(number))
        if len(known) > 1:
            return str(number), [code for code, _ in known]
    raise AssertionError


def test_register_shows_a_likely_same_person_before_saving(mechelen, bea):
    an = make_person(mechelen, "An", "Peeters", born_on=date(1962, 7, 1))

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, given_name="Ann", family_name="Peters", born_on=date(1962, 7, 1), by=bea)

    assert codes(refusal) == ["likely_same"]
    assert [one.person for one in refusal.value.params["alike"]] == [an]
    assert Person.objects.count() == 1
    assert Entry.objects.count() == 0


def test_register_saves_when_the_desk_says_somebody_else(mechelen, bea):
    an = make_person(mechelen, "An", "Peeters")

    made = register(mechelen, given_name="An", family_name="Peeters", others=[an.pk], by=bea)

    assert queries.found(mechelen, "an peeters") == [an, made]


def test_register_never_looks_in_another_digibank(mechelen, elsewhere, bea):
    make_person(elsewhere, "An", "Peeters", phone="+32471234567")

    made = register(mechelen, given_name="An", family_name="Peeters", phone="0471234567", by=bea)

    assert made.digibank == mechelen


def test_change_keeps_index_and_version(mechelen, an, bea):
    before = an.changed_at

    changed = change(an, seen=before, given_name="Anna", family_name="Peeters", by=bea)

    assert changed.changed_at > before
    assert queries.found(mechelen, "anna peeters") == [changed]
    assert Entry.objects.get().facts == {"fields": ["given_name"]}


def test_change_of_nothing_writes_nothing(an, bea):
    change(an, seen=an.changed_at, given_name="An", by=bea)

    assert Entry.objects.count() == 0


def test_change_refuses_a_version_that_is_gone(an, bea, lut):
    seen = an.changed_at
    change(an, seen=seen, phone="0471 23 45 67", by=lut)

    with pytest.raises(ValidationError) as refusal:
        change(an, seen=seen, phone="0471 23 45 68", by=bea)

    assert codes(refusal) == ["taken"]
    an.refresh_from_db()
    assert an.phone == "+32471234567"


def test_change_to_no_postcode_forgets_the_municipality(mechelen, bea):
    made = make_person(mechelen, postcode="2800", refnis="12025")

    assert change(made, seen=made.changed_at, postcode="", by=bea).refnis == ""
