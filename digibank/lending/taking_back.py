"""Taking back: a device returns to the counter, and must be erased before it goes out again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, releasing
from digibank.devices.models import Device, Placement
from digibank.ledger.recording import record
from digibank.lending.handing_out import GIVEN_KEYS
from digibank.lending.models import Loan, Part
from digibank.lending.occupying import free
from digibank.network.models import AccessPoint
from digibank.ui.refusals import TAKEN

PLACES = {
    Loan.Outcome.SHELF: Placement.Place.SHELF,
    Loan.Outcome.CHECK: Placement.Place.WORKSHOP,
    Loan.Outcome.REPAIR: Placement.Place.WORKSHOP,
    Loan.Outcome.WRITTEN_OFF: Placement.Place.GONE,
}


@dataclass(frozen=True)
class Returned:
    """How one part of the kit came back."""

    kind: str
    back: str  # Part.Back
    remark: str = ""


@transaction.atomic
def take_back(
    loan: Loan,
    *,
    outcome: str,
    parts: Sequence[Returned] = (),
    remark: str = "",
    access_point: AccessPoint | None = None,
    by: Account,
) -> Loan:
    """End `loan` now, with an `outcome`; a given part that is not named came back fine.

    The release ends and the erasure no longer counts, whatever the outcome. Returns the ended loan.
    Refuses: taken when it has ended already, outcome, not_given for a part that never went along,
    part_back for a state that does not exist.
    """
    device = Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("person").get(pk=loan.pk)  # read under the lock
    if loan.ended_at:
        raise ValidationError(_("This device was taken back already."), code=TAKEN)
    if loan.device_id != device.pk:
        raise ValidationError(_("This device was swapped just now."), code=TAKEN)
    if outcome not in PLACES:
        sentence = _("Say what happens with the device now.")
        raise ValidationError({"outcome": ValidationError(sentence, "outcome")})
    loan.end, loan.outcome, loan.remark = Loan.End.TAKEN_BACK, outcome, remark
    loan.ended_at, loan.ended_by = timezone.now(), by
    loan.clean_fields(exclude=GIVEN_KEYS)
    loan.save()
    free(loan)
    states = take_parts(loan, parts)
    releasing.withdraw(device)
    placing.put(device, place=PLACES[Loan.Outcome(outcome)], access_point=access_point)
    facts = {"loan": loan.pk, "person": loan.person_id, "outcome": outcome, "parts": states}
    words = {"person": str(loan.person)} | ({"remark": remark} if remark else {})
    record("taken_back", device, facts=facts, words=words, by=by)
    return loan


def take_parts(loan: Loan, parts: Sequence[Returned]) -> dict[str, str]:
    """Save how each given part came back; returns kind -> state. Refuses: not_given, part_back."""
    given = {part.kind: part for part in loan.parts.exclude(given=Part.Given.NOT_GIVEN)}
    told = {part.kind: part for part in parts}
    if set(told) - set(given):
        raise ValidationError(_("This part did not go along."), code="not_given")
    for kind, part in given.items():
        returned = told.get(kind) or Returned(kind, Part.Back.FINE)
        if returned.back not in Part.Back.values:
            raise ValidationError(_("Say how each part came back."), code="part_back")
        part.back, part.back_remark = returned.back, returned.remark
        part.clean_fields(exclude={"loan"})
    Part.objects.bulk_update(given.values(), ["back", "back_remark"])
    return {kind: part.back for kind, part in given.items()}
