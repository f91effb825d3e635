"""Gathering: messages that are due become dispatches, those of one recipient and day together."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.network.models import Digibank
from digibank.post import purposes, timing
from digibank.post.composing import Texts, compose
from digibank.post.judging import AWAY, cases, drop, judged, withdraw
from digibank.post.models import Channel, Dispatch, Message, Pause, Schedule
from digibank.post.purposes import Verdict
from digibank.post.recipients import Reach
from digibank.post.ways import Bad, choose, unhealthy_of

BATCH = 200  # recipients of one round
MOST = 2_000  # messages of one round: somebody may have many
COUNTED = (Channel.EMAIL, Channel.SMS)  # what fills a mailbox by itself
BY_PEOPLE = (Channel.LETTER, Channel.CALL, Channel.DESK)
Bundle = list[Message]
PUT_OFF = timedelta(hours=1)  # what is beyond us is tried again after this
GIVE_UP = timedelta(days=2)  # and dropped after this
log = logging.getLogger(__name__)


def gather() -> bool:
    """Make dispatches of what is due, a batch for each digibank; true when more may wait."""
    now = timezone.now()
    quiet = [one.digibank_id for one in Schedule.objects.all() if not timing.allows(one, now)]
    waiting = Message.objects.waiting().filter(due_at__lte=now).exclude(digibank__in=paused())
    waiting = waiting.exclude(digibank__in=quiet, purpose__in=purposes.automatic())
    found = waiting.values_list("digibank", flat=True).order_by().distinct()
    return any_full(list(found), now)


def any_full(digibanken: list[int], now: datetime) -> bool:
    """A batch of each; true when one was full. What is wrong in one digibank stops no other."""
    full = False
    for digibank in digibanken:
        try:
            full |= gather_of(digibank, now)
        except AWAY:
            raise
        except Exception:  # noqa: BLE001 the outermost loop of this batch
            log.exception("the messages of digibank %s: one recipient at a time", digibank)
            one_at_a_time(digibank, now)
    return full


def one_at_a_time(digibank_id: int, now: datetime) -> None:
    """Gather the first recipients of a digibank one by one, and who is beyond us purpose by
    purpose; what breaks is put off an hour, after two days it is dropped."""
    waiting = Message.objects.waiting().filter(digibank=digibank_id, due_at__lte=now)
    for recipient in first_of(waiting):
        if goes(digibank_id, now, recipient):
            continue
        theirs = waiting.filter(recipient=recipient)
        for purpose in set(theirs.values_list("purpose", flat=True)):
            if not goes(digibank_id, now, recipient, purpose):
                broken = theirs.filter(purpose=purpose)
                broken.filter(expires_at=None, asked_at__lt=now - GIVE_UP).update(
                    dropped_at=now, dropped_for="broken"
                )
                broken.waiting().update(due_at=now + PUT_OFF)


def goes(digibank_id: int, now: datetime, recipient: str, purpose: str = "") -> bool:
    """Gather what there is for one recipient, of one purpose; false when it breaks."""
    try:
        gather_of(digibank_id, now, recipient, purpose)
    except AWAY:
        raise
    except Exception:  # noqa: BLE001 one recipient stops no other
        log.exception("a message to %s cannot be read", recipient)
        return False
    return True


def first_of(waiting: QuerySet[Message]) -> list[str]:
    """The recipients of the next round, who waits the longest first."""
    rows = waiting.order_by("due_at", "pk").values_list("recipient", flat=True)[:BATCH]
    return list(dict.fromkeys(rows))


def paused() -> QuerySet[Pause, int]:
    """The digibanken out of which nothing goes."""
    return Pause.objects.filter(ended_at=None).values_list("digibank", flat=True)


def locked(digibank_id: int, *, wait: bool) -> Schedule | None:
    """The schedule of a digibank, held: one worker at a time makes its dispatches.

    None when another worker has it, and `wait` is false.
    """
    Schedule.objects.get_or_create(digibank_id=digibank_id)
    skip = not wait and connection.features.has_select_for_update_skip_locked
    rows = Schedule.objects.select_for_update(skip_locked=skip)
    return rows.filter(digibank=digibank_id).first()


@transaction.atomic
def gather_of(digibank_id: int, now: datetime, only: str = "", purpose: str = "") -> bool:
    """A batch of one digibank, or what there is for one recipient (of one purpose); true when it
    was full."""
    schedule = locked(digibank_id, wait=False)
    if schedule is None:
        return False
    waiting = Message.objects.waiting().filter(digibank=digibank_id, due_at__lte=now)
    if not timing.allows(schedule, now):
        waiting = waiting.exclude(purpose__in=purposes.automatic())
    if purpose:
        waiting = waiting.filter(purpose=purpose)
    first = [only] if only else first_of(waiting)
    # Who was asked for first goes first: who waited a day for a full address is not passed again.
    rows = waiting.filter(recipient__in=first).order_by("pk")
    messages = list(rows[:MOST])
    beside = open_for_people(digibank_id, set(first))
    told = Message.objects.filter(dispatch__in=beside.values()).order_by("due_at", "pk")
    verdicts, known = judged([*told, *messages])
    kept = drop(messages, verdicts, now)
    still = drop(list(told), verdicts, now)
    write = Writer(schedule, verdicts, known, now)
    bundles = write.joined(beside, still, bundled(kept))
    write.dispatched(postponed(schedule, bundles, now))
    return len(first) == BATCH or len(messages) == MOST


def open_for_people(digibank_id: int, recipients: set[str]) -> dict[str, Dispatch]:
    """Recipient -> the automatic dispatch that waits for somebody to print, call or tell it."""
    rows = Dispatch.objects.waiting().filter(
        digibank=digibank_id, recipient__in=recipients, channel__in=BY_PEOPLE, day__isnull=False
    )
    return {row.recipient: row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def bundled(messages: Sequence[Message]) -> list[Bundle]:
    """Automatic messages of one recipient together, every other one by itself."""
    automatic = set(purposes.automatic())
    together: dict[object, Bundle] = defaultdict(list)
    for message in messages:
        key = message.recipient if message.purpose in automatic else message.pk
        together[key].append(message)
    return list(together.values())


def way_of(bundle: Bundle) -> str:
    """The channel that something in `bundle` takes first, whatever its recipient wants."""
    return purposes.way_of(message.purpose for message in bundle)


def is_automatic(bundle: Bundle) -> bool:
    return bundle[0].purpose in purposes.automatic()


def postponed(schedule: Schedule, bundles: list[Bundle], now: datetime) -> list[Bundle]:
    """Those that may go today; who had an automatic dispatch today gets the next one later."""
    had = Dispatch.objects.filter(
        recipient__in={bundle[0].recipient for bundle in bundles if is_automatic(bundle)},
        day=localdate(now),
        withdrawn_at=None,
        follows=None,
    )
    served = set(had.values_list("recipient", flat=True))
    later: list[Bundle] = []
    going: list[Bundle] = []
    for bundle in bundles:
        again = is_automatic(bundle) and bundle[0].recipient in served
        (later if again else going).append(bundle)
    postpone(schedule, later, now)
    return going


def postpone(schedule: Schedule, bundles: list[Bundle], now: datetime) -> None:
    """Look at these messages again on the next day on which something may go."""
    keys = [message.pk for bundle in bundles for message in bundle]
    if keys:
        Message.objects.filter(pk__in=keys).update(due_at=timing.next_day(schedule, now))


@dataclass
class Writer:
    """Writes the dispatches of one batch: what was judged, and how everybody is reached."""

    schedule: Schedule
    verdicts: dict[int, Verdict]
    known: dict[str, Reach]
    now: datetime

    def __post_init__(self) -> None:
        self.digibank = Digibank.objects.get(pk=self.schedule.digibank_id)
        self.texts = Texts(self.digibank)
        self.bad = unhealthy_of(self.digibank.pk, self.known.values())

    def joined(
        self, beside: dict[str, Dispatch], still: list[Message], bundles: list[Bundle]
    ) -> list[Bundle]:
        """Put each bundle with the dispatch that waits for people already; returns the others.

        So nobody is called twice for what one call can tell.
        """
        told: dict[int, Bundle] = defaultdict(list)
        for message in still:
            told[message.dispatch_id or 0].append(message)
        rest = []
        for bundle in bundles:
            row = beside.get(bundle[0].recipient)
            if row is None or not is_automatic(bundle) or not fits(row, bundle):
                rest.append(bundle)
                continue
            say(row, self.texts, [*told[row.pk], *bundle], self.verdicts, self.known[row.recipient])
            row.save(update_fields=SAID)
            self.move([(row, bundle)])
            told[row.pk] += bundle
        withdraw([row for row in beside.values() if not told[row.pk]], self.now)
        return rest

    def dispatched(self, bundles: list[Bundle]) -> None:
        """Write a dispatch for each bundle, over the way that is open to its recipient."""
        going, later = measured(self.schedule, bundles, self.known, self.bad, self.now)
        postpone(self.schedule, later, self.now)
        rows = []
        for bundle in going:
            row = made(bundle, self.known[bundle[0].recipient], self.bad, self.now)
            say(row, self.texts, bundle, self.verdicts, self.known[row.recipient])
            rows.append(row)
        Dispatch.objects.bulk_create(rows, batch_size=200)
        self.move(list(zip(rows, going, strict=True)))

    def move(self, pairs: list[tuple[Dispatch, Bundle]]) -> None:
        """The messages of each bundle are in its dispatch from now on."""
        for row, bundle in pairs:
            for message in bundle:
                message.dispatch = row
        moved = [message for _row, bundle in pairs for message in bundle]
        Message.objects.bulk_update(moved, ["dispatch"], batch_size=100)


SAID = ["name", "through", "language", "wanted_language", "title", "body"]


def fits(row: Dispatch, bundle: Bundle) -> bool:
    """Whether `row` goes the way that `bundle` takes first, and, when it is to be called at a later
    moment, still comes in time."""
    if way_of(bundle) not in {"", row.channel}:
        return False
    return all(one.expires_at is None or row.not_before < one.expires_at for one in bundle)


def measured(
    schedule: Schedule,
    bundles: list[Bundle],
    known: dict[str, Reach],
    bad: Bad,
    now: datetime,
) -> tuple[list[Bundle], list[Bundle]]:
    """(those that go, those for which their address had enough today)."""
    going, later = [], []
    ways = [choose(known[bundle[0].recipient], bad, way_of(bundle)) for bundle in bundles]
    addresses = {address for _channel, address in ways if address}
    sent = counted(automatic_today(schedule, addresses, now))
    for bundle, way in zip(bundles, ways, strict=True):
        if is_automatic(bundle) and way[0] in COUNTED:
            if sent[way] >= schedule.at_most_a_day:
                later.append(bundle)
                continue
            sent[way] += 1
        going.append(bundle)
    return going, later


def automatic_today(
    schedule: Schedule, addresses: Collection[str], now: datetime
) -> QuerySet[Dispatch]:
    """The automatic mails and SMS of today to `addresses`."""
    return Dispatch.objects.filter(
        digibank=schedule.digibank_id,
        channel__in=COUNTED,
        address__in=addresses,
        day=localdate(now),
        withdrawn_at=None,
    )


def counted(rows: QuerySet[Dispatch]) -> dict[tuple[str, str], int]:
    """(channel, address) -> how many of `rows` go there; one query."""
    found = rows.values_list("channel", "address").annotate(count=Count("pk")).order_by()
    return defaultdict(int, {(channel, address): count for channel, address, count in found})


def made(bundle: Bundle, reach: Reach, bad: Bad, now: datetime) -> Dispatch:
    """The dispatch of `bundle`, unsaved; when nothing leads to its recipient it has failed."""
    channel, address = choose(reach, bad, way_of(bundle))
    first = bundle[0]
    row = Dispatch(
        digibank_id=first.digibank_id,
        recipient=first.recipient,
        person_id=first.person_id,
        channel=channel or Channel.DESK,
        address=address,
        day=localdate(now) if is_automatic(bundle) else None,
        not_before=now,
    )
    if not channel:
        row.failed_at, row.failed_for = now, Dispatch.Failed.NO_WAY
    return row


def say(
    row: Dispatch,
    texts: Texts,
    messages: Sequence[Message],
    verdicts: dict[int, Verdict],
    reach: Reach,
) -> tuple[str, str]:
    """Put on `row` what is said and kept; returns (title, body) as they go out, secrets too."""
    told = compose(texts, cases(messages, verdicts), reach, row.channel)
    row.name, row.through = reach.name[:160], reach.through[:160]
    row.language, row.wanted_language = told.language, reach.language
    row.title, row.body = told.kept_title, told.kept_body
    return told.title, told.body
