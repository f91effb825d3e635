"""The helpdesk among a million contacts.

A contact over HTTP, lists and a question, a year of figures, suggestions among 5,000 articles, and
twenty screens of a queue.

python -m bench.help [CONTACTS]     writes var/bench/help-VENDOR.json
"""

import sys
import time
from multiprocessing import get_context
from typing import Any

from bench.lending import database_cpu
from bench.measuring import cpu_seconds, milliseconds, percentile, report
from tests.house import House, built
from tests.load.clients import Client

SEED, FEW, REQUESTS, WARM = 2026, 300, 400, 60
POSTS = {1: 600, 8: 1600}  # clients -> contacts in all
SCREENS, SECONDS = 20, 20
SPAWN = get_context("spawn")


def main(count: int) -> None:
    with built() as house:
        few = queries(house, house.asked("bench.help_stock", str(FEW), str(SEED)))
    with built() as house:
        scene = house.asked("bench.help_stock", str(count), str(SEED))
        many = queries(house, scene)
        asked = house.asked("bench.help_asked", str(scene["digibank"]))
        house.start(worker=False)
        posted(house, scene, WARM, 2)
        runs = {
            str(clients): posted(house, scene, number, clients) for clients, number in POSTS.items()
        }
        pages = {
            name: {"path": path, "queries_few": few[name], "queries": many[name]}
            | measured(house, scene, path)
            for name, path in paths(scene).items()
        }
        screens = watched(house, scene)
        bare = house.asked("bench.help_bare", "600")
        house.stop()
        report(
            "help",
            house,
            rows=count,
            seed=SEED,
            contact_over_http=runs,
            bare=bare,
            ratio_p50=round(runs["1"]["p50_ms"] / bare["p50_ms"], 1),
            pages=pages,
            in_process=asked,
            screens=screens,
        )


def paths(scene: dict[str, Any]) -> dict[str, str]:
    month = "van=01/03/2024&tot=31/03/2024"
    return {
        "desk home": "/balie/",
        "contacts, newest": "/hulp/",
        "contacts, a rare theme and outcome": "/hulp/?thema=justice&einde=referred",
        "contacts, a place and a month": f"/hulp/?plaats={scene['point']}&{month}",
        "contacts, a person by name": "/hulp/?q=Peeters",
        "contacts, half-way back": f"/hulp/?voor={scene['middle']}",
        "question": f"/vragen/{scene['question']}/",
        "questions": "/vragen/",
        "suggestions": "/artikels/suggesties/?subject=itsme+op+een+nieuwe+gsm&theme=itsme",
        "figures of a year": "/hulp/cijfers/?van=01/01/2025&tot=31/12/2025",
        "figures of two months": "/hulp/cijfers/?van=01/01/2025&tot=28/02/2025",
    }


def queries(house: House, scene: dict[str, Any]) -> dict[str, int]:
    named = paths(scene)
    found = house.asked("bench.queries", scene["session"], *named.values())
    return {name: found[path] for name, path in named.items()}


def measured(house: House, scene: dict[str, Any], path: str) -> dict[str, float]:
    """One visitor asks the page many times; fewer when it is slow."""
    browser = Client(house.port, scene["session"])
    for _ in range(10):
        answer = browser.get(path)
        assert answer.status == 200, (path, answer.status)
    number = REQUESTS if answer.seconds < 0.1 else 40
    before, there = cpu_seconds(house.pids()), database_cpu(house)
    times = [browser.get(path).seconds for _ in range(number)]
    spent, database = cpu_seconds(house.pids()) - before, database_cpu(house) - there
    browser.close()
    return {
        "requests": number,
        "p50_ms": milliseconds(percentile(times, 0.5)),
        "p95_ms": milliseconds(percentile(times, 0.95)),
        "p99_ms": milliseconds(percentile(times, 0.99)),
        "cpu_ms_a_request": milliseconds(spent / number),
        "database_cpu_ms_a_request": milliseconds(database / number),
    }


def posted(house: House, scene: dict[str, Any], count: int, clients: int) -> dict[str, Any]:
    """Save `count` contacts over HTTP, divided over that many processes."""
    start, told = SPAWN.Barrier(clients + 1), SPAWN.Queue()
    workers = [
        SPAWN.Process(target=desk, args=(house.port, scene, count // clients, start, told))
        for _ in range(clients)
    ]
    for one in workers:
        one.daemon = True
        one.start()
    start.wait(120)
    before, there, began = cpu_seconds(house.pids()), database_cpu(house), time.perf_counter()
    times = [seconds for _ in workers for seconds in told.get(timeout=300)]
    lasted = time.perf_counter() - began
    spent, database = cpu_seconds(house.pids()) - before, database_cpu(house) - there
    for one in workers:
        one.join()
    return {
        "contacts": len(times),
        "a_second": round(len(times) / lasted, 1),
        "p50_ms": milliseconds(percentile(times, 0.5)),
        "p99_ms": milliseconds(percentile(times, 0.99)),
        "cpu_ms_each": milliseconds(spent / len(times)),
        "database_cpu_ms_each": milliseconds(database / len(times)),
    }


def desk(port: int, scene: dict[str, Any], count: int, start: Any, told: Any) -> None:  # noqa: ANN401 of multiprocessing
    browser = Client(port, scene["session"])
    (token,) = [value for name, value in browser.form("/hulp/nieuw/") if name.startswith("csrf")]
    fields = [("csrfmiddlewaretoken", token), ("theme", "itsme"), ("outcome", "solved")]
    start.wait(120)
    times = []
    for _ in range(count):
        answer = browser.post("/hulp/nieuw/", [*fields, ("minutes", "15")])
        assert answer.status == 302, answer.status
        times.append(answer.seconds)
    told.put(times)


def watched(house: House, scene: dict[str, Any]) -> dict[str, float]:
    """Twenty desks look at the queue each 1.5 seconds, while a number is taken each two seconds."""
    browsers = [Client(house.port, scene["session"]) for _ in range(SCREENS)]
    tags = [tag(browser.get("/wachtrij/")) for browser in browsers]
    (token,) = [
        value for name, value in browsers[0].form("/hulp/nieuw/") if name.startswith("csrf")
    ]
    before, there, began = cpu_seconds(house.pids()), database_cpu(house), time.perf_counter()
    asked = fresh = taken = 0
    while (now := time.perf_counter() - began) < SECONDS:
        if now > 2 * taken:
            browsers[0].post("/wachtrij/nummer/", [("csrfmiddlewaretoken", token)])
            taken += 1
        for number, browser in enumerate(browsers):
            if asked < (now / 1.5) * SCREENS and asked % SCREENS == number:
                answer = browser.get("/wachtrij/", {"If-None-Match": tags[number]})
                asked += 1
                if answer.status == 200:
                    fresh, tags[number] = fresh + 1, tag(answer)
        time.sleep(0.005)
    lasted = time.perf_counter() - began
    spent, database = cpu_seconds(house.pids()) - before, database_cpu(house) - there
    for browser in browsers:
        browser.close()
    return {
        "screens": SCREENS,
        "asked_a_second": round(asked / lasted, 1),
        "pages_that_changed": fresh,
        "numbers_taken": taken,
        "share_of_one_core": round(spent / lasted, 3),
        "share_of_one_core_database": round(database / lasted, 3),
    }


def tag(answer: Any) -> str:  # noqa: ANN401 an Answer
    return str(answer.tag)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
