"""Refreshing: a dispatch that waits is looked at again before it goes: what makes sense now, in
the words of now, over the way that is open now.

Locks are taken in one order everywhere: the schedule of a digibank, its dispatches, their messages.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.network.models import Digibank
from digibank.post import timing
from digibank.post.composing import Texts, compose
from digibank.post.gathering import (
    BY_PEOPLE,
    COUNTED,
    SAID,
    automatic_today,
    counted,
    locked,
    say,
    way_of,
)
from digibank.post.judging import AWAY, blank, cases, drop, judged, withdraw
from digibank.post.models import Channel, Dispatch, Message, Schedule
from digibank.post.purposes import Case, Drop, reason
from digibank.post.recipients import Reach
from digibank.post.ways import Bad, choose, unhealthy_of, works

log = logging.getLogger(__name__)
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
    """Look again at all that waits for people, or for a system that is not set up any more: what
    makes no sense leaves their lists, what can go another way does.

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

    What somebody prints or tells at this moment is for the next time, and so is what we cannot
    read.
    """
    idle = [channel for channel in Channel.values if channel in BY_PEOPLE or not works(channel)]
    waiting = Dispatch.objects.waiting().filter(channel__in=idle, pk__gt=last).order_by("pk")
    found = dict(waiting.values_list("pk", "digibank")[:SIEVE])
    for digibank in sorted(set(found.values())):
        locked(digibank, wait=True)
    skip = connection.features.has_select_for_update_skip_locked
    held = waiting.filter(pk__in=found).select_for_update(skip_locked=skip, of=("self",))
    going, _unread = each_refreshed(list(held))
    return len(going), max(found, default=0)


def each_refreshed(rows: list[Dispatch]) -> tuple[list[Going], list[tuple[Dispatch, Exception]]]:
    """(what of `rows` goes, what we cannot read with why): one that breaks stops no other."""
    try:
        with transaction.atomic():
            return refreshed(rows), []
    except AWAY:
        raise
    except Exception:  # noqa: BLE001 then one by one
        log.exception("%s dispatches cannot be read together", len(rows))
    going: list[Going] = []
    broken: list[tuple[Dispatch, Exception]] = []
    for row in rows:
        try:
            with transaction.atomic():
                going += refreshed([row])
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 who called decides what becomes of it
            log.exception("dispatch %s cannot be read", row.pk)
            broken.append((row, error))
    return going, broken


@transaction.atomic
def refreshed(claimed: list[Dispatch]) -> list[Going]:
    """Those of `claimed` that still make sense, in their order, with the words of this moment.

    They are read again and held: what somebody did since, or another worker, is left alone. What
    makes no sense is withdrawn; who is reached in another way by now gets it in that way; for whom
    it was enough today waits.
    """
    now, places = timezone.now(), {row.pk: place for place, row in enumerate(claimed)}
    leases = {row.pk: row.leased_until for row in claimed}
    numbers = sorted({row.digibank_id for row in claimed})
    schedules = {pk: locked(pk, wait=True) for pk in numbers}
    held = Dispatch.objects.waiting().filter(pk__in=places).select_for_update(of=("self",))
    rows = [row for row in held.order_by("pk") if row.leased_until == leases[row.pk]]
    digibanken = Digibank.objects.in_bulk(numbers)
    going: list[Going] = []
    for pk in numbers:
        found = reworded(digibanken[pk], [row for row in rows if row.digibank_id == pk], now)
        if schedule := schedules[pk]:
            found = within_measure(schedule, for_today(schedule, found, now), now)
        going += found
    return sorted(going, key=lambda one: places[one.row.pk])


def for_today(schedule: Schedule, going: list[Going], now: datetime) -> list[Going]:
    """`going`, those of an earlier day moved to this one; who has one today already waits.

    So a dispatch that was tried for a night does not make two on the next day.
    """
    today = localdate(now)
    rows = [one.row for one in going]
    old = [row for row in rows if row.channel in COUNTED and row.day and row.day != today]
    names = {row.recipient for row in old}
    had = Dispatch.objects.filter(recipient__in=names, day=today, withdrawn_at=None, follows=None)
    served = set(had.values_list("recipient", flat=True)) if old else set()
    for row in old:
        if row.recipient in served and not row.follows_id:
            row.messages.update(dispatch=None, due_at=timing.next_day(schedule, now))
            withdraw([row], now)
        else:
            served.add(row.recipient)
            row.day = today
            row.save(update_fields=["day"])
    return [one for one in going if one.row not in old or one.row.day == today]


def within_measure(schedule: Schedule, going: list[Going], now: datetime) -> list[Going]:
    """`going` without the automatic ones for which their address had enough today: they wait."""
    automatic = [one.row for one in going if one.row.day and one.row.channel in COUNTED]
    if not automatic:
        return going
    busy = Q(sent_at__isnull=False) | Q(leased_until__gt=now)  # gone, or another worker has it
    others = automatic_today(schedule, {row.address for row in automatic}, now).filter(busy)
    gone = counted(others.exclude(pk__in=[row.pk for row in automatic]))
    later = set()
    for row in automatic:
        gone[row.channel, row.address] += 1
        if gone[row.channel, row.address] > schedule.at_most_a_day:
            row.not_before, row.leased_until = timing.next_day(schedule, now), None
            row.save(update_fields=["not_before", "leased_until"])
            later.add(row.pk)
    return [one for one in going if one.row.pk not in later]


def reworded(digibank: Digibank, rows: list[Dispatch], now: datetime) -> list[Going]:
    """Those of `rows`, which somebody holds, that still make sense, with the words of now."""
    messages = list(Message.objects.filter(dispatch__in=rows).order_by("pk"))
    verdicts, known = judged(messages)
    kept: dict[int, list[Message]] = defaultdict(list)
    for message in drop(messages, verdicts, now):
        kept[message.dispatch_id or 0].append(message)
    withdraw([row for row in rows if row.pk not in kept], now)
    asked = {message.recipient for message in messages}
    blank([row for row in rows if row.recipient in asked and row.recipient not in known])
    bad, texts = unhealthy_of(digibank.pk, known.values()), Texts(digibank)
    going, changed = [], []
    for row in [row for row in rows if row.pk in kept]:
        reach, channel, before = known[row.recipient], row.channel, written(row)
        lead(row, reach, bad, now, way_of(kept[row.pk]))
        title, body = say(row, texts, kept[row.pk], verdicts, reach)
        if row.channel == channel and not row.failed_at:
            going.append(Going(row, digibank, title, body))
        else:
            row.leased_until = None
        if written(row) != before:
            changed.append(row)
    # Most say what they said when they were made: to write all again took as long as sending them.
    Dispatch.objects.bulk_update(changed, WRITTEN, batch_size=100)
    return going


def written(row: Dispatch) -> list[object]:
    """What a look at `row` may change."""
    return [getattr(row, name) for name in WRITTEN]


def lead(row: Dispatch, reach: Reach, bad: Bad, now: datetime, first: str = "") -> None:
    """Put on `row` the way that is open now, `first` before others; none at all is a failure."""
    address = reach.addresses.get(row.channel, "")
    healthy = bool(address) and (row.channel, address) not in bad and works(row.channel)
    if (row.follows_id or row.chosen_by_id) and (healthy or row.channel == Channel.DESK):
        row.address = address  # another way was taken already, or somebody chose this one
        return
    row.channel, row.address = choose(reach, bad, first)
    if not row.channel:
        row.channel, row.failed_at = Channel.DESK, now
        row.failed_for = Dispatch.Failed.NO_WAY


@dataclass(frozen=True)
class Now:
    """What a dispatch would say at this moment: for a page, which changes nothing."""

    body: str
    told: list[int]  # the messages that it tells
    gone: list[str]  # why nothing makes sense any more; empty when something does
    spoken: str = ""  # the same in the language of who hears it, when there is a text in it
    language: str = ""  # that language


def as_of_now(row: Dispatch, channel: str = "") -> Now:
    """What `row` says when somebody tells it now, over `channel`, with the secrets left out."""
    messages = list(row.messages.order_by("pk"))
    verdicts, known = judged(messages)
    kept = [one for one in messages if isinstance(verdicts[one.pk], Case)]
    if not messages:
        return Now(row.body, [], [_("There is nothing to tell any more.")])
    if not kept:
        dropped = [one for one in verdicts.values() if isinstance(one, Drop)]
        return Now(row.body, [], list(dict.fromkeys(reason(one.code) for one in dropped)))
    reach = known[row.recipient]
    texts, parts, channel = Texts(row.digibank), cases(kept, verdicts), channel or row.channel
    told = compose(texts, parts, reach, channel)
    other = compose(texts, parts, reach, channel, spoken=True)
    keys = [one.pk for one in kept]
    if other.language == told.language:
        return Now(told.kept_body, keys, [])
    return Now(told.kept_body, keys, [], other.kept_body, other.language)
