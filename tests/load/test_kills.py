"""The server dies at twenty random moments while people work: what they saw confirmed is there."""

import signal
import threading
import time
from http.client import HTTPException
from random import Random

import pytest

from tests.house import built
from tests.load.clients import Client, hand_out_address, number_in, take_back_address

KILLS, DESKS, EACH = 20, 4, 25  # at each desk at most 25 devices between two kills
SEED = 2026

pytestmark = pytest.mark.load


def test_what_was_confirmed_before_a_kill_is_whole_after_it():
    chance = Random(SEED)
    with built() as house:
        scene = house.asked("tests.load.scene", str(KILLS * DESKS * EACH))
        out, back = set(), set()
        for number in range(KILLS):
            house.start(worker=False)
            codes = scene["codes"][number * DESKS * EACH :][: DESKS * EACH]
            desks = [Desk(house.port, scene, codes[at::DESKS]) for at in range(DESKS)]
            work_until_killed(house, desks, chance.uniform(0, 1.5))
            for desk in desks:
                out |= desk.out
                back |= desk.back
            verdict = house.asked("tests.load.verdict")
            assert verdict["halves"] == [], f"kill {number}"

    ended = {loan["pk"] for loan in verdict["loans"] if loan["end"]}
    assert out - {loan["pk"] for loan in verdict["loans"]} == set()
    assert back - ended == set()
    assert min(len(out), len(back)) >= KILLS


def work_until_killed(house, desks, seconds):
    for desk in desks:
        desk.start()
    desks[0].began.wait(30)  # the moment counts from the first hand-out on
    time.sleep(seconds)
    house.stop(signal.SIGKILL)
    for desk in desks:
        desk.join()
    assert [desk.fault for desk in desks if desk.fault] == [], house.log.read_text()[-6000:]


class Desk(threading.Thread):
    """Hands out, and takes two of three devices back, until the server is gone."""

    def __init__(self, port, scene, codes):
        super().__init__()
        self.port, self.scene, self.codes = port, scene, codes
        self.out, self.back = set(), set()
        self.began, self.fault = threading.Event(), ""

    def run(self):
        browser = Client(self.port, self.scene["session"])
        try:
            for number, code in enumerate(self.codes):
                loan = self.hand_out(browser, code)
                if number % 3:
                    self.take_back(browser, loan)
        except (OSError, HTTPException):
            pass  # the server is gone: that is what we came for
        except AssertionError as error:
            self.fault = str(error)[:80]
        finally:
            browser.close()

    def hand_out(self, browser, code):
        address = hand_out_address(code, self.scene["person"])
        answer = browser.post(address, browser.form(address))
        assert answer.status == 302, answer.status
        self.out.add(number_in(answer.location))
        self.began.set()
        return number_in(answer.location)

    def take_back(self, browser, loan):
        address = take_back_address(loan)
        answer = browser.post(address, browser.form(address))
        assert answer.status == 302, answer.status
        self.back.add(loan)
