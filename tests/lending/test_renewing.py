from datetime import date

import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Entry
from digibank.lending.models import Loan
from digibank.lending.renewing import renew
from digibank.lending.ruling import set_policy
from digibank.lending.taking_back import take_back
from tests.conftest import codes
from tests.lending.conftest import DUE

LATER, LAST = date(2026, 12, 1), date(2027, 3, 2)


def test_renew_moves_the_due_day_and_keeps_the_former_one(lend, bea, clock):
    loan = lend()
    clock.move(days=100)

    renewal = renew(loan, due_on=LATER, by=bea)

    assert (renewal.was_due_on, renewal.due_on, renewal.renewed_by) == (DUE, LATER, bea)
    assert Loan.objects.get().due_on == LATER
    entry = Entry.objects.get(verb="renewed")
    assert entry.facts == {"loan": loan.pk, "person": loan.person_id, "due_on": "2026-12-01"}


def test_renew_refuses_more_than_the_digibank_allows(lend, lut, mechelen):
    set_policy(mechelen, loan_days=182, renewal_days=91, renewals_at_most=1, by=lut)
    loan = lend()
    renew(loan, due_on=LATER, by=lut)

    with pytest.raises(ValidationError) as refusal:
        renew(loan, due_on=LAST, by=lut)

    assert codes(refusal) == ["renewals_at_most"]
    assert Loan.objects.get().due_on == LATER


@pytest.mark.parametrize(
    ("days", "due_on", "code"),
    [
        (0, DUE, "due_too_early"),
        (0, date(2026, 11, 30), "closed_day"),
        (300, date(2026, 12, 1), "due_too_early"),
    ],
)
def test_renew_refuses_a_day_that_cannot_be(lend, lut, clock, days, due_on, code):
    loan = lend()
    clock.move(days=days)

    with pytest.raises(ValidationError) as refusal:
        renew(loan, due_on=due_on, by=lut)

    assert codes(refusal) == [code]
    assert loan.renewals.count() == 0


def test_renew_refuses_a_loan_that_has_ended(lend, lut):
    loan = lend()
    take_back(loan, outcome="shelf", by=lut)

    with pytest.raises(ValidationError) as refusal:
        renew(loan, due_on=LATER, by=lut)

    assert codes(refusal) == ["taken"]
