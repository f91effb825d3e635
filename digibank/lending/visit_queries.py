"""What the pages of visits want to know: slots, the day, what to pull, what is not closed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.lending.models import Loan, Reservation, SlotRule, Visit, VisitLine
from digibank.network.hours import hours_of
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person

AHEAD = 14  # days that the page of a new visit shows


@dataclass(frozen=True)
class Slot:
    """A moment at which somebody can come, and for how many there is still room."""

    starts_at: datetime
    free: int


def rule_of(point: AccessPoint) -> SlotRule:
    """How many can come at once to `point`; the defaults where nobody decided otherwise."""
    return SlotRule.objects.filter(pk=point.pk).first() or SlotRule(access_point=point)


def slots(point: AccessPoint, first: date, days: int, *, besides: int | None = None) -> list[Slot]:
    """The slots of `point` on `days` days from `first` on that are still to come, in order; the
    visit `besides` does not count. Four queries.

    The hours are those on the clock: on the days when it changes the slots follow it.
    """
    rule, hours = rule_of(point), hours_of([point], first)[point.pk]
    after = timezone.make_aware(datetime.combine(first, time.min))
    until = timezone.make_aware(datetime.combine(first + timedelta(days=days), time.min))
    taken = Visit.objects.filter(access_point=point, starts_at__gte=after, starts_at__lt=until)
    taken = taken.exclude(end=Visit.End.CANCELLED)
    if besides:
        taken = taken.exclude(pk=besides)
    counts = Counter(taken.values_list("starts_at", flat=True))
    now = timezone.now()
    return [
        Slot(moment, max(rule.at_once - counts[moment], 0))
        for day in hours.days(first, days)
        for opens, closes in day.stretches
        for moment in moments(day.on, opens, closes, rule)
        if moment > now
    ]


def moments(on: date, opens: time, closes: time, rule: SlotRule) -> list[datetime]:
    """Each moment of a stretch at which an appointment can begin and still end in it."""
    at, end = datetime.combine(on, opens), datetime.combine(on, closes)
    found = []
    while at + rule.length <= end:
        found.append(timezone.make_aware(at))
        at += rule.length
    return found


def visits_of(account: Account, digibank: Digibank) -> QuerySet[Visit]:
    """The visits of `digibank` that `account` may see, with all that a line says."""
    rows = Visit.objects.visible_to(account).filter(digibank=digibank)
    named = ("reservation", "loan__device", "pulled", "became__device")
    lines = VisitLine.objects.select_related("visit", *named).prefetch_related("loan__renewals")
    return rows.prefetch_related(Prefetch("lines", lines))


def day_of(
    account: Account, digibank: Digibank, point: AccessPoint | None, on: date
) -> list[Visit]:
    """Who comes on `on`, in the order of the hours; to `point` when it is given."""
    rows = visits_of(account, digibank).filter(starts_at__date=on).exclude(end="cancelled")
    return list(rows.filter(access_point=point) if point else rows)


def not_closed(account: Account, digibank: Digibank, today: date) -> list[Visit]:
    """Visits of days before `today` that nobody closed, and those of which something that was
    pulled neither left nor went back to the shelf; the oldest first."""
    rows = visits_of(account, digibank).filter(starts_at__date__lt=today)
    left = Q(closed_at=None) | Q(lines__pulled__isnull=False, lines__became=None)
    return list(rows.filter(left).distinct().order_by("starts_at", "pk"))


def to_pull(visits: list[Visit]) -> list[VisitLine]:
    """What still has to be taken from the shelf for these visits, in the order of the hours."""
    return [
        line
        for visit in visits
        if visit.closed_at is None
        for line in visit.lines.all()
        if line.reservation and not line.reservation.ended_at
        if not line.pulled_id and not line.became_id
    ]


def open_visit(person: Person) -> Visit | None:
    """When `person` comes, if that is agreed."""
    return Visit.objects.open().filter(person=person).select_related("access_point").first()


def can_fetch(person: Person) -> QuerySet[Reservation]:
    """What is kept for `person`."""
    return Reservation.objects.open().filter(person=person, held_until=None).order_by("from_on")


def has(person: Person) -> QuerySet[Loan]:
    """What `person` has now."""
    return Loan.objects.open().filter(person=person).select_related("device").order_by("due_on")
