"""Giving: what was lent becomes the own of who has it."""

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.devices.recycling import leave_with
from digibank.ledger.recording import record
from digibank.lending.claiming import claim
from digibank.lending.handing_out import GIVEN_KEYS
from digibank.lending.models import Claim, Loan
from digibank.lending.occupying import free
from digibank.lending.reserving import move_on
from digibank.lending.undoing import refuse_if_ended


@transaction.atomic
def give(loan: Loan, *, cents: int = 0, remark: str = "", by: Account) -> Loan:
    """Who borrowed it may keep it, for nothing or for `cents`; the loan ends, its history stays,
    and who reserved the device gets another. Returns the loan.

    Refuses: taken (the loan ended), and what `devices.recycling.leave_with` refuses.
    """
    device = Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("person", "digibank").get(pk=loan.pk)
    refuse_if_ended(loan, device)
    loan.end, loan.ended_at, loan.ended_by = Loan.End.GIVEN, timezone.now(), by
    loan.clean_fields(exclude=GIVEN_KEYS)
    loan.save()
    free(loan)
    leave_with(
        device,
        person=loan.person_id,
        to_name=str(loan.person),
        cents=cents,
        remark=remark,
        by=by,
    )
    if cents:
        claim(loan, kind=Claim.Kind.SALE, cents=cents, by=by)
    move_on(device.pk, localdate())
    facts = {"loan": loan.pk, "person": loan.person_id, "cents": cents}
    record("given_to_borrower", device, facts=facts, words={"person": str(loan.person)}, by=by)
    return loan
