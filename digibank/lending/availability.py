"""What is free when, and why not: the one answer for pages, verbs and the forecast."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import ngettext_lazy

from digibank.devices.models import Device, Stage
from digibank.lending.models import Loan, Occupancy
from digibank.lending.terms import policy_of
from digibank.network.models import Digibank

A_DAY = timedelta(days=1)
FAR = date(9999, 1, 1)  # nobody knows when
# Why a device is not free on a day.
LENT, LATE, RESERVED, WORKSHOP, TRANSIT = "lent", "late", "reserved", "workshop", "transit"
REASONS = {
    LENT: ngettext_lazy("%(count)s is lent out then", "%(count)s are lent out then", "count"),
    LATE: ngettext_lazy("%(count)s is late", "%(count)s are late", "count"),
    RESERVED: ngettext_lazy("%(count)s is reserved then", "%(count)s are reserved then", "count"),
    WORKSHOP: ngettext_lazy(
        "%(count)s is in the workshop", "%(count)s are in the workshop", "count"
    ),
    TRANSIT: ngettext_lazy("%(count)s is on its way", "%(count)s are on their way", "count"),
}
# Steps after which the workshop still has work.
WORK = {Stage.Step.UNLOCK, Stage.Step.ERASE, Stage.Step.REPAIR, Stage.Step.CHECK}
WORK |= {Stage.Step.RELEASE}


class Busy(NamedTuple):
    """Days on which a device is not free, first and last included, and why."""

    from_on: date
    until_on: date
    why: str
    loan: int | None = None
    reservation: int | None = None

    def touches(self, from_on: date, until_on: date) -> bool:
        return self.from_on <= until_on and self.until_on >= from_on


@dataclass(frozen=True)
class Answer:
    """Which devices are free in a stretch of days; why the others are not; from when enough are."""

    free: list[int]  # numbers of devices, those that fit the stretch most tightly first
    reasons: Counter[str] = field(default_factory=Counter)  # code of REASONS -> devices
    first_on: date | None = None  # the first day on which as many as asked begin to be free

    @property
    def told(self) -> list[str]:
        """How many are not free and why, most first: "2 are lent out then"."""
        return [str(REASONS[code] % {"count": count}) for code, count in self.reasons.most_common()]


def busy_days(
    digibank: Digibank, kind: str, *, today: date, besides: int | None = None
) -> dict[int, list[Busy]]:
    """Device -> its busy days from `today` on, in order, of every device of `kind` that is ours.

    `besides` is a reservation that does not count: who changes it may have its own days. Three
    queries, whatever the number of devices.
    """
    policy = policy_of(digibank)
    ready = today + timedelta(days=policy.workshop_days) - A_DAY
    found: dict[int, list[Busy]] = {}
    devices = Device.objects.filter(digibank=digibank, kind=kind).exclude(stage__step="gone")
    # By number, not by label as pages want it: sorting 100,000 of those took half of the time.
    for number, step in devices.order_by("pk").values_list("pk", "stage__step"):
        if step in WORK:
            found[number] = [Busy(today, ready, WORKSHOP)]
        elif step == Stage.Step.TRANSIT:
            found[number] = [Busy(today, today, TRANSIT)]
        elif step:
            found[number] = []
    for number, one in occupied(digibank, kind, today, besides):
        if number in found:
            found[number].append(one)
    for days in found.values():
        if len(days) > 1:
            days.sort(key=lambda one: one.from_on)
    return found


def occupied(
    digibank: Digibank, kind: str, today: date, besides: int | None
) -> Iterator[tuple[int, Busy]]:
    """(device, days) of each loan and reservation; what is late has no end."""
    open_ = Loan.objects.open().filter(digibank=digibank, due_on__lt=today, device__kind=kind)
    late = set(open_.values_list("pk", flat=True))
    rows = Occupancy.objects.active().filter(digibank=digibank, device__kind=kind)
    values = rows.values_list("device", "from_on", "until_on", "loan", "reservation")
    for device, from_on, until_on, loan, reservation in values:
        if loan in late:
            yield device, Busy(from_on, FAR, LATE, loan=loan)
        elif until_on >= today and (reservation is None or reservation != besides):
            why = LENT if loan else RESERVED
            yield device, Busy(from_on, until_on, why, loan, reservation)


class Stock:
    """The busy days of a digibank, read once for the many questions of a night.

    It can be behind: what others took meanwhile the database refuses (IntegrityError), and before
    somebody hears that nothing is free it is read again (`refresh`).
    """

    def __init__(self, digibank: Digibank) -> None:
        self.digibank = digibank
        self.known: dict[str, dict[int, list[Busy]]] = {}

    def busy(self, kind: str, today: date) -> dict[int, list[Busy]]:
        if kind not in self.known:
            self.known[kind] = busy_days(self.digibank, kind, today=today)
        return self.known[kind]

    def take(self, kind: str, device: int, busy: Busy) -> None:
        """`device` is busy in these days."""
        days = [*self.known[kind][device], busy]
        self.known[kind][device] = sorted(days, key=lambda one: one.from_on)

    def refresh(self) -> None:
        self.known.clear()


def availability(
    digibank: Digibank,
    kind: str,
    from_on: date,
    until_on: date,
    *,
    count: int = 1,
    besides: int | None = None,
    stock: Stock | None = None,
) -> Answer:
    """Which devices of `kind` are free from `from_on` until `until_on` and the days between two
    borrowers after it. What `stock` knows is not read again."""
    today = localdate()
    last = until_on + timedelta(days=policy_of(digibank).buffer_days)
    busy = (
        stock.busy(kind, today)
        if stock
        else busy_days(digibank, kind, today=today, besides=besides)
    )
    free, reasons = [], Counter[str]()
    for number, days in busy.items():
        clash = next((one for one in days if one.touches(from_on, last)), None)
        if clash:
            reasons[clash.why] += 1
        else:
            free.append(number)
    # The tightest fit first, so that long stretches stay whole for others.
    free.sort(key=lambda number: (slack(busy[number], from_on, last, today), number))
    first = None if len(free) >= count else first_day(busy.values(), from_on, last, count)
    return Answer(free, reasons, first)


def slack(days: list[Busy], from_on: date, until_on: date, today: date) -> int:
    """How many free days lie around a stretch that is free itself."""
    before = max((one.until_on for one in days if one.until_on < from_on), default=today - A_DAY)
    after = min((one.from_on for one in days if one.from_on > until_on), default=FAR)
    return (from_on - before).days + (after - until_on).days


def first_day(
    devices: Iterable[list[Busy]], from_on: date, until_on: date, count: int
) -> date | None:
    """The first day after `from_on` on which `count` devices are free as long as that stretch."""
    length = until_on - from_on
    changes: defaultdict[date, int] = defaultdict(int)
    for days in devices:
        for begins, ends in gaps(days, from_on):
            if ends - begins >= length:
                changes[begins] += 1
                if ends < FAR - A_DAY:
                    changes[ends - length + A_DAY] -= 1
    free = 0
    for day in sorted(changes):
        free += changes[day]
        if free >= count:
            return day
    return None


def gaps(days: list[Busy], from_on: date) -> Iterator[tuple[date, date]]:
    """(first, last) of each stretch of free days from `from_on` on."""
    begins = from_on
    for one in days:
        if one.from_on > begins:
            yield begins, one.from_on - A_DAY
        begins = max(begins, min(one.until_on, FAR - A_DAY) + A_DAY)
    if begins < FAR:
        yield begins, FAR - A_DAY


@dataclass(frozen=True)
class Day:
    """How many devices are free on a day, of how many."""

    on: date
    free: int
    all: int


def calendar(digibank: Digibank, kind: str, from_on: date, until_on: date) -> list[Day]:
    """How many devices of `kind` are free on each day, for the picture of a period."""
    busy = busy_days(digibank, kind, today=localdate())
    length = (until_on - from_on).days + 1
    changes = [0] * (length + 1)
    for days in busy.values():
        covered = from_on
        for one in days:
            first, last = max(one.from_on, covered), min(one.until_on, until_on)
            if last >= first:
                changes[(first - from_on).days] += 1
                changes[(last - from_on).days + 1] -= 1
                covered = last + A_DAY
    found, taken = [], 0
    for place in range(length):
        taken += changes[place]
        found.append(Day(from_on + timedelta(days=place), len(busy) - taken, len(busy)))
    return found
