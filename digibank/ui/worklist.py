"""The work of today on the desk home: each room adds its lists in `apps.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from digibank.ui.paging import bounded


@dataclass(frozen=True)
class Job:
    """One thing to do: a line with a link."""

    title: str
    meta: str
    url: str
    icon: str
    state: str = ""  # words of the status
    tag: str = "idle"  # ok, busy, info, warn, stop, idle
    phone: str = ""  # E.164, when somebody has to be called


@dataclass(frozen=True)
class Work:
    """What one list shows: its first jobs, how many there are in all, and where the rest is."""

    jobs: Sequence[Job]
    count: int
    url: str


@dataclass(frozen=True)
class Source:
    """A list of work: `find(account, digibank, access_point)`, shown to whom `rule` allows."""

    words: str | Promise
    empty: str | Promise
    rule: Callable[[Any, Any], bool]
    find: Callable[[Any, Any, Any], Work]
    order: int


@dataclass(frozen=True)
class Desk:
    """The desk home as `ui.panels` knows it: where it stands, and what its address told."""

    digibank: Any
    point: Any
    told: Mapping[str, str]


AT_MOST = 5  # jobs of one list on the desk home
Row = TypeVar("Row", bound=Model)
_sources: list[Source] = []


def first_of(rows: QuerySet[Row], job: Callable[[Row], Job], url: str) -> Work:
    """The first of `rows` as jobs, the rest at `url`; they are counted only when there are more."""
    shown = list(rows[: AT_MOST + 1])
    count = len(shown) if len(shown) <= AT_MOST else bounded(rows)
    return Work([job(one) for one in shown[:AT_MOST]], count, url)


def add(source: Source) -> None:
    """From now on the desk home shows `source`."""
    _sources.append(source)
    _sources.sort(key=lambda one: one.order)


def work_for(account: object, digibank: object, point: object) -> list[tuple[Source, Work]]:
    """(source, work) for what `account` does in `digibank`, in order."""
    mine = [source for source in _sources if source.rule(account, digibank)]
    return [(source, source.find(account, digibank, point)) for source in mine]
