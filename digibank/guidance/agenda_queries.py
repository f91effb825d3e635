"""Reads of roster and appointments: who is where, gaps, free hours, hours worked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance.addresses import digest_of
from digibank.guidance.models import Appointment, Calendar, Shift
from digibank.guidance.models.policy import policy_of
from digibank.network.hours import hours_of
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person

LOOK_AHEAD = 21  # days in which free hours are sought
MOST_SLOTS = 60


@dataclass(frozen=True)
class Gap:
    """A stretch in which a place is open and too few helpers are on the roster."""

    point: AccessPoint
    on: date
    begins_at: time
    ends_at: time
    lacking: int


@dataclass(frozen=True)
class RosterDay:
    """One access point on one day: its hours, who is there, and what is missing."""

    point: AccessPoint
    on: date
    stretches: tuple[tuple[time, time], ...]
    shifts: list[Shift]
    gaps: list[Gap]


def helping_points(digibank: Digibank) -> list[AccessPoint]:
    return list(digibank.access_points.open().filter(helps=True).order_by("name"))


def week_of(digibank: Digibank, monday: date) -> list[tuple[date, list[RosterDay]]]:
    """(day, its places) of the week that begins on `monday`; five queries, whatever it holds."""
    points = helping_points(digibank)
    hours = hours_of(points, monday)
    sunday = monday + timedelta(days=6)
    rows = Shift.objects.filter(digibank=digibank, on__gte=monday, on__lte=sunday)
    rows = rows.select_related("helper", "access_point", "replaces__helper")
    shifts: dict[tuple[int, date], list[Shift]] = defaultdict(list)
    for one in rows.prefetch_related("replaced_by").order_by("begins_at", "pk"):
        shifts[one.access_point_id, one.on].append(one)
    least = policy_of(digibank).helpers_at_least
    week = []
    for number in range(7):
        on = monday + timedelta(days=number)
        days = []
        for point in points:
            stretches = hours[point.pk].on(on).stretches
            mine = shifts[point.pk, on]
            if stretches or mine:
                found = gaps(point, on, stretches, mine, least)
                days.append(RosterDay(point, on, stretches, mine, found))
        week.append((on, days))
    return week


def gaps(
    point: AccessPoint,
    on: date,
    stretches: Iterable[tuple[time, time]],
    shifts: list[Shift],
    least: int,
) -> list[Gap]:
    """Where fewer than `least` helpers stand on the roster while the place is open."""
    standing = [one for one in shifts if one.given_up_at is None]
    found: list[Gap] = []
    for opens, closes in stretches:
        edges = {opens, closes}
        for one in standing:
            edges |= {edge for edge in (one.begins_at, one.ends_at) if opens < edge < closes}
        ordered = sorted(edges)
        for begins, ends in zip(ordered, ordered[1:], strict=False):
            there = sum(one.begins_at <= begins and one.ends_at >= ends for one in standing)
            if there < least:
                found.append(Gap(point, on, begins, ends, least - there))
    return joined(found)


def joined(found: list[Gap]) -> list[Gap]:
    """Gaps that follow each other and lack as many are one gap."""
    whole: list[Gap] = []
    for gap in found:
        last = whole[-1] if whole else None
        if last and last.ends_at == gap.begins_at and last.lacking == gap.lacking:
            whole[-1] = Gap(gap.point, gap.on, last.begins_at, gap.ends_at, gap.lacking)
        else:
            whole.append(gap)
    return whole


def shifts_of(account: Account, digibank: Digibank) -> QuerySet[Shift]:
    """What `account` has on the roster from today on."""
    rows = Shift.objects.visible_to(account).standing().filter(helper=account, digibank=digibank)
    return rows.filter(on__gte=localdate()).select_related("access_point").order_by("on")


@dataclass(frozen=True)
class Month:
    """What somebody worked in one month."""

    first: date
    count: int
    minutes: int

    @property
    def hours(self) -> str:
        whole, rest = divmod(self.minutes, 60)
        return f"{whole}.{rest:02}"


def hours_worked(account: Account, digibank: Digibank) -> list[Month]:
    """What `account` worked, month by month, newest first: confirmed shifts that are over."""
    rows = Shift.objects.standing().filter(
        helper=account, digibank=digibank, confirmed_at__isnull=False, on__lt=localdate()
    )
    months: dict[date, list[int]] = defaultdict(list)
    for one in rows.order_by("on"):
        months[one.on.replace(day=1)].append(one.minutes)
    return [
        Month(first, len(minutes), sum(minutes))
        for first, minutes in sorted(months.items(), reverse=True)
    ]


@dataclass(frozen=True)
class Slot:
    """An hour at which somebody can be helped, and by whom."""

    begins_at: datetime
    helper: Account

    @property
    def key(self) -> str:
        return f"{int(self.begins_at.timestamp())}-{self.helper.pk}"


def free_slots(digibank: Digibank, point: AccessPoint, first: date) -> list[Slot]:
    """The free hours at `point` from `first` on, earliest first: of confirmed shifts, cut in
    appointments, without what is taken; each hour with the helper who has least that day."""
    length = timedelta(minutes=policy_of(digibank).slot_minutes)
    until = first + timedelta(days=LOOK_AHEAD)
    shifts = Shift.objects.standing().filter(
        access_point=point, on__gte=first, on__lt=until, confirmed_at__isnull=False
    )
    shifts = shifts.select_related("helper").order_by("on", "begins_at")
    taken = taken_hours(first, until)
    now = timezone.now()
    best: dict[datetime, tuple[int, Slot]] = {}
    for shift in shifts:
        busy = taken[shift.helper_id]
        begins, ends = shift.begins.astimezone(UTC), shift.ends  # in UTC no hour comes twice
        while begins + length <= ends:
            free = all(begins >= end or begins + length <= start for start, end in busy)
            if free and begins > now:
                load = sum(localdate(start) == shift.on for start, _end in busy)
                known = best.get(begins)
                if known is None or load < known[0]:
                    best[begins] = (load, Slot(begins, shift.helper))
            begins += length
    return [slot for _begins, (_load, slot) in sorted(best.items())][:MOST_SLOTS]


def taken_hours(first: date, until: date) -> dict[int, list[tuple[datetime, datetime]]]:
    """Account -> the stretches in which it has an appointment, in whatever digibank."""
    rows = Appointment.objects.standing().filter(
        ends_at__gte=start_of(first), begins_at__lt=start_of(until)
    )
    busy: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for begins, ends, *helpers in rows.values_list("begins_at", "ends_at", "helper", "second"):
        for one in helpers:
            if one:
                busy[one].append((begins, ends))
    return busy


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def appointments(
    account: Account, digibank: Digibank, *, mine: bool = False, past: bool = False
) -> QuerySet[Appointment]:
    """The appointments from today on, the first on top; or those that are over, newest first."""
    rows = Appointment.objects.visible_to(account).filter(digibank=digibank)
    if mine:
        rows = rows.filter(Q(helper=account) | Q(second=account))
    today = start_of(localdate())
    if past:
        return rows.filter(begins_at__lt=today).order_by("-begins_at", "-pk")
    return rows.filter(begins_at__gte=today, cancelled_at=None).order_by("begins_at", "pk")


def of_today(
    account: Account, digibank: Digibank, point: AccessPoint | None
) -> QuerySet[Appointment]:
    """What is agreed for today at `point` or with `account`, and not over."""
    rows = appointments(account, digibank).filter(ended_at=None)
    rows = rows.filter(begins_at__lt=start_of(localdate() + timedelta(days=1)))
    here = Q(helper=account) | Q(second=account)
    return rows.filter(here | Q(access_point=point) if point else here)


def held_about(person: Person) -> list[dict[str, object]]:
    """Everything appointments hold of `person`, for who asks what we know."""
    rows = Appointment.objects.filter(person=person).order_by("begins_at")
    return [
        {
            "words": localtime(one.begins_at),
            "value": ", ".join(
                str(fact)
                for fact in (one.theme_name, one.subject, one.street, one.safety, one.state[1])
                if fact
            ),
        }
        for one in rows
    ]


def still_to_come(person: Person) -> str | None:
    """Why `person` cannot be erased now: an appointment is still to come."""
    rows = Appointment.objects.standing().filter(person=person, ended_at=None)
    if rows.filter(begins_at__gte=timezone.now()).exists():
        return _("This person has an appointment. Cancel it first.")
    return None


def calendar_at(token: str) -> Calendar | None:
    """The calendar of which the address holds `token`, as long as it works."""
    rows = Calendar.objects.filter(ended_at=None, account__closed_at=None)
    return rows.select_related("account").filter(digest=digest_of(token)).first()
