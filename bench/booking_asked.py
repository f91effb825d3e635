"""What is free when, and who waits, asked as pages and verbs do, without HTTP.

python -m bench.booking_asked DIGIBANK SEED     prints JSON
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from bench.measuring import milliseconds, percentile
from digibank.lending import waiting_queries
from digibank.lending.availability import availability, calendar
from digibank.network.models import Digibank

KIND, TIMES, WARM = "laptop", 100, 5
A_YEAR, FOUR_WEEKS = timedelta(days=365), timedelta(days=27)


def main(pk: int, seed: int) -> None:
    digibank, chance, today = Digibank.objects.get(pk=pk), Random(seed), localdate()

    def soon(count: int = 1) -> object:
        first = today + timedelta(days=chance.randrange(300))
        return availability(digibank, KIND, first, first + FOUR_WEEKS, count=count)

    def explained() -> object:
        """Each place with its words and its points, as the page writes them."""
        places = waiting_queries.waiting_list(digibank, KIND)
        return [(one.number, str(one.request.person), one.lines, one.points) for one in places]

    def first_page() -> object:
        places = waiting_queries.waiting_list(digibank, KIND)[:25]
        return [(one.number, str(one.request.person), one.lines, one.points) for one in places]

    def place() -> object:
        found = waiting_queries.place_of(last)
        return found and waiting_queries.passed_by(found)

    last = waiting_queries.waiting_list(digibank, KIND)[-1].request
    acts: dict[str, Callable[[], object]] = {
        "free in four weeks": soon,
        "free in a year": lambda: availability(digibank, KIND, today, today + A_YEAR),
        "from when 450 are free": lambda: soon(450),
        "calendar of a year": lambda: calendar(digibank, KIND, today, today + A_YEAR),
        "waiting list, its first page": first_page,
        "waiting list, all of it": explained,
        "the last place, and who is passed": place,
    }
    print(json.dumps({name: measured(act) for name, act in acts.items()}))


def measured(act: Callable[[], object]) -> dict[str, float]:
    times = []
    for _ in range(WARM + TIMES):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as asked:
        act()
    return {
        "queries": len(asked),
        "p50_ms": milliseconds(percentile(times[WARM:], 0.5)),
        "p95_ms": milliseconds(percentile(times[WARM:], 0.95)),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
