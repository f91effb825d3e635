"""What becomes of the mail when workers, the database or the mail server fail in the middle."""

import os
import sqlite3
import time
from contextlib import closing
from random import Random

import psycopg
import pytest

from tests.house import built
from tests.load.crew import Crew, assert_all_arrived, copies, early, until, words
from tests.post.servers import SmtpServer

MANY, KILLS, SEED = 2_000, 20, 2026
# A killed worker's batch is free after 8 seconds; a hand-over has 5 seconds from its last moment
# to begin. The program has minutes, in the same proportion.
SHORT_LEASE = ("-m", "tests.load.post_worker", "8", "3", "20")
# This one waits 2 seconds for SQLite; after that the program must try again by itself.
HASTY = ("-m", "tests.load.post_worker", "300", "30", "2")
# So that a kill meets mails before, in and after the moment at which the server keeps them.
PACE = {"MAIL": 0.012, "ANSWER": 0.006}
BRAKE = {"DATA": 0.3}
ON_POSTGRESQL = bool(os.environ.get("DATABASE_URL"))

pytestmark = pytest.mark.load


@pytest.fixture(scope="module")
def house():
    with built() as house:
        yield house


@pytest.fixture
def server():
    with SmtpServer(slow=dict(PACE)) as server:
        yield server


@pytest.fixture
def crew(house, server):
    house.log.write_bytes(b"")
    yield Crew(house, server)
    house.stop()
    assert "Traceback" not in house.log.read_text()


def test_twenty_kills_lose_no_mail_and_repeat_only_what_was_in_flight(crew, server):
    chance, began = Random(SEED), time.monotonic()
    for _ in range(2):
        crew.hire(*SHORT_LEASE)
    digibank = crew.asks("kills", MANY)
    killed, counts = [], []
    for number in range(KILLS):
        crew.hire(*SHORT_LEASE)  # starts while the others still work
        killed.append(kill_one(crew, chance, at_most=MANY * (number + 1) // (KILLS + 2)))
        counts.append(server.count)
    server.slow = {}
    verdict = crew.verdict(digibank)

    found, last = copies(server), {one.sender: one for one in server.received}
    repeated, seconds = early(found), time.monotonic() - began
    print(f"\n{KILLS} kills, {len(repeated)} mails twice, {seconds:.0f} s, kills after {counts}")
    assert_all_arrived(verdict, found, name="kills", count=MANY)
    assert [name for name in killed if name not in last] == []  # each died at work,
    assert counts[-1] < MANY  # and before the work was done
    # What came again was the last mail that a killed worker handed over: one for each at most.
    assert [one for one in repeated if one is not last[one.sender]] == []
    assert {one.sender for one in repeated} - set(killed) == set()
    assert len(server.received) - MANY == len(repeated) <= KILLS
    assert crew.ended() == []


def kill_one(crew, chance, *, at_most):
    """Kills a random worker after some more of its mails, somewhere between two steps of it.

    While a new worker starts, a fast one must not finish the work: the mail server becomes slow
    when it has `at_most` mails. Returns the name of the dead.
    """
    victim = chance.choice(list(crew.at_work)[:-1])  # not the one that starts
    wanted = crew.handed_over()[victim] + chance.randint(1, 25)

    def busy_enough():
        crew.server.slow = dict(BRAKE if crew.server.count >= at_most else PACE)
        return crew.handed_over()[victim] >= wanted

    until(busy_enough)
    time.sleep(chance.uniform(0, 0.05))
    crew.kill(victim)
    return victim


def test_three_workers_side_by_side_hand_each_mail_over_once(crew, server, house):
    server.slow = {}
    for _ in range(3):
        crew.hire()
    verdict = crew.verdict(crew.asks("beside", 600))

    assert_all_arrived(verdict, copies(server), name="beside", count=600)
    assert server.count == 600
    print(f"\neach worker: {dict(crew.handed_over())}")
    assert (crew.ended(), house.log.read_text()) == ([], "")


def test_a_database_that_is_away_delays_mails_and_repeats_none(crew, server, house):
    """One writer that locks out all others is a trouble of SQLite alone, as connections that
    somebody ends are of PostgreSQL."""
    if ON_POSTGRESQL:
        its_connections_end(crew, server, house)
    else:
        it_is_locked(crew, server, house)


def it_is_locked(crew, server, house):
    crew.hire()
    crew.hire(*HASTY)
    digibank = crew.asks("locked", 240)
    crew.all_hand_over(10)
    path = house.folder / "digibank.sqlite3"
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as wire:
        wire.execute("BEGIN IMMEDIATE")  # as a stranger does, who knows of no line for writers
        before = server.count
        time.sleep(8)
        during = server.count - before
        wire.execute("ROLLBACK")
    crew.all_hand_over(1, since=crew.handed_over())
    server.slow = {}
    verdict = crew.verdict(digibank)

    assert_all_arrived(verdict, copies(server), name="locked", count=240)
    assert server.count == 240
    assert during <= 2  # each worker had one mail on its way, and took no next one
    log = house.log.read_text()
    print(f"\n{during} mails while it was locked; the log says:\n{log}")
    assert "the database is away" in log or "OperationalError" in log
    assert crew.ended() == []


def its_connections_end(crew, server, house):
    crew.hire()
    crew.hire()
    digibank = crew.asks("ended", 400)
    for _ in range(5):
        crew.all_hand_over(10, since=crew.handed_over())
        with psycopg.connect(house.database_url) as wire:
            wire.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    crew.all_hand_over(1, since=crew.handed_over())
    server.slow = {}
    verdict = crew.verdict(digibank)

    print(f"\n{server.count} mails; the log says:\n{house.log.read_text()}")
    assert_all_arrived(verdict, copies(server), name="ended", count=400)
    assert server.count == 400
    assert crew.ended() == []


def test_a_mail_server_that_was_away_gets_every_mail(crew, server):
    crew.hire()
    crew.hire()
    digibank = crew.asks("away", 240)
    crew.all_hand_over(20)
    left_at = time.time()
    with server.away():
        before = server.count
        time.sleep(5)
        waits = crew.verdict(digibank, 0)
    server.slow = {}
    verdict = crew.verdict(digibank, 120, "hurry")  # who failed would wait for minutes

    tried = [row for row in waits["dispatches"] if row["failures"]]
    assert {(row["state"], row["leased"], row["failures"]) for row in tried} == {
        ("waiting", False, 1)
    }
    assert [row for row in tried if row["not_before"] < left_at + 60] == []
    found = copies(server)
    assert_all_arrived(verdict, found, name="away", count=240)
    repeated = early(found)
    print(f"\n{len(tried)} tried in vain, {len(repeated)} mails twice")
    # What the server kept and had not answered yet came again: one of each worker at most.
    assert [one for one in repeated if one not in server.received[:before]] == []
    assert len({one.sender for one in repeated}) == len(repeated) == server.count - 240
    assert [group for group in found.values() if len({words(one) for one in group}) != 1] == []
    assert crew.ended() == []
