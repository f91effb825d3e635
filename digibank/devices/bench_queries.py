"""What the bench shows: the checks of a device, its grades, and what it is fit for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.devices import checks, fitness, gates
from digibank.devices.models import Device, Inspection, Lock, Waiver
from digibank.network.models import Digibank

# Grade -> (what to call it, what one sees), as stands beside its picture.
LOOKS: dict[str, tuple[str | Promise, str | Promise]] = {
    "A": (_("Like new"), _("No scratch that you see at an arm's length.")),
    "B": (_("Small traces of use"), _("Light scratches on the lid, shiny keys.")),
    "C": (_("Clear traces of use"), _("Deep scratches or a dent; nothing is broken.")),
    "D": (_("Damaged outside"), _("A crack, a broken corner or a part that is missing.")),
}
WORKS: dict[str, tuple[str | Promise, str | Promise]] = {
    "A": (_("Everything works"), _("Every check is fine.")),
    "B": (_("One thing does not work"), _("For example the camera. The borrower knows it.")),
    "C": (_("More than one thing does not work"), _("Still of use. The borrower knows it.")),
    "D": (_("It cannot be used like this"), _("It does not start, or it is not safe.")),
}
# Ours -> R2v3 (SERI, REC v1.2): cosmetic C1 to C9 and functional F1 to F6, higher is better.
R2_COSMETIC = {"A": "C7", "B": "C6", "C": "C4", "D": "C2"}
R2_FUNCTION = {"A": "F5", "B": "F3", "C": "F3", "D": "F2"}


def version_of_bench(device: Device) -> str:
    """What changes when somebody inspects `device`: the number of the inspection that counts."""
    row = device.inspections.filter(outdated_at=None).values_list("pk", flat=True).first()
    return str(row or 0)


def r2(seen: Inspection) -> str:
    """The grades of an inspection as R2v3 writes them: "F5/C6"."""
    return f"{R2_FUNCTION[seen.function]}/{R2_COSMETIC[seen.appearance]}"


@dataclass(frozen=True)
class Seen:
    """One check with what was found of it."""

    words: str | Promise
    icon: str
    result: str
    result_words: str

    @property
    def look(self) -> str:
        return {"fine": "ok", "fault": "stop"}.get(self.result, "idle")


def found(device: Device, seen: Inspection | None) -> list[Seen]:
    """Each check of the type of `device`, with what `seen` says of it."""
    results: dict[str, str] = seen.results if seen else {}
    words = {code: str(one) for code, one in checks.RESULTS.items()}
    return [
        Seen(
            one.words, one.icon, results.get(one.code, ""), words.get(results.get(one.code, ""), "")
        )
        for one in checks.of(device.kind)
    ]


def locks(device: Device) -> list[Lock]:
    """The locks of `device`, open ones first."""
    return list(device.locks.select_related("found_by", "released_by").order_by("-found_at"))


def fitting(device: Device) -> list[fitness.Fit]:
    """How `device` suits each profile of its digibank that is about its type."""
    return fitness.fits(device, fitness.profiles(device.digibank), gates.inspection_of(device))


def waiver_of(device: Device) -> Waiver | None:
    """The exception that somebody asked for `device`, if any."""
    return device.waivers.open().select_related("asked_by", "agreed_by").first()


def asked_waivers(digibank: Digibank) -> list[Waiver]:
    """The exceptions on which a second person has to say something, oldest first."""
    rows = Waiver.objects.open().filter(digibank=digibank, agreed_at=None)
    return list(rows.select_related("device", "asked_by").order_by("asked_at"))
