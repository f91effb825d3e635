"""The menu of the staff pages: each room adds its entries in `apps.py`.

Who may not open a page never sees its entry.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, eq=False)
class Entry:
    """One line of the menu; each is itself alone, so that a menu is known by its entries."""

    group: str | Promise
    words: str | Promise
    icon: str
    url: str  # the name of the URL
    rule: Callable[[Any, Any], bool]  # (account, digibank)
    order: int
    on_phone: bool = True  # one of the four on a narrow screen


ON_PHONE = 4  # entries on a narrow screen; the rest is under "More"
_entries: list[Entry] = []


def add(entry: Entry) -> None:
    """From now on the menu has `entry`."""
    _entries.append(entry)
    _entries.sort(key=lambda one: one.order)


def allowed(account: object, digibank: object) -> tuple[Entry, ...]:
    """What `account` may open in `digibank`, in order."""
    return tuple(entry for entry in _entries if entry.rule(account, digibank))


def grouped(entries: tuple[Entry, ...]) -> list[tuple[str | Promise, list[Entry]]]:
    """(group, entries), of which the first few are on a phone."""
    groups: dict[str | Promise, list[Entry]] = {}
    on_phone = 0
    for entry in entries:
        on_phone += entry.on_phone
        shown = entry if on_phone <= ON_PHONE else replace(entry, on_phone=False)
        groups.setdefault(entry.group, []).append(shown)
    return list(groups.items())
