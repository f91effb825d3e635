"""When a loan has to be back: the digibank's policy, moved off closed days, and why."""

from dataclasses import dataclass
from datetime import date, timedelta

from digibank.lending.models import Loan, Policy
from digibank.network.hours import Day, hours_of
from digibank.network.models import AccessPoint, Digibank


@dataclass(frozen=True)
class Due:
    """The day a device has to be back, and how it was found."""

    on: date
    wanted: date  # what the policy alone gives
    closed: tuple[Day, ...]  # the closed days between the two, each with its reason
    access_point: AccessPoint | None

    @property
    def moved(self) -> bool:
        return self.on != self.wanted


def policy_of(digibank: Digibank) -> Policy:
    """How `digibank` lends; the defaults where nobody decided otherwise."""
    found = Policy.objects.filter(digibank=digibank)  # one at most, so nothing to put in order
    return next(iter(found), None) or Policy(digibank=digibank)


def due_after(start: date, length: int, access_point: AccessPoint | None) -> Due:
    """`length` days after `start`, moved to the first day on which `access_point` is open."""
    wanted = start + timedelta(days=length)
    if access_point is None:
        return Due(wanted, wanted, (), None)
    hours = hours_of([access_point], wanted)[access_point.pk]
    opens = hours.first_open(wanted)
    on = opens.on if opens else wanted
    return Due(on, wanted, tuple(hours.days(wanted, (on - wanted).days)), access_point)


def due_of_loan(digibank: Digibank, access_point: AccessPoint | None, start: date) -> Due:
    """The proposal for a loan that starts on `start`."""
    return due_after(start, policy_of(digibank).loan_days, access_point)


def due_of_renewal(loan: Loan, today: date) -> Due:
    """The proposal for a renewal: from the due day on, or from today when that has passed."""
    policy = policy_of(loan.device.digibank)
    return due_after(max(loan.due_on, today), policy.renewal_days, loan.access_point)


def closed_on(access_point: AccessPoint, on: date) -> tuple[Day, Day] | None:
    """(that day, the next open day) when `access_point` is closed on `on`.

    None when it is open, or is never open: then it keeps no hours. Two queries.
    """
    hours = hours_of([access_point], on)[access_point.pk]
    following = hours.first_open(on)
    if following is None or following.on == on:
        return None
    return hours.on(on), following
