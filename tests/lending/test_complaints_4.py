"""Complaints 9, 10, 13, 16 and 25 about other systems: days of appointments, sets and rules."""

from datetime import date, datetime, timedelta

import pytest

from digibank.lending import lending_sets, reserving, visit_queries, visiting
from digibank.lending.models import Agreement, Loan, Part, VisitLine
from digibank.lending.reminding import plan
from digibank.lending.ruling import add_term
from digibank.lending.taking_back import Returned
from digibank.lending.terms import terms_of, told
from digibank.post.gathering import gather
from digibank.post.models import Dispatch, Message
from tests.conftest import make_device, refused
from tests.lending.conftest import BRUSSELS, DUE, TODAY

AT = datetime(2026, 3, 10, 14, 0, tzinfo=BRUSSELS)


@pytest.fixture
def kept(mechelen, device, an, lut):
    days = {"from_on": date(2026, 3, 10), "until_on": DUE, "by": lut}
    return reserving.reserve(mechelen, kind="laptop", person=an, devices=[device], **days)


def test_09_what_was_pulled_and_not_handed_out_is_on_a_list(
    library, an, kept, device, bea, mechelen
):
    """Elsewhere things were pulled, never handed out, and lent to others; nobody saw it."""
    row = visiting.plan_visit(library, person=an, starts_at=AT, fetch=[kept], by=bea)
    line = row.lines.get()
    visiting.pull(line, device=device, by=bea)

    assert VisitLine.objects.get().is_done is False  # read from the loan, and there is none
    assert refused(visiting.close_visit, row, how="done", by=bea) == ["still_pulled"]
    tomorrow = AT.date() + timedelta(days=1)
    assert visit_queries.not_closed(bea, mechelen, tomorrow) == [row]


def test_10_a_slot_fills_and_an_appointment_is_changed_not_doubled(
    library, an, kept, bea, lend, mechelen, lut, bo
):
    """Elsewhere several people came at the same hour, and one person made three appointments."""
    visiting.set_slots(library, minutes=30, at_once=1, by=lut)
    row = visiting.plan_visit(library, person=an, starts_at=AT, fetch=[kept], by=bea)
    again = {"person": an, "fetch": [kept], "by": bea}
    later = AT + timedelta(minutes=30)
    assert refused(visiting.plan_visit, library, starts_at=later, **again) == ["taken"]
    loan = lend(device=make_device(mechelen, lut), person=bo)
    theirs = {"person": bo, "bring": [loan], "by": bea}
    assert refused(visiting.plan_visit, library, starts_at=AT, **theirs) == ["slot_full"]
    visiting.change_visit(row, starts_at=later, fetch=[kept], by=bea)
    assert visiting.plan_visit(library, starts_at=AT, **theirs).starts_at == AT


def test_10_who_has_one_already_is_told_so(mechelen, lend, lut):
    """Elsewhere a member waited for what they had."""
    add_term(mechelen, kind="laptop", per_person=1, by=lut)
    lend()
    assert refused(lend, device=make_device(mechelen, lut)) == ["too_many"]


@pytest.fixture
def ten(mechelen, partner, bo, lut):
    devices = [make_device(mechelen, lut) for _number in range(10)]
    facts = {"kind": "laptop", "organisation": partner, "devices": devices, "by": lut}
    row = reserving.reserve(mechelen, from_on=TODAY, until_on=date(2026, 3, 24), **facts)
    return lending_sets.hand_out_set(
        row, person=bo, devices=devices, due_on=date(2026, 3, 24), along=["charger"], by=lut
    )


def test_13_ten_laptops_are_one_agreement_and_one_message(ten, bo, clock):
    """Elsewhere two hundred things made two hundred mails, while the desk waited."""
    bo.phone = "+32471112233"
    bo.channel = "phone"
    bo.save()
    assert (Loan.objects.count(), Agreement.objects.count()) == (10, 1)
    assert Dispatch.objects.count() == 0  # the desk waits for nobody
    clock.move(days=22)
    plan()
    gather()
    assert Message.objects.filter(purpose="lending.late").count() == 1
    assert Dispatch.objects.count() == 1


def test_16_a_set_comes_back_with_one_act_and_its_exceptions(ten, lut):
    """Elsewhere a kit came back one by one, and parts could not be in it."""
    loans = list(ten.loans.order_by("pk"))
    outcomes = dict.fromkeys(loans[:-1], "shelf")
    gone = [Returned("charger", Part.Back.MISSING)]
    lending_sets.take_back_set(ten, outcomes=outcomes, missing={loans[0]: gone}, by=lut)

    assert list(ten.loans.open()) == [loans[-1]]
    states = Part.objects.filter(kind="charger", loan__in=loans[:-1]).values_list("back", flat=True)
    assert sorted(states) == ["fine"] * 8 + ["missing"]


def test_25_rules_are_keyed_by_service_and_type_and_explain_themselves(
    mechelen, library, lut, device, an, kept
):
    """Elsewhere lead days were asked in the browser alone, and rules could not be told apart."""
    add_term(mechelen, product="long", kind="laptop", lead_days=14, by=lut)
    add_term(mechelen, product="set", lead_days=3, by=lut)
    days = {"from_on": TODAY + timedelta(days=5), "until_on": TODAY + timedelta(days=7)}
    facts = {"kind": "laptop", "person": an, "by": lut}
    assert refused(reserving.reserve, mechelen, **days, **facts) == ["too_soon"]
    lines = {line.words: str(line.source) for line in told(terms_of(mechelen, "set", "laptop"))}
    assert "Set voor een organisatie" in lines.values()


def test_25_what_left_closes_its_reservation_and_counts_once(
    mechelen, kept, device, lend, clock, an
):
    """Elsewhere a booking that was fetched never closed, and counted twice."""
    clock.move(days=7)
    lend()
    kept.refresh_from_db()
    assert (kept.end, kept.occupancies.active().count()) == ("handed_out", 0)
    assert Loan.objects.open().count() == 1
