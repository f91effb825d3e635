"""Timing: when a digibank lets messages go, by the clock on the wall."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from digibank.network.hours import public_holidays
from digibank.post.models import Schedule

PAUSES = [1, 2, 5, 15, 30, 60, 120, 240, 480, 720]  # minutes after each failure: about a day
TRIES = len(PAUSES)


def midnight(day: date) -> datetime:
    """The first moment of `day` here; it exists once, because clocks change at two or three."""
    return timezone.make_aware(datetime.combine(day, time()))


def is_quiet_day(schedule: Schedule, day: date) -> bool:
    """Whether nothing automatic goes out on `day`."""
    if day.isoweekday() == 7 and not schedule.on_sundays:
        return True
    return day in public_holidays(day.year) and not schedule.on_holidays


def allows(schedule: Schedule, moment: datetime) -> bool:
    """Whether something automatic may go out at `moment`."""
    wall = timezone.localtime(moment)
    within = schedule.opens_at <= wall.time() < schedule.closes_at
    return within and not is_quiet_day(schedule, wall.date())


def next_allowed(schedule: Schedule, moment: datetime) -> datetime:
    """`moment` itself, or the first one after it at which something automatic may go out."""
    if allows(schedule, moment):
        return moment
    wall = timezone.localtime(moment)
    day = wall.date()
    if wall.time() >= schedule.opens_at:
        day += timedelta(days=1)
    while is_quiet_day(schedule, day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, schedule.opens_at))


def next_day(schedule: Schedule, moment: datetime) -> datetime:
    """The first allowed moment of a later day."""
    tomorrow = timezone.localdate(moment) + timedelta(days=1)
    return next_allowed(schedule, midnight(tomorrow))


def pause_after(failure_count: int) -> timedelta:
    """How long to wait after so many failures: each pause is longer than the one before."""
    return timedelta(minutes=PAUSES[min(failure_count, TRIES) - 1])
