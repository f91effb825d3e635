from datetime import date

import pytest
from django.core.exceptions import ValidationError

from digibank.devices.models import Placement
from digibank.devices.queries import missing
from digibank.ledger.models import Entry
from digibank.lending.models import Loan, Part
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import correct, undo
from tests.conftest import codes
from tests.lending.conftest import DUE, part

LATER = date(2026, 12, 1)


def test_undo_leaves_the_device_ready_on_its_shelf(lend, device, library, bea, clock):
    loan = lend()
    clock.move(minutes=60)

    undone = undo(loan, reason="Verkeerde laptop", by=bea)

    assert (undone.end, undone.outcome, undone.ended_by) == (Loan.End.UNDONE, "", bea)
    where = device.placements.open().get()
    assert (where.place, where.access_point) == (Placement.Place.SHELF, library)
    assert missing(device) == []
    entry = Entry.objects.get(verb="undone")
    assert entry.facts == {"loan": loan.pk, "person": loan.person_id}
    assert entry.detail.words == {"reason": "Verkeerde laptop"}


def test_correct_puts_due_day_and_parts_right_and_keeps_both_texts(lend, bea):
    loan = lend(parts=[part("charger"), part("bag")])

    correct(
        loan,
        due_on=LATER,
        parts=[part("charger", Part.Given.FLAWED, "Kapot")],
        language="fr",
        reason="Geen tas mee",
        by=bea,
    )

    assert Loan.objects.get().due_on == LATER
    assert [(one.kind, one.given) for one in loan.parts.order_by("pk")] == [
        ("charger", "flawed"),
        ("bag", "not_given"),
        ("mouse", "not_given"),
    ]
    former, in_force = loan.agreements.order_by("pk")
    assert (former.language, former.replaced_at is None) == ("nl", False)
    assert (in_force.language, in_force.replaced_at) == ("fr", None)
    assert Entry.objects.filter(verb="corrected").count() == 1


def act(verb, loan, reason, by):
    if verb is undo:
        return undo(loan, reason=reason, by=by)
    return correct(loan, due_on=LATER, reason=reason, by=by)


@pytest.mark.parametrize("verb", [undo, correct])
def test_an_hour_later_it_is_too_late(lend, lut, clock, verb):
    loan = lend()
    clock.move(minutes=60, seconds=1)

    with pytest.raises(ValidationError) as refusal:
        act(verb, loan, "Vergissing", lut)

    assert codes(refusal) == ["too_late"]
    assert (Loan.objects.get().end, Loan.objects.get().due_on) == ("", DUE)


@pytest.mark.parametrize("verb", [undo, correct])
def test_a_reason_is_asked(lend, lut, verb):
    loan = lend()

    with pytest.raises(ValidationError) as refusal:
        act(verb, loan, "  ", lut)

    assert codes(refusal) == ["reason"]


@pytest.mark.parametrize("verb", [undo, correct])
def test_a_reason_holds_no_national_number(lend, lut, verb):
    loan = lend()

    with pytest.raises(ValidationError) as refusal:
        act(verb, loan, "85.07.30-033.28", lut)

    assert codes(refusal) == ["national_number"]


@pytest.mark.parametrize("verb", [undo, correct])
def test_what_has_ended_stays_as_it_ended(lend, lut, verb):
    loan = lend()
    take_back(loan, outcome="check", by=lut)

    with pytest.raises(ValidationError) as refusal:
        act(verb, loan, "Vergissing", lut)

    assert codes(refusal) == ["taken"]
    assert Loan.objects.get().end == Loan.End.TAKEN_BACK


def test_correct_refuses_a_closed_day(lend, lut):
    with pytest.raises(ValidationError) as refusal:
        correct(lend(), due_on=date(2026, 11, 30), reason="Vergissing", by=lut)

    assert codes(refusal) == ["closed_day"]
