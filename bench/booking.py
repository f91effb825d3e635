"""What is free when, the waiting list, request to hand-out with eight clients, and a whole night.

python -m bench.booking [LOANS]     writes var/bench/booking-VENDOR.json

LOANS are those of the night; the rest has sizes of its own (bench.booking_stock).
"""

import sys
import time
from multiprocessing import get_context
from typing import Any

from bench.help import measured
from bench.lending import database_cpu
from bench.measuring import cpu_seconds, milliseconds, percentile, report
from tests.house import House, built
from tests.load.clients import Client, hand_out_address

SEED, CLIENTS, WARM, EACH = 2026, 8, 40, 800
# Printed beside what was measured: milliseconds; seconds and megabytes of a night.
TARGETS = {"availability_ms": 30, "waiting_list_ms": 100, "night_s": 60, "night_megabytes": 300}
OUT_OF = 60  # devices of a hundred that bench.stock lends
SPAWN = get_context("spawn")
STEPS = ("request", "offer", "hand_out")


def main(loans: int) -> None:
    with built() as house:
        scene = house.asked("bench.booking_stock", str(SEED))
        inside = house.asked("bench.booking_asked", str(scene["digibank"]), str(SEED))
        house.start(worker=False)
        pages = {path: measured(house, scene, path) for path in scene["paths"]}
    with built() as house:
        scene = house.asked("tests.load.scene", str(WARM + EACH))
        house.start(worker=False)
        fetched(house, scene, scene["persons"][:WARM])
        steps = fetched(house, scene, scene["persons"][WARM:])
    nights = night(loans)
    with built() as house:  # whose facts the report tells
        report(
            "booking",
            house,
            rows=loans,
            seed=SEED,
            targets=TARGETS,
            inside=inside,
            pages=pages,
            steps=steps,
            nights=nights,
        )


def night(loans: int) -> dict[str, Any]:
    """A whole night of so many open loans, in a process of its own; then another one."""
    with built() as house:
        house.asked("bench.stock", str(-(-loans * 100 // OUT_OF)), str(SEED))
        filled = house.asked("bench.booking_night", str(SEED))
        runs = [house.asked("bench.booking_nightly") for _ in range(2)]
    return {"filled": filled, "first": runs[0], "again": runs[1]}


def fetched(house: House, scene: dict[str, Any], persons: list[int]) -> dict[str, Any]:
    """All of `persons` ask for a laptop; then all get an offer; then all fetch what was kept."""
    told: dict[str, Any] = {}
    for step in STEPS:
        where = house.asked("bench.booking_kept") if step != "request" else {}
        asked = [question(step, person, where.get(str(person), {})) for person in persons]
        told[step] = posted(house, scene["session"], asked)
    return told


def question(step: str, person: int, where: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """(the page, what is typed in its form beside what it proposes)."""
    if step == "request":
        return f"/mensen/{person}/aanvraag/", {}
    if step == "offer":  # who goes before somebody else says why
        return f"/wachtlijst/{where['request']}/", {"reason": "Heeft morgen een examen"}
    return hand_out_address(where["device"], person), {"persoon": str(person)}


def posted(house: House, session: str, asked: list[tuple[str, dict[str, str]]]) -> dict[str, Any]:
    """Send the form of each page once, divided over that many client processes."""
    start, told = SPAWN.Barrier(CLIENTS + 1), SPAWN.Queue()
    workers = [
        SPAWN.Process(target=client, args=(house.port, session, asked[at::CLIENTS], start, told))
        for at in range(CLIENTS)
    ]
    for one in workers:
        one.daemon = True
        one.start()
    start.wait(120)  # everybody has the form; from here on there are only POSTs
    before, there, began = cpu_seconds(house.pids()), database_cpu(house), time.perf_counter()
    answers = [told.get(timeout=300) for _ in asked]
    seconds = time.perf_counter() - began
    spent, database = cpu_seconds(house.pids()) - before, database_cpu(house) - there
    for one in workers:
        one.join()
    refused = [status for status, _ in answers if status != 302]
    assert refused == [], refused
    times = [duration for _, duration in answers]
    return {
        "posts": len(asked),
        "a_second": round(len(asked) / seconds, 1),
        "p50_ms": milliseconds(percentile(times, 0.5)),
        "p99_ms": milliseconds(percentile(times, 0.99)),
        "cpu_ms_a_request": milliseconds(spent / len(asked)),
        "database_cpu_ms_a_request": milliseconds(database / len(asked)),
    }


def client(
    port: int,
    session: str,
    asked: list[tuple[str, dict[str, str]]],
    start: Any,  # noqa: ANN401 multiprocessing's
    told: Any,  # noqa: ANN401
) -> None:
    """The form of the first page serves for all."""
    browser = Client(port, session)
    filled = dict(browser.form(asked[0][0]))
    start.wait(120)
    for path, typed in asked:
        answer = browser.post(path, list((filled | typed).items()))
        told.put((answer.status, answer.seconds))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
