from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from digibank.network import hours
from digibank.network.hours import Day, Hours, Today
from digibank.network.models import AccessPoint

NINE, NOON, FIVE = time(9), time(12), time(17)
TUESDAY = date(2026, 3, 10)


def at(*moment):
    """A moment of which the hours are those of the clock in Brussels, outside summer time."""
    return datetime(*moment, tzinfo=UTC) - timedelta(hours=1)


def test_days_follow_the_weekly_hours(library):
    found = hours.days(library, date(2026, 3, 9), 3)

    assert found == [
        Day(date(2026, 3, 9), (), "op deze dag altijd gesloten"),
        Day(date(2026, 3, 10), ((NINE, FIVE),)),
        Day(date(2026, 3, 11), ((NINE, FIVE),)),
    ]


def test_days_keep_two_stretches_in_order(library):
    library.openings.all().delete()
    library.openings.create(weekday=2, opens_at=time(13, 30), closes_at=FIVE)
    library.openings.create(weekday=2, opens_at=NINE, closes_at=NOON)

    (found,) = hours.days(library, TUESDAY, 1)

    assert found == Day(TUESDAY, ((NINE, NOON), (time(13, 30), FIVE)))
    assert found.words == "9 tot 12 en 13.30 tot 17 uur"


def test_a_public_holiday_is_closed(library):
    (found,) = hours.days(library, date(2026, 7, 21), 1)

    assert found == Day(date(2026, 7, 21), (), "Nationale feestdag", out_of_the_ordinary=True)
    assert found.words == "gesloten: Nationale feestdag"


def test_a_holiday_has_its_name_in_the_language_of_the_reader(library):
    with translation.override("fr"):
        (found,) = hours.days(library, date(2026, 12, 25), 1)

    assert found.reason == "Noël"


def test_holidays_in_another_language_are_dutch():
    with translation.override("de"):
        assert hours.public_holidays(2026)[date(2026, 12, 25)] == "Kerstmis"


def test_an_exception_wins_over_a_holiday(library):
    library.exceptions.create(on=date(2026, 7, 21), opens_at=NINE, closes_at=NOON, reason="Feest")

    (found,) = hours.days(library, date(2026, 7, 21), 1)

    assert found == Day(date(2026, 7, 21), ((NINE, NOON),), "Feest", out_of_the_ordinary=True)


def test_a_closed_exception_without_a_reason_says_so(library):
    library.exceptions.create(on=TUESDAY)

    (found,) = hours.days(library, TUESDAY, 1)

    assert found == Day(TUESDAY, (), "uitzonderlijk gesloten", out_of_the_ordinary=True)


def test_days_take_two_queries(library, django_assert_num_queries):
    with django_assert_num_queries(2):
        hours.days(library, TUESDAY, 400)


def test_a_closed_day_of_the_week_is_closed_and_nothing_more():
    assert Hours().on(TUESDAY).words == "gesloten"


def test_unusual_leaves_out_holidays_on_days_that_are_closed_anyway(library):
    library.exceptions.create(on=date(2026, 5, 4), reason="Les voor het team")  # a Monday
    found = hours.hours_of([library], date(2026, 4, 1))[library.pk].unusual(date(2026, 4, 1), 45)

    assert [day.on for day in found] == [date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 14)]


# The first open day

weeks = st.dictionaries(st.integers(1, 7), st.just(((NINE, FIVE),)))
some_days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@st.composite
def some_hours(draw):
    shut = draw(st.dictionaries(st.integers(0, 90), st.booleans(), max_size=60))
    wanted = draw(some_days)
    exceptions = {}
    for offset, is_open in shut.items():
        on = wanted + timedelta(days=offset)
        exceptions[on] = Day(on, ((NINE, FIVE),) if is_open else (), "", out_of_the_ordinary=True)
    return Hours(draw(weeks), exceptions), wanted


@given(some_hours())
def test_first_open_is_open_not_too_early_and_minimal(case):
    mine, wanted = case

    found = mine.first_open(wanted)

    if found is None:
        assert not mine.weekly
        assert [on for on, day in mine.exceptions.items() if day.is_open and on >= wanted] == []
    else:
        assert found.is_open
        assert found.on >= wanted
        between = (found.on - wanted).days
        assert [day for day in mine.days(wanted, between) if day.is_open] == []


def test_first_open_looks_beyond_a_long_closure(library):
    for offset in range(400):
        library.exceptions.create(on=TUESDAY + timedelta(days=offset), reason="Verbouwing")

    found = hours.first_open_day(library, TUESDAY)

    assert found == Day(date(2027, 4, 14), ((NINE, FIVE),))


def test_first_open_of_a_bus_is_a_day_on_which_it_comes(mechelen):
    bus = AccessPoint.objects.create(digibank=mechelen, name="Bus", postcode="2800", refnis="12025")
    bus.exceptions.create(on=date(2026, 3, 1), opens_at=NINE, closes_at=NOON)
    bus.exceptions.create(on=date(2026, 3, 20), opens_at=NINE, closes_at=NOON)
    bus.exceptions.create(on=date(2026, 3, 15), reason="De bus is stuk")

    assert hours.first_open_day(bus, TUESDAY).on == date(2026, 3, 20)


