from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from digibank.lobby import working
from digibank.lobby.models import Heartbeat
from digibank.ui.tasks import Chore


@pytest.fixture
def chores(monkeypatch):
    """The list of chores, to be filled by the test; connections stay open, as tests need them."""
    listed = []
    monkeypatch.setattr(working, "all_chores", lambda: listed)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr(working.connections, "close_all", lambda: None)
    return listed


def duty(run, seconds=60):
    return working.Duty(Chore("test", run, seconds))


def soon(made):
    """In how many seconds the duty is due, rounded."""
    return round(made.due_at - working.monotonic())


def fail():
    raise OperationalError("database is locked")


def test_do_leaves_a_finished_chore_until_its_time(chores):
    made = duty(lambda: False)
    working.do(made)

    assert (soon(made), made.failure_count) == (60, 0)


def test_do_takes_up_a_chore_at_once_when_more_waits(chores):
    made = duty(lambda: True)
    working.do(made)

    assert soon(made) == 0


def test_do_waits_longer_each_time_a_chore_fails(chores):
    made, pauses = duty(fail, seconds=20), []
    for _ in range(6):
        working.do(made)
        pauses.append(soon(made))

    assert pauses == [2, 4, 8, 16, 20, 20]


def test_do_forgets_failures_after_a_success(chores):
    made = duty(fail)
    working.do(made)
    made.chore = Chore("test", lambda: False, 60)
    working.do(made)

    assert (made.failure_count, soon(made)) == (0, 60)


@pytest.mark.parametrize(("error", "lines"), [(OperationalError, False), (ZeroDivisionError, True)])
def test_do_writes_lines_of_code_for_our_own_mistakes_alone(chores, caplog, error, lines):
    def broken():
        raise error("An Peeters")

    working.do(duty(broken))

    (record,) = caplog.records
    assert record.getMessage() == f"test failed: {error.__name__}"
    assert bool(record.exc_info) is lines


def test_work_does_every_chore_until_told_to_stop(chores, db):
    stop, done = Event(), []

    def last():
        done.append("last")
        stop.set()
        return False

    chores += [
        Chore("first", lambda: bool(done.append("first")), 60),
        Chore("broken", fail, 60),
        Chore("last", last, 60),
    ]
    working.work(stop, "tester")

    assert done == ["first", "last"]


def test_work_says_that_it_lives_and_says_goodbye(chores, db):
    stop, seen = Event(), []

    def look():
        seen.extend(Heartbeat.objects.values_list("worker", flat=True))
        stop.set()
        return False

    chores.append(Chore("look", look, 60))
    working.work(stop, "tester")

    assert seen == ["tester"]
    assert not Heartbeat.objects.exists()


def test_live_forgets_workers_of_yesterday(db):
    for name, hours in (("old", 25), ("young", 23)):
        Heartbeat.objects.create(worker=name, at=timezone.now() - timedelta(hours=hours))
    working.live("tester")

    assert sorted(Heartbeat.objects.values_list("worker", flat=True)) == ["tester", "young"]


def test_part_is_quiet_when_the_database_is_away(monkeypatch, caplog):
    class Away:
        def filter(self, **facts):
            raise OperationalError("gone")

    monkeypatch.setattr(working.Heartbeat, "objects", Away())
    working.part("tester")

    assert [record.getMessage() for record in caplog.records] == ["no goodbye: OperationalError"]


def test_health_is_503_without_a_worker(visit):
    answer = visit().get("/health/")

    assert (answer.status_code, answer.content) == (
        503,
        b"No worker: start one with `digibank work`.\n",
    )


@pytest.mark.parametrize(
    ("silence", "status", "words"),
    [
        (5, 200, "ok"),
        (29, 200, "ok"),
        (31, 503, "No worker: the last one was heard 31 seconds ago."),
    ],
)
def test_health_is_200_while_a_worker_lives(visit, silence, status, words):
    Heartbeat.objects.create(worker="a", at=timezone.now() - timedelta(seconds=silence))
    Heartbeat.objects.create(worker="b", at=timezone.now() - timedelta(hours=2))
    answer = visit().get("/health/")

    assert (answer.status_code, answer.content.decode()) == (status, f"{words}\n")
    assert answer["Cache-Control"] == "no-store"


def test_health_is_503_without_a_database(visit, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        answer = visit().get("/health/")

    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_health_asks_one_query_and_no_log_in(visit, django_assert_num_queries):
    visitor = visit()
    with django_assert_num_queries(1):
        visitor.get("/health/")
