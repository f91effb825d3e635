from datetime import date

import pytest

from digibank.lending.due import closed_on, due_after, due_of_loan, due_of_renewal
from digibank.lending.ruling import set_policy


def test_the_due_day_of_a_loan_follows_the_policy_of_the_digibank(mechelen, library, lut):
    assert due_of_loan(mechelen, library, date(2026, 3, 3)).on == date(2026, 9, 1)
    set_policy(mechelen, loan_days=28, renewal_days=7, renewals_at_most=0, by=lut)
    assert due_of_loan(mechelen, library, date(2026, 3, 3)).on == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("start", "length", "wanted", "on", "closed"),
    [
        # Sunday and Monday are closed
        ("2026-03-03", 26, "2026-03-29", "2026-03-31", 2),  # the day the clocks change
        ("2026-03-03", 28, "2026-03-31", "2026-03-31", 0),
        # Saturday 15 August is a holiday, then Sunday and Monday
        ("2026-08-01", 14, "2026-08-15", "2026-08-18", 3),
        # a leap day, a Tuesday
        ("2028-02-01", 28, "2028-02-29", "2028-02-29", 0),
        # Christmas and New Year fall on Friday
        ("2026-12-01", 24, "2026-12-25", "2026-12-26", 1),
    ],
)
def test_the_due_day_moves_off_closed_days(library, start, length, wanted, on, closed):
    due = due_after(date.fromisoformat(start), length, library)

    assert (due.wanted.isoformat(), due.on.isoformat()) == (wanted, on)
    assert [day.on.isoformat() for day in due.closed][:1] == ([wanted] if closed else [])
    assert len(due.closed) == closed
    assert due.moved == bool(closed)


def test_the_due_day_moves_off_a_dated_exception(library):
    library.exceptions.create(on=date(2026, 3, 31), reason="Inventaris")

    due = due_after(date(2026, 3, 3), 28, library)

    assert due.on == date(2026, 4, 1)
    assert [day.reason for day in due.closed] == ["Inventaris"]


def test_a_renewal_counts_from_the_due_day_or_from_today_when_that_has_passed(lend, lut, mechelen):
    set_policy(mechelen, loan_days=182, renewal_days=7, renewals_at_most=2, by=lut)
    loan = lend()

    assert due_of_renewal(loan, date(2026, 8, 1)).on == date(2026, 9, 8)
    assert due_of_renewal(loan, date(2026, 10, 6)).on == date(2026, 10, 13)


def test_without_hours_no_day_is_closed(library):
    library.openings.all().delete()

    assert closed_on(library, date(2026, 3, 1)) is None


def test_closed_on_gives_the_day_and_the_next_open_one(library):
    closed, following = closed_on(library, date(2026, 3, 1))

    assert (closed.on, closed.is_open, following.on) == (
        date(2026, 3, 1),
        False,
        date(2026, 3, 3),
    )
    assert closed_on(library, date(2026, 3, 3)) is None
