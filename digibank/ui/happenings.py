"""What happened to a person or a thing: each room adds what it knows in `apps.py`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Happening:
    """One line of a timeline: the fact, when and by whom, and a sentence more."""

    at: datetime
    by: str
    icon: str
    kind: str  # lend, learn, help or idle: the colour of the dot
    title: str | Promise
    text: str | Promise = ""
    url: str = ""


Maker = Callable[[Any, Any, int], Iterable[Happening]]
_makers: dict[type[Model], list[Maker]] = defaultdict(list)


def add(model: type[Model], maker: Maker) -> None:
    """From now on timelines of a `model` hold `maker(account, object, limit)`, newest first."""
    _makers[model].append(maker)


def happenings(account: object, subject: Model, limit: int) -> list[Happening]:
    """What happened to `subject`, as far as `account` may know; newest first, `limit` at most."""
    makers = _makers[type(subject)]
    found = [one for maker in makers for one in maker(account, subject, limit)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]
