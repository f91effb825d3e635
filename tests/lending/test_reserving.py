"""Reservations, and days of a device that never overlap."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from digibank.devices.models import Device
from digibank.devices.writing_off import write_off
from digibank.ledger.models import Entry
from digibank.lending import requesting, reserving
from digibank.lending.availability import Stock, availability, calendar
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Occupancy, Reservation
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import undo
from digibank.network.models import Organisation
from digibank.people.registering import register
from tests.conftest import make_device, refused
from tests.lending.conftest import DUE, TODAY
from tests.threads import at_once

A_DAY = timedelta(days=1)
APRIL, MAY = date(2026, 4, 7), date(2026, 5, 5)  # Tuesdays


@pytest.fixture
def bart(mechelen, lut):
    return register(mechelen, given_name="Bart", family_name="Claes", by=lut)


@pytest.fixture
def keep(clock, mechelen, an, library, lut):
    """Reserves laptops for An in April; say what differs."""

    def kept(**differs):
        facts = {"kind": "laptop", "from_on": APRIL, "until_on": MAY, "by": lut, **differs}
        if "organisation" not in facts:
            facts = {"person": an, **facts}
        return reserving.reserve(mechelen, **facts)

    return kept


def days_of(device):
    rows = Occupancy.objects.active().filter(device=device).order_by("from_on")
    return list(rows.values_list("from_on", "until_on"))


def test_a_reservation_keeps_exact_devices_with_the_days_after(device, keep):
    row = keep()

    assert days_of(device) == [(APRIL, MAY + 3 * A_DAY)]
    assert row.occupancies.get().device == device
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.facts["count"], entry.detail.words) == (
        "reserved",
        1,
        {"for": "An Peeters"},
    )


def test_so_many_of_a_type_or_why_not_and_from_when(mechelen, device, keep, lut, wim, bart):
    make_device(mechelen, wim, ready=False)
    keep()

    with pytest.raises(Exception) as refusal:
        keep(person=bart, count=2)
    [sentence] = refusal.value.message_dict["count"]
    assert sentence == (
        "Dan vrij: 1 van de 2 die je vraagt. 1 is dan gereserveerd. "
        "Vanaf zaterdag 9 mei zijn er genoeg."
    )
    assert keep(person=bart, count=1).occupancies.count() == 1


def test_reserve_refuses(mechelen, elsewhere, device, keep, an, library, zoe, lut):
    past = TODAY - A_DAY
    assert refused(keep, from_on=past) == ["in_past"]
    assert refused(keep, until_on=APRIL - A_DAY) == ["days_turned"]
    assert refused(keep, until_on=date(2026, 4, 12), access_point=library) == ["closed_day"]
    assert refused(keep, person=None) == ["nobody"]
    theirs = make_device(elsewhere, zoe)
    assert refused(keep, devices=[theirs]) == ["other_digibank"]
    assert refused(keep, count=101) == ["max_value"]
    keep(devices=[device])
    assert refused(keep, devices=[device]) == ["taken"]
    assert Reservation.objects.count() == 1


def test_the_database_itself_keeps_days_apart(mechelen, device, keep):
    row = keep()
    twice = {"digibank": mechelen, "device": device, "reservation": row}
    for from_on, until_on in ((MAY, MAY), (APRIL - A_DAY, APRIL), (TODAY, date(2027, 1, 1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Occupancy.objects.create(from_on=from_on, until_on=until_on, **twice)
    later = Occupancy.objects.create(from_on=MAY + 4 * A_DAY, until_on=MAY + 9 * A_DAY, **twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.filter(pk=later.pk).update(from_on=MAY)
    Occupancy.objects.filter(pk=row.occupancies.earliest("pk").pk).update(
        freed_at="2026-03-03T10:00Z"
    )
    Occupancy.objects.filter(pk=later.pk).update(from_on=MAY)


def test_a_loan_has_its_days_until_it_is_back(device, lend, lut):
    loan = lend()
    assert days_of(device) == [(TODAY, DUE + 3 * A_DAY)]
    renew(loan, due_on=DUE + 7 * A_DAY, by=lut)
    assert days_of(device) == [(TODAY, DUE + 10 * A_DAY)]
    take_back(loan, outcome="shelf", by=lut)
    assert days_of(device) == []


def test_an_undone_loan_has_no_days(device, lend, lut):
    undo(lend(), reason="Vergissing", by=lut)

    assert days_of(device) == []


def test_a_renewal_asks_who_waits(device, lend, keep, lut, bart):
    loan = lend(due_on=date(2026, 3, 31))
    keep(person=bart)

    assert refused(renew, loan, due_on=date(2026, 4, 14), by=lut) == ["reserved"]
    loan.refresh_from_db()
    assert loan.due_on == date(2026, 3, 31)


def test_what_is_reserved_for_tomorrow_does_not_go_out_today(device, lend, keep, bart):
    keep(person=bart)

    assert refused(lend) == ["reserved"]
    assert lend(due_on=date(2026, 3, 31)).pk


def test_whoever_waits_gets_another_when_somebody_goes_first(
    mechelen, device, lend, keep, wim, bart
):
    row = keep(person=bart, devices=[device])
    other = make_device(mechelen, wim)
    lend(override="De sociaal werker belde: vandaag nodig.")

    assert [one.device for one in row.occupancies.active()] == [other]
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["reservation_displaced", "handed_out"]
    row.refresh_from_db()
    assert row.short_since is None


def test_without_another_the_reservation_is_short(device, lend, keep, bart):
    row = keep(person=bart, devices=[device])
    lend(override="Vandaag nodig.")

    row.refresh_from_db()
    assert (row.short_since is not None, row.occupancies.active().count()) == (True, 0)


def test_who_reserved_fetches_with_any_device_of_the_type(mechelen, device, lend, keep, wim):
    late = keep(from_on=date(2026, 3, 17), until_on=date(2026, 3, 24))
    first = keep(from_on=TODAY, until_on=date(2026, 3, 10), devices=[device])
    other = make_device(mechelen, wim)
    lend(device=other, due_on=date(2026, 3, 10))

    first.refresh_from_db()
    late.refresh_from_db()
    assert (first.end, late.ended_at) == ("handed_out", None)
    assert days_of(device) == [(date(2026, 3, 17), date(2026, 3, 27))]


def test_a_hold_lapses_and_confirmed_it_stays(clock, device, keep, lend, lut, bart):
    row = keep(person=bart, held_until=clock.now + timedelta(hours=2))
    clock.move(hours=3)
    assert keep(held_until=None).occupancies.get().device == device
    row.refresh_from_db()
    assert row.end == "expired"
    assert refused(reserving.confirm, row, by=lut) == ["taken"]

    other = keep(
        person=bart,
        from_on=date(2026, 6, 2),
        until_on=date(2026, 6, 9),
        held_until=clock.now + timedelta(hours=2),
    )
    reserving.confirm(other, by=lut)
    clock.move(hours=3)
    assert reserving.tidy(other.digibank, clock.now)["lapsed"] == 0


def test_a_hand_out_does_not_wait_for_a_hold_that_lapsed(clock, device, keep, lend, bart):
    row = keep(person=bart, held_until=clock.now + timedelta(hours=2))
    clock.move(hours=3)
    lend()

    row.refresh_from_db()
    assert row.end == "expired"


def test_cancel_and_exchange(mechelen, device, keep, wim, lut):
    other, screen = make_device(mechelen, wim), make_device(mechelen, wim, kind="screen")
    row = keep(devices=[device])
    assert refused(reserving.exchange, row, out=other, into=device, by=lut) == ["not_in_it"]
    assert refused(reserving.exchange, row, out=device, into=screen, by=lut) == ["other_kind"]
    assert refused(reserving.exchange, row, out=device, into=device, by=lut) == ["in_it_already"]
    reserving.exchange(row, out=device, into=other, by=lut)
    assert (days_of(device), len(days_of(other))) == ([], 1)
    reserving.cancel(row, reason="Niet meer nodig", by=lut)

    assert days_of(other) == []
    assert refused(reserving.cancel, row, by=lut) == ["taken"]


def test_what_is_late_keeps_its_days_and_who_waits_is_moved(
    mechelen, clock, device, lend, keep, wim, bart
):
    lend(due_on=date(2026, 3, 10))
    row = keep(person=bart, from_on=date(2026, 3, 17), until_on=date(2026, 3, 24), devices=[device])
    other = make_device(mechelen, wim)
    clock.move(days=15)  # the 18th: eight days late

    assert availability(mechelen, "laptop", date(2026, 12, 1), date(2026, 12, 8)).free == [other.pk]
    assert reserving.tidy(mechelen, clock.now) == {"lapsed": 0, "missed": 0, "short": 0}
    assert days_of(device) == [(TODAY, date(2026, 3, 21))]
    assert [one.device for one in row.occupancies.active()] == [other]


def test_a_night_gives_each_who_waits_a_device_of_their_own(
    mechelen, clock, device, lend, keep, wim, bart, an
):
    second = make_device(mechelen, wim)
    lend(due_on=date(2026, 3, 10))
    lend(device=second, person=bart, due_on=date(2026, 3, 10))
    days = {"from_on": date(2026, 3, 17), "until_on": date(2026, 3, 24)}
    rows = [keep(person=bart, devices=[device], **days), keep(devices=[second], **days)]
    other = make_device(mechelen, wim)
    clock.move(days=15)

    assert reserving.tidy(mechelen, clock.now) == {"lapsed": 0, "missed": 0, "short": 1}
    kept = [list(one.occupancies.active().values_list("device", flat=True)) for one in rows]
    assert kept == [[other.pk], []]


def test_a_night_that_is_behind_looks_again(mechelen, clock, device, lend, keep, wim, bart):
    """Between its reading and its writing somebody took the one device that it knew to be free,
    and another came free."""
    lend(due_on=date(2026, 3, 10))
    days = {"from_on": date(2026, 3, 17), "until_on": date(2026, 3, 24)}
    row = keep(person=bart, devices=[device], **days)
    other, third = make_device(mechelen, wim), make_device(mechelen, wim)
    busy = keep(devices=[third], **days)
    clock.move(days=15)
    today, stock = clock.now.date(), Stock(mechelen)
    stock.busy("laptop", today)
    keep(devices=[other], from_on=today, until_on=MAY)
    reserving.cancel(busy, reason="Niet meer nodig", by=wim)

    number = Occupancy.objects.active().get(device=device, loan__isnull=False).pk
    assert reserving.in_time(reserving.keep_going, number, today, stock) == []
    assert [one.device for one in row.occupancies.active()] == [third]


def test_nobody_fetched_it(mechelen, clock, device, keep):
    row = keep(from_on=TODAY, until_on=TODAY + A_DAY)
    clock.move(days=2)

    assert reserving.tidy(mechelen, clock.now)["missed"] == 1
    row.refresh_from_db()
    assert (row.end, days_of(device)) == ("missed", [])


def test_a_set_for_an_organisation(mechelen, device, keep, wim):
    school = Organisation.objects.create(name="School De Brug", kind="education")
    make_device(mechelen, wim)
    row = keep(organisation=school, count=2, purpose="Projectweek")

    assert (row.whom, row.occupancies.count()) == ("School De Brug", 2)


def test_the_calendar_counts_each_day(mechelen, device, keep, wim):
    make_device(mechelen, wim, ready=False)  # in the workshop for fourteen days
    keep(from_on=date(2026, 3, 10), until_on=date(2026, 3, 11))

    days = {day.on: day.free for day in calendar(mechelen, "laptop", TODAY, date(2026, 3, 20))}
    assert [days[date(2026, 3, day)] for day in (3, 10, 14, 15, 16, 17)] == [1, 0, 0, 1, 1, 2]
    assert calendar(mechelen, "laptop", TODAY, TODAY)[0].all == 2


@pytest.mark.django_db(transaction=True)
def test_four_desks_reserve_the_last_one(mechelen, device, an, lut):
    """On SQLite the tests share one connection in memory, so there they come in turn."""

    def reserve():
        facts = {"kind": "laptop", "from_on": APRIL, "until_on": MAY, "by": lut}
        try:
            return reserving.reserve(mechelen, person=an, **facts).count
        except ValidationError as refusal:
            return [one.code for one in refusal.error_dict["count"]]

    if connection.vendor == "postgresql":
        answers = at_once(reserve, 4)
    else:
        answers = [reserve() for _number in range(4)]
    assert sorted(map(str, answers)) == ["1", *["['not_enough']"] * 3]
    assert Device.objects.get().occupancies.active().count() == 1


def test_undone_the_reservation_and_the_place_on_the_list_stand_again(
    mechelen, device, keep, lend, an, lut
):
    asked = requesting.request_loan(mechelen, person=an, kind="laptop", by=lut)
    row = keep(from_on=TODAY, until_on=date(2026, 3, 24))
    undo(lend(due_on=date(2026, 3, 24)), reason="Verkeerde persoon", by=lut)

    row.refresh_from_db()
    asked.refresh_from_db()
    assert (row.end, asked.end, days_of(device)) == ("", "", [(TODAY, date(2026, 3, 27))])


def test_who_waits_for_a_device_that_is_gone_gets_another(mechelen, clock, device, keep, wim, lut):
    row = keep(devices=[device])
    write_off(device, reason="broken", by=wim)
    assert reserving.tidy(mechelen, clock.now)["short"] == 1
    row.refresh_from_db()
    assert (row.short_since is not None, days_of(device)) == (True, [])

    other, last = make_device(mechelen, wim), make_device(mechelen, wim)
    second = keep(devices=[other])
    write_off(other, reason="broken", by=wim)
    assert reserving.tidy(mechelen, clock.now)["short"] == 0
    assert [one.device for one in second.occupancies.active()] == [last]


def test_a_short_hold_lapses_too(mechelen, clock, device, keep, lend, bart):
    row = keep(person=bart, held_until=clock.now + timedelta(hours=2))
    lend(override="Vandaag nodig")
    clock.move(hours=3)

    assert reserving.tidy(mechelen, clock.now)["lapsed"] == 1
    row.refresh_from_db()
    assert (row.end, row.short_since is not None) == ("expired", True)


def test_ones_own_later_reservation_is_no_stranger(mechelen, device, keep, lend, wim):
    later = keep(from_on=date(2026, 6, 2), until_on=date(2026, 6, 9), devices=[device])
    other = make_device(mechelen, wim)
    keep(from_on=TODAY, until_on=date(2026, 3, 10), devices=[other])
    lend(device=other, due_on=date(2026, 6, 16))

    later.refresh_from_db()
    assert (later.ended_at, days_of(device)) == (None, [(date(2026, 6, 2), date(2026, 6, 12))])


def test_words_that_only_the_ledger_keeps_hold_no_national_number(device, keep, lend, lut, bart):
    row = keep(person=bart)
    assert refused(lend, override="85.07.30-033.28 belde") == ["national_number"]
    assert refused(reserving.cancel, row, reason="85.07.30-033.28", by=lut) == ["national_number"]
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.django_db(transaction=True)
def test_a_hand_out_and_a_reservation_of_the_same_laptop_never_wait_in_a_ring(
    mechelen, device, an, bart, lut
):
    """On SQLite the tests share one connection in memory, so there they come in turn."""
    today = timezone.localdate()
    days = {"from_on": today, "until_on": today + timedelta(days=7)}

    def reserve():
        reserving.reserve(mechelen, person=bart, kind="laptop", by=lut, **days)

    def borrow():
        hand_out(device, person=an, due_on=today + timedelta(days=7), by=lut)

    def tried(act):
        try:
            act()
        except (ValidationError, IntegrityError) as refusal:
            return type(refusal).__name__
        return "done"

    left = iter([reserve, borrow])
    if connection.vendor == "postgresql":
        answers = at_once(lambda: tried(next(left)), 2)
    else:
        answers = [tried(next(left)), tried(next(left))]

    assert answers.count("done") == 1
    assert device.occupancies.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lapsed_hold_makes_no_ring_of_a_reservation_and_a_hand_out(
    mechelen, device, an, wim, lut
):
    """Both end what nobody confirmed: first the person, then what is kept, in both."""
    other = make_device(mechelen, wim)
    today = timezone.localdate()
    days = {"from_on": today + A_DAY, "until_on": today + 9 * A_DAY, "by": lut}
    held = {"person": an, "kind": "laptop", "devices": [device], **days}
    reserving.reserve(mechelen, held_until=timezone.now() - timedelta(hours=1), **held)

    def reserve():
        return reserving.reserve(mechelen, person=an, kind="laptop", devices=[other], **days).pk

    def borrow():
        return hand_out(device, person=an, due_on=today + 7 * A_DAY, by=lut).pk

    left = iter([reserve, borrow])
    if connection.vendor == "postgresql":
        at_once(lambda: next(left)(), 2)
    else:
        assert [act() > 0 for act in left] == [True, True]

    assert Occupancy.objects.active().filter(loan__isnull=False).count() == 1


def test_an_expired_hold_does_not_stop_a_renewal(clock, device, lend, keep, lut, bart):
    loan = lend(due_on=date(2026, 3, 24))
    soon = clock.now + timedelta(hours=1)
    days = {"from_on": date(2026, 4, 7), "until_on": date(2026, 4, 14), "devices": [device]}
    keep(person=bart, held_until=soon, **days)
    assert refused(renew, loan, due_on=APRIL, by=lut) == ["reserved"]
    clock.traveller.move_to(soon + timedelta(minutes=1))
    assert renew(loan, due_on=APRIL, by=lut).due_on == APRIL
