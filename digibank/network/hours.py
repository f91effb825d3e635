"""When an access point is open: weekly hours, dated exceptions, public holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.network.models import AccessPoint


@dataclass(frozen=True)
class Day:
    """The hours of one day: stretches in order; none when closed, then `reason` says why."""

    on: date
    stretches: tuple[tuple[time, time], ...]
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.stretches)


@cache
def public_holidays(year: int) -> dict[date, str]:
    """The ten Belgian public holidays of `year`, with their Dutch names (source: holidays)."""
    return dict(holidays.country_holidays("BE", years=year, language="nl"))


def days(access_point: AccessPoint, first: date, count: int) -> list[Day]:
    """The hours of `count` days from `first` on; two queries, whatever the count.

    A dated exception wins over a public holiday, which wins over the weekly hours.
    """
    last = first + timedelta(days=count - 1)
    exceptions = {row.on: row for row in access_point.exceptions.filter(on__range=(first, last))}
    weekly: dict[int, list[tuple[time, time]]] = {}
    for row in access_point.openings.all():
        weekly.setdefault(row.weekday, []).append((row.opens_at, row.closes_at))

    def hours(on: date) -> Day:
        if exception := exceptions.get(on):
            if exception.opens_at and exception.closes_at:
                return Day(on, ((exception.opens_at, exception.closes_at),), exception.reason)
            return Day(on, (), exception.reason or _("closed exceptionally"))
        if holiday := public_holidays(on.year).get(on):
            return Day(on, (), holiday)
        stretches = tuple(sorted(weekly.get(on.isoweekday(), [])))
        return Day(on, stretches, "" if stretches else _("closed on this day of the week"))

    return [hours(first + timedelta(days=offset)) for offset in range(count)]


def first_open_day(access_point: AccessPoint, wanted: date, within: int = 60) -> Day:
    """The first open day from `wanted` on, at most `within` days later.

    An access point without any hours has no closed days: then it is `wanted` itself.
    """
    if not access_point.openings.exists():
        return Day(wanted, ())
    for day in days(access_point, wanted, within):
        if day.is_open:
            return day
    return Day(wanted, ())


def open_now(day: Day, moment: datetime | None = None) -> bool:
    """Whether `day`, which is today, is open at `moment` (now)."""
    at = timezone.localtime(moment).time()
    return any(opens <= at < closes for opens, closes in day.stretches)
