from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from digibank.ledger.models import Detail, Entry
from digibank.network import opening
from digibank.network.models import AccessPoint, DatedException
from digibank.network.queries import version_of, version_of_week
from tests.conftest import codes

NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)


@pytest.fixture
def facts():
    return {
        "name": "Buurthuis De Linde",
        "kind": "fixed",
        "street": "Lindelaan 12",
        "postcode": "2800",
        "refnis": "12025",
        "phone": "+3215000000",
        "lends": True,
        "teaches": False,
        "helps": True,
        "remark": "",
    }


def stretches(point):
    return list(point.openings.values_list("weekday", "opens_at", "closes_at"))


# Access points


def test_open_point_makes_an_access_point(mechelen, lut, facts):
    made = opening.open_point(mechelen, by=lut, **facts)

    assert AccessPoint.objects.filter(digibank=mechelen, **facts).get() == made
    entry = Entry.objects.get()
    assert (entry.verb, entry.by_id, entry.facts) == (
        "access_point_opened",
        lut.pk,
        {"refnis": "12025"},
    )
    assert Detail.objects.get().words == {"name": "Buurthuis De Linde", "street": "Lindelaan 12"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"postcode": "9999"}, "postcode"),
        ({"postcode": "9000"}, "postcode"),  # Gent, with the code of Mechelen
        ({"postcode": "28OO"}, "postcode"),
        ({"postcode": "4000", "refnis": "62063"}, "refnis"),  # Liège
        ({"name": ""}, "blank"),
        ({"kind": "boat"}, "invalid_choice"),
        ({"name": "x" * 121}, "max_length"),
        ({"remark": "85.07.30-033 28"}, "national_number"),
        ({"name": "bibliotheek het predikheren"}, "name_already"),
    ],
)
def test_open_point_refuses(mechelen, library, lut, facts, wrong, code):
    with pytest.raises(ValidationError) as refusal:
        opening.open_point(mechelen, by=lut, **{**facts, **wrong})

    assert codes(refusal) == [code]
    assert Entry.objects.count() == 0
    assert list(AccessPoint.objects.all()) == [library]


def test_open_point_may_take_the_name_of_a_closed_one(mechelen, library, lut, facts):
    opening.close_point(library, by=lut)

    made = opening.open_point(mechelen, by=lut, **{**facts, "name": library.name})

    assert made.name == library.name


def test_open_point_may_take_a_name_of_another_digibank(elsewhere, library, zoe, facts):
    made = opening.open_point(elsewhere, by=zoe, **{**facts, "name": library.name})

    assert made.digibank == elsewhere


def test_change_point_changes_what_is_given(library, lut, facts):
    changed = opening.change_point(library, seen=version_of(library), by=lut, **facts)

    assert changed == AccessPoint.objects.filter(pk=library.pk, **facts).get()
    assert [entry.verb for entry in Entry.objects.all()] == ["access_point_changed"]


def test_change_point_refuses_who_looked_at_an_older_version(library, lut, bea, facts):
    seen = version_of(library)
    opening.change_point(library, seen=seen, by=bea, **facts)

    with pytest.raises(ValidationError) as refusal:
        opening.change_point(library, seen=seen, by=lut, **{**facts, "name": "Andere"})

    assert codes(refusal) == ["taken"]
    assert "Bea" in refusal.value.messages[0]
    library.refresh_from_db()
    assert library.name == "Buurthuis De Linde"


def test_change_point_refuses_a_wrong_address(library, lut, facts):
    with pytest.raises(ValidationError) as refusal:
        opening.change_point(
            library, seen=version_of(library), by=lut, **{**facts, "postcode": "1000"}
        )

    assert codes(refusal) == ["postcode"]


def test_change_point_refuses_when_it_is_closed(library, lut, facts):
    closed = opening.close_point(library, by=lut)

    with pytest.raises(ValidationError) as refusal:
        opening.change_point(library, seen=version_of(closed), by=lut, **facts)

    assert codes(refusal) == ["closed"]


def test_close_point_is_dated_today(library, lut):
    closed = opening.close_point(library, by=lut)

    assert closed.closed_on == localdate()
    assert list(AccessPoint.objects.open()) == []
    assert [entry.verb for entry in Entry.objects.all()] == ["access_point_closed"]


def test_close_point_refuses_the_second(library, lut, bea):
    opening.close_point(library, by=bea)

    with pytest.raises(ValidationError) as refusal:
        opening.close_point(library, by=lut)

    assert codes(refusal) == ["taken"]
    assert Entry.objects.count() == 1


# Weekly hours


def test_set_week_replaces_the_whole_week(library, lut):
    week = [(1, ONE, FIVE), (1, NINE, NOON), (7, NINE, FIVE)]

    opening.set_week(library, week=week, seen=version_of_week(library), by=lut)

    assert stretches(library) == [(1, NINE, NOON), (1, ONE, FIVE), (7, NINE, FIVE)]
    assert Entry.objects.get().facts == {
        "week": [[1, "09:00", "12:00"], [1, "13:00", "17:00"], [7, "09:00", "17:00"]]
    }


def test_set_week_may_leave_no_hours(library, lut):
    opening.set_week(library, week=[], seen=version_of_week(library), by=lut)

    assert stretches(library) == []


def test_set_week_lets_stretches_touch(library, lut):
    week = [(1, NINE, NOON), (1, NOON, FIVE)]

    opening.set_week(library, week=week, seen=version_of_week(library), by=lut)

    assert stretches(library) == week


