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
    digibank: Digibank, *, seen: str | None = None, by: Account, **lasting: int
) -> Policy:
    """From now on loans of `digibank` last as `lasting` says: fields of Policy, in days and times.

    A field that is not named gets its default. Open loans keep their due day; reminders follow the
    new rules. `seen` is the version that was looked at, None when nobody looked. Returns the
    policy. Refuses: taken when somebody changed it since, min_value, max_value.
    """
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    if seen is not None and seen != version_of(policy_of(digibank)):
        raise ValidationError(who_was_first(digibank), code=TAKEN)
    policy = Policy(digibank=digibank, **lasting)
    policy.clean_fields(exclude={"digibank"})
    policy.save()
    record("policy_set", digibank, facts=facts_of(policy), by=by)
    return policy


def facts_of(policy: Policy) -> dict[str, int]:
    """All that `policy` says."""
    names = [field.name for field in policy._meta.concrete_fields if not field.primary_key]
    return {name: getattr(policy, name) for name in names}
