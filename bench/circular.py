"""The workshop with 100,000 devices: board, stock, a count, a donor's report, open repair data.

python -m bench.circular [DEVICES]     writes var/bench/circular-VENDOR.json
"""

import os
import sys
import time
from typing import Any

from bench.help import measured
from bench.measuring import milliseconds, percentile, report
from tests.house import ROOT, House, built
from tests.load.clients import Client

SEED, FEW, SCANS, A_SECOND = 2026, 200, 2_000, 10
ORDS = ROOT.parent / "shared/data/ords/ords_it_subset_all_partners.csv"


def main(count: int) -> None:
    with built() as house:
        house.asked("bench.stock", str(FEW), str(SEED))
        few = queries(house, house.asked("bench.circular_stock"))
    with built() as house:
        house.asked("bench.stock", str(count), str(SEED))
        scene = house.asked("bench.circular_stock")
        many = queries(house, scene)
        inside = house.asked("bench.circular_asked", str(scene["donation"]), str(ORDS))
        house.start(worker=False)
        report(
            "circular",
            house,
            rows=count,
            seed=SEED,
            pages={
                name: {
                    "path": path,
                    "queries_few": few[name],
                    "queries": many[name],
                    **measured(house, scene, path),
                }
                for name, path in paths(scene).items()
            },
            inside=inside,
            count=scanned(house, scene),
        )


def paths(scene: dict[str, Any]) -> dict[str, str]:
    return {
        "workshop board": "/toestellen/werkplaats/",
        "stock": "/toestellen/voorraad/",
        "device": f"/toestellen/{scene['device']}/",
        "donation of 500": f"/toestellen/schenkingen/{scene['donation']}/",
        "parts": "/toestellen/onderdelen/",
    }


def queries(house: House, scene: dict[str, Any]) -> dict[str, int]:
    named = paths(scene)
    found = house.asked("bench.queries", scene["session"], *named.values())
    return {name: found[path] for name, path in named.items()}


def scanned(house: House, scene: dict[str, Any]) -> dict[str, float]:
    """Two thousand scans, ten a second as two people make them; none may be lost."""
    pace = float(os.environ.get("A_SECOND", A_SECOND))
    browser = Client(house.port, scene["session"])
    address = f"/toestellen/tellingen/{scene['count']}/"
    (token,) = [value for name, value in browser.form(address) if name.startswith("csrf")]
    times, began = [], time.perf_counter()
    for number, label in enumerate(scene["labels"][:SCANS]):
        time.sleep(max(began + number / pace - time.perf_counter(), 0))
        answer = browser.post(address, [("csrfmiddlewaretoken", token), ("label", label)])
        assert answer.status == 302, answer.status
        times.append(answer.seconds)
    kept = house.asked("bench.circular_kept", str(scene["count"]))["scans"]
    assert kept == SCANS, kept
    return {
        "scans": len(times),
        "kept": kept,
        "p50_ms": milliseconds(percentile(times, 0.5)),
        "p99_ms": milliseconds(percentile(times, 0.99)),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
