"""When an access point is open: weekly hours, dated exceptions, public holidays."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from digibank.network.models import AccessPoint, DatedException, Opening

Stretch = tuple[time, time]
# What the holidays package calls our languages.
SPOKEN = {"nl": "nl", "fr": "fr", "en": "en_US"}


def bare(at: time) -> str:
    """An hour in a row of hours: "9", "13.30"."""
    if at.minute:
        words = pgettext("hour", "%(hour)d.%(minute)02d")
        return words % {"hour": at.hour, "minute": at.minute}
    return pgettext("hour", "%(hour)d") % {"hour": at.hour}


def clock(at: time) -> str:
    """An hour that stands alone: "9 uur", "13.30 uur"."""
    return pgettext("clock", "%(time)s") % {"time": bare(at)}


def in_words(stretches: Iterable[Stretch]) -> str:
    """Stretches of one day: "9 tot 12 en 13 tot 18 uur"."""
    parts = [
        _("%(opens)s to %(closes)s") % {"opens": bare(opens), "closes": bare(closes)}
        for opens, closes in stretches
    ]
    return pgettext("clock", "%(time)s") % {"time": f" {_('and')} ".join(parts)}


@dataclass(frozen=True)
class Day:
    """The hours of one day: stretches in order; none when closed, then `reason` says why."""

    on: date
    stretches: tuple[Stretch, ...]
    reason: str = ""
    out_of_the_ordinary: bool = False  # a dated exception or a public holiday

    @property
    def is_open(self) -> bool:
        return bool(self.stretches)

    @property
    def words(self) -> str:
        """The hours as people say them, or "closed" with what makes this day different."""
        if self.stretches:
            return in_words(self.stretches)
        if self.out_of_the_ordinary and self.reason:
            return _("closed: %(reason)s") % {"reason": self.reason}
        return _("closed")


@cache
def holidays_in(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("BE", years=year, language=SPOKEN[language]))


def public_holidays(year: int) -> dict[date, str]:
    """The Belgian public holidays of `year`, Easter and Whit Sunday among them, with their names
    in the language of the reader (source: holidays)."""
    language = (get_language() or "nl")[:2]
    return holidays_in(year, language if language in SPOKEN else "nl")


@dataclass(frozen=True)
class Hours:
    """All that decides when one access point is open."""

    weekly: dict[int, tuple[Stretch, ...]] = field(default_factory=dict)  # 1 Monday ... 7 Sunday
    exceptions: dict[date, Day] = field(default_factory=dict)

    def on(self, day: date) -> Day:
        """A dated exception wins over a public holiday, which wins over the weekly hours."""
        if exception := self.exceptions.get(day):
            return exception
        if holiday := public_holidays(day.year).get(day):
            return Day(day, (), holiday, out_of_the_ordinary=True)
        stretches = self.weekly.get(day.isoweekday(), ())
        return Day(day, stretches, "" if stretches else _("closed on this day of the week"))

    def days(self, first: date, count: int) -> list[Day]:
        """`count` days from `first` on."""
        return [self.on(first + timedelta(days=offset)) for offset in range(count)]

    def unusual(self, first: date, count: int) -> list[Day]:
        """Those of `count` days from `first` on that differ from the weekly hours: exceptions,
        and holidays on which it would be open."""
        return [
            day
            for day in self.days(first, count)
            if day.out_of_the_ordinary
            and (day.on in self.exceptions or day.on.isoweekday() in self.weekly)
        ]

    def first_open(self, wanted: date) -> Day | None:
        """The first open day from `wanted` on; None when there is none, ever.

        After the last exception a year holds 52 of each weekday and 12 holidays: a year is enough.
        """
        if not self.weekly:
            days = (self.exceptions[on] for on in sorted(self.exceptions) if on >= wanted)
        else:
            last = max([wanted, *self.exceptions]).toordinal() + 366
            until = min(last, date.max.toordinal())
            days = (self.on(date.fromordinal(n)) for n in range(wanted.toordinal(), until + 1))
        return next((day for day in days if day.is_open), None)


def as_day(exception: DatedException) -> Day:
    """A row of exceptions as the day that it makes."""
    if exception.opens_at and exception.closes_at:
        stretches: tuple[Stretch, ...] = ((exception.opens_at, exception.closes_at),)
        return Day(exception.on, stretches, exception.reason, out_of_the_ordinary=True)
    reason = exception.reason or _("closed exceptionally")
    return Day(exception.on, (), reason, out_of_the_ordinary=True)


def hours_of(access_points: Iterable[AccessPoint], first: date) -> dict[int, Hours]:
    """Access point id -> its hours from `first` on; two queries, whatever the number of points."""
    ids = [point.pk for point in access_points]
    weekly: dict[int, dict[int, tuple[Stretch, ...]]] = defaultdict(dict)
    for row in Opening.objects.filter(access_point__in=ids).order_by("weekday", "opens_at"):
        mine = weekly[row.access_point_id]
        mine[row.weekday] = (*mine.get(row.weekday, ()), (row.opens_at, row.closes_at))
    exceptions: dict[int, dict[date, Day]] = defaultdict(dict)
    for one in DatedException.objects.filter(access_point__in=ids, on__gte=first):
        exceptions[one.access_point_id][one.on] = as_day(one)
    return {pk: Hours(weekly[pk], exceptions[pk]) for pk in ids}


def days(access_point: AccessPoint, first: date, count: int) -> list[Day]:
    """The hours of `count` days from `first` on; two queries, whatever the count."""
    return hours_of([access_point], first)[access_point.pk].days(first, count)


def first_open_day(access_point: AccessPoint, wanted: date) -> Day:
    """The first open day from `wanted` on.

    An access point that is never open has no closed days either: then it is `wanted` itself.
    """
    hours = hours_of([access_point], wanted)[access_point.pk]
    return hours.first_open(wanted) or Day(wanted, ())


def open_now(day: Day, moment: datetime | None = None) -> bool:
    """Whether `moment` (now), by the clock on the wall, lies in a stretch of `day`."""
    return open_until(day, timezone.localtime(moment)) is not None


def open_until(day: Day, wall: datetime) -> time | None:
    """When a place that is open at `wall` closes; None when it is not open then."""
    if day.on != wall.date():
        return None
    at = wall.time()
    return next((closes for opens, closes in day.stretches if opens <= at < closes), None)


@dataclass(frozen=True)
class Today:
    """How an access point stands at one moment of today."""

    day: Day
    until: time | None  # open now, until then
    opens_at: time | None  # closed now, opens later today
    following: Day | None  # the first open day after today

    @property
    def is_open(self) -> bool:
        return self.until is not None


def stand(hours: Hours, wall: datetime) -> Today:
    """How `hours` stand at `wall`, the clock on the wall."""
    day = hours.on(wall.date())
    until = open_until(day, wall)
    later = [opens for opens, _closes in day.stretches if opens > wall.time()]
    opens_at = None if until else next(iter(later), None)
    return Today(day, until, opens_at, hours.first_open(wall.date() + timedelta(days=1)))


def today(access_points: Iterable[AccessPoint], moment: datetime | None = None) -> dict[int, Today]:
    """Access point id -> how it stands at `moment` (now); two queries for all of them."""
    wall = timezone.localtime(moment)
    hours = hours_of(access_points, wall.date())
    return {pk: stand(mine, wall) for pk, mine in hours.items()}
