"""The same story with money, late decisions, gifts, appointments and households: no money comes
from nowhere, nothing lies ready for two, and the ledger alone tells what became of each loan."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import initialize, invariant, rule

from digibank.devices.models import Device
from digibank.ledger.models import Entry
from digibank.lending import (
    cashing,
    chasing,
    claiming,
    giving,
    hushing,
    ruling,
    visit_queries,
    visiting,
)
from digibank.lending.models import (
    CashClosing,
    CashMove,
    Claim,
    Loan,
    Payment,
    Reservation,
    Visit,
    VisitLine,
)
from digibank.network.models import AccessPoint, Opening
from digibank.people import housing
from tests.lending.test_story import LONG, PICK, Story

ENDS = {"taken_back", "undone", "given_up", "given_to_borrower"}
CENTS = some.integers(-50, 6_000)


class Fuller(Story):
    """Rules for money and for the hand-over day, beside those of the story."""

    @initialize()
    def found(self):
        Story.found(self)
        self.point = AccessPoint.objects.create(digibank=self.digibank, name="Bib")
        for weekday in range(1, 8):
            Opening.objects.create(
                access_point=self.point, weekday=weekday, opens_at="09:00", closes_at="17:00"
            )
        ruling.set_policy(
            self.digibank, deposit_cents=2_000, per_person=2, per_household=3, by=self.lut
        )

    @rule(pick=PICK, cents=CENTS, kind=some.sampled_from(["damage", "parts", "loss"]))
    def claim(self, pick, cents, kind):
        loan = self.one(Loan.objects.all(), pick)
        self.attempt(claiming.claim, loan, kind=kind, cents=cents, reason="Stuk")

    @rule(pick=PICK, cents=CENTS, how=some.sampled_from(["cash", "transfer"]))
    def pay(self, pick, cents, how):
        facts = {"cents": cents, "how": how, "access_point": self.point}
        self.attempt(claiming.pay, self.one(Claim.objects.all(), pick), **facts)

    @rule(pick=PICK, cents=CENTS)
    def give_back(self, pick, cents):
        facts = {"cents": cents, "how": "cash", "access_point": self.point}
        self.attempt(claiming.give_back, self.one(Claim.objects.all(), pick), **facts)

    @rule(pick=PICK, cents=CENTS)
    def waive(self, pick, cents):
        self.attempt(claiming.waive, self.one(Claim.objects.all(), pick), cents=cents, why="means")

    @rule(cents=CENTS)
    def move_cash(self, cents):
        self.attempt(cashing.move, self.point, cents=cents, words="Wisselgeld")

    @rule(off=some.sampled_from([0, 0, 7]))
    def count(self, off):
        lies = cashing.box(self.point).cents + off
        if lies >= 0:
            self.attempt(cashing.close_day, self.point, counted_cents=lies, remark="Geteld")

    @rule(pick=PICK, long=LONG, how=some.sampled_from(["more_time", "wait", "gift", "give_up"]))
    def decide_late(self, pick, long, how):
        until = localdate() + timedelta(days=long)
        facts = {"how": how, "reason": "Besproken", "until_on": until}
        self.attempt(chasing.decide_late, self.one(Loan.objects.all(), pick), **facts)

    @rule(pick=PICK, cents=some.sampled_from([0, 5_000]))
    def give(self, pick, cents):
        self.attempt(giving.give, self.one(Loan.objects.all(), pick), cents=cents)

    @rule(pick=PICK, slot=PICK, bring=some.booleans())
    def plan_visit(self, pick, slot, bring):
        found = visit_queries.slots(self.point, localdate(), 4)
        person = self.people[pick % 3]
        facts = {"fetch": list(Reservation.objects.filter(person=person)[:2])}
        if bring:
            facts = {"bring": list(Loan.objects.filter(person=person)[:2])}
        moment = found[slot % len(found)].starts_at
        self.attempt(visiting.plan_visit, self.point, person=person, starts_at=moment, **facts)

    @rule(pick=PICK, into=PICK)
    def pull(self, pick, into):
        line = self.one(VisitLine.objects.all(), pick)
        self.attempt(visiting.pull, line, device=self.one(Device.objects.all(), into))

    @rule(pick=PICK)
    def put_back(self, pick):
        self.attempt(visiting.put_back, self.one(VisitLine.objects.all(), pick))

    @rule(pick=PICK, how=some.sampled_from(["done", "missed", "cancelled"]))
    def close_visit(self, pick, how):
        self.attempt(visiting.close_visit, self.one(Visit.objects.all(), pick), how=how)

    @rule(pick=PICK, other=PICK, apart=some.booleans())
    def live(self, pick, other, apart):
        person = self.people[pick % 3]
        if apart:
            self.attempt(housing.leave, person)
        else:
            self.attempt(housing.join, person, other=self.people[other % 3])

    @rule(pick=PICK, quiet=some.booleans())
    def hush(self, pick, quiet):
        person = self.people[pick % 3]
        if quiet:
            self.attempt(hushing.hush, person, why="ill")
        else:
            self.attempt(hushing.speak, person)

    @invariant()
    def no_money_comes_from_nowhere(self):
        for claim in Claim.objects.select_related("loan"):
            stands = claiming.balance(claim)
            assert stands.paid >= 0
            assert stands.waived <= stands.asked
            assert stands.paid <= stands.asked
            left = max(stands.asked - stands.paid - stands.waived, 0)
            assert stands.due == (0 if stands.is_deposit and stands.ended else left)
            assert stands.to_return <= stands.paid

    @invariant()
    def a_box_holds_what_came_in_less_what_went_out(self):
        if not hasattr(self, "point"):
            return
        payments = Payment.objects.filter(how="cash").aggregate(all=Sum("cents"))["all"] or 0
        moves = CashMove.objects.aggregate(all=Sum("cents"))["all"] or 0
        found = sum(one.counted_cents - one.expected_cents for one in CashClosing.objects.all())
        assert cashing.box(self.point).cents == payments + moves + found

    @invariant()
    def nothing_lies_ready_for_two(self):
        lines = VisitLine.objects.filter(pulled__isnull=False, became=None)
        numbers = list(lines.values_list("pulled", flat=True))
        assert len(numbers) == len(set(numbers))
        for visit in Visit.objects.exclude(closed_at=None):
            assert not visit.lines.filter(pulled__isnull=False, became=None).exists()

    @invariant()
    def the_ledger_tells_each_loan(self):
        """Replayed from entries alone: which loans are open, and until when."""
        open_, due = set(), {}
        for verb, facts in Entry.objects.order_by("pk").values_list("verb", "facts"):
            loan = facts.get("loan")
            gone = verb == "late_decided" and facts["how"] == "give_up"
            if verb == "handed_out":
                open_.add(loan)
            elif verb in ENDS or gone:
                open_.discard(loan)
            if verb in {"handed_out", "renewed", "corrected"}:
                due[loan] = facts["due_on"]
            elif verb == "late_decided" and facts["how"] == "more_time":
                due[loan] = facts["until"]
        rows = Loan.objects.open().values_list("pk", "due_on")
        assert {pk: str(day) for pk, day in rows} == {one: due[one] for one in open_}


@pytest.mark.django_db
def test_whatever_people_do_no_money_comes_from_nowhere():
    class Undone(Fuller):
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
            max_examples=15,
            stateful_step_count=50,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
