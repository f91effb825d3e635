"""Lending under random hands: days never overlap, no message twice, every refusal has a code."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from digibank.devices.models import Device, Erasure, Placement
from digibank.devices.queries import is_ready
from digibank.devices.releasing import release
from digibank.ledger import sealing
from digibank.ledger.models import Entry
from digibank.lending import reminding, requesting, reserving, swapping
from digibank.lending.availability import availability, calendar
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Incident, Loan, LoanRequest, Occupancy, Offer, Reservation
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import undo
from digibank.network.models import Digibank, Role
from digibank.post.models import Message
from tests.conftest import account, benched, make_device
from tests.lending.conftest import BRUSSELS
from tests.people.factories import make_person

PICK = some.integers(0, 10_000)
SOON = some.integers(0, 40)
LONG = some.integers(1, 60)
A_DAY = timedelta(days=1)


class Story(RuleBasedStateMachine):
    """Three laptops, three persons, one desk; each rule is a verb, tried on whatever is there."""

    def __init__(self):
        self.travel = time_machine.travel(datetime(2026, 3, 3, 10, tzinfo=BRUSSELS), tick=False)
        self.clock = self.travel.start()
        super().__init__()

    @initialize()
    def found(self):
        self.digibank = Digibank.objects.create(name="Verhaal", began_on="2025-01-01")
        self.lut = account("Lut", self.digibank, Role.COORDINATOR, Role.TECHNICIAN)
        names = (("An", "Peeters"), ("Bilal", "Haddad"), ("Cor", "Smet"))
        self.people = [make_person(self.digibank, *both) for both in names]
        for _number in range(3):
            make_device(self.digibank, self.lut)

    def one(self, rows, pick):
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    def attempt(self, verb, *given, **facts):
        """Try a verb: it does it whole, or refuses with codes and leaves nothing."""
        if given and given[0] is None:
            return
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                verb(*given, by=self.lut, **facts)
        except ValidationError as refusal:
            errors = [one for many in refusal.update_error_dict({}).values() for one in many]
            assert errors
            assert all(one.code for one in errors), (verb.__name__, errors)
            assert Entry.objects.count() == before
            return
        assert Entry.objects.count() > before, verb.__name__

    def days(self, soon, long):
        begins = localdate() + timedelta(days=soon)
        return {"from_on": begins, "until_on": begins + timedelta(days=long)}

    @rule(pick=PICK, soon=SOON, long=LONG, count=some.integers(1, 2), hold=some.booleans())
    def reserve(self, pick, soon, long, count, hold):
        until = timezone.now() + timedelta(hours=20) if hold else None
        facts = {"person": self.people[pick % 3], "kind": "laptop", "count": count}
        facts |= {"held_until": until, **self.days(soon, long)}
        self.attempt(reserving.reserve, self.digibank, **facts)

    @rule(pick=PICK, confirm=some.booleans())
    def answer_reservation(self, pick, confirm):
        row = self.one(Reservation.objects.all(), pick)
        self.attempt(reserving.confirm if confirm else reserving.cancel, row)

    @rule(pick=PICK, into=PICK)
    def exchange(self, pick, into):
        row = self.one(Reservation.objects.open(), pick)
        days = row.occupancies.active().first() if row else None
        if days:
            other = self.one(Device.objects.all(), into)
            self.attempt(reserving.exchange, row, out=days.device, into=other)

    @rule(pick=PICK, who=PICK, long=LONG, why=some.sampled_from(["", "Vandaag nodig"]))
    def hand_out(self, pick, who, long, why):
        due = localdate() + timedelta(days=long)
        given = {"person": self.people[who % 3], "due_on": due, "override": why}
        self.attempt(hand_out, self.one(Device.objects.all(), pick), **given)

    @rule(pick=PICK, long=LONG)
    def renew(self, pick, long):
        loan = self.one(Loan.objects.open(), pick)
        if loan:
            self.attempt(renew, loan, due_on=loan.due_on + timedelta(days=long))

    @rule(pick=PICK, outcome=some.sampled_from(["shelf", "check", "repair"]))
    def take_back(self, pick, outcome):
        self.attempt(take_back, self.one(Loan.objects.all(), pick), outcome=outcome)

    @rule(pick=PICK)
    def undo(self, pick):
        self.attempt(undo, self.one(Loan.objects.all(), pick), reason="Vergissing")

    @rule(pick=PICK, into=PICK)
    def swap(self, pick, into):
        loan, other = self.one(Loan.objects.all(), pick), self.one(Device.objects.all(), into)
        self.attempt(swapping.swap, loan, into=other, outcome="repair", reason="Zwart")

    @rule(pick=PICK, kind=some.sampled_from(["loss", "theft", "damage"]))
    def tell(self, pick, kind):
        loan = self.one(Loan.objects.all(), pick)
        self.attempt(swapping.report_incident, loan, kind=kind, happened_on=localdate())

    @rule(pick=PICK, gone=some.booleans())
    def settle(self, pick, gone):
        row = self.one(Incident.objects.all(), pick)
        self.attempt(swapping.give_up if gone else swapping.close_incident, row)

    @rule(pick=PICK)
    def make_ready(self, pick):
        """The workshop erases, looks and releases; not a verb of lending."""
        device = self.one(Device.objects.all(), pick)
        place = Placement.objects.open().get(device=device).place
        if place in {"shelf", "workshop"} and not is_ready(device):
            if not device.is_erased():
                Erasure.objects.create(device=device, technique="crypto", erased_by=self.lut)
            benched(device, self.lut)
            release(device, by=self.lut)

    @rule(pick=PICK)
    def wait(self, pick):
        facts = {"person": self.people[pick % 3], "kind": "laptop"}
        self.attempt(requesting.request_loan, self.digibank, **facts)

    @rule(pick=PICK, soon=SOON, long=LONG, why=some.sampled_from(["", "Op reis"]))
    def offer(self, pick, soon, long, why):
        row = self.one(LoanRequest.objects.all(), pick)
        self.attempt(requesting.offer, row, reason=why, **self.days(soon, long))

    @rule(pick=PICK, how=some.sampled_from([requesting.accept, requesting.decline]))
    def answer(self, pick, how):
        self.attempt(how, self.one(Offer.objects.all(), pick))

    @rule(pick=PICK, how=some.sampled_from(["withdrawn", "refused"]))
    def end_request(self, pick, how):
        row = self.one(LoanRequest.objects.all(), pick)
        self.attempt(requesting.end, row, how=how, reason="Verhuisd")

    @rule(hours=some.integers(1, 24 * 20), night=some.booleans())
    def time_passes(self, hours, night):
        self.clock.shift(timedelta(hours=hours))
        if night:
            reserving.tidy(self.digibank, timezone.now())
            reminding.plan()

    @invariant()
    def days_of_a_device_never_overlap(self):
        last = {}
        rows = Occupancy.objects.active().order_by("device", "from_on")
        for one in rows:
            assert one.device_id not in last or last[one.device_id] < one.from_on
            last[one.device_id] = one.until_on

    @invariant()
    def a_loan_has_its_days_and_its_device_is_out(self):
        open_ = Loan.objects.open()
        for loan in open_:
            assert loan.occupancy.freed_at is None
            assert loan.occupancy.device_id == loan.device_id
            assert loan.occupancy.until_on >= loan.due_on
        out = Placement.objects.open().filter(place="out")
        assert set(out.values_list("device", "person")) == set(
            open_.values_list("device", "person")
        )
        ended = Occupancy.objects.active().filter(loan__ended_at__isnull=False)
        assert not ended.exists()

    @invariant()
    def what_ended_keeps_no_days_and_what_stands_is_kept_or_said_to_be_short(self):
        over = Occupancy.objects.active().filter(reservation__ended_at__isnull=False)
        assert not over.exists()
        for row in Reservation.objects.open().filter(short_since=None):
            assert 1 <= row.occupancies.active().count() <= row.count
        standing = Offer.objects.filter(closed_at=None)
        assert not standing.filter(reservation__ended_at__isnull=False).exists()

    @invariant()
    def what_is_said_to_be_free_can_be_had(self):
        begins = localdate() + 3 * A_DAY
        until = begins + 7 * A_DAY
        answer = availability(self.digibank, "laptop", begins, until)
        fresh = {number for number in answer.free if number}
        touched = Occupancy.objects.touching(begins, until).filter(device__in=fresh)
        assert not touched.exists()
        least = min(day.free for day in calendar(self.digibank, "laptop", begins, until))
        assert len(answer.free) <= least

    @invariant()
    def nobody_is_told_twice(self):
        rows = list(Message.objects.values_list("recipient", "purpose", "subject", "step"))
        assert len(rows) == len(set(rows))

    def teardown(self):
        try:
            if hasattr(self, "digibank"):
                while sealing.seal():
                    pass
                assert sealing.verify() == []
        finally:
            self.travel.stop()


@pytest.mark.django_db
def test_whatever_people_do_the_days_hold():
    class Undone(Story):
        """Each example in a transaction of its own, undone at its end."""

        def __init__(self):
            self.block = transaction.atomic()
            self.block.__enter__()
            super().__init__()

        def teardown(self):
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
