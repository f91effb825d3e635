"""Delivering: what waits for another system is handed to it, once.

A worker claims a batch with a lease, asks again whether each still makes sense, hands it over
outside a transaction, and writes at once how that ended. Killed in between, it leaves one mail of
which nobody knows: that one goes again when the lease ends, under the same Message-ID.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from digibank.post import gateway, mailing, timing
from digibank.post.failing import FAILED, blame_address, fail
from digibank.post.faults import Blame, HandOverError
from digibank.post.gathering import paused
from digibank.post.mailer import Mailer
from digibank.post.models import AddressFault, Channel, Dispatch, Schedule
from digibank.post.refreshing import Going, refreshed

LEASE = timedelta(minutes=3)
# No hand-over begins later in the lease: one may take a minute (three steps of 20 seconds).
BEGIN_WITHIN = timedelta(seconds=30)
BATCH = 50
DOWN = 3  # failures of the other system in a row: it is away, the rest of the batch waits
WAIT = timedelta(minutes=1)
SOURCES = {Channel.EMAIL: AddressFault.Source.REPLY, Channel.SMS: AddressFault.Source.GATEWAY}
log = logging.getLogger(__name__)


HandOver = Callable[[Going], str]


def deliver(channel: str) -> bool:
    """Hand a batch over `channel` to its system; true when more may wait."""
    claimed = claim(channel, BATCH)
    if not claimed:
        return False
    began = time.monotonic()
    left = refreshed(claimed)
    failures = 0
    with system(channel) as hand_over:
        while left and failures < DOWN and time.monotonic() - began < BEGIN_WITHIN.total_seconds():
            away = one(hand_over, left.pop(0))
            failures = failures + 1 if away else 0
    release(left, WAIT if failures >= DOWN else timedelta())
    return failures < DOWN and len(claimed) == BATCH


def one(hand_over: HandOver, going: Going) -> bool:
    """Hand one over and write how it ended; true when the other system was away."""
    pk = going.row.pk
    try:
        answer = hand_over(going)
    except HandOverError as error:
        surely(partial(refused, pk, error))
        return error.blame is Blame.SYSTEM
    surely(partial(handed_over, pk, answer))
    return False


@contextmanager
def system(channel: str) -> Iterator[HandOver]:
    """What hands a dispatch over: one connection for a batch of mails, a request for each SMS."""
    if channel == Channel.SMS:
        yield lambda going: gateway.send(going.row.address, going.body, going.row.number.hex)
        return
    with Mailer() as mailer:
        yield lambda going: mailer.send(
            mailing.mail_of(going.row, going.digibank, going.title, going.body)
        )


def surely(write: Callable[[], object]) -> None:
    """Write what became of a hand-over, also when the database is locked for a while.

    It gives up when the lease ends: then the mail goes again, under the same Message-ID.
    """
    until = time.monotonic() + BEGIN_WITHIN.total_seconds()
    while True:
        try:
            write()
        except OperationalError:
            connection.close()
            if time.monotonic() > until:
                raise
            log.warning("the database is away: what was handed over waits to be written")
            time.sleep(1)
        else:
            return


@transaction.atomic
def claim(channel: str, limit: int) -> list[Dispatch]:
    """The oldest that may go now and that no other worker has, now ours for `LEASE`."""
    now = timezone.now()
    schedules = Schedule.objects.all()
    quiet = [one.digibank_id for one in schedules if not timing.allows(one, now)]
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = Dispatch.objects.waiting().filter(free, channel=channel, not_before__lte=now)
    rows = rows.exclude(digibank__in=paused()).exclude(day__isnull=False, digibank__in=quiet)
    skip = connection.features.has_select_for_update_skip_locked
    ours = rows.select_for_update(skip_locked=skip, of=("self",)).order_by("not_before", "pk")
    claimed = list(ours[:limit])
    for row in claimed:
        row.leased_until = now + LEASE
    keys = [row.pk for row in claimed]
    Dispatch.objects.filter(pk__in=keys).update(leased_until=now + LEASE)
    return claimed


def handed_over(pk: int, answer: str) -> None:
    """The other system took it: one row, one statement."""
    Dispatch.objects.filter(pk=pk).update(
        sent_at=timezone.now(), leased_until=None, answer=answer[:300]
    )


@transaction.atomic
def refused(pk: int, error: HandOverError) -> None:
    """The other system did not take it: again after a pause, or not at all."""
    row = Dispatch.objects.select_for_update().get(pk=pk)
    row.answer = f"{error.code} {error.words}".strip()[:300]
    row.failure_count += 1
    row.save(update_fields=["answer", "failure_count"])
    passing = error.blame in {Blame.SYSTEM, Blame.FULL}
    if passing and row.failure_count < timing.TRIES:
        try_later(row)
        return
    if error.blame in {Blame.ADDRESS, Blame.FULL}:
        facts = {"code": error.code, "words": error.words}
        source = SOURCES[Channel(row.channel)]
        blame_address(row, source=source, permanent=not passing, **facts)
    fail(row, FAILED[error.blame], again=error.blame is not Blame.MESSAGE)


def try_later(row: Dispatch) -> None:
    later = timezone.now() + timing.pause_after(row.failure_count)
    row.not_before, row.leased_until = later, None
    row.save(update_fields=["not_before", "leased_until"])


def release(left: list[Going], pause: timedelta) -> None:
    """Let go of what was claimed and not begun."""
    keys = [going.row.pk for going in left]
    if keys:
        rows = Dispatch.objects.filter(pk__in=keys)
        rows.update(leased_until=None, not_before=timezone.now() + pause)
