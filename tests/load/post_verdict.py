"""Waits until digibank NUMBER has nothing left to tell, SECONDS at most. Prints what became of it.

python -m tests.load.post_verdict NUMBER SECONDS [hurry]

With `hurry`, who waits after a failure gets the next try at once: the pauses of the program take
minutes.
"""

import json
import sys
import time
from typing import Any

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db.models import Count
from django.utils import timezone

from digibank.post.models import Dispatch, Message


def main(digibank: int, seconds: float, *, hurry: bool) -> None:
    until = time.monotonic() + seconds
    waiting = Dispatch.objects.waiting().filter(digibank=digibank)
    messages = Message.objects.waiting().filter(digibank=digibank)
    while time.monotonic() < until and (waiting.exists() or messages.exists()):
        if hurry:
            waiting.filter(leased_until=None).update(not_before=timezone.now())
        time.sleep(0.3)  # the workers need the processor more
    facts = {"messages": told(digibank), "dispatches": dispatches(digibank)}
    print(json.dumps(facts))


def told(digibank: int) -> dict[str, int]:
    """How many messages there are, how many on their way, how many dropped."""
    rows = Message.objects.filter(digibank=digibank)
    counts = {"all": "pk", "dispatched": "dispatch", "dropped": "dropped_at"}
    return rows.aggregate(**{name: Count(field) for name, field in counts.items()})


def dispatches(digibank: int) -> list[dict[str, Any]]:
    rows = Dispatch.objects.filter(digibank=digibank).annotate(told=Count("messages"))
    return [
        {
            "number": row.number.hex,
            "address": row.address,
            "state": row.state,
            "told": row.told,
            "leased": row.leased_until is not None,
            "failures": row.failure_count,
            "not_before": row.not_before.timestamp(),
        }
        for row in rows.order_by("pk")
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), hurry=sys.argv[3:] == ["hurry"])
