"""Occupying: days of a device are spoken for, and come free. Acts of lending call this; they hold
the device and record."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.devices.models import Device
from digibank.ledger.models import Entry
from digibank.ledger.recording import record
from digibank.lending.availability import Busy, Stock, availability
from digibank.lending.models import Loan, LoanRequest, Occupancy, Offer, Reservation, VisitLine
from digibank.lending.terms import policy_of
from digibank.network.models import Digibank
from digibank.people.models import Person
from digibank.ui.fields import FreeText
from digibank.ui.numbers import whole_number
from digibank.ui.templatetags.ui import day as in_words

RESERVED = "reserved"
# What the end of a reservation says of the offer that it was.
ANSWERS = {
    Reservation.End.HANDED_OUT: Offer.Answer.ACCEPTED,
    Reservation.End.CANCELLED: Offer.Answer.DECLINED,
    Reservation.End.EXPIRED: Offer.Answer.LAPSED,
    Reservation.End.MISSED: Offer.Answer.LAPSED,
}


def last_day(digibank: Digibank, due_on: date) -> date:
    """The last day on which nobody else gets a device that comes back on `due_on`."""
    return due_on + timedelta(days=policy_of(digibank).buffer_days)


def in_the_way(
    device_id: int, from_on: date, until_on: date, *, besides: int | None = None
) -> list[Occupancy]:
    """What already has a day of a device between these, in order; not the occupancy `besides`."""
    rows = Occupancy.objects.touching(from_on, until_on).filter(device=device_id)
    if besides:
        rows = rows.exclude(pk=besides)
    return list(rows.order_by("from_on"))  # mostly none: whose it is, is asked when there is one


def refuse_reserved(device_id: int, from_on: date, until_on: date, besides: int | None) -> None:
    """Refuses: reserved. It names the day and not the person: who waits is nobody's business."""
    if found := standing(device_id, from_on, until_on, besides=besides):
        sentence = _("This device is reserved from %(day)s on. Choose an earlier day.")
        refusal = ValidationError(sentence % {"day": in_words(found[0].from_on)}, code=RESERVED)
        raise ValidationError({"due_on": refusal})


def standing(
    device_id: int, from_on: date, until_on: date, *, besides: int | None = None
) -> list[Occupancy]:
    """What is in the way, after what nobody confirmed in time has ended."""
    found = in_the_way(device_id, from_on, until_on, besides=besides)
    over = lapsed(found, timezone.now())
    return [one for one in found if one.reservation not in over]


def refuse_spoken_for(found: Sequence[Occupancy], today: date) -> None:
    """Refuses: reserved, when there is any. It names the day and not the person, as above."""
    if found:
        sentence = _("Somebody reserved this device from %(day)s on. Take another one.")
        day = in_words(max(found[0].from_on, today))
        raise ValidationError(sentence % {"day": day}, code=RESERVED)


def refuse_words(field: str, text: str) -> None:
    """Refuses what `FreeText` refuses, of words that only the ledger keeps."""
    for refuse in FreeText.default_validators:
        try:
            refuse(text)
        except ValidationError as refusal:
            raise ValidationError({field: refusal}) from refusal


def occupy(loan: Loan, from_on: date, until_on: date) -> Occupancy:
    """The device of `loan` is its borrower's from `from_on` until some days after it is due."""
    return Occupancy.objects.create(
        digibank_id=loan.digibank_id,
        device_id=loan.device_id,
        loan=loan,
        from_on=from_on,
        until_on=until_on,
    )


def move_end(loan: Loan, due_on: date) -> None:
    """The due day of `loan` becomes `due_on`. Refuses: reserved."""
    row = Occupancy.objects.filter(loan=loan).first()
    if row is None:
        return
    until_on = max(last_day(loan.digibank, due_on), row.from_on)
    refuse_reserved(loan.device_id, row.from_on, until_on, row.pk)
    row.until_on = until_on
    row.save(update_fields=["until_on"])


def free(loan: Loan) -> None:
    """The device of `loan` is back: its days are free again."""
    Occupancy.objects.filter(loan=loan, freed_at=None).update(freed_at=timezone.now())


def taken(row: Reservation, device: int) -> Occupancy:
    """The days of `device` for `row`, not saved."""
    return Occupancy(
        digibank_id=row.digibank_id,
        device_id=device,
        reservation=row,
        from_on=row.from_on,
        until_on=last_day(row.digibank, row.until_on),
    )


def end(row: Reservation, how: str, now: datetime) -> bool:
    """`row` ends and its days are free; an offer that it was is answered by that. False when it
    had ended already, by somebody who was first: then nothing changes."""
    if not Reservation.objects.open().filter(pk=row.pk).update(ended_at=now, end=how):
        return False
    row.ended_at, row.end = now, how
    row.occupancies.active().update(freed_at=now)
    answer = ANSWERS[Reservation.End(how)]
    Offer.objects.filter(reservation=row, closed_at=None).update(closed_at=now, answer=answer)
    return True


def lapsed(occupancies: Iterable[Occupancy], now: datetime) -> list[Reservation]:
    """End the reservations behind these that nobody confirmed in time; returns them."""
    rows = {
        one.reservation.pk: one.reservation
        for one in occupancies
        if one.reservation and one.reservation.held_until and one.reservation.held_until < now
    }
    for line in VisitLine.objects.filter(reservation__in=rows, pulled__isnull=False, became=None):
        rows.pop(line.reservation_id or 0, None)  # it lies ready for them
    for row in rows.values():
        if end(row, Reservation.End.EXPIRED, now):
            record("reservation_lapsed", row, by=None)
    return list(rows.values())


