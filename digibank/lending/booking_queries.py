"""What the pages of reservations want to know."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.availability import Day, calendar
from digibank.lending.models import Occupancy, Reservation
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.people.models import Person

# What the list can be narrowed to, in the order of the tabs.
STATES = ("open", "short", "ended")
WEEKS = 26  # that the picture shows


def reservation_list(account: Account, digibank: Digibank, state: str) -> QuerySet[Reservation]:
    """The reservations of `digibank` in one of STATES, the soonest first; ended ones newest."""
    rows = Reservation.objects.visible_to(account).filter(digibank=digibank)
    if state == "ended":
        return rows.exclude(ended_at=None).order_by("-ended_at", "-pk")
    rows = rows.open().order_by("from_on", "pk")
    return rows.exclude(short_since=None) if state == "short" else rows


def reservations_of(person: Person) -> list[Reservation]:
    """What is kept for `person`, the soonest first."""
    return list(Reservation.objects.open().filter(person=person).order_by("from_on", "pk"))


def kept(reservation: Reservation) -> list[Occupancy]:
    """The devices that stand behind a reservation now."""
    rows = reservation.occupancies.active().select_related("device")
    return list(rows.order_by("pk"))


def next_for_others(device: Device, person_id: int) -> Occupancy | None:
    """The first reservation of `device` for somebody else."""
    rows = Occupancy.objects.active().filter(device=device, reservation__isnull=False)
    rows = rows.exclude(reservation__person=person_id).select_related("reservation")
    return rows.order_by("from_on").first()


def partners(digibank: Digibank) -> QuerySet[Organisation]:
    """The organisations that work with `digibank`."""
    theirs = {"partnerships__digibank": digibank, "partnerships__ended_on": None}
    rows = Organisation.objects.filter(**theirs).distinct()
    return rows.order_by("name")


def points(digibank: Digibank) -> QuerySet[AccessPoint]:
    return AccessPoint.objects.open().filter(digibank=digibank).order_by("name")


@dataclass(frozen=True)
class Week:
    """The day of a week on which the fewest devices are free."""

    begins: date
    free: int
    all: int


def weeks(digibank: Digibank, kind: str, today: date) -> list[Week]:
    """How many devices of `kind` are free in each of the coming weeks, on its fullest day."""
    days = calendar(digibank, kind, today, today + timedelta(days=7 * WEEKS - 1))
    found = []
    for begin in range(0, len(days), 7):
        least: Day = min(days[begin : begin + 7], key=lambda day: day.free)
        found.append(Week(days[begin].on, least.free, least.all))
    return found