def test_a_place_without_hours_has_no_closed_days(mechelen):
    point = AccessPoint.objects.create(digibank=mechelen, name="X", postcode="2800", refnis="12025")

    assert hours.first_open_day(point, TUESDAY) == Day(TUESDAY, ())


def test_first_open_does_not_fall_off_the_calendar():
    assert Hours({1: ((NINE, FIVE),)}).first_open(date.max) is None


# Open now


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2026, 3, 10, 8, 59, 59), False),
        (at(2026, 3, 10, 9), True),
        (at(2026, 3, 10, 16, 59, 59), True),
        (at(2026, 3, 10, 17), False),
        (at(2026, 3, 9, 12), False),  # another day with the same hours on the clock
        (at(2026, 3, 11, 12), False),
    ],
)
def test_open_now(moment, is_open):
    assert hours.open_now(Day(TUESDAY, ((NINE, FIVE),)), moment) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 3, 10, 22, 59, tzinfo=UTC), True),  # 23.59 in Brussels
        (datetime(2026, 3, 10, 23, 0, tzinfo=UTC), False),  # midnight: the next day
        (datetime(2026, 3, 9, 23, 0, tzinfo=UTC), True),  # midnight: the day begins
        (datetime(2026, 3, 9, 22, 59, tzinfo=UTC), False),
    ],
)
def test_open_now_turns_at_midnight_in_brussels(moment, is_open):
    all_day = Day(TUESDAY, ((time(0), time(23, 59, 59)),))

    assert hours.open_now(all_day, moment) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), False),  # 01.59, winter time
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), True),  # 03.00, summer time: no 02.30 today
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), False),  # 04.00
    ],
)
def test_open_now_when_the_clock_goes_forward(moment, is_open):
    assert hours.open_now(Day(date(2026, 3, 29), ((time(2, 30), time(4)),)), moment) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 10, 25, 0, 29, tzinfo=UTC), False),  # 02.29, summer time
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),  # 02.30, summer time
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), False),  # 02.00 again, winter time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),  # 02.30 again
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), False),  # 03.00
    ],
)
def test_open_now_follows_the_wall_when_the_clock_goes_back(moment, is_open):
    assert hours.open_now(Day(date(2026, 10, 25), ((time(2, 30), time(3)),)), moment) is is_open


# How places stand today


def test_today_says_until_when(library):
    found = hours.today([library], at(2026, 3, 10, 10))

    wednesday = Day(date(2026, 3, 11), ((NINE, FIVE),))
    assert found == {
        library.pk: Today(
            Day(TUESDAY, ((NINE, FIVE),)), until=FIVE, opens_at=None, following=wednesday
        )
    }
    assert found[library.pk].is_open


def test_today_says_from_when_also_between_two_stretches(library):
    library.openings.filter(weekday=2).update(opens_at=time(13))
    library.openings.create(weekday=2, opens_at=NINE, closes_at=NOON)

    early = hours.today([library], at(2026, 3, 10, 8))[library.pk]
    between = hours.today([library], at(2026, 3, 10, 12))[library.pk]

    assert (early.until, early.opens_at) == (None, NINE)
    assert (between.until, between.opens_at) == (None, time(13))


def test_today_looks_ahead_when_it_is_closed(library):
    found = hours.today([library], at(2026, 7, 21, 10))[library.pk]

    assert found.day.reason == "Nationale feestdag"
    assert (found.until, found.opens_at) == (None, None)
    assert found.following == Day(date(2026, 7, 22), ((NINE, FIVE),))


def test_today_keeps_places_apart(library, mechelen):
    other = AccessPoint.objects.create(digibank=mechelen, name="B", postcode="2800", refnis="12025")
    library.exceptions.create(on=TUESDAY, reason="Dicht")
    other.openings.create(weekday=2, opens_at=NINE, closes_at=NOON)

    found = hours.today([library, other], at(2026, 3, 10, 10))

    assert [found[library.pk].until, found[other.pk].until] == [None, NOON]


@pytest.mark.parametrize("count", [1, 3])
def test_today_takes_two_queries(mechelen, count, django_assert_num_queries):
    points = [
        AccessPoint.objects.create(digibank=mechelen, name=f"{n}", postcode="2800", refnis="12025")
        for n in range(count)
    ]
    for point in points:
        point.openings.create(weekday=2, opens_at=NINE, closes_at=NOON)
        point.exceptions.create(on=date(2030, 1, 1))

    with django_assert_num_queries(2):
        found = hours.today(points, at(2026, 3, 10, 10))

    assert len(found) == count


# What the database refuses whatever the code does


@pytest.mark.parametrize(
    ("opens_at", "closes_at"), [(NINE, None), (None, NINE), (NINE, NINE), (FIVE, NINE)]
)
def test_half_an_exception_cannot_be_kept(library, opens_at, closes_at):
    with pytest.raises(IntegrityError), transaction.atomic():
        library.exceptions.create(on=TUESDAY, opens_at=opens_at, closes_at=closes_at)


def test_weekly_hours_end_after_they_begin(library):
    with pytest.raises(IntegrityError), transaction.atomic():
        library.openings.create(weekday=1, opens_at=FIVE, closes_at=NINE)


@pytest.mark.parametrize("weekday", [0, 8])
def test_a_week_has_seven_days(library, weekday):
    with pytest.raises(IntegrityError), transaction.atomic():
        library.openings.create(weekday=weekday, opens_at=NINE, closes_at=FIVE)
