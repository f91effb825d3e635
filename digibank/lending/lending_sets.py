"""Lending sets: devices leave together with an organisation, and come back together."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing
from digibank.devices.models import Device, Placement
from digibank.ledger.recording import record
from digibank.lending.agreeing import sign_set
from digibank.lending.claiming import agreed
from digibank.lending.handing_out import (
    read_again,
    refuse_due,
    refuse_if_not_ready,
    refuse_other_digibank,
)
from digibank.lending.kits import kit_of
from digibank.lending.models import (
    Agreement,
    Loan,
    Part,
    Product,
    Renewal,
    Reservation,
    SetLoan,
)
from digibank.lending.occupying import (
    end,
    last_day,
    move_end,
    occupy,
    refuse_spoken_for,
    standing,
)
from digibank.lending.reminding import remind
from digibank.lending.reserving import held
from digibank.lending.taking_back import Returned, take_back
from digibank.lending.terms import terms_of
from digibank.network.models import AccessPoint, Organisation
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN


@transaction.atomic
def hand_out_set(
    reservation: Reservation,
    *,
    person: Person,
    devices: Sequence[Device],
    due_on: date,
    along: Collection[str] = (),
    language: str = "nl",
    signing: str = Agreement.Signing.PAPER,
    signature: str = "",
    by: Account,
) -> SetLoan:
    """`devices` leave with the organisation that reserved; `person` answers for them. Returns the
    set. There is one agreement; `along` are the kinds of parts that go with each device.

    Refuses: taken (the reservation ended), no_set (it is for a person), no_devices, too_many (more
    than reserved), other_kind, other_digibank, erased, reserved, due_too_early, due_too_late,
    closed_day, too_long, what `devices.queries.missing` lacks, and what `agreeing.sign` refuses.
    """
    locked = [Device.objects.locked(number) for number in sorted(one.pk for one in devices)]
    row = held(reservation)
    today, organisation = localdate(), organisation_of(row)
    refuse_devices(row, devices)
    refuse_due(due_on, today, row.access_point)
    refuse_long(row, today, due_on)
    person = read_again(person)
    for device in locked:
        refuse_if_not_ready(device)
        refuse_other_digibank(device, person, row.access_point)
    days = list(row.occupancies.active().values_list("pk", flat=True))
    end(row, Reservation.End.HANDED_OUT, timezone.now())
    refuse_kept(locked, days, today, last_day(row.digibank, due_on))
    lent = SetLoan.objects.create(
        digibank=row.digibank,
        organisation=organisation,
        person=person,
        reservation=row,
        purpose=row.purpose,
        handed_out_by=by,
    )
    loans = [leave(lent, device, due_on, along, by) for device in locked]
    signed = {"language": language, "signing": signing, "signature": signature}
    sign_set(lent, loans, due_on=due_on, by=by, **signed)
    terms = terms_of(row.digibank, Product.SET, row.kind)
    agreed(loans[0], terms, by, payer=organisation)  # once, for all of it
    facts = {"reservation": row.pk, "person": person.pk, "loans": [one.pk for one in loans]}
    words = {"for": str(organisation), "person": str(person)}
    record("set_handed_out", lent, facts={**facts, "due_on": due_on}, words=words, by=by)
    return lent


def organisation_of(row: Reservation) -> Organisation:
    """For whom it is kept. Refuses: no_set, when that is a person."""
    if row.organisation is None:
        raise ValidationError(_("This is kept for a person. Hand it out there."), code="no_set")
    return row.organisation


def refuse_devices(row: Reservation, devices: Sequence[Device]) -> None:
    """Refuses: no_devices, too_many, other_kind."""
    if not devices:
        raise ValidationError(_("Which devices go along?"), code="no_devices")
    if len({one.pk for one in devices}) > row.count:
        sentence = _("They reserved %(count)s. Reserve more first.") % {"count": row.count}
        raise ValidationError(sentence, code="too_many")
    if any(one.kind != row.kind for one in devices):
        raise ValidationError(_("It is of another type."), code="other_kind")


def refuse_long(row: Reservation, from_on: date, due_on: date) -> None:
    """Refuses: too_long, by the rules for sets."""
    days = terms_of(row.digibank, Product.SET, row.kind).loan_days
    if (due_on - from_on).days > days:
        sentence = _("A set can stay away %(days)s days at the most.") % {"days": days}
        raise ValidationError({"due_on": ValidationError(sentence, code="too_long")})


def refuse_kept(
    devices: Sequence[Device], own: Collection[int], today: date, until_on: date
) -> None:
    """Refuses: reserved, when somebody else has one of them in these days."""
    for device in devices:
        others = [one for one in standing(device.pk, today, until_on) if one.pk not in own]
        refuse_spoken_for(others, today)


def leave(lent: SetLoan, device: Device, due_on: date, along: Collection[str], by: Account) -> Loan:
    """One device of a set leaves: a loan of its own, with its parts and its days."""
    loan = Loan.objects.create(
        digibank=lent.digibank,
        device=device,
        person=lent.person,
        product=Product.SET,
        set=lent,
        access_point=lent.reservation.access_point,
        due_on=due_on,
        handed_out_by=by,
    )
    Part.objects.bulk_create(
        Part(loan=loan, kind=kind, given=Part.Given.FINE if kind in along else Part.Given.NOT_GIVEN)
        for kind in kit_of(device)
    )
    occupy(loan, localdate(), last_day(lent.digibank, due_on))
    placing.put(
        device,
        place=Placement.Place.OUT,
        person=lent.person,
        access_point=lent.reservation.access_point,
    )
    facts = {"loan": loan.pk, "person": lent.person_id, "due_on": due_on, "set": lent.pk}
    record("handed_out", device, facts=facts, words={"person": str(lent.person)}, by=by)
    remind(loan)
    return loan


@transaction.atomic
def take_back_set(
    lent: SetLoan,
    *,
    outcomes: Mapping[Loan, str],
    missing: Mapping[Loan, Sequence[Returned]] | None = None,
    remark: str = "",
    access_point: AccessPoint | None = None,
    by: Account,
) -> SetLoan:
    """These loans of a set end, each with its outcome; what is not named stays out. Returns the
    set.

    `missing` tells of parts that are not fine; `access_point` is where they came. Refuses: nothing
    (no device is named), not_in_it, and what `taking_back.take_back` refuses.
    """
    if not outcomes:
        raise ValidationError(_("Which devices are back?"), code="nothing")
    for loan in sorted(outcomes, key=lambda one: one.device_id):  # locks in one order
        if loan.set_id != lent.pk:
            raise ValidationError(_("This device is not in this set."), code="not_in_it")
        parts = (missing or {}).get(loan, ())
        take_back(
            loan,
            outcome=outcomes[loan],
            parts=parts,
            remark=remark,
            access_point=access_point,
            by=by,
        )
    rest = list(lent.loans.open())
    facts = {"back": [one.pk for one in outcomes], "open": [one.pk for one in rest]}
    record("set_taken_back", lent, facts={**facts, "person": lent.person_id}, by=by)
    return lent


@transaction.atomic
def renew_set(lent: SetLoan, *, due_on: date, by: Account) -> SetLoan:
    """All that is still out of a set may stay until `due_on`; returns the set.

    Refuses: taken (all is back), renewals_at_most, due_too_early, closed_day, too_long, reserved
    (one of them by somebody else).
    """
    for number in lent.loans.open().order_by("device").values_list("device", flat=True):
        Device.objects.locked(number)
    loans = list(lent.loans.open().select_related("access_point", "digibank", "device"))
    if not loans:
        raise ValidationError(_("Everything of this set is back."), code=TAKEN)
    most = terms_of(lent.digibank, Product.SET, lent.reservation.kind).renewals_at_most
    if max(one.renewals.count() for one in loans) >= most:
        sentence = _("A set cannot be renewed more often.")
        raise ValidationError(sentence, code="renewals_at_most")
    was = max(one.due_on for one in loans)
    refuse_due(due_on, max(was, localdate()), loans[0].access_point)
    refuse_long(lent.reservation, localdate(lent.handed_out_at), due_on)
    for loan in loans:
        move_end(loan, due_on)
        Renewal.objects.create(loan=loan, was_due_on=loan.due_on, due_on=due_on, renewed_by=by)
        loan.due_on = due_on
        loan.save(update_fields=["due_on"])
        remind(loan)
    record("set_renewed", lent, facts={"due_on": due_on, "was_due_on": was}, by=by)
    return lent
