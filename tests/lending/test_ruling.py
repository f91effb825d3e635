import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Entry
from digibank.lending.ruling import set_policy
from digibank.lending.terms import policy_of
from tests.conftest import codes


def test_set_policy_counts_from_now_on(mechelen, lut):
    set_policy(mechelen, loan_days=30, renewal_days=10, renewals_at_most=1, by=lut)
    set_policy(mechelen, loan_days=60, renewal_days=20, renewals_at_most=0, by=lut)

    policy = policy_of(mechelen)
    assert (policy.loan_days, policy.renewal_days, policy.renewals_at_most) == (60, 20, 0)
    assert [entry.facts["loan_days"] for entry in Entry.objects.order_by("pk")] == [30, 60]


def test_set_policy_refuses_what_no_calendar_can_count(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        set_policy(mechelen, loan_days=99_999_999, renewal_days=1, renewals_at_most=101, by=lut)

    assert codes(refusal) == ["max_value", "max_value"]


def test_set_policy_refuses_a_loan_of_no_days(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        set_policy(mechelen, loan_days=0, renewal_days=0, renewals_at_most=1, by=lut)

    assert codes(refusal) == ["min_value", "min_value"]
    assert Entry.objects.count() == 0
