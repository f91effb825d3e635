"""What each room holds of a person: exporters give it, guards keep it, erasers remove it."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

# (words of the heading, maker): maker(person) gives rows of {words: value}.
Rows = list[dict[str, object]]
_exporters: dict[str, tuple[str | Promise, Callable[[Any], Rows]]] = {}
_guards: dict[str, Callable[[Any], str | None]] = {}
_erasers: dict[str, Callable[[Any, Any], None]] = {}


def add_exporter(room: str, words: str | Promise, maker: Callable[[Any], Rows]) -> None:
    """From now on a person who asks also gets what `maker(person)` gives, under `words`."""
    _exporters[room] = (words, maker)


def held(person: object) -> list[tuple[str, str | Promise, Rows]]:
    """(room, words, rows) of everything held about `person`."""
    return [(room, words, maker(person)) for room, (words, maker) in sorted(_exporters.items())]


def add_guard(room: str, guard: Callable[[Any], str | None]) -> None:
    """From now on a person stays while `guard(person)` gives a sentence that says why."""
    _guards[room] = guard


def kept_for(person: object) -> list[str]:
    """Why `person` cannot be erased now, a sentence for each room; empty when it can."""
    sentences = [guard(person) for _, guard in sorted(_guards.items())]
    return [sentence for sentence in sentences if sentence]


def add_eraser(room: str, eraser: Callable[[Any, Any], None]) -> None:
    """From now on `eraser(person, account)` removes what `room` holds, in the same transaction."""
    _erasers[room] = eraser


def erase(person: object, *, by: object) -> None:
    """Let every room remove what it holds of `person`."""
    for _, eraser in sorted(_erasers.items()):
        eraser(person, by)
