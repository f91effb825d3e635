from datetime import date

import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Detail, Entry
from digibank.ledger.sealing import seal, verify
from digibank.lending import claiming, giving, visit_queries, visiting
from digibank.lending.deciding import decide
from digibank.lending.models import Agreement, Loan, Policy, Visit
from digibank.lending.queries import held_about
from digibank.lending.taking_back import Returned, take_back
from digibank.people.erasing import erase
from digibank.people.models import Person
from digibank.post.gathering import gather
from digibank.post.models import Dispatch
from tests.conftest import codes
from tests.lending.conftest import part


def test_erasing_a_person_empties_what_lending_holds_and_keeps_the_loan(visit, bea, lend, an, lut):
    decide(an, until=date(2026, 12, 31), reason="Zoekt werk", by=lut)
    loan = lend(parts=[part("mouse", "flawed", "Van haar zus")])
    told = [Returned("mouse", "missing", "Bij haar broer")]
    take_back(loan, outcome="check", parts=told, remark="An liet hem vallen", by=lut)
    while seal():
        pass

    erase(an, erased_for="asked", by=lut)

    loan = Loan.objects.get()
    mouse = loan.parts.get(kind="mouse")
    assert (loan.person_id, loan.outcome, loan.remark) == (an.pk, "check", "")
    assert (mouse.back, mouse.given_remark, mouse.back_remark) == ("missing", "", "")
    assert [one.text for one in Agreement.objects.all()] == [""]
    assert [one.reason for one in an.eligibilities.all()] == [""]
    assert [detail.words for detail in Detail.objects.all()] == []
    assert Entry.objects.filter(verb="handed_out").count() == 1
    assert verify() == []
    assert visit(bea).get(f"/uitleningen/{loan.pk}/").status_code == 200
    assert visit(bea).get(f"/uitleningen/{loan.pk}/overeenkomst.pdf").status_code == 404


def test_erasing_waits_until_everything_is_back(lend, an, lut):
    lend()

    with pytest.raises(ValidationError) as refusal:
        erase(an, erased_for="asked", by=lut)

    assert codes(refusal) == ["in_use"]
    assert Agreement.objects.get().text != ""


def test_erasing_leaves_the_words_about_others(lend, an, lut, mechelen, device):
    bo = Person.objects.create(digibank=mechelen, given_name="Bo")
    take_back(lend(person=bo), outcome="shelf", by=lut)

    erase(an, erased_for="asked", by=lut)

    assert [detail.words for detail in Detail.objects.order_by("pk")] == [
        {"person": "Bo"},
        {"person": "Bo"},
    ]


def test_what_we_hold_shows_the_agreement_line_by_line(lend, an, device):
    lend(language="fr")

    (text,) = [row["value"] for row in held_about(an) if row["words"] == "Overeenkomst"]

    lines = text.splitlines()
    assert lines[:2] == [
        "Afspraken over wat je leent",
        "Breng alles terug op dinsdag 1 september 2026.",
    ]
    assert lines[6:8] == ["Wie en wat", "Wie leent: An Peeters"]
    assert "Accord sur ce que vous empruntez" in lines
    assert [line for line in lines if "|" in line or line.startswith(("#", "="))] == []


def test_erasing_forgets_an_appointment_a_gift_and_who_pays(
    mechelen, lend, an, library, partner, lut, another_laptop
):
    Policy.objects.create(digibank=mechelen, iban="BE68539007547034")
    given = lend()
    row = claiming.claim(given, kind="parts", cents=500, reason="Lader", payer=partner, by=lut)
    claiming.ask_for(row, by=lut)
    gather()
    asked = Dispatch.objects.get(messages__purpose="lending.claim")
    assert "+++" in asked.body  # in a mail or a letter it names who borrowed too
    at = visit_queries.slots(library, date(2026, 3, 10), 1)[0].starts_at
    come = {"person": an, "starts_at": at, "bring": [given], "remark": "Komt met Jan", "by": lut}
    visiting.plan_visit(library, **come)
    giving.give(given, by=lut)
    assert {"words": "Afspraak", "value": "Komt met Jan"} in held_about(an)

    erase(an, erased_for="asked", by=lut)

    visit, asked = Visit.objects.get(), Dispatch.objects.get(pk=asked.pk)
    assert (visit.remark, visit.end, asked.body) == ("", "cancelled", "")
    assert [one.words for one in Detail.objects.all() if "Peeters" in str(one.words)] == []
