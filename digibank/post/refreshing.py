"""Refreshing: a dispatch that waits is looked at again before it goes: what makes sense now, in
the words of now, over the way that is open now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.network.models import Digibank
from digibank.post import timing
from digibank.post.composing import Texts
from digibank.post.failing import blank, withdraw
from digibank.post.gathering import BY_PEOPLE, COUNTED, SAID, locked, say
from digibank.post.judging import drop, judged
from digibank.post.models import Channel, Dispatch, Message, Schedule
from digibank.post.recipients import Reach
from digibank.post.ways import Bad, choose, unhealthy_of

SIEVE = 300  # dispatches looked at again in one transaction
WRITTEN = [
    *SAID,
    *("channel", "address", "failed_at", "failed_for", "leased_until"),
]


@dataclass(frozen=True)
class Going:
    """A dispatch that may go now, with what is said (the row keeps no secrets)."""

    row: Dispatch
    digibank: Digibank
    title: str
    body: str


def sift() -> int:
    """Look again at all that waits for people: what makes no sense any more leaves their lists.

    Returns how many still wait. Paused digibanken are looked at too: nothing goes out by it.
    """
    count, last = sifted_after(0)
    while last:
        more, last = sifted_after(last)
        count += more
    return count


@transaction.atomic
def sifted_after(last: int) -> tuple[int, int]:
    """Look again at the next ones; returns (how many of them still wait, the last of them or 0).

    Held, so that nobody prints or tells them meanwhile; what somebody holds now is for the next
    time.
    """
    skip = connection.features.has_select_for_update_skip_locked
    waiting = Dispatch.objects.waiting().filter(channel__in=BY_PEOPLE, pk__gt=last)
    held = waiting.select_for_update(skip_locked=skip, of=("self",)).order_by("pk")
    rows = list(held[:SIEVE])
    return len(refreshed(rows)), rows[-1].pk if rows else 0


@transaction.atomic
def refreshed(claimed: list[Dispatch]) -> list[Going]:
    """Those of `claimed` that still make sense, in their order, with the words of this moment.

    The others are withdrawn; who is reached in another way by now gets it in that way.
    """
    now = timezone.now()
    by_digibank: dict[int, list[Dispatch]] = defaultdict(list)
    for row in claimed:
        by_digibank[row.digibank_id].append(row)
    digibanken = Digibank.objects.in_bulk(by_digibank)
    going = [
        one
        for pk, rows in by_digibank.items()
        for one in refreshed_of(digibanken[pk], for_today(rows, now), now)
    ]
    return sorted(going, key=lambda one: claimed.index(one.row))


def for_today(rows: list[Dispatch], now: datetime) -> list[Dispatch]:
    """`rows`, those of an earlier day moved to this one; who has one today already waits.

    So a dispatch that was tried for a night does not make two on the next day.
    """
    today = localdate(now)
    old = [
        row
        for row in rows
        if row.channel in COUNTED and row.day and row.day != today and not row.follows_id
    ]
    if not old:
        return rows
    schedule = locked(rows[0].digibank_id, wait=True)
    names = {row.recipient for row in old}
    had = Dispatch.objects.filter(recipient__in=names, day=today, withdrawn_at=None, follows=None)
    served = set(had.values_list("recipient", flat=True))
    for row in old:
        if row.recipient in served or schedule is None:
            later = timing.next_day(schedule or Schedule(), now)
            row.messages.update(dispatch=None, due_at=later)
            withdraw([row], now)
        else:
            served.add(row.recipient)
            row.day = today
            row.save(update_fields=["day"])
    return [row for row in rows if row not in old or row.day == today]


def refreshed_of(digibank: Digibank, rows: list[Dispatch], now: datetime) -> list[Going]:
    messages = list(Message.objects.filter(dispatch__in=rows).order_by("pk"))
    verdicts, known = judged(messages)
    kept: dict[int, list[Message]] = defaultdict(list)
    for message in drop(messages, verdicts, now):
        kept[message.dispatch_id or 0].append(message)
    withdraw([row for row in rows if row.pk not in kept], now)
    asked = {message.recipient for message in messages}
    blank([row for row in rows if row.recipient in asked and row.recipient not in known])
    bad, texts, going = unhealthy_of(digibank.pk, known.values()), Texts(digibank), []
    told = [row for row in rows if row.pk in kept]
    for row in told:
        reach, before = known[row.recipient], row.channel
        lead(row, reach, bad, now)
        title, body = say(row, texts, kept[row.pk], verdicts, reach)
        if row.channel == before and not row.failed_at:
            going.append(Going(row, digibank, title, body))
        else:
            row.leased_until = None
    Dispatch.objects.bulk_update(told, WRITTEN, batch_size=100)
    return going


def lead(row: Dispatch, reach: Reach, bad: Bad, now: datetime) -> None:
    """Put on `row` the way that is open now; none at all is a failure."""
    address = reach.addresses.get(row.channel, "")
    open_still = row.channel == Channel.DESK or (address and (row.channel, address) not in bad)
    if open_still and (row.follows_id or row.chosen_by_id):
        row.address = address  # another way was taken already, or somebody chose this one
        return
    row.channel, row.address = choose(reach, bad)
    if not row.channel:
        row.channel, row.failed_at = Channel.DESK, now
        row.failed_for = Dispatch.Failed.NO_WAY
