"""When a loan has to be back: the rules of the digibank, moved off closed days, and why."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from digibank.lending.models import Loan, Product
from digibank.lending.terms import terms_of
from digibank.network.hours import Day, hours_of
from digibank.network.models import AccessPoint, Digibank


@dataclass(frozen=True)
class Due:
    """The day a device has to be back, and how it was found."""

    on: date
    wanted: date  # what the rules alone give
    closed: tuple[Day, ...]  # the closed days between the two, each with its reason
    access_point: AccessPoint | None
    length: int = 0  # days
    ends: bool = False  # the end of the year came before the end of these days

    @property
    def moved(self) -> bool:
        return self.on != self.wanted


def due_after(
    start: date, length: int, access_point: AccessPoint | None, year_end: str = ""
) -> Due:
    """`length` days after `start`, or the first `year_end` (month-day) after it when that comes
    before; moved to the first day on which `access_point` is open."""
    wanted = start + timedelta(days=length)
    last = next_year_end(start, year_end) if year_end else wanted
    ends, wanted = last < wanted, min(last, wanted)
    if access_point is None:
        return Due(wanted, wanted, (), None, length, ends)
    hours = hours_of([access_point], wanted)[access_point.pk]
    opens = hours.first_open(wanted)
    on = opens.on if opens else wanted
    closed = tuple(hours.days(wanted, (on - wanted).days))
    return Due(on, wanted, closed, access_point, length, ends)


def next_year_end(after: date, year_end: str) -> date:
    """The first day after `after` that is the `year_end` (month-day) of its year; where a year has
    no such day (29 February), the last day of that month."""
    month, day = (int(part) for part in year_end.split("-"))
    for year in (after.year, after.year + 1):
        last = monthrange(year, month)[1]
        if (found := date(year, month, min(day, last))) > after:
            return found
    raise AssertionError(year_end)  # each year has one, and next year's lies after today


def first_day(digibank: Digibank, access_point: AccessPoint | None, today: date, kind: str) -> date:
    """The first day on which something that is asked now can be fetched: tomorrow, or after the
    lead time of the digibank, when `access_point` is open."""
    lead_days = terms_of(digibank, Product.LONG, kind).lead_days
    return due_after(today, max(lead_days, 1), access_point).on


def due_of_loan(
    digibank: Digibank,
    access_point: AccessPoint | None,
    start: date,
    *,
    kind: str = "",
    product: str = Product.LONG,
) -> Due:
    """The proposal for a loan of a `kind` that starts on `start`."""
    terms = terms_of(digibank, product, kind)
    return due_after(start, terms.loan_days, access_point, terms.year_end)


def due_of_renewal(loan: Loan, today: date) -> Due:
    """The proposal for a renewal: from the due day on, or from today when that has passed."""
    terms = terms_of(loan.device.digibank, loan.product, loan.device.kind)
    start = max(loan.due_on, today)
    return due_after(start, terms.renewal_days, loan.access_point, terms.year_end)


def due_of_set_renewal(
    digibank: Digibank, access_point: AccessPoint | None, start: date, kind: str
) -> Due:
    """The proposal for the renewal of a set of a `kind` that is due on `start`."""
    terms = terms_of(digibank, Product.SET, kind)
    return due_after(start, terms.renewal_days, access_point, terms.year_end)


def closed_on(access_point: AccessPoint, on: date) -> tuple[Day, Day] | None:
    """(that day, the next open day) when `access_point` is closed on `on`.

    None when it is open, or is never open: then it keeps no hours. Two queries.
    """
    hours = hours_of([access_point], on)[access_point.pk]
    following = hours.first_open(on)
    if following is None or following.on == on:
        return None
    return hours.on(on), following
