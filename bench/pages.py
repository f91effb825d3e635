"""Desk home, lists and detail pages with 100,000 devices: queries, and CPU of the server.

python -m bench.pages [DEVICES]     writes var/bench/pages-VENDOR.json
"""

import sys
import time
from typing import Any

from bench.lending import database_cpu
from bench.measuring import cpu_seconds, milliseconds, percentile, report
from tests.house import House, built
from tests.load.clients import Client

SEED, FEW, REQUESTS = 2026, 200, 1000


def main(count: int) -> None:
    with built() as house:
        few = queries(house, house.asked("bench.stock", str(FEW), str(SEED)))
    with built() as house:
        scene = house.asked("bench.stock", str(count), str(SEED))
        many = queries(house, scene)
        house.start(worker=False)
        report(
            "pages",
            house,
            rows=count,
            seed=SEED,
            pages={
                name: {
                    "path": path,
                    "queries_at_200_devices": few[name],
                    "queries": many[name],
                    **measured(house, scene, path),
                }
                for name, path in paths(scene).items()
            },
        )


def paths(scene: dict[str, Any]) -> dict[str, str]:
    return {
        "desk home": "/balie/",
        "device list": "/toestellen/",
        "device list, page 100": "/toestellen/?blz=100",
        "loan list": "/uitleningen/",
        "people list": "/mensen/",
        "person": f"/mensen/{scene['person']}/",
        "device": f"/toestellen/{scene['device']}/",
        "loan": f"/uitleningen/{scene['loan']}/",
    }


def queries(house: House, scene: dict[str, Any]) -> dict[str, int]:
    named = paths(scene)
    found = house.asked("bench.queries", scene["session"], *named.values())
    return {name: found[path] for name, path in named.items()}


def measured(house: House, scene: dict[str, Any], path: str) -> dict[str, float]:
    """One visitor asks the page a thousand times, after fifty to warm up."""
    browser = Client(house.port, scene["session"])
    for _ in range(50):
        assert browser.get(path).status == 200, path
    before, there = cpu_seconds(house.pids()), database_cpu(house)
    began = time.perf_counter()
    times = [browser.get(path).seconds for _ in range(REQUESTS)]
    seconds = time.perf_counter() - began
    spent, database = cpu_seconds(house.pids()) - before, database_cpu(house) - there
    browser.close()
    return {
        "requests": REQUESTS,
        "a_second": round(REQUESTS / seconds, 1),
        "p50_ms": milliseconds(percentile(times, 0.5)),
        "p99_ms": milliseconds(percentile(times, 0.99)),
        "cpu_ms_a_request": milliseconds(spent / REQUESTS),
        "database_cpu_ms_a_request": milliseconds(database / REQUESTS),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
