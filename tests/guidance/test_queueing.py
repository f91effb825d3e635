from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.guidance import queueing
from digibank.guidance.models import Kiosk, Smile, Ticket
from digibank.guidance.queue_queries import before, called, kiosk_at, version_of_queue, waiting
from digibank.ledger.models import Entry
from digibank.network.models import AccessPoint
from tests.conftest import refused


@pytest.fixture
def bus(mechelen):
    return AccessPoint.objects.create(
        digibank=mechelen, name="Bus", street="Markt 1", postcode="2800", refnis="12025"
    )


def test_numbers_begin_at_one_each_day_and_at_each_place(library, bus, bea):
    first, second = (queueing.take_number(library, by=bea) for _ in range(2))
    there = queueing.take_number(bus, by=None)
    Ticket.objects.filter(access_point=library).update(on=localdate() - timedelta(days=1))

    today = queueing.take_number(library, by=bea)

    assert [one.number for one in (first, second, there, today)] == [1, 2, 1, 1]
    assert [entry.verb for entry in Entry.objects.all()] == ["number_taken"] * 4


def test_call_next_calls_who_waits_longest_and_ends_whom_you_helped(library, bea, vera):
    for _ in range(3):
        queueing.take_number(library, by=None)

    one = queueing.call_next(library, desk="Balie 1", by=bea)
    two = queueing.call_next(library, desk="Balie 2", by=vera)
    three = queueing.call_next(library, by=bea)

    assert [one.number, two.number, three.number] == [1, 2, 3]
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.end, two.end) == ("helped", "")
    assert [(row.number, row.desk) for row in called(library)] == [(3, ""), (2, "Balie 2")]
    assert refused(queueing.call_next, library, by=bea) == ["nobody_waits"]


def test_who_helps_nobody_waits_for_is_not_ended_when_nobody_is_called(library, bea):
    queueing.take_number(library, by=None)
    mine = queueing.call_next(library, by=bea)

    assert refused(queueing.call_next, library, by=bea) == ["nobody_waits"]
    mine.refresh_from_db()
    assert mine.ended_at is None


def test_call_again_keeps_the_first_call_for_the_waiting_time(library, bea):
    queueing.take_number(library, by=None)
    ticket = queueing.call_next(library, desk="Balie 1", by=bea)
    early = timezone.now() - timedelta(minutes=12)
    Ticket.objects.update(taken_at=early, first_called_at=early + timedelta(minutes=10))
    ticket.refresh_from_db()

    again = queueing.call_again(ticket, by=bea)

    assert (again.desk, again.waited_minutes) == ("Balie 1", 10)


def test_end_says_how_and_only_once(library, bea):
    queueing.take_number(library, by=None)
    ticket = queueing.call_next(library, by=bea)

    assert refused(queueing.end, ticket, end="", by=bea) == ["no_how"]
    queueing.end(ticket, end="left", by=bea)

    assert refused(queueing.end, ticket, end="helped", by=bea) == ["taken"]
    assert refused(queueing.call_again, ticket, by=bea) == ["taken"]


def test_a_place_that_closed_gives_no_number(library, bea):
    AccessPoint.objects.update(closed_on=localdate())

    assert refused(queueing.take_number, library, by=bea) == ["closed"]


def test_the_version_changes_with_the_queue_alone(library, bus, bea):
    versions = [version_of_queue(library)]
    queueing.take_number(bus, by=bea)
    versions.append(version_of_queue(library))
    for act in (
        lambda: queueing.take_number(library, by=bea),
        lambda: queueing.call_next(library, by=bea),
        lambda: queueing.call_again(Ticket.objects.get(access_point=library), by=bea),
        lambda: queueing.end(Ticket.objects.get(access_point=library), end="left", by=bea),
    ):
        act()
        versions.append(version_of_queue(library))

    assert versions[0] == versions[1]
    assert len(set(versions)) == 5


def test_before_counts_who_still_waits(library, bea):
    for _ in range(3):
        last = queueing.take_number(library, by=None)
    assert before(last) == 2
    queueing.call_next(library, by=bea)
    assert (before(last), [one.number for one in waiting(library)]) == (1, [2, 3])


def test_the_address_of_a_kiosk_is_known_only_when_it_is_made(library, lut):
    kiosk, token = queueing.make_kiosk(library, name="Tablet", by=lut)

    assert kiosk_at(token) == kiosk
    assert token not in str(Kiosk.objects.values())
    assert kiosk_at(token[:-1]) is None
    queueing.end_kiosk(kiosk, by=lut)
    assert kiosk_at(token) is None
    assert refused(queueing.end_kiosk, kiosk, by=lut) == ["taken"]


def test_a_smile_is_of_nobody_and_of_no_minute(library):
    once = UUID("00000000-0000-4000-8000-000000000002")

    queueing.smile(library, mood="good", once=once)
    queueing.smile(library, mood="good", once=once)

    made = Smile.objects.get()
    fields = {field.name for field in Smile._meta.concrete_fields}
    assert fields == {"id", "digibank", "access_point", "on", "hour", "mood", "once"}
    assert (made.on, made.hour) == (localdate(), timezone.localtime().hour)
    assert Entry.objects.count() == 0
    assert refused(queueing.smile, library, mood="angry") == ["mood"]
