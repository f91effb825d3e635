"""Late: reminders, a call, a letter, and then a person decides. Nothing happens by itself."""

from datetime import date

import pytest

from digibank.devices.models import Handover, WriteOff
from digibank.ledger.models import Entry
from digibank.lending import chasing, giving, queries, reserving
from digibank.lending.models import Claim, LateDecision, Loan, Policy
from digibank.lending.reminding import plan
from digibank.people.erasing import erase
from digibank.post.gathering import gather
from digibank.post.models import Dispatch, Message
from tests.conftest import make_device, refused

DUE = date(2026, 3, 10)  # a Tuesday


@pytest.fixture
def late(lend, clock):
    """A loan that was due on 10 March, so many days ago."""

    def made(days=43, **differs):
        loan = lend(due_on=DUE, **differs)
        clock.move(days=7 + days)
        return loan

    return made


def told(loan):
    rows = Message.objects.filter(subject=f"lending.loan:{loan.pk}", dispatch__isnull=False)
    return list(rows.order_by("due_at", "pk").values_list("purpose", "dispatch__channel"))


def test_a_call_comes_after_the_reminders_whatever_they_want(late, an):
    an.channel, an.phone, an.email = "email", "+32471112233", "an@voorbeeld.example.be"
    an.street, an.postcode = "Markt 1", "2800"
    an.save()
    loan = late(days=14)
    plan()
    gather()

    assert ("lending.late_call", "call") in told(loan)
    row = Dispatch.objects.get()
    assert (row.channel, row.address) == ("call", "+32471112233")


def test_a_letter_comes_after_the_call(late, an):
    an.channel, an.phone = "phone", "+32471112233"
    an.street, an.postcode = "Markt 1", "2800"
    an.save()
    loan = late(days=29)
    plan()
    gather()

    assert ("lending.late_letter", "letter") in told(loan)


def test_the_digibank_says_when_and_whether(late, mechelen, an):
    Policy.objects.create(digibank=mechelen, call_days=0, letter_days=0, late_at_most=0)
    loan = late(days=29)
    plan()

    steps = Message.objects.filter(subject=f"lending.loan:{loan.pk}")
    assert [row.purpose for row in steps if row.dropped_at is None] == []


@pytest.mark.parametrize(("days", "count"), [(41, 0), (42, 1)])
def test_after_six_weeks_a_person_decides(late, bea, mechelen, days, count):
    late(days=days)
    assert len(queries.to_decide(bea, mechelen)) == count


def test_who_looks_later_is_not_asked_before(late, bea, mechelen, clock):
    loan = late()
    row = chasing.decide_late(
        loan, how="wait", until_on=date(2026, 4, 30), reason="Is in het ziekenhuis.", by=bea
    )
    assert (row.how, queries.to_decide(bea, mechelen)) == ("wait", [])
    clock.move(days=8)
    assert queries.to_decide(bea, mechelen) == [loan]


def test_more_time_moves_the_due_day(late, bea):
    loan = late()
    facts = {"how": "more_time", "reason": "Vindt de lader niet.", "by": bea}
    assert refused(chasing.decide_late, loan, until_on=None, **facts) == ["no_day"]
    assert refused(chasing.decide_late, loan, until_on=date(2026, 4, 26), **facts) == ["closed_day"]
    chasing.decide_late(loan, until_on=date(2026, 5, 5), **facts)

    loan.refresh_from_db()
    assert (loan.due_on, LateDecision.objects.get().was_due_on) == (date(2026, 5, 5), DUE)
    assert loan.occupancy.until_on == date(2026, 5, 8)
    assert refused(chasing.decide_late, loan, until_on=date(2026, 5, 6), **facts) == ["not_late"]


def test_what_is_late_is_promised_to_nobody(late, bo, bea, mechelen):
    loan = late()
    facts = {"kind": "laptop", "person": bo, "devices": [], "by": bea}
    make_device(mechelen, bea)
    kept = reserving.reserve(
        mechelen, from_on=date(2026, 5, 5), until_on=date(2026, 5, 12), **facts
    )
    assert kept.occupancies.get().device_id != loan.device_id


def test_what_does_not_come_back_is_given_up_by_a_person(late, bea):
    loan = late()
    chasing.decide_late(loan, how="give_up", reason="Verhuisd, onbekend waarheen.", by=bea)

    loan.refresh_from_db()
    assert (loan.end, loan.outcome) == (Loan.End.LOST, Loan.Outcome.WRITTEN_OFF)
    assert WriteOff.objects.get(device=loan.device).reason == "lost"
    assert Claim.objects.count() == 0  # nobody pays by itself


def test_they_may_keep_it(late, bea):
    loan = late()
    chasing.decide_late(loan, how="gift", reason="Na twee jaar is het van haar.", by=bea)

    loan.refresh_from_db()
    paper = Handover.objects.get(device=loan.device)
    assert (loan.end, paper.to_name, paper.was_lent) == ("given", "An Peeters", True)
    verbs = Entry.objects.filter(subject=f"devices.device:{loan.device_id}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "handed_out",
        "late_decided",
        "handed_over",
        "given_to_borrower",
    ]


def test_a_reason_is_always_said(late, bea):
    loan = late()
    assert refused(chasing.decide_late, loan, how="give_up", reason=" ", by=bea) == ["no_reason"]
    assert refused(chasing.decide_late, loan, how="sms", reason="x", by=bea) == ["invalid_choice"]
    assert Loan.objects.get().ended_at is None


def test_a_sale_is_a_claim_that_both_agreed(lend, lut):
    loan = lend()
    giving.give(loan, cents=5000, by=lut)
    assert refused(giving.give, loan, by=lut) == ["taken"]
    row = Claim.objects.get()
    assert (row.kind, row.cents) == ("sale", 5000)
    assert Handover.objects.get().cents == 5000


def test_erasing_takes_the_name_off_what_is_theirs(lend, an, lut):
    giving.give(lend(), remark="Voor haar studie", by=lut)
    erase(an, erased_for="asked", by=lut)

    paper = Handover.objects.get()
    assert (paper.to_name, paper.remark) == ("–", "")
    assert Loan.objects.get().end == "given"


def test_pages_of_what_is_late(visit, late, bea, vera):
    loan = late()
    url = f"{loan.get_absolute_url()}beslissing/"
    assert visit(vera).get(url).status_code == 403
    assert visit(bea).get("/uitleningen/beslissen/").page.select_one(".row a")["href"] == url
    typed = {"how": "wait", "until_on": "30/04/2026", "reason": ""}
    assert visit(bea).post(url, typed).status_code == 422
    typed["reason"] = "We proberen het nog eens."
    assert visit(bea).post(url, typed).url == loan.get_absolute_url()
    assert "We proberen het nog eens." in visit(bea).get(url).page.text


def test_a_gift_from_the_page_of_a_loan(visit, lend, bea, lut):
    loan = lend()
    assert visit(bea).get(f"{loan.get_absolute_url()}eigendom/").status_code == 403
    assert visit(lut).post(f"{loan.get_absolute_url()}eigendom/", {"cents": ""}).url == (
        loan.get_absolute_url()
    )
    page = visit(bea).get(loan.get_absolute_url()).page
    paper = page.select_one("a[href$='eigendom.pdf']")["href"]
    assert visit(bea).get(paper)["Content-Type"] == "application/pdf"
