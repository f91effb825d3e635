"""Announcing: who wants to know, in the same transaction, that somebody is invited.

A room above adds itself in `apps.py`; network lies below it and cannot call it by name.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digibank.network.models import Invitation

_announcers: list[Callable[["Invitation"], None]] = []


def add(announcer: Callable[["Invitation"], None]) -> None:
    """From now on `announcer(invitation)` hears of each new invitation."""
    _announcers.append(announcer)


def announce(invitation: "Invitation") -> None:
    """Tell everybody who wants to know of `invitation`, in the transaction that makes it."""
    for announcer in _announcers:
        announcer(invitation)
