"""What each room holds of a person: exporters give it to the person, erasers remove it."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

# (words of the heading, maker): maker(person) gives rows of (words, value).
Rows = list[dict[str, object]]
_exporters: dict[str, tuple[str | Promise, Callable[[Any], Rows]]] = {}


def add_exporter(room: str, words: str | Promise, maker: Callable[[Any], Rows]) -> None:
    """From now on a person who asks also gets what `maker(person)` gives, under `words`."""
    _exporters[room] = (words, maker)


def held(person: object) -> list[tuple[str, str | Promise, Rows]]:
    """(room, words, rows) of everything held about `person`."""
    return [(room, words, maker(person)) for room, (words, maker) in sorted(_exporters.items())]
