"""During the loan: another device takes the place of one, or something goes wrong."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, releasing
from digibank.devices.models import Device, Placement, WriteOff
from digibank.devices.writing_off import gone
from digibank.ledger.recording import record
from digibank.lending.agreeing import sign, sign_set
from digibank.lending.handing_out import GIVEN_KEYS, refuse_if_not_ready
from digibank.lending.models import Agreement, Incident, Loan, Occupancy, SetLoan, Swap
from digibank.lending.occupying import free, refuse_spoken_for, standing
from digibank.lending.queries import agreement_of, agreement_of_set
from digibank.lending.reserving import move_on
from digibank.lending.taking_back import PLACES
from digibank.lending.undoing import refuse_if_ended
from digibank.network.models import AccessPoint
from digibank.paper.keeping import keep_photo
from digibank.ui.refusals import TAKEN

GIVEN = frozenset({"loan", "device", "photo", "told_to", "closed_by"})
# Why a device is written off that did not come back.
GONE = {Incident.Kind.LOSS: WriteOff.Reason.LOST, Incident.Kind.THEFT: WriteOff.Reason.STOLEN}


@transaction.atomic
def swap(
    loan: Loan,
    *,
    into: Device,
    outcome: str,
    reason: str,
    access_point: AccessPoint | None = None,
    by: Account,
) -> Swap:
    """`into` takes the place of the device of `loan`, which comes back with an `outcome`; returns
    the swap. The due day, the parts and the renewals stay; the agreement is made again.

    Refuses: taken (the loan ended), same, other_digibank, other_kind, outcome, reason, reserved,
    and what `devices.queries.missing` lacks.
    """
    if into.pk == loan.device_id:
        raise ValidationError(_("That is the device they have."), code="same")
    numbers = sorted([loan.device_id, into.pk])  # locks in one order
    devices = {number: Device.objects.locked(number) for number in numbers}
    old, fresh = devices[loan.device_id], devices[into.pk]
    loan = Loan.objects.select_related("person", "digibank", "access_point").get(pk=loan.pk)
    refuse_if_ended(loan, old)
    refuse_other(old, fresh)
    refuse_if_not_ready(fresh)
    if outcome not in PLACES or outcome == Loan.Outcome.WRITTEN_OFF:
        sentence = _("Say what happens with the device now.")
        raise ValidationError({"outcome": ValidationError(sentence, "outcome")})
    row = Swap(
        loan=loan,
        out_device=old,
        into_device=fresh,
        outcome=outcome,
        reason=reason.strip(),
        swapped_by=by,
    )
    row.clean_fields(exclude={"loan", "out_device", "into_device", "swapped_by"})
    row.save()
    hand_over(loan, fresh, by)
    releasing.withdraw(old)
    placing.put(old, place=PLACES[Loan.Outcome(outcome)], access_point=access_point)
    placing.put(
        fresh, place=Placement.Place.OUT, person=loan.person, access_point=loan.access_point
    )
    facts = {"loan": loan.pk, "person": loan.person_id, "out": old.pk, "into": fresh.pk}
    record("swapped", old, facts={**facts, "outcome": outcome}, words={"why": row.reason}, by=by)
    return row


def refuse_other(old: Device, fresh: Device) -> None:
    """Refuses: other_digibank, other_kind."""
    if old.digibank_id != fresh.digibank_id:
        raise ValidationError(_("This belongs to another digibank."), code="other_digibank")
    if old.kind != fresh.kind:
        raise ValidationError(_("It is of another type."), code="other_kind")


def hand_over(loan: Loan, fresh: Device, by: Account) -> None:
    """The days and the agreement of `loan` are about `fresh` from now on. Refuses: reserved."""
    days, today = Occupancy.objects.active().filter(loan=loan).first(), localdate()
    until_on = max(days.until_on, today) if days else loan.due_on
    refuse_spoken_for(standing(fresh.pk, today, until_on), today)
    if days:
        days.device, days.from_on, days.until_on = fresh, today, until_on
        days.save()
    in_force = agreement_of(loan)
    loan.device = fresh
    loan.save(update_fields=["device"])
    if in_force:
        loan.agreements.filter(replaced_at=None).update(replaced_at=timezone.now())
        paper, parts = Agreement.Signing.PAPER, list(loan.parts.all())
        sign(loan, parts, language=in_force.language, signing=paper, by=by)
    if loan.set:
        sign_set_again(loan.set, loan.due_on, by)


def sign_set_again(lent: SetLoan, due_on: date, by: Account) -> None:
    """Another device is in the set: its agreement is made again, about what is out now."""
    in_force = agreement_of_set(lent)
    if in_force is None:  # its person was erased
        return
    lent.agreements.filter(replaced_at=None).update(replaced_at=timezone.now())
    loans = list(lent.loans.open().select_related("device"))
    said = {"language": in_force.language, "signing": Agreement.Signing.PAPER}
    sign_set(lent, loans, due_on=due_on, **said, by=by)


@transaction.atomic
def report_incident(
    loan: Loan,
    *,
    kind: str,
    happened_on: date,
    story: str = "",
    police: str = "",
    upload: "File[bytes] | None" = None,
    by: Account,
) -> Incident:
    """Write down what went wrong with what is lent; returns the incident. Nothing follows from it.

    Refuses: taken (the loan ended), in_future, before_loan, too_large, no_picture, what the fields
    refuse.
    """
    Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("device").get(pk=loan.pk)
    refuse_if_ended(loan)
    if happened_on > localdate():
        refuse("happened_on", _("This day has yet to come."), "in_future")
    if happened_on < localdate(loan.handed_out_at):
        refuse("happened_on", _("They did not have it yet on that day."), "before_loan")
    row = Incident(
        loan=loan,
        device=loan.device,
        kind=kind,
        happened_on=happened_on,
        story=story.strip(),
        police=police.strip(),
        told_to=by,
    )
    row.clean_fields(exclude=GIVEN)
    row.photo = keep_photo(upload, name=loan.device.label, by=by) if upload else None
    row.save()
    facts = {"loan": loan.pk, "person": loan.person_id, "kind": kind, "on": happened_on}
    words = {name: text for name, text in (("story", row.story), ("police", row.police)) if text}
    record("incident_told", loan.device, facts=facts, words=words or None, by=by)
    return row


def refuse(field: str, sentence: str, code: str) -> None:
    raise ValidationError({field: ValidationError(sentence, code=code)})


def open_incident(incident: Incident) -> Incident:
    """The incident, its device held, read again. Refuses: taken (closed already)."""
    Device.objects.locked(incident.device_id)
    row = Incident.objects.select_related("loan", "device").get(pk=incident.pk)
    if row.closed_at:
        raise ValidationError(_("This was closed already."), code=TAKEN)
    return row


def close(row: Incident, ending: str, by: Account) -> None:
    row.closed_at, row.closed_by, row.ending = timezone.now(), by, ending.strip()
    row.clean_fields(exclude=GIVEN)
    row.save()


@transaction.atomic
def close_incident(incident: Incident, *, ending: str = "", by: Account) -> Incident:
    """It is settled: repaired, swapped, found again; returns the incident. Refuses: taken, what the
    fields refuse."""
    row = open_incident(incident)
    close(row, ending, by)
    words = {"ending": row.ending} if row.ending else None
    facts = {"loan": row.loan_id, "person": row.loan.person_id}
    record("incident_closed", row.device, facts=facts, words=words, by=by)
    return row


@transaction.atomic
def give_up(incident: Incident, *, by: Account) -> Loan:
    """Somebody decides that what was lost or stolen does not come back: the loan ends, the device
    is written off, nothing is charged. Returns the loan.

    Refuses: taken (closed, or the loan ended), not_gone (of a damage), swapped (they have another
    device now).
    """
    row = open_incident(incident)
    loan = Loan.objects.select_related("person", "digibank").get(pk=row.loan_id)
    refuse_if_ended(loan)
    if not row.is_gone:
        raise ValidationError(_("This device is not lost or stolen."), code="not_gone")
    if loan.device_id != row.device_id:
        raise ValidationError(_("They have another device now."), code="swapped")
    lose(loan, row.device, GONE[Incident.Kind(row.kind)], by)
    close(row, row.ending, by)
    facts = {"loan": loan.pk, "person": loan.person_id, "kind": row.kind}
    record("given_up", row.device, facts=facts, by=by)
    return loan


def lose(loan: Loan, device: Device, reason: str, by: Account) -> None:
    """`device` does not come back: the loan ends, and who reserved it gets another. The act that
    decided it holds the device and records."""
    loan.end, loan.outcome = Loan.End.LOST, Loan.Outcome.WRITTEN_OFF
    loan.ended_at, loan.ended_by = timezone.now(), by
    loan.clean_fields(exclude=GIVEN_KEYS)
    loan.save()
    free(loan)
    releasing.withdraw(device)
    gone(device, reason=reason, by=by)
    move_on(device.pk, localdate())
