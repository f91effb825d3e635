"""Chasing: a person decides what happens with something that stayed away too long."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device, WriteOff
from digibank.ledger.recording import record
from digibank.lending.giving import give
from digibank.lending.handing_out import refuse_due
from digibank.lending.models import LateDecision, Loan
from digibank.lending.occupying import move_end
from digibank.lending.reminding import remind
from digibank.lending.swapping import lose
from digibank.lending.undoing import refuse_if_ended, refuse_in_set

How = LateDecision.How


@transaction.atomic
def decide_late(
    loan: Loan, *, how: str, reason: str, until_on: date | None = None, by: Account
) -> LateDecision:
    """Say what happens with `loan`, which is late; returns the decision. Nothing is charged: a
    claim is an act of its own.

    `until_on` is the new due day, or when somebody looks again. Refuses: taken (the loan ended),
    in_a_set (more time is for the whole set), not_late, no_day, no_reason, invalid_choice, what a
    due day refuses (`refuse_due`, reserved), and what the acts that follow refuse.
    """
    device = Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("person", "digibank", "access_point", "device").get(
        pk=loan.pk
    )
    refuse_if_ended(loan, device)
    if not loan.is_overdue:
        raise ValidationError(_("This loan is not late."), code="not_late")
    waits = how in {How.MORE_TIME, How.WAIT}
    if waits and (until_on is None or until_on <= localdate()):
        refusal = ValidationError(_("Choose a day after today."), code="no_day")
        raise ValidationError({"until_on": refusal})
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Why?"), code="no_reason")})
    row = LateDecision(
        loan=loan,
        how=how,
        until_on=until_on if waits else None,
        was_due_on=loan.due_on,
        reason=reason.strip(),
        decided_by=by,
    )
    row.clean_fields(exclude={"loan", "decided_by"})
    row.save()
    facts = {"loan": loan.pk, "person": loan.person_id, "how": how, "until": row.until_on}
    record("late_decided", device, facts=facts, words={"reason": row.reason}, by=by)
    follow(row, by)
    return row


def follow(row: LateDecision, by: Account) -> None:
    """What the decision means for the loan."""
    loan = row.loan
    if row.how == How.MORE_TIME and row.until_on:
        refuse_in_set(loan)
        refuse_until(row.until_on, loan)
        move_end(loan, row.until_on)
        loan.due_on = row.until_on
        loan.save(update_fields=["due_on"])
        remind(loan)
    elif row.how == How.GIFT:
        give(loan, by=by)
    elif row.how == How.GIVE_UP:
        lose(loan, loan.device, WriteOff.Reason.LOST, by)


def refuse_until(until_on: date, loan: Loan) -> None:
    """What a loan refuses of its due day, said of the day that was typed."""
    try:
        refuse_due(until_on, localdate(), loan.access_point)
    except ValidationError as refusal:
        raise ValidationError({"until_on": refusal.error_dict["due_on"]}) from refusal
