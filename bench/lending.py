"""Handing out over HTTP, the POST alone, beside the same rows written by bare SQL in the same run.

python -m bench.lending     writes var/bench/lending-VENDOR.json
"""

import time
from multiprocessing import get_context
from typing import Any

import psycopg

from bench.measuring import cpu_seconds, milliseconds, percentile, report
from tests.house import House, built
from tests.load.clients import Client, hand_out_address

POSTS = {1: 600, 2: 600, 8: 1200}  # clients -> hand-outs in all
WARM, BARE = 40, 600
SPAWN = get_context("spawn")


def main() -> None:
    with built() as house:
        scene = house.asked("tests.load.scene", str(WARM + BARE + sum(POSTS.values())))
        codes = list(scene["codes"])
        house.start(worker=False)
        measured(house, scene, [codes.pop() for _ in range(WARM)], 2)
        runs = {
            clients: measured(house, scene, [codes.pop() for _ in range(count)], clients)
            for clients, count in POSTS.items()
        }
        bare = house.asked("bench.bare", *codes)
        house.stop()
        report(
            "lending",
            house,
            rows=len(scene["codes"]) + sum(POSTS.values()) + WARM,
            seed=None,
            http={str(clients): run for clients, run in runs.items()},
            bare=bare,
            ratio_p50=round(runs[1]["p50_ms"] / bare["p50_ms"], 1),
            ratio_a_second=round(bare["a_second"] / runs[8]["a_second"], 1),
        )


def measured(house: House, scene: dict[str, Any], codes: list[str], clients: int) -> dict[str, Any]:
    """Hand out each of `codes` once, divided over that many client processes."""
    start, told = SPAWN.Barrier(clients + 1), SPAWN.Queue()
    workers = [
        SPAWN.Process(target=client, args=(house.port, scene, codes[at::clients], start, told))
        for at in range(clients)
    ]
    for one in workers:
        one.start()
    start.wait()  # everybody has the form; from here on there are only POSTs
    began, before, there = time.perf_counter(), cpu_seconds(house.pids()), database_cpu(house)
    answers = [told.get(timeout=300) for _ in codes]
    seconds, after = time.perf_counter() - began, cpu_seconds(house.pids())
    for one in workers:
        one.join()
    refused = [status for status, _ in answers if status != 302]
    assert refused == [], refused
    times = [duration for _, duration in answers]
    return {
        "posts": len(codes),
        "a_second": round(len(codes) / seconds, 1),
        "p50_ms": milliseconds(percentile(times, 0.5)),
        "p99_ms": milliseconds(percentile(times, 0.99)),
        "max_ms": milliseconds(max(times)),
        "cpu_ms_a_request": milliseconds((after - before) / len(codes)),
        "database_cpu_ms_a_request": milliseconds((database_cpu(house) - there) / len(codes)),
    }


def client(port: int, scene: dict[str, Any], codes: list[str], start: Any, told: Any) -> None:  # noqa: ANN401 multiprocessing's
    """One filled form serves for all devices, of one kind; each goes to somebody else."""
    browser = Client(port, scene["session"])
    filled = browser.form(hand_out_address(codes[0], scene["person"]))
    start.wait()
    persons = dict(zip(scene["codes"], scene["persons"], strict=True))
    for code in codes:
        answer = browser.post(hand_out_address(code, persons[code]), filled)
        told.put((answer.status, answer.seconds))


def database_cpu(house: House) -> float:
    """What the server processes of PostgreSQL for this house used so far; SQLite has none."""
    if not house.database_url:
        return 0.0
    with psycopg.connect(house.database_url) as wire:
        question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        pids = [pid for (pid,) in wire.execute(question) if pid != wire.info.backend_pid]
    return cpu_seconds(pids)


if __name__ == "__main__":
    main()
