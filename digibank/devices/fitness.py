"""Fitness: for which need a device is of use, and why not for the others. Nothing is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.devices.models import Device, Inspection, NeedProfile
from digibank.network.models import Digibank

GB = {"memory_gb": 1024**3, "storage_gb": 1000**3}
SLACK = 0.94  # a "256 GB" drive has 240 to 256, and graphics take some of the memory
# (name, types, memory, storage, battery, camera): what a digibank begins with; decision 38.
USUAL: Sequence[tuple[str | Promise, tuple[str, ...], int, int, int, bool]] = (
    (gettext_lazy("E-mail and internet"), ("laptop", "desktop"), 4, 64, 0, False),
    (gettext_lazy("Course and school work"), ("laptop", "desktop"), 8, 120, 40, False),
    (gettext_lazy("Video calls and looking for work"), ("laptop",), 8, 120, 50, True),
    (gettext_lazy("A tablet to read and to call"), ("tablet",), 2, 16, 50, True),
    (gettext_lazy("A smartphone with itsme"), ("smartphone",), 2, 16, 60, True),
)


@dataclass(frozen=True)
class Fit:
    """Whether a device suits one profile; `reasons` says in sentences why not."""

    name: str
    reasons: list[str] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        return not self.reasons


def profiles(digibank: Digibank) -> list[NeedProfile]:
    """The profiles of `digibank`; the usual ones, unsaved, as long as it has none of its own."""
    own = list(NeedProfile.objects.filter(digibank=digibank, ended_at=None))
    return own or usual(digibank)


def usual(digibank: Digibank) -> list[NeedProfile]:
    return [
        NeedProfile(
            digibank=digibank,
            name=str(name),
            kinds=list(kinds),
            memory_gb=memory,
            storage_gb=storage,
            battery_percent=battery,
            camera=camera,
        )
        for name, kinds, memory, storage, battery, camera in USUAL
    ]


def fits(device: Device, known: Sequence[NeedProfile], seen: Inspection | None) -> list[Fit]:
    """How `device`, `seen` at the bench, suits each of the profiles for its type."""
    mine = [one for one in known if device.kind in one.kinds]
    return [Fit(one.name, list(reasons(device, one, seen))) for one in mine]


def reasons(device: Device, profile: NeedProfile, seen: Inspection | None) -> Iterator[str]:
    """Why `device` does not suit `profile`, in sentences."""
    yield from too_small(device, profile)
    if profile.battery_percent:
        yield from weak_battery(profile, seen)
    if profile.grams and device.grams and device.grams > profile.grams:
        yield _("Too heavy: %(is)s g, at most %(most)s g.") % {
            "is": device.grams,
            "most": profile.grams,
        }
    if profile.camera and (seen is None or seen.results.get("camera") != "fine"):
        yield _("No camera that works.")


def too_small(device: Device, profile: NeedProfile) -> Iterator[str]:
    """Memory and storage: a number that nobody knows is not enough."""
    sizes = (("memory_gb", device.memory_bytes), ("storage_gb", device.storage_bytes))
    for name, size in sizes:
        least = getattr(profile, name)
        if least and size is None:
            yield _("Memory not known.") if name == "memory_gb" else _("Storage not known.")
        elif least and size is not None and size < least * GB[name] * SLACK:
            told = {"is": round(size / GB[name]), "least": least}
            memory = _("Memory too small: %(is)s GB, at least %(least)s GB.")
            storage = _("Storage too small: %(is)s GB, at least %(least)s GB.")
            yield (memory if name == "memory_gb" else storage) % told


def weak_battery(profile: NeedProfile, seen: Inspection | None) -> Iterator[str]:
    """A battery that was not measured passes when it was found to hold."""
    if seen is None or seen.results.get("battery", "absent") == "fault":
        yield _("The battery does not hold.")
    elif seen.battery_percent is not None and seen.battery_percent < profile.battery_percent:
        told = {"is": seen.battery_percent, "least": profile.battery_percent}
        yield _("Battery too weak: %(is)s %%, at least %(least)s %%.") % told
