"""Checks: what is looked at on the bench, by type, and the grade that follows. No database.

A check that is `essential` must be fine before a device goes out; the others only lower its grade,
and the borrower hears of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FINE, FAULT, ABSENT = "fine", "fault", "absent"
RESULTS: dict[str, str | Promise] = {
    FINE: _("Works"),
    FAULT: _("Does not work"),
    ABSENT: _("Is not on it"),
}
COMPUTERS = ("laptop", "desktop")
MOBILES = ("tablet", "smartphone")
ALL = (*COMPUTERS, *MOBILES, "screen", "accessory", "connectivity")


@dataclass(frozen=True)
class Check:
    """One thing to look at: the code that a missing or broken one has at the gate, if any."""

    code: str
    words: str | Promise
    icon: str
    kinds: tuple[str, ...]
    gate: str = ""  # not_working, unsafe, no_label or no_charger when it is not fine


CHECKS: tuple[Check, ...] = (
    Check("boots", _("It starts, with no password of somebody else"), "laptop",
          (*COMPUTERS, *MOBILES, "screen", "connectivity"), "not_working"),
    Check("works", _("It works"), "check", ("accessory",), "not_working"),
    Check("screen", _("Screen: no dead spots, bright enough"), "screen",
          ("laptop", *MOBILES, "screen"), "not_working"),
    Check("keyboard", _("Keyboard: AZERTY, each key works"), "laptop", ("laptop",)),
    Check("touch", _("Touch works all over the screen"), "tablet", MOBILES, "not_working"),
    Check("sound", _("Sound: speaker and microphone"), "phone", (*COMPUTERS, *MOBILES)),
    Check("camera", _("Camera"), "people", ("laptop", *MOBILES)),
    Check("ports", _("Ports: USB, screen, headphones"), "plug", (*COMPUTERS, *MOBILES, "screen")),
    Check("wifi", _("Wi-Fi finds a network"), "globe", (*COMPUTERS, *MOBILES, "connectivity")),
    Check("battery", _("Battery: holds, and is not swollen"), "plug",
          ("laptop", *MOBILES, "connectivity")),
    Check("charger", _("Charger or cable: there, fits, charges"), "plug",
          (*COMPUTERS, *MOBILES, "screen", "connectivity"), "no_charger"),
    Check("safe", _("Safe: case closed, cable whole, nothing gets hot"), "shield", ALL, "unsafe"),
    Check("label", _("Our label sticks on it and can be read"), "label", ALL, "no_label"),
)  # fmt: skip
BY_CODE = {one.code: one for one in CHECKS}


def of(kind: str) -> list[Check]:
    """The checks of one type, in the order of the bench."""
    return [one for one in CHECKS if kind in one.kinds]


def grade(kind: str, results: Mapping[str, str]) -> str:
    """How it works, A to D, by what was found: D when an essential check is not fine."""
    wrong = [one for one in of(kind) if results.get(one.code, FAULT) != FINE]
    if any(one.gate in {"not_working", "unsafe"} for one in wrong):
        return "D"
    broken = [one for one in wrong if results.get(one.code) == FAULT and not one.gate]
    return "ABC"[min(len(broken), 2)]


def lacking(kind: str, results: Mapping[str, str]) -> Iterator[tuple[str, Check]]:
    """(code at the gate, check) of each essential check that is not fine."""
    for one in of(kind):
        if one.gate and results.get(one.code) != FINE:
            yield one.gate, one
