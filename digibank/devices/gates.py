"""Gates: what must be so before a device may go out, in one place, each with a code and a sentence.

What is hard can be waived by nobody; for the rest a second person may agree (decision 39).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.devices import checks, fitness
from digibank.devices.models import Device, Inspection, Installation
from digibank.devices.queries import place_of

RUNS_A_SYSTEM = frozenset({"laptop", "desktop", "tablet", "smartphone"})
ELSEWHERE = {"gone": "written_off", "out": "out", "transit": "in_transit"}  # place -> code
HARD: dict[str, str | Promise] = {
    "written_off": gettext_lazy("This device is written off."),
    "out": gettext_lazy("This device is out with a person."),
    "in_transit": gettext_lazy("This device is on its way to another place."),
    "locked": gettext_lazy("This device is locked: %(locks)s."),
    "not_erased": gettext_lazy("This device is not erased yet."),
    "under_repair": gettext_lazy("A repair is still open."),
    "not_tested": gettext_lazy("This device was not looked at on the bench yet."),
    "unsafe": gettext_lazy("It is not safe."),
}
SOFT: dict[str, str | Promise] = {
    "not_working": gettext_lazy("Something that it cannot do without does not work: %(what)s."),
    "no_label": gettext_lazy("Our label does not stick on it."),
    "no_charger": gettext_lazy("There is no charger that fits."),
    "no_system": gettext_lazy("Nobody wrote down which operating system is on it."),
    "not_supported": gettext_lazy("System or firmware gets no updates any more."),
    "not_fit": gettext_lazy("It suits no need: %(why)s"),
}


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a device here."""

    code: str
    words: str

    @property
    def is_hard(self) -> bool:
        return self.code in HARD


def obstacles(device: Device) -> list[Obstacle]:
    """What keeps `device` from being released, the hard things first; empty when nothing does."""
    place = place_of(device)
    return [told(ELSEWHERE[place])] if place in ELSEWHERE else list(not_ready(device))


def told(code: str, **words: str) -> Obstacle:
    sentence = str(HARD.get(code) or SOFT[code])
    return Obstacle(code, sentence % words if words else sentence)


def not_ready(device: Device) -> Iterator[Obstacle]:
    if locks := [one.get_kind_display() for one in device.locks.all() if one.released_at is None]:
        yield told("locked", locks=", ".join(map(str, locks)))
    if not device.is_erased():
        yield told("not_erased")
    if any(one.closed_at is None for one in device.work_orders.all()):
        yield told("under_repair")
    seen = inspection_of(device)
    if seen is None:
        yield told("not_tested")
        return
    yield from at_the_bench(device, seen)
    if device.kind in RUNS_A_SYSTEM:
        yield from running(device)
        yield from unfit(device, seen)


def at_the_bench(device: Device, seen: Inspection) -> Iterator[Obstacle]:
    """What was not fine on the bench; what does not work is named."""
    wrong = list(checks.lacking(device.kind, seen.results))
    codes = dict.fromkeys(code for code, _check in wrong)
    for code in sorted(codes, key=lambda code: code not in HARD):
        what = ", ".join(str(check.words) for one, check in wrong if one == code)
        yield told(code, what=what) if code == "not_working" else told(code)


def running(device: Device) -> Iterator[Obstacle]:
    system = installation_of(device)
    if system is None:
        yield told("no_system")
    elif not system.is_supported(localdate()):
        yield told("not_supported")


def unfit(device: Device, seen: Inspection) -> Iterator[Obstacle]:
    found = fitness.fits(device, fitness.profiles(device.digibank), seen)
    if not any(one.fits for one in found):
        why = " ".join(dict.fromkeys(word for one in found for word in one.reasons))
        yield told("not_fit", why=why or _("there is no profile for this type."))


def inspection_of(device: Device) -> Inspection | None:
    """What was seen at the bench and still counts."""
    return next((one for one in device.inspections.all() if one.outdated_at is None), None)


def installation_of(device: Device) -> Installation | None:
    """The operating system that is on it now."""
    return next((one for one in device.installations.all() if one.outdated_at is None), None)
