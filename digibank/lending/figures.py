"""Figures of lending: loans and months, people and households, refusals, use of each device.

A loan-month is 30.4375 days (a year of 365.25 days in twelve) on which something was lent, counted
day by day within the period: a loan of ten days is a third of a month, not one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.devices.models import Device
from digibank.lending.models import Loan, LoanRequest, Product
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import HouseholdMember

MONTH = 30.4375  # days


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both counted, at `point` or everywhere."""

    first: date
    last: date
    point: AccessPoint | None = None

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))


@dataclass(frozen=True)
class Line:
    label: str
    count: int


@dataclass(frozen=True)
class Table:
    """A table of counts, the largest first; `code` names its sheet."""

    code: str
    title: str
    lines: list[Line]

    @property
    def most(self) -> int:
        return max((line.count for line in self.lines), default=0)


@dataclass(frozen=True)
class Figures:
    """What was lent in a period."""

    period: Period
    begun: int  # loans that began in it
    ended: int
    out: int  # at its end
    overdue: int  # of those, today
    months: float
    people: int  # each once, who had something in it
    households: int  # those who live together once; who lives alone too
    organisations: int
    tables: list[Table]


def loans_in(digibank: Digibank, period: Period) -> QuerySet[Loan]:
    """The loans that had a day in `period`, without those that were undone."""
    rows = Loan.objects.filter(digibank=digibank, handed_out_at__lt=period.ends)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=period.begins))
    rows = rows.exclude(end=Loan.End.UNDONE)
    return rows.filter(access_point=period.point) if period.point else rows


def figures_of(digibank: Digibank, period: Period) -> Figures:
    """All figures of `digibank` in `period`. A handful of queries, whatever the number of loans."""
    names = ("handed_out_at", "ended_at", "due_on", "person", "product", "device__kind", "end")
    rows = list(loans_in(digibank, period).order_by().values_list(*names, "set__organisation"))
    own = {row[3] for row in rows if row[4] != Product.SET}
    begun = [row for row in rows if row[0] >= period.begins]
    ended = [row for row in rows if row[1] and row[1] < period.ends]
    out = [row for row in rows if not row[1] or row[1] >= period.ends]
    days = sum(days_in(row[0], row[1], period) for row in rows)
    kinds, products = dict(Device.Kind.choices), dict(Product.choices)
    ends = dict(Loan.End.choices)
    tables = [
        table("kinds", _("Begun, by type"), (str(kinds[row[5]]) for row in begun)),
        table("products", _("Begun, by product"), (str(products[row[4]]) for row in begun)),
        table("ends", _("How they ended"), (str(ends[row[6]]) for row in ended if row[6])),
        refusals(digibank, period),
    ]
    return Figures(
        period=period,
        begun=len(begun),
        ended=len(ended),
        out=len(out),
        overdue=sum(row[1] is None and row[2] < localdate() for row in out),
        months=round(days / MONTH, 1),
        people=len(own),
        households=households(own),
        organisations=len({row[7] for row in rows if row[7]}),
        tables=[one for one in tables if one.lines],
    )


def table(code: str, title: str, labels: Iterable[str]) -> Table:
    return Table(code, title, [Line(*one) for one in Counter(labels).most_common()])


def days_in(began: datetime, ended: datetime | None, period: Period) -> int:
    """How many days of `period` a loan lasted, its first day and its last included."""
    first = max(localdate(began), period.first)
    last = min(localdate(ended) if ended else localdate(), period.last)
    return max((last - first).days + 1, 0)


def households(people: set[int]) -> int:
    """How many households `people` are: who lives together counts once."""
    rows = HouseholdMember.objects.filter(left_at=None).order_by()
    living = dict(rows.values_list("person", "household"))
    homes = {living[one] for one in people if one in living}
    return len(homes) + sum(one not in living for one in people)


def refusals(digibank: Digibank, period: Period) -> Table:
    """Requests that were refused in `period`, by reason."""
    rows = LoanRequest.objects.filter(
        digibank=digibank,
        end=LoanRequest.End.REFUSED,
        ended_at__gte=period.begins,
        ended_at__lt=period.ends,
    )
    if period.point:
        rows = rows.filter(access_point=period.point)
    words = dict(LoanRequest.Refused.choices)
    found = rows.order_by().values_list("refused_for").annotate(count=Count("pk"))
    lines = [Line(str(words.get(code, _("Something else"))), count) for code, count in found]
    return Table("refused", _("Refused, and why"), sorted(lines, key=lambda one: -one.count))


@dataclass(frozen=True)
class Use:
    """How much one device was used in a period."""

    device: Device
    loans: int
    days: int

    @property
    def months(self) -> float:
        return round(self.days / MONTH, 1)


def use_of_devices(digibank: Digibank, period: Period) -> list[Use]:
    """How much each device was lent in `period`, the least used first: those may go elsewhere."""
    loans: dict[int, int] = defaultdict(int)
    days: dict[int, int] = defaultdict(int)
    values = (
        loans_in(digibank, period).order_by().values_list("device", "handed_out_at", "ended_at")
    )
    for device, began, ended in values:
        loans[device] += 1
        days[device] += days_in(began, ended, period)
    devices = Device.objects.filter(digibank=digibank).exclude(stage__step="gone")
    if period.point:
        here = Q(placements__access_point=period.point, placements__left_at=None)
        devices = devices.filter(here | Q(pk__in=list(loans))).distinct()
    found = [Use(one, loans[one.pk], days[one.pk]) for one in devices.order_by("pk")]
    return sorted(found, key=lambda one: (one.days, one.device.pk))
