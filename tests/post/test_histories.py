"""Whatever happens, and in whatever order: once, in time, or not at all.

Random histories of acts, clock jumps, failures and changed addresses, around the nights in which
clocks change and around public holidays; a real mail server takes the mails.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import holidays
import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digibank.post import asking, bouncing, calling, lettering, pausing, purposes
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.mailing import message_id
from digibank.post.models import Channel, Dispatch, Message, Pause
from digibank.post.refreshing import sift
from tests.people.factories import make_person
from tests.post.conftest import BRUSSELS, plain
from tests.post.test_delivering import bounce

pytestmark = pytest.mark.django_db
CODES = ("test.plain", "test.other", "test.at_once")
STARTS = [(2026, 3, 27), (2026, 10, 23), (2026, 12, 23), (2026, 5, 13)]  # before odd days
FAULTS = ["", "550 5.1.1 unknown", "451 4.3.0 later", "452 4.2.2 full", "554 5.7.1 spam", "cut"]
WHO, WHAT = st.integers(0, 2), st.integers(0, 3)
HOURS = st.sampled_from([0, 0, 0, 0, 3, 30])
MINUTES = st.sampled_from([-90, 3, 61, 200, 700, 1440, 2900])

ASKS = st.tuples(st.just("ask"), WHO, WHAT, st.integers(0, 2), HOURS, st.sampled_from([0, 8, 100]))
ACTS = st.one_of(
    ASKS,
    ASKS,
    st.tuples(st.just("over"), WHAT),
    st.tuples(st.just("jump"), MINUTES),
    st.tuples(st.just("work")),
    st.tuples(st.just("work")),
    st.tuples(st.just("work")),
    st.tuples(st.just("fault"), WHO, st.sampled_from(FAULTS)),
    st.tuples(st.just("move"), WHO, st.integers(0, 2)),
    st.tuples(st.just("way"), WHO, st.sampled_from(["email", "phone", "letter", ""])),
    st.tuples(st.just("bounce"), st.integers(0, 9)),
    st.tuples(st.just("pause")),
    st.tuples(st.just("resume")),
    st.tuples(st.just("people")),
)


class World:
    """Three persons of one digibank, what was asked for them, and what the mail server got."""

    def __init__(self, digibank, by, server, traveller, gone):
        self.digibank, self.by, self.server = digibank, by, server
        self.traveller, self.gone, self.seen = traveller, gone, 0
        self.cut = False
        home = {"street": "Dorp 1", "postcode": "2800", "refnis": "12025"}
        self.persons = [
            make_person(digibank, name, channel="email", email=f"{name}@x.example.be", **facts)
            for name, facts in (("a", {"phone": "+32471112233"}), ("b", home), ("c", {}))
        ]

    def do(self, act):
        getattr(self, act[0])(*act[1:])
        self.check()

    def ask(self, who, what, step, due, expires):
        now, person = timezone.now(), self.persons[who]
        row = asking.message(
            self.digibank,
            to=person,
            purpose=CODES[what % 3],
            about=self.digibank,
            step=str(step),
            due_at=now + timedelta(hours=due),
            expires_at=now + timedelta(hours=due + expires) if expires else None,
        )
        row.subject = f"thing.{what}"
        asking.ask([row])

    def over(self, what):
        self.gone.add(f"thing.{what}")

    def jump(self, minutes):
        self.traveller.shift(timedelta(minutes=minutes))

    def work(self):
        gather()
        deliver(Channel.EMAIL)
        sift()

    def fault(self, who, answer):
        for address in [p.email for p in self.persons]:
            self.server.rcpt.pop(address, None)
        self.server.cut = "DATA" if answer == "cut" else ""
        self.cut = self.cut or answer == "cut"
        if answer and answer != "cut":
            self.server.rcpt[self.persons[who].email] = answer

    def move(self, who, number):
        person = self.persons[who]
        person.email = f"{person.given_name}{number}@x.example.be"
        person.save()

    def way(self, who, channel):
        person = self.persons[who]
        person.channel = channel
        person.save()

    def bounce(self, number):
        rows = list(Dispatch.objects.filter(channel="email", sent_at__isnull=False))
        if rows:
            bouncing.take_back(bounce(rows[number % len(rows)]))

    def pause(self):
        if not Pause.objects.filter(ended_at=None).exists():
            pausing.pause(self.digibank, by=self.by)

    def resume(self):
        if row := Pause.objects.filter(ended_at=None).first():
            pausing.resume(row, by=self.by)

    def people(self):
        """Somebody prints, calls, and tells at the desk, all that waits."""
        waiting = Dispatch.objects.waiting()
        if waiting.filter(channel="letter").exists():
            with transaction.atomic():
                try:
                    lettering.print_letters(self.digibank, by=self.by)
                except lettering.ValidationError as refusal:
                    assert refusal.code in {"nothing_to_print", "paused"}
        for row in waiting.filter(channel="call"):
            calling.attempt(row, result="reached", by=self.by)
        for row in waiting.filter(channel="desk"):
            calling.tell(row, by=self.by)

    def check(self):
        self.check_mails()
        self.check_rows()

    def check_mails(self):
        """What the server got since the last look: nothing stale, nothing in a pause."""
        fresh = self.server.received[self.seen :]
        self.seen += len(fresh)
        paused = Pause.objects.filter(ended_at=None).exists()
        assert not (fresh and paused)
        for one in fresh:
            text = one.message.get_body(("plain",)).get_content()
            assert not any(f"{thing}." in text for thing in self.gone)
        counted = Counter(one.message["Message-ID"] for one in self.server.received)
        ours = {message_id(number) for number in Dispatch.objects.values_list("number", flat=True)}
        assert set(counted) <= ours
        assert self.cut or set(counted.values()) <= {1}

    def check_rows(self):
        sent = list(Dispatch.objects.filter(channel="email", sent_at__isnull=False))
        days, addresses = defaultdict(int), defaultdict(int)
        for row in sent:
            if row.day:
                wall = timezone.localtime(row.sent_at)
                assert may_go(wall), wall
                addresses[row.address, wall.date()] += 1
                if row.follows_id is None:
                    days[row.recipient, wall.date()] += 1
        assert max(days.values(), default=0) <= 1
        assert max(addresses.values(), default=0) <= 3
        for row in Message.objects.select_related("dispatch"):
            assert not (row.dispatch and row.dropped_at)
            assert row.dispatch is None or row.dispatch.made_at >= row.asked_at - JITTER
            assert row.dispatch is None or row.dispatch.withdrawn_at is None


JITTER = timedelta(minutes=91)  # the clock may jump back so far
HOLIDAYS = holidays.country_holidays("BE", years=[2026, 2027])


def may_go(wall):
    """Whether something automatic may go at `wall`, said in another way than the program does."""
    return wall.isoweekday() != 7 and wall.date() not in HOLIDAYS and 9 <= wall.hour < 19


def settled(world):
    """Two weeks in which nothing is in the way: everything finds its end."""
    world.fault(0, "")
    world.resume()
    for _ in range(14 * 6):
        world.traveller.shift(timedelta(hours=4))
        world.work()
        world.people()
        world.check()
    now = timezone.now()
    for row in Message.objects.select_related("dispatch"):
        if row.dropped_at:
            assert row.dropped_for in {"over", "too_late"}
        elif row.dispatch is None:
            assert row.due_at > now
        else:
            listed = row.dispatch in Dispatch.objects.unsettled()
            assert row.dispatch.state == "sent" or listed
    assert Dispatch.objects.waiting().count() == 0


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=st.sampled_from(STARTS),
    hour=st.integers(0, 23),
    acts=st.lists(ACTS, min_size=10, max_size=40),
)
def test_once_in_time_or_not_at_all(mechelen, lut, smtp, start, hour, acts):
    gone = set()
    for code in CODES:
        purposes.add(plain(code, gone=gone, automatic=code != "test.at_once"))
    smtp.received.clear()
    smtp.rcpt.clear()
    smtp.cut = ""
    moment = datetime(*start, hour, tzinfo=BRUSSELS)
    try:
        with transaction.atomic(), time_machine.travel(moment, tick=False) as traveller:
            world = World(mechelen, lut, smtp, traveller, gone)
            for act in acts:
                world.do(act)
            settled(world)
            transaction.set_rollback(True)
    finally:
        for code in CODES:
            purposes._purposes.pop(code)


def test_the_days_that_count_are_among_the_starts():
    """Clocks change on 29 March and 25 October; Ascension Day is 14 May."""
    assert date(2026, 5, 14) in HOLIDAYS
    nights = [date(2026, 3, 29), date(2026, 10, 25)]
    assert [
        (date(*start) <= night <= date(*start) + timedelta(days=3))
        for start, night in zip(STARTS[:2], nights, strict=True)
    ] == [True, True]
