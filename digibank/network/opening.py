"""Opening: access points, their weekly hours, and the days that differ."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, DatedException, Digibank, Opening
from digibank.network.queries import version_of, version_of_week, who_was_first
from digibank.network.territory import municipalities_at, working_area
from digibank.ui.refusals import TAKEN

Week = Iterable[tuple[int, time, time]]  # (weekday from 1 Monday to 7 Sunday, opens, closes)
LONGEST = 92  # days in one exception: a summer
FARTHEST = 731  # days ahead: two years


def locked(access_point: AccessPoint) -> AccessPoint:
    """The row of `access_point`, for the one act that changes it now; refuses: closed."""
    point = AccessPoint.objects.select_for_update().get(pk=access_point.pk)
    if point.closed_on:
        raise ValidationError(_("This access point is closed for good."), code="closed")
    return point


def check_address(point: AccessPoint) -> None:
    """Refuse a municipality that does not have this postcode, or lies elsewhere in Belgium."""
    if point.refnis not in dict(municipalities_at(point.postcode)):
        refusal = ValidationError(_("We do not know this postcode."), code="postcode")
        raise ValidationError({"postcode": refusal})
    if point.refnis not in working_area():
        refusal = ValidationError(
            _("Choose a municipality in Flanders or Brussels."), code="refnis"
        )
        raise ValidationError({"postcode": refusal})


@transaction.atomic
def open_point(digibank: Digibank, *, by: Account, **facts: Any) -> AccessPoint:  # noqa: ANN401 fields of AccessPoint
    """A new access point of `digibank` with `facts`: the fields of the model.

    Refuses: postcode, refnis, name_already.
    """
    point = AccessPoint(digibank=digibank, **facts)
    check_address(point)
    point.full_clean()
    point.save()
    record(
        "access_point_opened", point, facts={"refnis": point.refnis}, words=words_of(point), by=by
    )
    return point


@transaction.atomic
def change_point(access_point: AccessPoint, *, seen: str, by: Account, **facts: Any) -> AccessPoint:  # noqa: ANN401 fields of AccessPoint
    """Give `access_point` other `facts`; `seen` is the version that was looked at. Returns it.

    Refuses: closed, taken, postcode, refnis, name_already.
    """
    point = locked(access_point)
    if seen != version_of(point):
        raise ValidationError(who_was_first(point), code=TAKEN)
    for name, value in facts.items():
        setattr(point, name, value)
    check_address(point)
    point.full_clean()
    point.save()
    record(
        "access_point_changed", point, facts={"refnis": point.refnis}, words=words_of(point), by=by
    )
    return point


def words_of(point: AccessPoint) -> dict[str, str]:
    return {"name": point.name, "street": point.street}


@transaction.atomic
def close_point(access_point: AccessPoint, *, by: Account) -> AccessPoint:
    """Close `access_point` for good, today; what happened there stays. Returns it.

    Refuses: taken, when somebody closed it already.
    """
    point = AccessPoint.objects.select_for_update().get(pk=access_point.pk)
    if point.closed_on:
        raise ValidationError(who_was_first(point), code=TAKEN)
    point.closed_on = localdate()
    point.save()
    record("access_point_closed", point, by=by)
    return point


# Weekly hours


def check_week(week: Week) -> None:
    """Refuse stretches that end before they begin, or that overlap, at the day where they stand."""
    rows = sorted(week)
    for weekday, opens, closes in rows:
        if closes <= opens:
            refuse_day(
                weekday,
                _("The closing hour lies before the opening hour."),
                "closes_before_it_opens",
            )
    for (weekday, _opens, closes), (next_weekday, opens, _closes) in pairwise(rows):
        if weekday == next_weekday and opens < closes:
            refuse_day(
                weekday, _("The second opening begins before the first has ended."), "overlap"
            )


def refuse_day(weekday: int, sentence: str, code: str) -> None:
    day = str(WEEKDAYS[weekday - 1])
    raise ValidationError({f"weekday_{weekday}": ValidationError(f"{day}: {sentence}", code=code)})


@transaction.atomic
def set_week(access_point: AccessPoint, *, week: Week, seen: str, by: Account) -> AccessPoint:
    """From now on `access_point` is open in the stretches of `week`, and no others. Returns it.

    Refuses: closed, taken, closes_before_it_opens, overlap.
    """
    point = locked(access_point)
    if seen != version_of_week(point):
        raise ValidationError(who_was_first(point), code=TAKEN)
    week = sorted(week)
    check_week(week)
    rows = [
        Opening(access_point=point, weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday, opens, closes in week
    ]
    for row in rows:
        row.full_clean()
    point.openings.all().delete()
    Opening.objects.bulk_create(rows)
    facts: dict[str, object] = {"week": [[d, f"{o:%H:%M}", f"{c:%H:%M}"] for d, o, c in week]}
    record("week_set", point, facts=facts, by=by)
    return point


# Days that differ


def check_days(first: date, last: date) -> None:
    """Refuse days that are over, that run backwards, or that are too many or too far away."""
    if last < first:
        sentence = _("The last day lies before the first day.")
        raise ValidationError({"last": ValidationError(sentence, code="backwards")})
    if first < localdate():
        sentence = _("This day is over. Choose today or later.")
        raise ValidationError({"first": ValidationError(sentence, code="past")})
    if last > localdate() + timedelta(days=FARTHEST):
        sentence = _("This is more than two years away.")
        raise ValidationError({"last": ValidationError(sentence, code="too_far")})
    if (last - first).days >= LONGEST:
        sentence = _("This is longer than three months. Change the weekly hours instead.")
        raise ValidationError({"last": ValidationError(sentence, code="too_long")})


@transaction.atomic
def make_exceptions(
    access_point: AccessPoint,
    *,
    first: date,
    last: date | None = None,
    opens_at: time | None = None,
    closes_at: time | None = None,
    reason: str = "",
    by: Account,
) -> list[DatedException]:
    """From `first` to `last` (or one day) other hours, or closed when there are none.

    Returns the exceptions. Refuses: closed, backwards, past, too_far, too_long,
    closes_before_it_opens, exception_already.
    """
    point = locked(access_point)
    last = last or first
    check_days(first, last)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    refuse_double(point, days)
    made = [
        DatedException(
            access_point=point, on=day, opens_at=opens_at, closes_at=closes_at, reason=reason
        )
        for day in days
    ]
    made[0].full_clean()  # the others differ only in their day, which is free
    DatedException.objects.bulk_create(made)
    facts: dict[str, object] = {"first": str(first), "last": str(last)}
    if opens_at and closes_at:
        facts |= {"opens_at": f"{opens_at:%H:%M}", "closes_at": f"{closes_at:%H:%M}"}
    record("exceptions_made", point, facts=facts, words={"reason": reason}, by=by)
    return made


def refuse_double(point: AccessPoint, days: list[date]) -> None:
    """Refuse days of which one is an exception already, and name the first."""
    if double := point.exceptions.filter(on__in=days).first():
        sentence = _("%(day)s has an exception already. End that one first.")
        day = f"{double.on:%d/%m/%Y}"
        refusal = ValidationError(sentence, code="exception_already", params={"day": day})
        raise ValidationError({"first": refusal})


@transaction.atomic
def drop_exception(exception: DatedException, *, by: Account) -> AccessPoint:
    """On that day the weekly hours count again; returns the access point.

    Refuses: closed, taken, when somebody did that already.
    """
    point = locked(exception.access_point)
    row = point.exceptions.filter(pk=exception.pk).first()
    if row is None:
        raise ValidationError(who_was_first(point), code=TAKEN)
    record(
        "exception_dropped", point, facts={"on": str(row.on)}, words={"reason": row.reason}, by=by
    )
    row.delete()
    return point
