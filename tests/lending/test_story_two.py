"""Two counters do something at the same moment, with two real connections: days hold, nobody waits
in a ring, and the ledger tells what happened. On SQLite the tests share one connection in memory,
so there it is done in a house, with a file."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from digibank.devices.models import Device
from digibank.lending import claiming, giving, requesting, reserving, swapping
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Claim, Loan, LoanRequest, Offer, Reservation
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.network.models import Digibank, Role
from digibank.ui.refusals import is_collision
from tests.conftest import account, make_device
from tests.house import built
from tests.lending.test_story import Story
from tests.lending.test_story_money import Fuller
from tests.people.factories import make_person
from tests.threads import at_once

WEEK = timedelta(days=7)


class Counter:
    """What somebody at a counter tries, on whatever is there."""

    def __init__(self):
        number = Digibank.objects.count()
        self.digibank = Digibank.objects.create(name=f"Balies {number}", began_on="2025-01-01")
        self.by = account(f"Lut{number}", self.digibank, Role.COORDINATOR, Role.TECHNICIAN)
        self.people = [make_person(self.digibank, name) for name in ("An", "Bo")]
        for _number in range(2):
            make_device(self.digibank, self.by)

    def one(self, model, pick, **which):
        rows = list(model.objects.filter(digibank=self.digibank, **which).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def reserve(self, pick):
        days = {"from_on": localdate() + WEEK * (pick % 3), "until_on": localdate() + WEEK * 4}
        person = self.people[pick % 2]
        reserving.reserve(self.digibank, kind="laptop", person=person, by=self.by, **days)

    def lend(self, pick):
        device, due = self.one(Device, pick), localdate() + WEEK * 2
        hand_out(device, person=self.people[pick % 2], due_on=due, override="Nu", by=self.by)

    def call_off(self, pick):
        if row := self.one(Reservation, pick):
            reserving.cancel(row, by=self.by)

    def confirm(self, pick):
        if row := self.one(Reservation, pick):
            reserving.confirm(row, by=self.by)

    def back(self, pick):
        if loan := self.one(Loan, pick, ended_at=None):
            take_back(loan, outcome="shelf", by=self.by)

    def longer(self, pick):
        if loan := self.one(Loan, pick, ended_at=None):
            renew(loan, due_on=loan.due_on + WEEK, by=self.by)

    def swap(self, pick):
        if loan := self.one(Loan, pick, ended_at=None):
            into = self.one(Device, pick + 1)
            swapping.swap(loan, into=into, outcome="repair", reason="Stuk", by=self.by)

    def give(self, pick):
        if loan := self.one(Loan, pick, ended_at=None):
            giving.give(loan, cents=100, by=self.by)

    def pay(self, pick):
        if row := self.one(Claim, pick):
            claiming.pay(row, cents=60, how="transfer", by=self.by)

    def wait(self, pick):
        person = self.people[pick % 2]
        requesting.request_loan(self.digibank, person=person, kind="laptop", by=self.by)

    def offer(self, pick):
        if row := self.one(LoanRequest, pick):
            days = {"from_on": localdate(), "until_on": localdate() + WEEK}
            requesting.offer(row, reason="Nu", by=self.by, **days)

    def accept(self, pick):
        rows = list(Offer.objects.filter(request__digibank=self.digibank))
        if rows:
            requesting.accept(rows[pick % len(rows)], by=self.by)

    def night(self, pick):
        reserving.tidy(self.digibank, timezone.now())


ACTS = [name for name, one in vars(Counter).items() if callable(one) and name[0] != "_"]
ACTS.remove("one")
TURN = some.tuples(some.sampled_from(ACTS), some.integers(0, 5))


def tried(counter, turn):
    name, pick = turn
    try:
        getattr(counter, name)(pick)
    except ValidationError as refusal:
        errors = [one for many in refusal.update_error_dict({}).values() for one in many]
        assert all(one.code for one in errors), (name, errors)
    except DatabaseError as error:
        assert is_collision(error), error
        return "the database saw it"
    return "done"


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
@given(rounds=some.lists(some.tuples(TURN, TURN), min_size=8, max_size=14))
def two_counters(rounds):
    counter = Counter()
    for both in rounds:
        left = iter(both)
        at_once(lambda: tried(counter, next(left)), 2)  # noqa: B023 used before the next round
        Story.days_of_a_device_never_overlap(None)
        Story.a_loan_has_its_days_and_its_device_is_out(None)
        Story.nobody_is_told_twice(None)
        Fuller.no_money_comes_from_nowhere(None)
        Fuller.the_ledger_tells_each_loan(None)


@pytest.mark.django_db(transaction=True)
def test_two_counters_at_once():
    if connection.vendor == "postgresql":
        two_counters()
    else:
        with built() as house:
            assert house.asked("tests.lending.two_counters") == "done"
