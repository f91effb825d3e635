"""Working: the chores of all rooms, one after the other, until somebody says stop."""

import logging
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from django.db import Error, close_old_connections, connections
from django.utils import timezone

from digibank.lobby.models import Heartbeat
from digibank.ui.tasks import Chore, all_chores

BEAT = 10  # seconds between two signs of life
ALIVE = timedelta(seconds=30)  # a worker that was silent for longer is not there
FORGOTTEN = timedelta(days=1)
LONGEST = 30.0  # seconds between two tries of a chore that fails
log = logging.getLogger(__name__)


@dataclass
class Duty:
    """A chore and when it is due, on the clock that never jumps."""

    chore: Chore
    due_at: float = 0.0
    failure_count: int = 0


def work(stop: Event, name: str | None = None) -> None:
    """Do every chore in its time until `stop` is set; the chores at hand are finished first.

    Each lane has a thread of its own, so a mail server that is slow holds up nothing else.
    """
    worker = name or f"{socket.gethostname()[:40]}:{os.getpid()}"
    beat = Chore("heartbeat", lambda: live(worker), seconds=BEAT)
    lanes: dict[str, list[Chore]] = {"": [beat]}
    for chore in all_chores():
        lanes.setdefault(chore.lane, []).append(chore)
    beside = [
        Thread(target=beside_others, args=(stop, chores)) for lane, chores in lanes.items() if lane
    ]
    for one in beside:
        one.start()
    go(stop, lanes[""])
    for one in beside:
        one.join()
    part(worker)


def go(stop: Event, chores: list[Chore]) -> None:
    """Do `chores` one after the other, each in its time, until `stop` is set."""
    duties = [Duty(chore) for chore in chores]
    while not stop.is_set():
        duty = min(duties, key=lambda one: one.due_at)
        if not stop.wait(max(0.0, duty.due_at - monotonic())):
            do(duty)


def beside_others(stop: Event, chores: list[Chore]) -> None:
    """A lane in a thread of its own, with connections of its own."""
    go(stop, chores)
    connections.close_all()


def do(duty: Duty) -> None:
    """Run the chore once, and say when it is due again: at once when more waits for it.

    A chore that fails is tried again after a growing pause: a database that is locked or being
    restarted, a full disk, a mistake of ours. The others go on.
    """
    chore = duty.chore
    try:
        close_old_connections()  # PostgreSQL may have been restarted
        pause = 0.0 if chore.run() else float(chore.seconds)
        duty.failure_count = 0
    except Exception as error:  # noqa: BLE001 the outermost loop: one chore never ends the others
        log.warning("%s failed: %s", chore.name, type(error).__name__, exc_info=loud(error))
        connections.close_all()
        duty.failure_count += 1
        pause = min(2.0 ** min(duty.failure_count, 10), chore.seconds, LONGEST)
    duty.due_at = monotonic() + pause


def loud(error: Exception) -> bool:
    """Whether the lines of code help: not when it is the database that was away."""
    return not isinstance(error, Error)


def live(worker: str) -> bool:
    """Say that `worker` lives, and forget those of which nothing was heard for a day."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - FORGOTTEN).delete()
    return False


def part(worker: str) -> None:
    """Say goodbye, so that nobody thinks that `worker` still lives."""
    try:
        Heartbeat.objects.filter(worker=worker).delete()
    except Error as error:
        log.warning("no goodbye: %s", type(error).__name__)


def last_sign() -> datetime | None:
    """When a worker last said that it lives; None when none ever did."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()


def complaint() -> str:
    """What is wrong with the house, in words; empty when database and worker live."""
    try:
        last = last_sign()
    except Error:
        return "The database does not answer."
    if last is None:
        return "No worker: start one with `digibank work`."
    silence = timezone.now() - last
    if silence > ALIVE:
        return f"No worker: the last one was heard {int(silence.total_seconds())} seconds ago."
    return ""
