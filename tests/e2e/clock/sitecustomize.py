"""For the camera: each process that finds this file lives on Tuesday 10 March 2026, 10.12 hours."""

from datetime import UTC, datetime

from django.utils import timezone

MOMENT = datetime(2026, 3, 10, 9, 12, tzinfo=UTC)
timezone.now = lambda: MOMENT
