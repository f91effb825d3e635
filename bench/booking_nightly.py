"""What the worker does at night about loans, in this process alone: seconds and peak memory.

python -m bench.booking_nightly     prints JSON
"""

import json
import resource
import time
from collections.abc import Callable

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.utils.timezone import localdate

from digibank.lending import reminding, reserving
from digibank.lending.models import Loan


def main() -> None:
    Loan.objects.filter(due_on__lt=localdate()).exists()  # the first question opens the connection
    at_first = megabytes()
    plan, messages = timed(reminding.plan)
    planned = megabytes()
    tidy, _nothing = timed(reserving.tidy_all)
    told = {"plan_s": round(plan, 2), "messages": messages, "tidy_s": round(tidy, 2)}
    told |= {"seconds": round(plan + tidy, 2), "megabytes_at_first": at_first}
    print(json.dumps(told | {"megabytes_planned": planned, "megabytes": megabytes()}))


def timed(act: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


def megabytes() -> float:
    """The most memory that this process ever had."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000, 1)


if __name__ == "__main__":
    main()
