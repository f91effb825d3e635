"""What the pages of reservations want to know."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device, Stage
from digibank.devices.queries import missing
from digibank.lending.availability import (
    LATE,
    LENT,
    RESERVED,
    TRANSIT,
    WORKSHOP,
    Busy,
    Day,
    availability,
    busy_days,
    calendar,
)
from digibank.lending.models import Occupancy, Reservation
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.people.models import Person
from digibank.ui.templatetags.ui import day

# What the list can be narrowed to, in the order of the tabs.
STATES = ("open", "short", "ended")
WEEKS = 26  # that the picture shows
OTHERS = 30  # devices that can take the place of one in a set


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


def for_set(row: Reservation, today: date) -> list[int]:
    """The devices that can go along with a set: those that are kept, then others of the type that
    are ready and free all that time."""
    mine = [one.device_id for one in kept(row)]
    free = availability(row.digibank, row.kind, today, max(row.until_on, today)).free
    ready = Device.objects.filter(pk__in=free, stage__step=Stage.Step.READY)
    return [
        *mine,
        *ready.exclude(pk__in=mine).order_by("code").values_list("pk", flat=True)[:OTHERS],
    ]


def next_for_others(device: Device, person_id: int) -> Occupancy | None:
    """The first reservation of `device` for somebody else."""
    rows = Occupancy.objects.active().filter(device=device, reservation__isnull=False)
    rows = rows.exclude(reservation__person=person_id).select_related("reservation")
    return rows.order_by("from_on").first()


@dataclass(frozen=True)
class Verdict:
    """What a scan of a device says, for who stands there: fine, reserved (for somebody else, from
    some day on) or blocked (with each reason)."""

    level: str
    words: list[str]


def verdict_of(device: Device, person_id: int | None = None) -> Verdict:
    """Whether `device` may go out now; to `person_id`, whose own reservation is no obstacle."""
    if lacks := missing(device):
        return Verdict("blocked", [sentence for _code, sentence in lacks])
    if waits := next_for_others(device, person_id or 0):
        words = gettext("Somebody else reserved it from %(day)s on.")
        return Verdict("reserved", [words % {"day": day(waits.from_on)}])
    return Verdict("fine", [gettext("It may go along.")])


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


# Why one device is away, in the words of the picture.
AWAY = {
    LENT: _("lent"),
    LATE: _("late"),
    RESERVED: _("reserved"),
    WORKSHOP: _("in the workshop"),
    TRANSIT: _("on its way"),
}
SPAN = 56  # days that the picture of occupancy shows
SHOWN = 200  # devices in it


@dataclass(frozen=True)
class Bar:
    """A stretch of days in the picture: where it begins, how long it is, and why."""

    at: int
    length: int
    why: str
    words: str  # the same for who cannot see it
    url: str


@dataclass(frozen=True)
class Row:
    """One device in the picture."""

    device: Device
    bars: list[Bar]


def occupancies(account: Account, digibank: Digibank, kind: str, first: date) -> list[Row]:
    """Each device of `kind`, with its busy days from `first` on; no names. From the answer that
    every act uses (`availability.busy_days`)."""
    busy = busy_days(digibank, kind, today=max(first, localdate()))
    devices = Device.objects.visible_to(account).filter(pk__in=list(busy)[:SHOWN])
    found = devices.order_by("code")
    return [Row(one, [bar(days, first) for days in shown(busy[one.pk], first)]) for one in found]


def shown(days: list[Busy], first: date) -> list[Busy]:
    last = first + timedelta(days=SPAN - 1)
    return [one for one in days if one.touches(first, last)]


def bar(busy: Busy, first: date) -> Bar:
    begin = max((busy.from_on - first).days, 0)
    end = min((busy.until_on - first).days + 1, SPAN)
    words = str(AWAY[busy.why])
    until = first + timedelta(days=end - 1)
    days = f"{first + timedelta(days=begin):%d/%m} – {until:%d/%m}"
    url = ""
    if busy.loan:
        url = reverse("lending:loan", args=[busy.loan])
    elif busy.reservation:
        url = reverse("lending:reservation", args=[busy.reservation])
    return Bar(begin, end - begin, busy.why, f"{days}: {words}", url)


def marks(first: date) -> list[tuple[int, date]]:
    """The Mondays in the picture: which day it is, and the date."""
    days = [first + timedelta(days=number) for number in range(SPAN)]
    return [(number, day) for number, day in enumerate(days) if day.weekday() == 0]
