"""For the camera: each process that finds this file lives on Tuesday 10 March 2026, 10.12 hours."""

from datetime import UTC, datetime, tzinfo

from django.template import defaulttags
from django.utils import timezone

MOMENT = datetime(2026, 3, 10, 9, 12, tzinfo=UTC)
timezone.now = lambda: MOMENT


class Stopped(datetime):
    """For the template tag `now`, which asks this class."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return MOMENT.astimezone(tz)


defaulttags.datetime = Stopped
