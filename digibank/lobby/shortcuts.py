"""The big buttons of the desk home: what people come to do most, each only for who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.devices.rules import can_work
from digibank.lending.rules import can_see_loans
from digibank.people.rules import can_meet_persons


@dataclass(frozen=True)
class Shortcut:
    """One button: `goal` is the tone of the programme's goal it serves (lend, learn, help)."""

    words: str | Promise
    more: str | Promise
    icon: str
    url: str  # the name of the URL
    goal: str
    rule: Callable[[Any, Any], bool]  # (account, digibank)


SHORTCUTS = (
    Shortcut(
        _("Find or register somebody"),
        _("By name, phone number or card"),
        "person",
        "people:person_list",
        "help",
        can_meet_persons,
    ),
    Shortcut(
        _("Who has what?"),
        _("Everything that is out, and until when"),
        "lend",
        "lending:loan_list",
        "lend",
        can_see_loans,
    ),
    Shortcut(
        _("A new device"),
        _("Typed in, or read from a report"),
        "plus",
        "devices:device_new",
        "learn",
        can_work,
    ),
)


def shortcuts_for(account: object, digibank: object) -> list[Shortcut]:
    """The buttons for what `account` may do in `digibank`."""
    return [one for one in SHORTCUTS if one.rule(account, digibank)]