@pytest.mark.parametrize(
    ("week", "field", "code"),
    [
        ([(3, NOON, NINE)], "weekday_3", "closes_before_it_opens"),
        ([(3, NINE, NINE)], "weekday_3", "closes_before_it_opens"),
        ([(3, NINE, ONE), (3, NOON, FIVE)], "weekday_3", "overlap"),
        ([(3, NINE, FIVE), (3, NINE, FIVE)], "weekday_3", "overlap"),
    ],
)
def test_set_week_refuses_at_the_day(library, lut, week, field, code):
    before = stretches(library)

    with pytest.raises(ValidationError) as refusal:
        opening.set_week(library, week=week, seen=version_of_week(library), by=lut)

    assert codes(refusal) == [code]
    assert list(refusal.value.error_dict) == [field]
    assert stretches(library) == before
    assert Entry.objects.count() == 0


def test_set_week_keeps_the_same_hours_on_two_days_apart(library, lut):
    week = [(3, NINE, FIVE), (4, NINE, FIVE)]

    opening.set_week(library, week=week, seen=version_of_week(library), by=lut)

    assert stretches(library) == week


def test_set_week_refuses_a_day_that_does_not_exist(library, lut):
    with pytest.raises(ValidationError):
        opening.set_week(library, week=[(8, NINE, FIVE)], seen=version_of_week(library), by=lut)


def test_set_week_refuses_who_looked_at_an_older_week(library, lut, bea):
    seen = version_of_week(library)
    opening.set_week(library, week=[(1, NINE, FIVE)], seen=seen, by=bea)

    with pytest.raises(ValidationError) as refusal:
        opening.set_week(library, week=[(2, NINE, FIVE)], seen=seen, by=lut)

    assert codes(refusal) == ["taken"]
    assert stretches(library) == [(1, NINE, FIVE)]


# Days that differ


def in_days(count):
    return localdate() + timedelta(days=count)


def test_make_exceptions_closes_one_day(library, lut):
    (made,) = opening.make_exceptions(library, first=in_days(3), reason="Feest", by=lut)

    assert DatedException.objects.get() == made
    assert (made.on, made.opens_at, made.closes_at, made.reason) == (
        in_days(3),
        None,
        None,
        "Feest",
    )
    assert Entry.objects.get().facts == {"first": str(in_days(3)), "last": str(in_days(3))}
    assert Detail.objects.get().words == {"reason": "Feest"}


def test_make_exceptions_gives_other_hours_on_a_row_of_days(library, lut):
    opening.make_exceptions(
        library, first=in_days(0), last=in_days(2), opens_at=NINE, closes_at=NOON, by=lut
    )

    rows = library.exceptions.values_list("on", "opens_at", "closes_at")
    assert list(rows) == [(in_days(n), NINE, NOON) for n in range(3)]
    assert Entry.objects.get().facts == {
        "first": str(in_days(0)),
        "last": str(in_days(2)),
        "opens_at": "09:00",
        "closes_at": "12:00",
    }


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"first": -1}, "past"),
        ({"first": 5, "last": 4}, "backwards"),
        ({"first": 732}, "too_far"),
        ({"first": 1, "last": 93}, "too_long"),
        ({"first": 1, "opens_at": NINE}, "closes_before_it_opens"),
        ({"first": 1, "closes_at": NINE}, "closes_before_it_opens"),
        ({"first": 1, "opens_at": NOON, "closes_at": NINE}, "closes_before_it_opens"),
        ({"first": 1, "reason": "85.07.30-033 28"}, "national_number"),
        ({"first": 6, "last": 8}, "exception_already"),
    ],
)
def test_make_exceptions_refuses(library, lut, facts, code):
    library.exceptions.create(on=in_days(7))
    facts = {name: in_days(v) if isinstance(v, int) else v for name, v in facts.items()}

    with pytest.raises(ValidationError) as refusal:
        opening.make_exceptions(library, by=lut, **facts)

    assert codes(refusal) == [code]
    assert library.exceptions.count() == 1
    assert Entry.objects.count() == 0


def test_make_exceptions_takes_three_months_and_two_years(library, lut):
    opening.make_exceptions(library, first=in_days(1), last=in_days(92), by=lut)
    opening.make_exceptions(library, first=in_days(731), by=lut)

    assert library.exceptions.count() == 93


def test_make_exceptions_leaves_another_place_alone(library, mechelen, lut):
    other = AccessPoint.objects.create(digibank=mechelen, name="B", postcode="2800", refnis="12025")
    other.exceptions.create(on=in_days(1))

    opening.make_exceptions(library, first=in_days(1), by=lut)

    assert DatedException.objects.filter(on=in_days(1)).count() == 2


def test_drop_exception_gives_the_day_back(library, lut):
    gone = library.exceptions.create(on=date(2030, 5, 6), reason="Feest")
    kept = library.exceptions.create(on=date(2030, 5, 7))

    assert opening.drop_exception(gone, by=lut) == library

    assert list(library.exceptions.all()) == [kept]
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("exception_dropped", {"on": "2030-05-06"})
    assert entry.detail.words == {"reason": "Feest"}


def test_drop_exception_refuses_the_second(library, lut, bea):
    exception = library.exceptions.create(on=date(2030, 5, 6))
    opening.drop_exception(exception, by=bea)
    exception = DatedException(pk=exception.pk or 1, access_point=library, on=date(2030, 5, 6))

    with pytest.raises(ValidationError) as refusal:
        opening.drop_exception(exception, by=lut)

    assert codes(refusal) == ["taken"]
    assert Entry.objects.count() == 1
