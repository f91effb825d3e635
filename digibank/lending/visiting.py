"""Visiting: somebody comes at an agreed hour; what is fetched is taken from the shelf before."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.ledger.recording import record
from digibank.lending import visit_queries
from digibank.lending.handing_out import read_again, refuse_if_not_ready
from digibank.lending.models import Loan, Reservation, SlotRule, Visit, VisitLine
from digibank.lending.occupying import last_day, let_go, refuse_spoken_for, standing, taken
from digibank.lending.visit_notices import messages_of
from digibank.network.models import AccessPoint
from digibank.people.models import Person
from digibank.post.asking import ask
from digibank.ui.refusals import TAKEN

GIVEN = frozenset({"digibank", "access_point", "person", "made_by", "closed_by"})
Kind = VisitLine.Kind


@transaction.atomic
def plan_visit(
    access_point: AccessPoint,
    *,
    person: Person,
    starts_at: datetime,
    fetch: Collection[Reservation] = (),
    bring: Collection[Loan] = (),
    renew: Collection[Loan] = (),
    remark: str = "",
    by: Account,
) -> Visit:
    """`person` comes to `access_point` at `starts_at`, for all of it at once; returns the visit.

    Refuses: nothing (for nothing), taken (they come already: change that one), no_slot (no such
    slot), slot_full, other_digibank, erased, not_theirs (of somebody else), ended (over already).
    """
    hold_slot(access_point, starts_at)
    person = read_again(person)
    if person.digibank_id != access_point.digibank_id:
        raise ValidationError(_("This belongs to another digibank."), code="other_digibank")
    row = Visit(
        digibank=person.digibank,
        access_point=access_point,
        person=person,
        starts_at=starts_at,
        remark=remark.strip(),
        made_by=by,
    )
    row.clean_fields(exclude=GIVEN)
    row.validate_constraints(exclude=None)
    row.save()
    put_lines(row, fetch, bring, renew)
    ask(messages_of(row, by))
    facts = {"person": person.pk, "starts_at": starts_at, "place": access_point.pk}
    record("visit_planned", row, facts=facts, by=by)
    return row


def hold_slot(point: AccessPoint, starts_at: datetime, besides: int | None = None) -> None:
    """Holds the place, so that two at two counters come in turn. Refuses: no_slot, slot_full."""
    AccessPoint.objects.select_for_update(no_key=True).get(pk=point.pk)
    day = localdate(starts_at)
    found = visit_queries.slots(point, day, 1, besides=besides)
    slot = next((one for one in found if one.starts_at == starts_at), None)
    if slot is None:
        refuse("starts_at", _("Nobody is there then. Choose a moment from the list."), "no_slot")
    elif slot.free == 0:
        refuse("starts_at", _("This moment is full. Choose another one."), "slot_full")


def refuse(field: str, sentence: str, code: str) -> None:
    raise ValidationError({field: ValidationError(sentence, code=code)})


def put_lines(
    row: Visit,
    fetch: Collection[Reservation],
    bring: Collection[Loan],
    renew: Collection[Loan],
) -> None:
    """What the visit is for. Refuses: nothing, not_theirs, ended."""
    if not fetch and not bring and not renew and not row.lines.exists():
        raise ValidationError(_("What do they come for?"), code="nothing")
    things: list[Reservation | Loan] = [*fetch, *bring, *renew]
    for one in things:
        if one.person_id != row.person_id:
            raise ValidationError(_("This is of somebody else."), code="not_theirs")
        if one.ended_at:
            raise ValidationError(_("This is over already."), code="ended")
    lines = [VisitLine(visit=row, kind=Kind.FETCH, reservation=one) for one in fetch]
    lines += [VisitLine(visit=row, kind=Kind.BRING, loan=one) for one in bring]
    lines += [VisitLine(visit=row, kind=Kind.RENEW, loan=one) for one in renew]
    VisitLine.objects.bulk_create(lines)


def held(visit: Visit) -> Visit:
    """The visit, held and read again. Refuses: taken (it was closed)."""
    rows = Visit.objects.select_for_update(of=("self",))
    row = rows.select_related("person", "access_point", "digibank").get(pk=visit.pk)
    if row.closed_at:
        raise ValidationError(_("This appointment was closed already."), code=TAKEN)
    return row


@transaction.atomic
def change_visit(
    visit: Visit,
    *,
    starts_at: datetime,
    fetch: Collection[Reservation] = (),
    bring: Collection[Loan] = (),
    renew: Collection[Loan] = (),
    remark: str = "",
    by: Account,
) -> Visit:
    """They come at another moment, or for something else; returns the visit. What was pulled stays
    pulled. Refuses: taken (closed), and what `plan_visit` refuses."""
    if starts_at != visit.starts_at:
        hold_slot(visit.access_point, starts_at, besides=visit.pk)
    row = held(visit)
    was = row.starts_at
    row.starts_at, row.remark = starts_at, remark.strip()
    row.clean_fields(exclude=GIVEN)
    row.save()
    row.lines.filter(pulled=None, became=None).delete()
    kept = set(row.lines.values_list("reservation", flat=True))
    put_lines(row, [one for one in fetch if one.pk not in kept], bring, renew)
    if was != starts_at:
        ask(messages_of(row, by))
    record("visit_changed", row, facts={"starts_at": starts_at, "was": was}, by=by)
    return row


@transaction.atomic
def pull(line: VisitLine, *, device: Device, by: Account) -> VisitLine:
    """`device` is taken from the shelf for this line; returns the line. Until it leaves or goes
    back, its reservation does not lapse.

    Refuses: taken (closed, over, or pulled for somebody else), no_fetch, pulled (there is one
    already), other_kind, other_digibank, reserved, and what `devices.queries.missing` lacks.
    """
    device = Device.objects.locked(device.pk)
    row, visit = line_of(line)
    if row.reservation is None:
        raise ValidationError(_("Nothing is fetched here."), code="no_fetch")
    if row.pulled_id:
        raise ValidationError(
            _("There is one for them already. Put that back first."), code="pulled"
        )
    if device.digibank_id != visit.digibank_id:
        raise ValidationError(_("This belongs to another digibank."), code="other_digibank")
    kept = Reservation.objects.select_for_update().get(pk=row.reservation.pk)
    if kept.ended_at:
        raise ValidationError(_("This is over already."), code=TAKEN)
    if device.kind != kept.kind:
        raise ValidationError(_("It is of another type."), code="other_kind")
    refuse_if_not_ready(device)
    today = localdate()
    others = standing(device.pk, today, max(last_day(visit.digibank, kept.until_on), today))
    strangers = [
        one for one in others if not one.reservation or one.reservation.person_id != visit.person_id
    ]
    refuse_spoken_for(strangers, today)
    if not others:
        keep_instead(kept, device, today)
    row.pulled, row.pulled_at, row.pulled_by = device, timezone.now(), by
    row.validate_constraints(exclude=None)
    row.save()
    facts = {"device": device.pk, "line": row.pk, "person": visit.person_id}
    record("visit_pulled", visit, facts=facts, by=by)
    return row


def keep_instead(kept: Reservation, device: Device, today: date) -> None:
    """`device`, which nobody has in these days, is what is kept from now on: nobody else gets it
    while it lies ready. What was kept in its place is free."""
    ready = VisitLine.objects.filter(reservation=kept, pulled__isnull=False, became=None)
    days = kept.occupancies.active().exclude(device__in=ready.values("pulled")).order_by("pk")
    let_go(list(days[:1]))
    mine = taken(kept, device.pk)
    mine.from_on = max(kept.from_on, today)
    mine.save()
    if kept.short_since:
        kept.short_since = None
        kept.save(update_fields=["short_since"])


def line_of(line: VisitLine) -> tuple[VisitLine, Visit]:
    """The line and its visit, held. Refuses: taken."""
    visit = held(line.visit)
    return VisitLine.objects.select_related("reservation").get(pk=line.pk), visit


@transaction.atomic
def put_back(line: VisitLine, *, by: Account) -> VisitLine:
    """What was pulled is on the shelf again; returns the line. Also of a visit that was closed.

    Refuses: not_pulled (nothing was, or it left with them).
    """
    Visit.objects.select_for_update().get(pk=line.visit_id)
    row = VisitLine.objects.select_related("visit").get(pk=line.pk)
    if row.pulled_id is None or row.became_id:
        raise ValidationError(_("Nothing of this lies ready."), code="not_pulled")
    facts = {"device": row.pulled_id, "line": row.pk}
    row.pulled, row.pulled_at, row.pulled_by = None, None, None
    row.save()
    record("visit_put_back", row.visit, facts=facts, by=by)
    return row


@transaction.atomic
def close_visit(visit: Visit, *, how: str, by: Account) -> Visit:
    """They came, did not come, or called it off; returns the visit. What was pulled goes back.

    Refuses: taken (closed already), invalid_choice, still_pulled (something lies ready: hand it out
    or put it back).
    """
    row = held(visit)
    if how not in Visit.End.values:
        raise ValidationError({"how": ValidationError(_("How did it end?"), "invalid_choice")})
    if row.lines.filter(pulled__isnull=False, became=None).exists():
        sentence = _("Something still lies ready for them. Hand it out, or put it back.")
        raise ValidationError(sentence, code="still_pulled")
    row.end, row.closed_at, row.closed_by = how, timezone.now(), by
    row.save()
    record("visit_closed", row, facts={"how": how, "person": row.person_id}, by=by)
    return row


@transaction.atomic
def set_slots(access_point: AccessPoint, *, minutes: int, at_once: int, by: Account) -> SlotRule:
    """From now on so many people can come at once, for so long; visits that stand stay. Returns the
    rule. Refuses what the fields refuse."""
    row = SlotRule(access_point=access_point, minutes=minutes, at_once=at_once)
    row.clean_fields(exclude={"access_point"})
    row.save()
    record("slots_set", access_point, facts={"minutes": minutes, "at_once": at_once}, by=by)
    return row
