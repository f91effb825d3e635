"""What the worker does by itself: each room adds its chores in `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Chore:
    """`run` does a bounded piece of work every `seconds`; true when more is waiting.

    Chores of one `lane` wait for each other and for nobody else: what may wait long for another
    system has a lane of its own.
    """

    name: str
    run: Callable[[], bool]
    seconds: int
    lane: str = ""


_chores: list[Chore] = []


def add(chore: Chore) -> None:
    """From now on the worker does `chore`."""
    _chores.append(chore)


def all_chores() -> list[Chore]:
    return list(_chores)
