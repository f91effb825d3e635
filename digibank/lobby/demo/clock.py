"""The clock of the demo: verbs write the moment at which they happen, so it moves the moment."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Self

from django.utils import timezone

from digibank.ui import codes


class Clock:
    """What Django takes for now; `at` sets it, never to a moment that is still to come."""

    def __init__(self) -> None:
        self.moment = self.latest = datetime.datetime.now(datetime.UTC)

    def at(self, day: datetime.date, hour: int, minute: int = 0) -> Self:
        local = datetime.datetime.combine(day, datetime.time(hour, minute))
        self.moment = min(timezone.make_aware(local), self.latest)
        return self

    def tick(self, minutes: int = 3) -> None:
        self.moment = min(self.moment + datetime.timedelta(minutes=minutes), self.latest)


@contextmanager
def staged(seed: int) -> Iterator[Clock]:
    """While it lasts, now is what the clock says, and codes are drawn from `seed`."""
    clock, dice = Clock(), Random(seed)

    class Meanwhile(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, datetime.datetime)

    class Staged(datetime.datetime, metaclass=Meanwhile):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]  # plain ones
            return clock.moment.astimezone(tz)

    kept = timezone.datetime, codes.choice  # type: ignore[attr-defined]  # what they import
    timezone.datetime, codes.choice = Staged, dice.choice  # type: ignore[attr-defined]
    try:
        yield clock
    finally:
        timezone.datetime, codes.choice = kept  # type: ignore[attr-defined]
