"""Queueing: somebody takes a number, is called, comes or not. Smiles are counted at the door."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import addresses
from digibank.guidance.models import Kiosk, Smile, Ticket
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint
from digibank.ui.refusals import TAKEN


def in_line(point: AccessPoint) -> AccessPoint:
    """`point`, locked: all that happens in its queue takes turns."""
    return AccessPoint.objects.select_for_update(no_key=True).get(pk=point.pk)


@transaction.atomic
def take_number(access_point: AccessPoint, *, by: Account | None) -> Ticket:
    """The next number of today at `access_point`, from 1; `by` nobody at a kiosk. Returns it.

    Refuses: closed, when the access point is closed for good.
    """
    point = in_line(access_point)
    if point.closed_on:
        raise ValidationError(_("This place is closed for good."), code="closed")
    today = localdate()
    last = Ticket.objects.filter(access_point=point, on=today).aggregate(last=Max("number"))["last"]
    made = Ticket.objects.create(
        digibank_id=point.digibank_id,
        access_point=point,
        on=today,
        number=(last or 0) + 1,
        taken_by=by,
    )
    record("number_taken", made, facts={"number": made.number, "place": point.pk}, by=by)
    return made


@transaction.atomic
def call_next(access_point: AccessPoint, *, desk: str = "", by: Account) -> Ticket:
    """Call who waits longest at `access_point` to `desk`; whom `by` helped till now is done.

    Returns the ticket. Refuses: nobody_waits, and what the field refuses.
    """
    point = in_line(access_point)
    today = Ticket.objects.filter(access_point=point, on=localdate())
    ticket = today.waiting().order_by("number").first()
    if ticket is None:
        raise ValidationError(_("Nobody waits."), code="nobody_waits")
    done = today.filter(called_by=by, ended_at=None, called_at__isnull=False)
    done.update(ended_at=timezone.now(), end=Ticket.End.HELPED)
    call(ticket, desk, by)
    record("number_called", ticket, facts={"number": ticket.number}, by=by)
    return ticket


@transaction.atomic
def call_again(ticket: Ticket, *, desk: str = "", by: Account) -> Ticket:
    """Call `ticket` once more; returns it. Refuses: taken, when it is done."""
    in_line(ticket.access_point)
    row = open_ticket(ticket)
    call(row, desk or row.desk, by)
    record("number_called", row, facts={"number": row.number, "again": True}, by=by)
    return row


@transaction.atomic
def end(ticket: Ticket, *, end: str, by: Account) -> Ticket:
    """`ticket` is done: helped, or nobody came; returns it. Refuses: taken, no_how."""
    if end not in Ticket.End.values:
        raise ValidationError(_("Say how it ended."), code="no_how")
    in_line(ticket.access_point)
    row = open_ticket(ticket)
    row.ended_at, row.end = timezone.now(), end
    row.save(update_fields=["ended_at", "end"])
    record("number_ended", row, facts={"number": row.number, "how": end}, by=by)
    return row


def open_ticket(ticket: Ticket) -> Ticket:
    """`ticket` read again under the lock of its place. Refuses: taken."""
    row = Ticket.objects.get(pk=ticket.pk)
    if row.ended_at:
        raise ValidationError(_("This number is done already."), code=TAKEN)
    return row


def call(ticket: Ticket, desk: str, by: Account) -> None:
    ticket.called_at, ticket.called_by, ticket.desk = timezone.now(), by, desk.strip()
    ticket.first_called_at = ticket.first_called_at or ticket.called_at
    ticket.clean_fields(exclude={"digibank", "access_point", "taken_by", "called_by"})
    ticket.save()


@transaction.atomic
def make_kiosk(access_point: AccessPoint, *, name: str, by: Account) -> tuple[Kiosk, str]:
    """A screen for `access_point`; returns it with the secret of its address, shown once.

    Refuses what the name refuses.
    """
    secret, digest = addresses.new()
    made = Kiosk(
        digibank_id=access_point.digibank_id,
        access_point=access_point,
        name=name.strip(),
        digest=digest,
        made_by=by,
    )
    made.clean_fields(exclude={"digibank", "access_point", "made_by"})
    made.save()
    record("kiosk_made", made, facts={"place": access_point.pk}, words={"name": name}, by=by)
    return made, secret


@transaction.atomic
def end_kiosk(kiosk: Kiosk, *, by: Account) -> Kiosk:
    """The address of `kiosk` opens nothing from now on; returns it. Refuses: taken."""
    row = Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
    if row.ended_at:
        raise ValidationError(_("This screen was ended already."), code=TAKEN)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("kiosk_ended", row, by=by)
    return row


def smile(access_point: AccessPoint, *, mood: str, once: UUID | None = None) -> Smile:
    """Count how somebody left; returns it. The ledger keeps nothing: it would tell the minute.

    The same `once` again counts nothing more. Refuses: mood.
    """
    if mood not in Smile.Mood.values:
        raise ValidationError(_("Choose a face."), code="mood")
    now: datetime = timezone.localtime()
    made = Smile(
        digibank_id=access_point.digibank_id,
        access_point=access_point,
        on=now.date(),
        hour=now.hour,
        mood=mood,
        once=once,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Smile.objects.get(once=once)
    return made
