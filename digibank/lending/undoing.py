"""Undoing: within the hour a hand-out can be corrected, or undone as if it never left."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import erasing, placing
from digibank.devices.models import Device, Placement
from digibank.ledger.recording import record
from digibank.lending.agreeing import sign
from digibank.lending.claiming import never_mind
from digibank.lending.handing_out import GIVEN_KEYS, give_parts, refuse_due
from digibank.lending.models import Agreement, Loan, Part
from digibank.lending.occupying import free, give_back, move_end
from digibank.lending.reminding import remind
from digibank.ui.fields import FreeText
from digibank.ui.refusals import TAKEN

WITHIN = timedelta(hours=1)


def until(loan: Loan) -> datetime:
    """The last moment at which the hand-out of `loan` can be corrected or undone."""
    return loan.handed_out_at + WITHIN


def refuse_if_ended(loan: Loan, device: Device | None = None) -> None:
    """Refuses: taken; also when the loan is about another device than `device`, which is held."""
    if loan.ended_at:
        raise ValidationError(_("This device was taken back already."), code=TAKEN)
    if device and loan.device_id != device.pk:
        raise ValidationError(_("This device was swapped just now."), code=TAKEN)


def refuse_if_late(loan: Loan, reason: str) -> None:
    """Refuses: too_late after an hour, reason when none is given, and what `FreeText` refuses."""
    if timezone.now() > until(loan):
        sentence = _("This was more than an hour ago. Take the device back instead.")
        raise ValidationError(sentence, code="too_late")
    if not reason.strip():
        sentence = _("Say in a few words what was wrong.")
        raise ValidationError({"reason": ValidationError(sentence, "reason")})
    for refuse in FreeText.default_validators:
        refuse(reason)


@transaction.atomic
def undo(loan: Loan, *, reason: str, by: Account) -> Loan:
    """End `loan` as if the device never left: erasure and release still count. Returns the loan.

    What the hand-out ended comes back: the reservation, and the place on the waiting list.
    Refuses: taken, in_a_set, too_late, reason, swapped.
    """
    device = Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("person", "access_point").get(pk=loan.pk)
    refuse_if_ended(loan, device)
    refuse_in_set(loan)
    refuse_if_late(loan, reason)
    if loan.swaps.exists():
        sentence = _("They came back for another device. Take it back instead.")
        raise ValidationError(sentence, code="swapped")
    loan.end, loan.remark = Loan.End.UNDONE, reason
    loan.ended_at, loan.ended_by = timezone.now(), by
    loan.clean_fields(exclude=GIVEN_KEYS)
    loan.save()
    free(loan)
    give_back(loan)
    never_mind(loan, by)
    placing.put(device, place=Placement.Place.SHELF, access_point=loan.access_point)
    erasing.end_if_strange(device)
    facts = {"loan": loan.pk, "person": loan.person_id}
    record("undone", device, facts=facts, words={"reason": reason}, by=by)
    return loan


def refuse_in_set(loan: Loan) -> None:
    """Refuses: in_a_set. A set has one agreement and one day for all of its devices."""
    if loan.set_id:
        sentence = _("This belongs to a set. Renew the set, or take it back and lend it again.")
        raise ValidationError(sentence, code="in_a_set")


@transaction.atomic
def correct(
    loan: Loan,
    *,
    due_on: date,
    parts: Sequence[Part] = (),
    language: str = "nl",
    signing: str = Agreement.Signing.PAPER,
    signature: str = "",
    reason: str,
    by: Account,
) -> Loan:
    """Put the due day and the parts of `loan` right and sign again; returns the loan.

    The former text is kept beside the new one. Refuses: taken, too_late, reason, due_too_early,
    closed_day, reserved, not_in_kit, and what `agreeing.sign` refuses.
    """
    device = Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("person", "access_point", "device", "digibank").get(
        pk=loan.pk
    )
    refuse_if_ended(loan, device)
    refuse_in_set(loan)
    refuse_if_late(loan, reason)
    refuse_due(due_on, localdate(), loan.access_point)
    move_end(loan, due_on)
    loan.due_on = due_on
    loan.save(update_fields=["due_on"])
    loan.parts.all().delete()
    given = give_parts(loan, parts)
    loan.agreements.filter(replaced_at=None).update(replaced_at=timezone.now())
    sign(loan, given, language=language, signing=signing, signature=signature, by=by)
    facts = {"loan": loan.pk, "person": loan.person_id, "due_on": due_on.isoformat()}
    record("corrected", device, facts=facts, words={"reason": reason}, by=by)
    remind(loan)
    return loan
