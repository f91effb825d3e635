from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from digibank.devices.models import Placement
from digibank.ledger.models import Entry
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Agreement, Loan, Part
from digibank.people.erasing import erase
from digibank.people.models import Person
from tests.conftest import codes, make_device
from tests.lending.conftest import DUE, TODAY, part


def test_hand_out_opens_a_loan_and_places_the_device(lend, device, an, library, lut, clock):
    loan = lend()

    assert (loan.device, loan.person, loan.due_on, loan.ended_at) == (device, an, DUE, None)
    assert (loan.handed_out_at, loan.handed_out_by, loan.end) == (clock.now, lut, "")
    where = device.placements.open().get()
    assert (where.place, where.person, where.access_point) == (Placement.Place.OUT, an, library)
    assert device.is_released()


def test_hand_out_writes_one_entry_with_codes_in_facts_and_names_in_words(lend, device, an):
    loan = lend()

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("handed_out", f"devices.device:{device.pk}")
    assert entry.facts == {
        "loan": loan.pk,
        "person": an.pk,
        "due_on": "2026-09-01",
        "signing": "paper",
    }
    assert entry.detail.words == {"person": "An Peeters"}


def test_hand_out_keeps_the_state_of_every_part_of_the_kit(lend):
    loan = lend(parts=[part("charger"), part("mouse", Part.Given.FLAWED, "Kras op de knop")])

    assert [(one.kind, one.given, one.given_remark) for one in loan.parts.order_by("pk")] == [
        ("charger", "fine", ""),
        ("bag", "not_given", ""),
        ("mouse", "flawed", "Kras op de knop"),
    ]


def test_hand_out_refuses_a_part_of_another_kit(lend):
    with pytest.raises(ValidationError) as refusal:
        lend(parts=[part("sim")])

    assert codes(refusal) == ["not_in_kit"]
    assert Loan.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "remark", "code"),
    [("lost", "", "invalid_choice"), ("fine", "85.07.30-033.28", "national_number")],
)
def test_hand_out_refuses_a_part_that_cannot_be(lend, given, remark, code):
    with pytest.raises(ValidationError) as refusal:
        lend(parts=[part("charger", given, remark)])

    assert codes(refusal) == [code]
    assert Loan.objects.count() == 0


def test_hand_out_refuses_what_is_out_already(lend, mechelen):
    loan = lend()
    bo = Person.objects.create(digibank=mechelen, given_name="Bo")

    with pytest.raises(ValidationError) as refusal:
        lend(person=bo)

    assert codes(refusal) == ["taken"]
    assert list(Loan.objects.all()) == [loan]
    assert Entry.objects.count() == 1


def test_the_database_refuses_a_second_open_loan(lend, device, an, lut):
    lend()

    with pytest.raises(IntegrityError):
        Loan.objects.create(
            digibank=device.digibank, device=device, person=an, handed_out_by=lut, due_on=DUE
        )


def test_hand_out_refuses_a_device_that_is_not_ready_and_says_all_that_is_missing(
    lend, mechelen, lut
):
    fresh = make_device(mechelen, lut, ready=False)

    with pytest.raises(ValidationError) as refusal:
        lend(device=fresh)

    assert codes(refusal) == ["not_erased", "not_released"]


def test_hand_out_refuses_somebody_of_another_digibank(lend, elsewhere):
    stranger = Person.objects.create(digibank=elsewhere, given_name="Zora")

    with pytest.raises(ValidationError) as refusal:
        lend(person=stranger)

    assert codes(refusal) == ["other_digibank"]


def test_hand_out_refuses_an_access_point_of_another_digibank(lend, elsewhere):
    point = elsewhere.access_points.create(
        name="Bib", street="Markt 1", postcode="9000", refnis="44021"
    )

    with pytest.raises(ValidationError) as refusal:
        lend(access_point=point)

    assert codes(refusal) == ["other_digibank"]


@pytest.mark.parametrize("due_on", [TODAY, TODAY - timedelta(days=1)])
def test_hand_out_refuses_a_due_day_that_is_not_later(lend, due_on):
    with pytest.raises(ValidationError) as refusal:
        lend(due_on=due_on)

    assert codes(refusal) == ["due_too_early"]
    assert list(refusal.value.message_dict) == ["due_on"]


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        (
            date(2026, 7, 21),
            "Bibliotheek Het Predikheren is dan gesloten (Nationale feestdag). "
            "De volgende open dag is woensdag 22 juli.",
        ),
        (
            date(2026, 9, 2),
            "Bibliotheek Het Predikheren is dan gesloten (Inventaris). "
            "De volgende open dag is donderdag 3 september.",
        ),
    ],
)
def test_hand_out_refuses_a_closed_day_and_names_the_next_open_one(lend, library, due_on, sentence):
    library.exceptions.create(on=date(2026, 9, 2), reason="Inventaris")

    with pytest.raises(ValidationError) as refusal:
        lend(due_on=due_on)

    assert codes(refusal) == ["closed_day"]
    assert refusal.value.message_dict == {"due_on": [sentence]}


