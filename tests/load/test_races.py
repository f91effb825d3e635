"""Twenty clients hand out the same device at the same moment, ten times, on a real server."""

from collections import Counter
from multiprocessing import get_context

import pytest

from tests.house import built
from tests.load.clients import Client, hand_out_address

CLIENTS, ROUNDS = 20, 10
SPAWN = get_context("spawn")

pytestmark = pytest.mark.load


def test_of_twenty_who_hand_out_one_device_one_does():
    with built() as house:
        scene = house.asked("tests.load.scene", str(ROUNDS))
        house.start(worker=False)
        answers = raced(house.port, scene)
        house.stop()
        verdict = house.asked("tests.load.verdict")

    assert [Counter(answers[code]) for code in scene["codes"]] == [{302: 1, 409: 19}] * ROUNDS
    assert Counter(loan["code"] for loan in verdict["loans"]) == dict.fromkeys(scene["codes"], 1)
    assert verdict["entries"]["handed_out"] == {str(loan["pk"]): 1 for loan in verdict["loans"]}
    assert verdict["halves"] == []


def raced(port, scene):
    """code -> the status that each client got."""
    start, told = SPAWN.Barrier(CLIENTS), SPAWN.Queue()
    clients = [
        SPAWN.Process(target=client, args=(port, scene, start, told)) for _ in range(CLIENTS)
    ]
    for one in clients:
        one.daemon = True
        one.start()
    answers = {code: [] for code in scene["codes"]}
    for _ in range(CLIENTS * ROUNDS):
        code, status = told.get(timeout=120)
        answers[code].append(status)
    for one in clients:
        one.join()
    return answers


def client(port, scene, start, told):
    """Open the form of each device, wait until all have it open, and send it."""
    browser = Client(port, scene["session"])
    for code in scene["codes"]:
        address = hand_out_address(code, scene["person"])
        filled = browser.form(address)
        start.wait(120)
        told.put((code, browser.post(address, filled).status))
