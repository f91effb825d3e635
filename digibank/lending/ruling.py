"""Ruling: the coordinator says how the digibank lends."""

from django.core.exceptions import ValidationError
from django.db import transaction

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.due import policy_of
from digibank.lending.models import Policy
from digibank.network.models import Digibank
from digibank.network.queries import version_of, who_was_first
from digibank.ui.refusals import TAKEN


@transaction.atomic
def set_policy(
    digibank: Digibank,
    *,
    loan_days: int,
    renewal_days: int,
    renewals_at_most: int,
    seen: str | None = None,
    by: Account,
) -> Policy:
    """From now on loans of `digibank` last `loan_days`; open loans keep their due day.

    `seen` is the version that was looked at, None when nobody looked. Returns the policy.
    Refuses: taken when somebody changed it since, less than one day (min_value).
    """
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    if seen is not None and seen != version_of(policy_of(digibank)):
        raise ValidationError(who_was_first(digibank), code=TAKEN)
    policy = Policy(
        digibank=digibank,
        loan_days=loan_days,
        renewal_days=renewal_days,
        renewals_at_most=renewals_at_most,
    )
    policy.clean_fields(exclude={"digibank"})
    Policy.objects.update_or_create(
        digibank=digibank,
        defaults={
            "loan_days": loan_days,
            "renewal_days": renewal_days,
            "renewals_at_most": renewals_at_most,
        },
    )
    facts = {"loan_days": loan_days, "renewal_days": renewal_days, "at_most": renewals_at_most}
    record("policy_set", digibank, facts=facts, by=by)
    return policy
