"""Reserving: devices are kept for somebody, from one day until another."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device, Stage
from digibank.ledger.recording import record
from digibank.lending.availability import FAR, Answer, Stock, availability
from digibank.lending.handing_out import read_again, refuse_due
from digibank.lending.models import LONGEST, Loan, Occupancy, Offer, Product, Reservation, VisitLine
from digibank.lending.occupying import (
    end,
    in_the_way,
    last_day,
    let_go,
    refuse_words,
    replaced,
    taken,
)
from digibank.lending.set_notices import answer_of
from digibank.lending.terms import Terms, policy_of, terms_of
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.people.models import Person
from digibank.post.asking import ask
from digibank.ui.refusals import TAKEN
from digibank.ui.templatetags.ui import day as in_words

log = logging.getLogger(__name__)
# These ends leave nothing of what an organisation may have in a year.
NOT_HAD = (Reservation.End.CANCELLED, Reservation.End.EXPIRED)
GIVEN = frozenset({"digibank", "person", "organisation", "access_point", "made_by"})


@transaction.atomic
def reserve(
    digibank: Digibank,
    *,
    kind: str,
    count: int = 1,
    devices: Sequence[Device] = (),
    person: Person | None = None,
    organisation: Organisation | None = None,
    from_on: date,
    until_on: date,
    access_point: AccessPoint | None = None,
    purpose: str = "",
    held_until: datetime | None = None,
    by: Account,
) -> Reservation:
    """Keep `count` devices of `kind` for a person or an organisation; returns the reservation.

    With `devices` those and no others. `held_until` is when it lapses unless somebody confirms it.
    Refuses: nobody, in_past, days_turned, too_far, too_soon, closed_day, too_long, times_a_year,
    weeks_a_year, other_digibank, erased, not_enough (telling why and from when), taken (a device in
    `devices`), and what fields refuse.
    """
    refuse_days(from_on, until_on, access_point)
    terms = terms_of(digibank, Product.SET if organisation else Product.LONG, kind)
    refuse_soon(from_on, terms.lead_days)
    in_turn(digibank.pk)
    row = Reservation(
        digibank=digibank,
        person=read_again(person) if person else None,
        organisation=organisation,
        kind=kind,
        count=len(devices) or count,
        from_on=from_on,
        until_on=until_on,
        access_point=access_point,
        purpose=purpose,
        held_until=held_until,
        made_by=by,
    )
    expire(digibank, timezone.now())  # after the person is held, as a hand-out has it
    refuse_strangers(row, devices)
    row.clean_fields(exclude=GIVEN)
    refuse_enough(row, terms)
    chosen = picked(row, [one.pk for one in devices])
    row.save()
    Occupancy.objects.bulk_create(taken(row, number) for number in chosen)
    facts = {"kind": kind, "count": row.count, "from": from_on, "until": until_on}
    facts |= {"person": person.pk} if person else {}
    record("reserved", row, facts=facts, words={"for": row.whom}, by=by)
    return row


def refuse_soon(from_on: date, lead_days: int) -> None:
    """Refuses: too_soon, when the digibank wants more days between asking and fetching."""
    first = localdate() + timedelta(days=lead_days)
    if from_on < first:
        sentence = _("We need some days to make it ready. The first day is %(day)s.")
        refuse("from_on", sentence % {"day": in_words(first)}, "too_soon")


def refuse_enough(row: Reservation, terms: Terms) -> None:
    """What the rules say of sets for an organisation. Refuses: too_long (one loan), times_a_year,
    weeks_a_year (in the calendar year in which it begins; a week begun counts whole)."""
    if row.organisation is None:
        return
    if (row.until_on - row.from_on).days > terms.loan_days:
        last = row.from_on + timedelta(days=terms.loan_days)
        sentence = _("A set can stay away until %(day)s at the latest.")
        refuse("until_on", sentence % {"day": in_words(last)}, "too_long")
    if not terms.times_a_year and not terms.weeks_a_year:
        return
    rows = Reservation.objects.filter(
        digibank=row.digibank, organisation=row.organisation, from_on__year=row.from_on.year
    )
    had = list(rows.exclude(end__in=NOT_HAD).values_list("from_on", "until_on"))
    facts = {"year": row.from_on.year, "name": row.organisation}
    if terms.times_a_year and len(had) >= terms.times_a_year:
        sentence = _("%(name)s has had all its sets of %(year)s.")
        raise ValidationError(sentence % facts, code="times_a_year")
    weeks = sum(weeks_of(*days) for days in [*had, (row.from_on, row.until_on)])
    if terms.weeks_a_year and weeks > terms.weeks_a_year:
        sentence = _("With this %(name)s has more than its weeks of %(year)s.")
        raise ValidationError(sentence % facts, code="weeks_a_year")


def weeks_of(from_on: date, until_on: date) -> int:
    """How many weeks begin in these days, first and last included."""
    return (until_on - from_on).days // 7 + 1


@transaction.atomic
def ask_for_set(
    digibank: Digibank,
    *,
    organisation: Organisation,
    kind: str,
    count: int,
    from_on: date,
    until_on: date,
    purpose: str,
    access_point: AccessPoint | None = None,
    by: Account,
) -> Reservation:
    """A partner asks for a set itself: it is kept, and somebody answers within the days that the
    digibank says. Returns the reservation. Refuses: no_purpose, and what `reserve` refuses."""
    if not purpose.strip():
        refuse("purpose", _("What do you do with it?"), "no_purpose")
    row = reserve(
        digibank,
        kind=kind,
        count=count,
        organisation=organisation,
        from_on=from_on,
        until_on=until_on,
        access_point=access_point,
        purpose=purpose.strip(),
        by=by,
    )
    row.answer_by = localdate() + timedelta(days=policy_of(digibank).answer_days)
    row.save(update_fields=["answer_by"])
    record("set_asked", row, facts={"answer_by": row.answer_by}, by=by)
    return row


@transaction.atomic
def answer_set(reservation: Reservation, *, by: Account) -> Reservation:
    """The set that an organisation asked for is theirs, and they are told; returns the reservation.
    (No is: call it off, with the reason.) Refuses: taken (it ended), answered (already)."""
    row = held(reservation)
    if row.answer_by is None:
        raise ValidationError(_("Somebody answered this already."), code="answered")
    row.answer_by = None
    row.save(update_fields=["answer_by"])
    if row.organisation:
        ask([answer_of(row, "yes", by)])
    record("set_granted", row, by=by)
    return row


def in_turn(digibank_id: int) -> None:
    """Who reserves in a digibank comes in turn. Not its key: who writes about it need not wait."""
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank_id)


def refuse_strangers(row: Reservation, devices: Sequence[Device]) -> None:
    """Refuses: nobody, other_digibank."""
    if not row.person and not row.organisation:
        raise ValidationError(_("For whom is it?"), code="nobody")
    for one in (row.person, row.access_point, *devices):
        if one and one.digibank_id != row.digibank_id:
            raise ValidationError(_("This belongs to another digibank."), code="other_digibank")


def refuse_days(from_on: date, until_on: date, access_point: AccessPoint | None) -> None:
    """Refuses: in_past, days_turned, too_far, closed_day."""
    today = localdate()
    if from_on < today:
        refuse("from_on", _("This day is over."), "in_past")
    if until_on < from_on:
        refuse("until_on", _("The last day lies before the first."), "days_turned")
    if from_on > today + timedelta(days=LONGEST):
        refuse("from_on", _("That is more than ten years away. Look at the year again."), "too_far")
    if until_on > from_on:
        refuse_due_as(until_on, from_on, access_point)


def refuse_due_as(until_on: date, from_on: date, access_point: AccessPoint | None) -> None:
    """What a loan refuses of its due day, said of the last day of a reservation."""
    try:
        refuse_due(until_on, from_on, access_point)
    except ValidationError as refusal:
        raise ValidationError({"until_on": refusal.error_dict["due_on"]}) from refusal


def refuse(field: str, sentence: str, code: str) -> None:
    raise ValidationError({field: ValidationError(sentence, code=code)})


def picked(row: Reservation, wanted: Sequence[int], besides: int | None = None) -> list[int]:
    """Devices (their numbers) for `row`: those `wanted`, or the best that are free.

    Refuses: taken, not_enough.
    """
    answer = availability(
        row.digibank, row.kind, row.from_on, row.until_on, count=row.count, besides=besides
    )
    if wanted:
        if gone := set(wanted) - set(answer.free):
            labels = ", ".join(one.label for one in Device.objects.filter(pk__in=gone))
            raise ValidationError(_("Not free then: %(labels)s.") % {"labels": labels}, code=TAKEN)
        return list(wanted)
    if len(answer.free) < row.count:
        raise ValidationError({"count": ValidationError(lacking(answer, row), code="not_enough")})
    return answer.free[: row.count]


def lacking(answer: Answer, row: Reservation) -> str:
    """Why there are not enough, and from when there are."""
    sentence = _("Free then: %(free)s of the %(count)s you ask.")
    words = [sentence % {"free": len(answer.free), "count": row.count}]
    words += [f"{sentence}." for sentence in answer.told]
    if answer.first_on:
        words.append(_("From %(day)s there are enough.") % {"day": in_words(answer.first_on)})
    return " ".join(words)


def held(reservation: Reservation) -> Reservation:
    """The reservation, held and read again. Refuses: taken (it ended)."""
    in_turn(reservation.digibank_id)
    rows = Reservation.objects.select_for_update(of=("self",))
    row = rows.select_related("digibank", "person", "organisation").get(pk=reservation.pk)
    if row.ended_at:
        raise ValidationError(_("This reservation has ended already."), code=TAKEN)
    return row


@transaction.atomic
def cancel(reservation: Reservation, *, reason: str = "", by: Account) -> Reservation:
    """It is not needed any more: its devices are free. Returns it. Refuses: taken, and what
    `FreeText` refuses in the reason."""
    refuse_words("reason", reason)
    row = held(reservation)
    end(row, Reservation.End.CANCELLED, timezone.now())
    if row.answer_by and row.organisation:
        ask([answer_of(row, "no", by)])
    words = {"reason": reason} if reason else None
    facts = {"person": row.person_id} if row.person_id else {}
    record("reservation_cancelled", row, facts=facts, words=words, by=by)
    return row


@transaction.atomic
def confirm(reservation: Reservation, *, by: Account) -> Reservation:
    """It does not lapse any more; returns it. Refuses: taken (also when it lapsed just now)."""
    in_turn(reservation.digibank_id)
    expire(reservation.digibank, timezone.now())
    row = held(reservation)
    row.held_until = None
    row.save(update_fields=["held_until"])
    wanted = Offer.objects.filter(reservation=row, closed_at=None)
    wanted.update(closed_at=timezone.now(), answer=Offer.Answer.ACCEPTED)
    record("reservation_confirmed", row, by=by)
    return row


@transaction.atomic
def exchange(reservation: Reservation, *, out: Device, into: Device, by: Account) -> Reservation:
    """Another device of the same type takes the place of one; returns the reservation.

    Refuses: taken (it ended, or the other is not free), not_in_it, in_it_already, other_kind.
    """
    row = held(reservation)
    expire(row.digibank, timezone.now())
    mine = row.occupancies.active().filter(device=out).first()
    if mine is None:
        raise ValidationError(_("This device is not in this reservation."), code="not_in_it")
    if row.occupancies.active().filter(device=into).exists():
        raise ValidationError(_("This device is in this reservation."), code="in_it_already")
    if into.kind != row.kind or into.digibank_id != row.digibank_id:
        raise ValidationError(_("It is of another type."), code="other_kind")
    picked(row, [into.pk], besides=row.pk)
    mine.freed_at = timezone.now()
    mine.save(update_fields=["freed_at"])
    taken(row, into.pk).save()
    record("reservation_exchanged", row, facts={"out": out.pk, "into": into.pk}, by=by)
    return row


def lying_ready() -> QuerySet[VisitLine, int | None]:
    """The reservations of which a device was taken from the shelf: they do not end meanwhile."""
    lines = VisitLine.objects.filter(pulled__isnull=False, became=None)
    return lines.values_list("reservation", flat=True)


def expire(digibank: Digibank, now: datetime) -> int:
    """End what nobody confirmed in time; returns how many. One entry for each."""
    rows = Reservation.objects.open().filter(digibank=digibank, held_until__lt=now)
    rows = rows.exclude(pk__in=lying_ready())
    ended = [row for row in rows if end(row, Reservation.End.EXPIRED, now)]
    for row in ended:
        record("reservation_lapsed", row, by=None)
    return len(ended)


def tidy_all() -> None:
    """`tidy` in every digibank; what is wrong in one stops no other."""
    for digibank in Digibank.objects.order_by("pk"):
        try:
            tidy(digibank, timezone.now())
        except DatabaseError:
            log.exception("the reservations of digibank %s wait an hour", digibank.pk)


def tidy(digibank: Digibank, now: datetime) -> dict[str, int]:
    """What a night does: holds lapse, what nobody fetched ends, what is late keeps its days, and
    who waits for what is gone gets another. Returns how many of each.

    Where somebody waits each device has a transaction of its own: nobody at a counter waits for the
    others.
    """
    today = localdate(now)
    counts = lapse_and_miss(digibank, now)
    late = Loan.objects.open().filter(digibank=digibank, due_on__lt=today)
    rows = Occupancy.objects.active().filter(loan__in=late, until_on__lt=today)
    stretch(rows, min(last_day(digibank, today), FAR), today)
    others = Occupancy.objects.active().filter(device=OuterRef("device"), reservation__isnull=False)
    first = Subquery(others.order_by("reservation_id").values("reservation_id")[:1])
    left = rows.alias(first=first).order_by("first", "pk")  # who reserved first gets another first
    numbers = list(left.values_list("pk", flat=True))
    stock = Stock(digibank)
    short = sum(len(in_time(keep_going, number, today, stock)) for number in numbers)
    gone = Occupancy.objects.active().filter(
        digibank=digibank, reservation__isnull=False, device__stage__step=Stage.Step.GONE
    )
    devices = list(gone.order_by("device_id").values_list("device", flat=True).distinct())
    short += sum(len(in_time(move_on, number, today, stock)) for number in devices)
    return {**counts, "short": short}


CHUNK = 500


def stretch(rows: QuerySet[Occupancy], until_on: date, today: date) -> None:
    """What is late keeps its days until `until_on`, where nobody waits for it: most of them, many
    at once. The others are left for `keep_going`."""
    others = Occupancy.objects.active().filter(device=OuterRef("device"), from_on__lte=until_on)
    others = others.filter(until_on__gte=OuterRef("from_on")).exclude(pk=OuterRef("pk"))
    free = list(rows.exclude(Exists(others)).order_by("device_id").values_list("pk", flat=True))
    for begin in range(0, len(free), CHUNK):
        some = Occupancy.objects.active().filter(pk__in=free[begin : begin + CHUNK])
        try:
            with transaction.atomic():
                some.filter(until_on__lt=today).update(until_on=until_on)
        except IntegrityError:  # somebody reserved one of them just now: one by one then
            log.info("%s late devices are looked at one by one", CHUNK)


@transaction.atomic
def lapse_and_miss(digibank: Digibank, now: datetime) -> dict[str, int]:
    in_turn(digibank.pk)
    lapsed_count = expire(digibank, now)
    missed = Reservation.objects.open().filter(digibank=digibank, until_on__lt=localdate(now))
    missed = missed.exclude(pk__in=lying_ready())
    ended = [row for row in missed if end(row, Reservation.End.MISSED, now)]
    for row in ended:
        record("reservation_missed", row, by=None)
    return {"lapsed": lapsed_count, "missed": len(ended)}


def in_time(
    act: Callable[[int, date, Stock], list[Reservation]], number: int, today: date, stock: Stock
) -> list[Reservation]:
    """`act` with what `stock` knows; once more when somebody was first at what it called free."""
    try:
        return act(number, today, stock)
    except IntegrityError:
        stock.refresh()
        return act(number, today, stock)


@transaction.atomic
def move_on(device: int, today: date, stock: Stock | None = None) -> list[Reservation]:
    """`device` is gone for good: who reserved it gets another, or is short; returns those."""
    Device.objects.locked(device)
    rows = Occupancy.objects.active().filter(device=device, reservation__isnull=False)
    waiting = list(rows.select_related("reservation"))
    let_go(waiting)
    return moved(waiting, device, today, stock)


def moved(
    waiting: list[Occupancy], device: int, today: date, stock: Stock | None
) -> list[Reservation]:
    """Those who waited for `device` get another; returns, and records, who is short."""
    short = replaced(waiting, today, stock)
    for one in short:
        record("reservation_short", one, facts={"device": device}, by=None)
    return short


@transaction.atomic
def keep_going(number: int, today: date, stock: Stock) -> list[Reservation]:
    device = Occupancy.objects.values_list("device", flat=True).get(pk=number)
    Device.objects.locked(device)
    row = Occupancy.objects.active().filter(pk=number).first()
    if row is None or row.until_on >= today:
        return []
    until_on = min(last_day(stock.digibank, today), FAR)
    waiting = in_the_way(row.device_id, row.from_on, until_on, besides=row.pk)
    let_go(waiting)
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    return moved(waiting, row.device_id, today, stock)
