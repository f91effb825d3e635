"""One search for everything: each room adds a source in `apps.py`, the lobby asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

AT_MOST = 10  # hits of one source


@dataclass(frozen=True)
class Hit:
    """One line in the list of results."""

    title: str
    meta: str
    url: str
    icon: str
    label: str = ""  # a code, drawn as the sticker


@dataclass(frozen=True)
class Source:
    """Where hits come from: `find(account, digibank, text, limit)`."""

    words: str | Promise
    find: Callable[[Any, Any, str, int], Iterable[Hit]]
    order: int


_sources: list[Source] = []
_openers: dict[str, Callable[[Any, Any, str], str | None]] = {}


def add(source: Source) -> None:
    """From now on the one search asks `source` too."""
    _sources.append(source)
    _sources.sort(key=lambda one: one.order)


def add_opener(kind: str, opener: Callable[[Any, Any, str], str | None]) -> None:
    """A scanned code of `kind` goes to the URL of `opener(account, digibank, code)`."""
    _openers[kind] = opener


def opened(kind: str, account: object, digibank: object, code: str) -> str | None:
    """The URL for a scanned code; None when this account can reach nothing with it."""
    opener = _openers.get(kind)
    return opener(account, digibank, code) if opener else None


def found(account: object, digibank: object, text: str) -> list[tuple[str | Promise, list[Hit]]]:
    """(words of the source, hits) for every source that has some, at most ten each."""
    answers = [(s.words, list(s.find(account, digibank, text, AT_MOST))) for s in _sources]
    return [(words, hits) for words, hits in answers if hits]