def let_go(occupancies: Iterable[Occupancy]) -> None:
    """These days are free."""
    numbers = [one.pk for one in occupancies]
    Occupancy.objects.active().filter(pk__in=numbers).update(freed_at=timezone.now())


def replaced(
    occupancies: Iterable[Occupancy], today: date, stock: Stock | None = None
) -> list[Reservation]:
    """Somebody else has the days that these reservations had: each gets another device that is
    free, else it is short from now on. Returns those that are short. A device that `stock` calls
    free and that others took meanwhile is an IntegrityError."""
    short = []
    for row in [one.reservation for one in occupancies if one.reservation]:
        begins = max(row.from_on, today)
        device = another(row, begins, stock)
        if device:
            days = taken(row, device)
            days.from_on = begins
            days.save()
            if stock:
                busy = Busy(begins, days.until_on, RESERVED, reservation=row.pk)
                stock.take(row.kind, device, busy)
        else:
            row.short_since = timezone.now()
            row.save(update_fields=["short_since"])
            short.append(row)
    return short


def another(row: Reservation, from_on: date, stock: Stock | None) -> int | None:
    """A device that is free for the rest of `row`. Nobody hears "none" from what was read long
    ago."""
    until_on = max(row.until_on, from_on)
    free = availability(row.digibank, row.kind, from_on, until_on, stock=stock).free
    if not free and stock:
        stock.refresh()
        free = availability(row.digibank, row.kind, from_on, until_on, stock=stock).free
    return free[0] if free else None


def expects(person: Person, kind: str) -> bool:
    """Whether `person` reserved a `kind` or waits for one; one question for most hand-outs."""
    kept = Reservation.objects.open().filter(person=person, kind=kind)
    asked = LoanRequest.objects.open().filter(person=person, kind=kind)
    return Person.objects.filter(Exists(kept) | Exists(asked), pk=person.pk).exists()


def to_fetch(person: Person, kind: str, today: date, until_on: date) -> QuerySet[Reservation]:
    """The reservations of `person` that a loan in these days can come from: the one that begins
    first, then the oldest."""
    rows = Reservation.objects.open().filter(person=person, kind=kind)
    rows = rows.filter(from_on__lt=until_on, until_on__gte=today)
    return rows.order_by("from_on", "pk")


def fetch(person: Person, device: Device, today: date, until_on: date) -> Reservation | None:
    """The reservation with which `person` fetches `device`, the first of `to_fetch`. One of its
    devices is free again, this very one when it stands behind it; when it was the last, the
    reservation ends."""
    rows = to_fetch(person, device.kind, today, until_on)
    row = rows.select_for_update().first()
    if row is None:
        return None
    days = list(row.occupancies.active().order_by("pk"))
    mine = [one for one in days if one.device_id == device.pk] or days[:1]
    let_go(mine)
    if len(days) <= 1:
        end(row, Reservation.End.HANDED_OUT, timezone.now())
    return row


def come_true(person: Person, device: Device) -> LoanRequest | None:
    """The request of `person` for such a device ends: they have it. Returns it, if there was one;
    what else was kept for it is free."""
    now = timezone.now()
    rows = LoanRequest.objects.open().filter(person=person, kind=device.kind)
    row = rows.select_for_update().first()
    if row is None:
        return None
    for kept in Reservation.objects.open().filter(offer__request=row):
        end(kept, Reservation.End.HANDED_OUT, now)
    row.ended_at, row.end = now, LoanRequest.End.HANDED_OUT
    row.save(update_fields=["ended_at", "end"])
    return row


def fetched(loan: Loan, reservation: Reservation | None) -> None:
    """`loan` is what a line of a visit waited for: the line of this very device, else the one of
    this reservation. The hand-out holds the device and records."""
    lines = VisitLine.objects.filter(kind=VisitLine.Kind.FETCH, became=None, visit__closed_at=None)
    lines = lines.filter(visit__person=loan.person_id)
    line = lines.filter(pulled=loan.device_id).first()
    if line is None and reservation:
        line = lines.filter(reservation=reservation, pulled=None).first()
    if line:
        line.became = loan
        line.save(update_fields=["became"])


def give_back(loan: Loan) -> None:
    """What the hand-out of `loan` ended stands again: the ledger says what that was."""
    told = Entry.objects.filter(facts__loan=loan.pk)
    for asked in LoanRequest.objects.filter(pk__in=subjects(told, "loan_request_came_true")):
        waits = LoanRequest.objects.open().filter(person=asked.person_id, kind=asked.kind)
        if not waits.exists():
            asked.ended_at, asked.end = None, ""
            asked.save(update_fields=["ended_at", "end"])
    VisitLine.objects.filter(became=loan).update(became=None)
    gone = Reservation.objects.filter(pk__in=subjects(told, "reservation_fetched"))
    for row in gone.exclude(end__in=["cancelled", "expired", "missed"]):
        row.ended_at, row.end = None, ""
        days = taken(row, loan.device_id)
        if in_the_way(days.device_id, days.from_on, days.until_on):
            row.short_since = timezone.now()
        else:
            days.save()
        row.save(update_fields=["ended_at", "end", "short_since"])


def subjects(entries: QuerySet[Entry], verb: str) -> list[int]:
    """The numbers of what these entries of `verb` are about."""
    found = entries.filter(verb=verb).values_list("subject", flat=True)
    return [whole_number(one.rpartition(":")[2]) for one in found]
