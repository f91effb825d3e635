"""Twenty desks of one access point take numbers, call and record for a minute, on a real server."""

import time
from collections import Counter
from multiprocessing import get_context

import pytest

from tests.house import built
from tests.load.clients import Client

DESKS, SECONDS = 20, 60
SPAWN = get_context("spawn")

pytestmark = pytest.mark.load


def test_twenty_desks_lose_no_contact_and_give_no_number_twice():
    with built() as house:
        scene = house.asked("tests.load.help_scene", str(DESKS))
        house.start(worker=False)
        told = rushed(house.port, scene)
        house.stop()
        verdict = house.asked("tests.load.help_verdict")
        log = house.log.read_text()

    done = {name: sum(desk[name] for desk in told) for name in ("contacts", "numbers", "called")}
    statuses = sum((Counter(desk["statuses"]) for desk in told), Counter())
    assert set(statuses) == {302}
    assert verdict["numbers"] == list(range(1, done["numbers"] + 1))
    assert verdict["contacts"] == {
        f"helper{number}": desk["contacts"] for number, desk in enumerate(told)
    }
    assert verdict["verbs"] == {
        "helped": done["contacts"],
        "number_taken": done["numbers"],
        "number_called": done["called"],
    }
    assert verdict["called"] == done["called"] > 0
    assert min(verdict["contacts"].values()) > 0
    assert " 500 " not in log


def rushed(port, scene):
    """What each desk did, in the order of the desks."""
    start, told = SPAWN.Barrier(DESKS), SPAWN.Queue()
    desks = [
        SPAWN.Process(target=desk, args=(port, number, session, start, told))
        for number, session in enumerate(scene["sessions"])
    ]
    for one in desks:
        one.daemon = True
        one.start()
    found = dict(told.get(timeout=SECONDS + 120) for _ in desks)
    for one in desks:
        one.join()
    return [found[number] for number in range(DESKS)]


def desk(port, number, session, start, told):
    """A number, a contact, a call, over and over; counts what the server said it did."""
    browser = Client(port, session)
    (token,) = [value for name, value in browser.form("/hulp/nieuw/") if name.startswith("csrf")]
    csrf = ("csrfmiddlewaretoken", token)
    done, statuses = Counter(contacts=0, numbers=0, called=0), Counter()
    start.wait(120)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        answer = browser.post("/wachtrij/nummer/", [csrf])
        done["numbers"] += "nummer=" in answer.location
        statuses[answer.status] += 1
        saved = browser.post("/hulp/nieuw/", [csrf, ("theme", "itsme"), ("outcome", "solved")])
        done["contacts"] += "bewaard=" in saved.location
        statuses[saved.status] += 1
        called = browser.post("/wachtrij/volgende/", [csrf, ("desk", f"Balie {number}")])
        done["called"] += called.location == "/wachtrij/"
        statuses[called.status] += 1
    told.put((number, {**done, "statuses": dict(statuses)}))
