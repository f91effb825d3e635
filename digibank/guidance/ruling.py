"""Ruling: the coordinator says how the digibank helps, and how long it keeps what."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance.models import HelpPolicy
from digibank.guidance.models.policy import policy_of
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.network.queries import version_of
from digibank.ui.refusals import TAKEN


@transaction.atomic
def set_policy(digibank: Digibank, *, seen: str, by: Account, **facts: int) -> HelpPolicy:
    """From now on `digibank` helps by `facts` (fields of HelpPolicy); returns the policy.

    Refuses: taken, when somebody changed it after `seen`; and what the fields refuse.
    """
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    row = policy_of(digibank)
    if seen != version_of(row):
        raise ValidationError(_("Somebody else changed this just now."), code=TAKEN)
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean(exclude={"digibank"})
    row.save()
    changed = {name: value for name, value in facts.items() if before[name] != value}
    record("help_policy_set", digibank, facts=changed, by=by)
    return row