def test_hand_out_without_an_access_point_knows_no_closed_days(clock, device, an, lut):
    loan = hand_out(device, person=an, due_on=date(2026, 8, 31), by=lut)

    assert loan.due_on == date(2026, 8, 31)


def test_hand_out_refuses_a_day_more_than_ten_years_away(lend):
    with pytest.raises(ValidationError) as refusal:
        lend(due_on=date(9999, 12, 31))

    assert codes(refusal) == ["due_too_late"]


def test_hand_out_refuses_somebody_who_was_erased_meanwhile(lend, an, lut):
    erase(Person.objects.get(pk=an.pk), erased_for="asked", by=lut)

    with pytest.raises(ValidationError) as refusal:
        lend(person=an)

    assert codes(refusal) == ["erased"]
    assert Loan.objects.count() == 0


def test_hand_out_keeps_the_agreement_word_for_word(lend, device):
    loan = lend(parts=[part("charger"), part("mouse", Part.Given.FLAWED, "Kras")])

    agreement = loan.agreements.get()
    lines = agreement.text.splitlines()
    assert lines[:14] == [
        "# Afspraken over wat je leent",
        "* calendar | Breng alles terug op dinsdag 1 september 2026.",
        "* shield | Zorg goed voor het toestel. Leen niets uit aan anderen.",
        "* warn | Stuk, kwijt of gestolen? Zeg het ons meteen.",
        "* phone | Hulp nodig? Bel 015 12 34 56. Dat is gratis.",
        "* euro | Kost: Gratis, geen waarborg.",
        "",
        "## Wie en wat",
        "Wie leent | An Peeters",
        "Wie leent uit | Digibank Mechelen",
        "Wat | Laptop, HP ProBook 440",
        f"Label | {device.label}",
        "Meegekregen | 3 maart 2026",
        "Terug op | dinsdag 1 september 2026",
    ]
    assert lines[lines.index("## Wat gaat mee") + 1 :][:3] == [
        f"- Laptop {device.label}",
        "- Lader",
        "- Muis (met een gebrek: Kras)",
    ]
    assert (agreement.language, agreement.signing, agreement.signature) == ("nl", "paper", None)


@pytest.mark.parametrize(
    ("language", "title", "due"),
    [
        ("fr", "# Accord sur ce que vous empruntez", "À rendre le | mardi 1 septembre 2026"),
        ("en", "# What we agree about what you borrow", "Back on | Tuesday 1 September 2026"),
    ],
)
def test_hand_out_keeps_the_language_asked_beside_the_dutch_text(lend, language, title, due):
    text = lend(language=language).agreements.get().text

    dutch, beside = (part.splitlines() for part in text.split("=====\n"))
    assert dutch[0] == "# Afspraken over wat je leent"
    assert beside[0] == title
    assert due in beside


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_translation_has_the_same_lines_in_the_same_order(lend, language):
    loan = lend(language=language, parts=[part("charger", "flawed", "Kras"), part("mouse")])

    dutch, beside = (text.splitlines() for text in loan.agreements.get().text.split("=====\n"))
    kinds = [
        [line.split(" ")[0] if line[:1] in "#-" else " | " in line for line in text]
        for text in (dutch, beside)
    ]
    assert kinds[0] == kinds[1]


def test_names_are_text_in_the_agreement_and_nothing_else(lend, an):
    an.given_name, an.family_name = "<b>{{ x }}</b>", "& Zn"
    an.save()

    text = lend(person=an).agreements.get().text

    assert text.splitlines()[8] == "Wie leent | <b>{{ x }}</b> & Zn"


def test_hand_out_refuses_a_language_without_agreement(lend):
    with pytest.raises(ValidationError) as refusal:
        lend(language="tlh")

    assert codes(refusal) == ["language"]
    assert Loan.objects.count() == 0


def test_hand_out_on_the_screen_without_a_signature_is_refused(lend):
    with pytest.raises(ValidationError) as refusal:
        lend(signing=Agreement.Signing.SCREEN)

    assert codes(refusal) == ["no_signature"]
    assert (Loan.objects.count(), Entry.objects.count()) == (0, 0)
