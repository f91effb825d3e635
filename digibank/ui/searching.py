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
class Word:
    """What there is to say of a scanned code that leads nowhere."""

    title: str
    more: str


@dataclass(frozen=True)
class Source:
    """Where hits come from: `find(account, digibank, text, limit)`."""

    words: str | Promise
    find: Callable[[Any, Any, str, int], Iterable[Hit]]
    order: int


_sources: list[Source] = []
Opener = Callable[[Any, Any, str], str | None]
_openers: dict[str, list[tuple[int, Opener]]] = {}
Teller = Callable[[Any, Any, str], Word | None]
_tellers: dict[str, Teller] = {}


def add(source: Source) -> None:
    """From now on the one search asks `source` too."""
    _sources.append(source)
    _sources.sort(key=lambda one: one.order)


def add_opener(kind: str, opener: Opener, *, order: int = 50) -> None:
    """A scanned code of `kind` goes to the URL of `opener(account, digibank, code)`.

    A room that knows better takes a lower `order` than the room whose thing it is: the first
    opener with a URL wins, whatever the order in which the rooms were loaded.
    """
    openers = _openers.setdefault(kind, [])
    openers.append((order, opener))
    openers.sort(key=lambda one: one[0])


def opened(kind: str, account: object, digibank: object, code: str) -> str | None:
    """The URL for a scanned code; None when this account can reach nothing with it."""
    urls = (opener(account, digibank, code) for _, opener in _openers.get(kind, []))
    return next(filter(None, urls), None)


def add_teller(kind: str, teller: Teller) -> None:
    """What is said of a code of `kind` that opens nothing: `teller(account, digibank, code)`.

    One for each kind: that of the room whose thing it is.
    """
    _tellers[kind] = teller


def told(kind: str, account: object, digibank: object, code: str) -> Word | None:
    """What to say of a scanned code that opened nothing; None when no room knows better."""
    teller = _tellers.get(kind)
    return teller(account, digibank, code) if teller else None


def found(account: object, digibank: object, text: str) -> list[tuple[str | Promise, list[Hit]]]:
    """(words of the source, hits) for every source that has some, at most ten each."""
    answers = [(s.words, list(s.find(account, digibank, text, AT_MOST))) for s in _sources]
    return [(words, hits) for words, hits in answers if hits]
