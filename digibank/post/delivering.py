"""Delivering: what waits for another system is handed to it, once.

A worker claims a batch with a lease, asks again whether each still makes sense, hands it over
outside a transaction, and writes at once how that ended. Killed in between, it leaves one mail of
which nobody knows: that one goes again when the lease ends, under the same Message-ID.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import OperationalError, connection, transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from digibank.post import mailing, timing
from digibank.post.carriers import gateway
from digibank.post.carriers.faults import Blame, HandOverError, cleaned
from digibank.post.carriers.mailer import Mailer
from digibank.post.failing import FAILED, blame_address, fail
from digibank.post.gathering import paused
from digibank.post.models import AddressFault, Channel, Dispatch, Schedule
from digibank.post.refreshing import Going, each_refreshed

# Longer than the slowest hand-over: nine steps of 20 seconds over a new connection.
LEASE = timedelta(minutes=5)
# No hand-over begins later in the lease.
BEGIN_WITHIN = timedelta(seconds=30)
BATCH = 50
DOWN = 3  # so many failures in a row that are about no address: the rest of the batch waits
WAITS: dict[Blame | None, timedelta] = {
    Blame.SYSTEM: timedelta(minutes=1),
    Blame.MESSAGE: timedelta(minutes=15),  # it refuses all that we say: somebody has to look
}
SOURCES = {Channel.EMAIL: AddressFault.Source.REPLY, Channel.SMS: AddressFault.Source.GATEWAY}
log = logging.getLogger(__name__)
HandOver = Callable[[Going], str]


def deliver(channel: str) -> bool:
    """Hand a batch over `channel` to its system; true when more may wait."""
    claimed = claim(channel, BATCH)
    if not claimed:
        return False
    batch = Batch([row.pk for row in claimed], claimed[0].leased_until)
    try:
        with system(channel) as hand_over:
            for going in ready(claimed):
                if not batch.goes_on():
                    break
                if not batch.holds(going.row.digibank_id):
                    batch.left.remove(going.row.pk)
                    batch.ended(one(hand_over, going))
    finally:
        # Whatever ended it, a cut connection or a mistake of ours: what did not begin is let go of,
        # or it would wait in vain until the lease ends.
        surely(batch.release)
    return not batch.is_down and len(claimed) == BATCH


@dataclass
class Batch:
    """What a worker holds: what is left of it, for how long, and how it goes."""

    left: list[int]  # dispatches that did not begin
    until: datetime | None  # the lease
    failures: int = 0  # in a row, about no address
    blame: Blame | None = None  # of the last one
    began: float = field(default_factory=time.monotonic)
    looked: float = field(default_factory=time.monotonic)
    paused: set[int] = field(default_factory=set)

    @property
    def is_down(self) -> bool:
        """Whether the other system is away, or refuses all that we say."""
        return self.failures >= DOWN

    def goes_on(self) -> bool:
        in_time = time.monotonic() - self.began < BEGIN_WITHIN.total_seconds()
        return in_time and not self.is_down

    def holds(self, digibank_id: int) -> bool:
        """Whether somebody paused `digibank_id` since the batch began; looked at once a second."""
        if time.monotonic() - self.looked >= 1:
            self.looked, self.paused = time.monotonic(), set(paused())
        return digibank_id in self.paused

    def ended(self, blame: Blame | None) -> None:
        self.blame = blame
        self.failures = self.failures + 1 if blame in WAITS else 0

    def release(self) -> None:
        """Let go of what did not begin, and is still ours."""
        pause = WAITS[self.blame] if self.is_down else timedelta()
        rows = Dispatch.objects.filter(pk__in=self.left, leased_until=self.until)
        rows.update(leased_until=None, not_before=timezone.now() + pause)


def ready(claimed: list[Dispatch]) -> list[Going]:
    """What of `claimed` goes, with its words; one that is beyond us waits, and after a day of
    tries it fails, on the list of what did not arrive."""
    going, broken = each_refreshed(claimed)
    for row, error in broken:
        refused(row.pk, HandOverError(Blame.SYSTEM, "", type(error).__name__))
    return going


def one(hand_over: HandOver, going: Going) -> Blame | None:
    """Hand one over and write how it ended; returns whose fault a failure is."""
    pk = going.row.pk
    try:
        answer = hand_over(going)
    except HandOverError as error:
        surely(partial(refused, pk, error))
        return error.blame
    except Exception as error:  # noqa: BLE001 ours, about one: people see it
        log.exception("dispatch %s cannot be handed over", pk)
        surely(partial(refused, pk, HandOverError(Blame.MESSAGE, "", type(error).__name__)))
        return None
    surely(partial(handed_over, pk, answer))
    return None


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

    It gives up before the lease ends: then the mail goes again, under the same Message-ID.
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
    """The other system took it: one row, one statement.

    It went, also when somebody erased the recipient meanwhile; then no word is kept.
    """
    kept = Case(When(address="", then=Value("")), default=Value(cleaned(answer)[:300]))
    rows = Dispatch.objects.filter(pk=pk)
    rows.update(sent_at=timezone.now(), withdrawn_at=None, leased_until=None, answer=kept)


@transaction.atomic
def refused(pk: int, error: HandOverError) -> None:
    """The other system did not take it: again after a pause, or not at all."""
    row = Dispatch.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != "waiting":
        return  # somebody withdrew it while it was on its way
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
