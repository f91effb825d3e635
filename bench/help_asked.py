"""What takes no HTTP: suggestions of a thousand typed sentences, and the figures of a year.

python -m bench.help_asked DIGIBANK     prints JSON
"""

import json
import sys
import time
from datetime import date
from random import Random

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from bench.help_stock import sentence
from bench.measuring import milliseconds, percentile
from digibank.guidance.figures import Period, figures_of
from digibank.guidance.suggesting import articles_about
from digibank.network.models import Digibank


def timed(act: object) -> float:
    began = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - began


def main(pk: int) -> None:
    digibank, rnd = Digibank.objects.get(pk=pk), Random(7)
    asked = [sentence(rnd, rnd.randrange(1, 9)) for _ in range(500)]
    asked += [text[:-3] for text in asked]  # the last word half typed
    times = [timed(lambda text=text: articles_about(digibank, text)) for text in asked]
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    figures = [timed(lambda: figures_of(digibank, year)) for _ in range(11)]
    print(
        json.dumps(
            {
                "suggestions_p50_ms": milliseconds(percentile(times, 0.5)),
                "suggestions_p95_ms": milliseconds(percentile(times, 0.95)),
                "figures_of_a_year_p50_ms": milliseconds(percentile(figures, 0.5)),
                "contacts_in_that_year": figures_of(digibank, year).questions,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
