"""Ruling: the coordinator says how the workshop of the digibank works."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import WorkshopPolicy
from digibank.devices.models.policy import policy_of
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.network.queries import version_of
from digibank.ui.refusals import TAKEN


@transaction.atomic
def set_workshop(digibank: Digibank, *, seen: str, by: Account, **facts: object) -> WorkshopPolicy:
    """From now on the workshop of `digibank` works by `facts` (fields of WorkshopPolicy); returns
    the policy. Refuses: taken, when somebody changed it after `seen`; what the fields refuse."""
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    row = policy_of(digibank)
    if seen != version_of(row):
        raise ValidationError(_("Somebody else changed this just now."), code=TAKEN)
    changed = sorted(name for name, value in facts.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, facts[name])
    row.full_clean(exclude={"digibank"})
    row.save()
    record("workshop_policy_set", digibank, facts={"fields": changed}, by=by)
    return row
