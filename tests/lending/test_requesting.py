"""The waiting list: written points, explained places, offers, and nobody passed in silence."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from digibank.ledger.models import Detail, Entry
from digibank.lending import requesting, reserving
from digibank.lending.deciding import decide
from digibank.lending.models import LoanRequest, Offer, Reservation, Skip
from digibank.lending.requesting import OFFER
from digibank.lending.ruling import set_policy
from digibank.lending.waiting_queries import placed, waiting_list
from digibank.network.models import Organisation
from digibank.people.erasing import erase
from digibank.people.registering import register
from digibank.post import calling
from digibank.post.gathering import gather
from digibank.post.models import Dispatch, Message
from digibank.post.refreshing import as_of_now
from tests.conftest import make_device, refused
from tests.lending.conftest import BRUSSELS, TODAY
from tests.threads import at_once

APRIL, MAY = date(2026, 4, 7), date(2026, 5, 5)
DAYS = {"from_on": APRIL, "until_on": MAY}


@pytest.fixture
def bart(mechelen, lut):
    return register(
        mechelen,
        given_name="Bart",
        family_name="Claes",
        phone="0471112233",
        channel="phone",
        by=lut,
    )


@pytest.fixture
def children(mechelen, lut):
    return requesting.add_criterion(mechelen, words="Schoolgaande kinderen", points=5, by=lut)


@pytest.fixture
def waits(clock, mechelen, an, lut):
    """Puts An on the list; say what differs."""

    def put(**differs):
        facts = {"person": an, "kind": "laptop", "by": lut, **differs}
        return requesting.request_loan(mechelen, **facts)

    return put


def told(digibank):
    return [
        (one.number, str(one.request.person), one.lines) for one in waiting_list(digibank, "laptop")
    ]


def test_need_goes_before_waiting_and_waiting_counts(mechelen, clock, waits, bart, children):
    waits(goal="Solliciteren")
    clock.move(weeks=2)
    waits(person=bart, criteria=[children])

    assert told(mechelen) == [
        (1, "Bart Claes", (("Schoolgaande kinderen", 5),)),
        (2, "An Peeters", (("2 weken wachten", 2),)),
    ]
    clock.move(weeks=4)
    assert told(mechelen)[1] == (2, "An Peeters", (("6 weken wachten", 6),))
    requesting.end_criterion(children, by=mechelen.memberships.first().account)
    assert told(mechelen)[0][2][0] == ("Schoolgaande kinderen", 5)


def test_of_as_many_points_who_asked_first(mechelen, clock, waits, bart):
    waits(person=bart)
    clock.move(hours=1)
    waits()

    assert [name for _number, name, _lines in told(mechelen)] == ["Bart Claes", "An Peeters"]


def test_request_refuses(mechelen, elsewhere, waits, children, lut):
    assert refused(waits, channel="partner") == ["no_partner"]
    assert refused(waits, kind="fax") == ["invalid_choice"]
    theirs = requesting.add_criterion(elsewhere, words="Ver", points=1, by=lut)
    assert refused(waits, criteria=[theirs]) == ["other_digibank"]
    requesting.end_criterion(children, by=lut)
    assert refused(requesting.end_criterion, children, by=lut) == ["taken"]
    children.refresh_from_db()
    assert refused(waits, criteria=[children]) == ["ended"]
    waits()
    assert refused(waits) == ["taken"]
    assert LoanRequest.objects.count() == 1


def test_an_offer_keeps_a_device_and_tells_by_the_way_that_reaches_them(
    mechelen, device, waits, bart, lut
):
    row = waits(person=bart)
    made = requesting.offer(row, **DAYS, by=lut)
    gather()

    assert made.reservation.occupancies.get().device == device
    assert made.respond_by == datetime(2026, 3, 6, 23, 59, tzinfo=BRUSSELS)
    dispatch = Dispatch.objects.get()
    assert (dispatch.channel, Message.objects.get(purpose=OFFER).person) == ("call", bart)
    assert "dinsdag 7 april" in dispatch.body
    assert refused(requesting.offer, row, **DAYS, by=lut) == ["taken"]


def test_whoever_is_passed_keeps_the_reason(mechelen, device, waits, bart, lut):
    first = waits()
    second = waits(person=bart)
    assert refused(requesting.offer, second, **DAYS, by=lut) == ["passed"]
    requesting.offer(second, **DAYS, reason="An is op reis tot mei", by=lut)

    assert [(one.request, one.reason) for one in Skip.objects.all()] == [
        (first, "An is op reis tot mei")
    ]
    entry = Entry.objects.filter(verb="loan_offered").get()
    assert entry.facts["passed"] == [first.pk]


def test_who_has_an_offer_is_not_passed(mechelen, device, waits, bart, wim, lut):
    make_device(mechelen, wim)
    requesting.offer(waits(), **DAYS, by=lut)
    requesting.offer(waits(person=bart), **DAYS, by=lut)

    assert Skip.objects.count() == 0


def test_accepted_it_is_kept_and_handed_out_it_came_true(
    mechelen, clock, device, waits, lend, an, lut
):
    row = waits()
    made = requesting.offer(row, from_on=TODAY, until_on=date(2026, 3, 24), by=lut)
    requesting.accept(made, by=lut)
    assert refused(requesting.accept, made, by=lut) == ["taken"]
    clock.move(days=4)
    reserving.tidy(mechelen, clock.now)
    assert refused(requesting.offer, row, **DAYS, by=lut) == ["taken"]
    lend(due_on=date(2026, 3, 24))

    row.refresh_from_db()
    assert (row.end, Reservation.objects.get().end) == ("handed_out", "handed_out")
    assert told(mechelen) == []


def test_declined_it_is_free_and_they_keep_their_place(mechelen, device, waits, bart, lut):
    row = waits()
    requesting.decline(requesting.offer(row, **DAYS, by=lut), by=lut)
    assert (device.occupancies.active().count(), told(mechelen)[0][1]) == (0, "An Peeters")

    again = requesting.offer(row, **DAYS, by=lut)
    requesting.decline(again, withdraw=True, reason="Kocht er een", by=lut)
    row.refresh_from_db()
    assert (row.end, row.reason, told(mechelen)) == ("withdrawn", "Kocht er een", [])


def called(offer, by, **said):
    """Somebody phones about `offer`; returns the dispatch."""
    gather()
    row = Dispatch.objects.get(messages__subject=f"lending.offer:{offer.pk}")
    calling.attempt(row, by=by, **{"result": "reached", "told": as_of_now(row).told, **said})
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("answer", "ended"), [("accepted", ""), ("declined", "cancelled")])
def test_who_phones_writes_down_the_answer(mechelen, device, waits, bart, lut, vera, answer, ended):
    made = requesting.offer(waits(person=bart), **DAYS, by=lut)
    row = called(made, vera, answer=answer)

    made.refresh_from_db()
    kept = made.reservation
    kept.refresh_from_db()
    assert (made.answer, kept.end, kept.held_until is None) == (answer, ended, not ended)
    assert (row.sent_at is not None, "Bart Claes" in row.body) == (True, True)
    assert LoanRequest.objects.open().exists()  # they keep their place, or fetch it
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == [f"offer_{answer}", "called"]


def test_an_answer_without_an_offer_that_stands_is_refused(
    mechelen, device, waits, bart, lut, vera
):
    made = requesting.offer(waits(person=bart), **DAYS, by=lut)
    gather()
    row = Dispatch.objects.get()
    assert refused(calling.attempt, row, result="no_answer", answer="accepted", by=vera) == [
        "answer"
    ]
    assert refused(calling.attempt, row, result="reached", answer="perhaps", by=vera) == ["answer"]
    requesting.decline(made, by=lut)
    assert refused(calling.attempt, row, result="reached", answer="accepted", by=vera) == ["taken"]
    assert row.attempts.count() == 0  # nothing is half done


def test_without_an_answer_it_lapses_and_the_message_goes_no_more(
    mechelen, clock, device, waits, bart, lut
):
    row = waits(person=bart)
    made = requesting.offer(row, **DAYS, by=lut)
    clock.move(days=5)
    reserving.tidy(mechelen, clock.now)

    made.refresh_from_db()
    assert (made.answer, refused(requesting.accept, made, by=lut)) == ("lapsed", ["taken"])
    gather()
    assert Dispatch.objects.count() == 0
    assert waiting_list(mechelen, "laptop")[0].is_free


def test_who_may_not_borrow_gets_no_offer(mechelen, clock, device, waits, an, lut):
    row = waits()
    decide(an, until=TODAY + timedelta(days=3), by=lut)

    assert refused(requesting.offer, row, **DAYS, by=lut) == ["not_eligible"]


def test_a_refusal_says_why_and_frees_what_was_kept(mechelen, device, waits, lut):
    row = waits()
    requesting.offer(row, **DAYS, by=lut)
    assert refused(requesting.end, row, how="refused", by=lut) == ["no_reason"]
    assert refused(requesting.end, row, how="handed_out", by=lut) == ["invalid_choice"]
    requesting.end(row, how="refused", reason="Woont in een andere gemeente", by=lut)

    assert (Offer.objects.get().answer, device.occupancies.active().count()) == ("declined", 0)
    assert refused(requesting.end, row, how="withdrawn", by=lut) == ["taken"]


def test_erased_nothing_tells_who_waited(mechelen, device, waits, an, bart, lut):
    row = waits(goal="Naar de rechtbank")
    requesting.offer(row, **DAYS, by=lut)
    erase(an, erased_for="asked", by=lut)

    row.refresh_from_db()
    assert (row.goal, row.end, device.occupancies.active().count()) == ("", "withdrawn", 0)


def test_a_partner_asks_on_behalf_of_somebody(mechelen, waits):
    ocmw = Organisation.objects.create(name="OCMW", kind="local_government")
    row = waits(channel="partner", referrer=ocmw)

    assert (row.referrer, row.channel) == (ocmw, "partner")


def test_the_points_of_a_week_follow_the_rules(mechelen, clock, waits, lut):
    waits()
    clock.move(weeks=3)
    set_policy(mechelen, week_points=0, by=lut)
    assert told(mechelen)[0][2] == ()
    set_policy(mechelen, week_points=4, by=lut)

    assert told(mechelen)[0][2] == (("3 weken wachten", 12),)


def test_the_list_asks_the_same_questions_whatever_its_length(
    mechelen, clock, waits, children, django_assert_num_queries, lut
):
    for number in range(5):
        names = {"given_name": ["Aisha", "Bo", "Cis", "Dirk", "Els"][number], "family_name": "Q"}
        person = register(mechelen, **names, by=lut)
        waits(person=person, criteria=[children])

    with django_assert_num_queries(5):
        assert len(waiting_list(mechelen, "laptop")) == 5
    assert placed(mechelen, LoanRequest.objects.none()) == []


@pytest.mark.django_db(transaction=True)
def test_two_desks_offer_the_last_one_to_two_people(mechelen, device, an, lut):
    """On SQLite the tests share one connection in memory, so there they come in turn."""
    bart = register(mechelen, given_name="Bart", family_name="Claes", by=lut)
    rows = [
        requesting.request_loan(mechelen, person=one, kind="laptop", by=lut) for one in (an, bart)
    ]
    begins = timezone.localdate() + timedelta(days=30)
    days = {"from_on": begins, "until_on": begins + timedelta(days=7)}
    left = iter(rows)

    def offer():
        try:
            requesting.offer(next(left), **days, reason="Nu", by=lut)
        except ValidationError as refusal:
            return sorted(error.code for error in refusal.error_dict["count"])
        return "offered"

    answers = at_once(offer, 2) if connection.vendor == "postgresql" else [offer(), offer()]
    assert sorted(map(str, answers)) == ["['not_enough']", "offered"]


def test_why_somebody_was_refused_is_nowhere_after_an_erasure(mechelen, device, waits, an, lut):
    row = waits(goal="Zoekt werk")
    requesting.end(row, how="refused", reason="Opgenomen in het ziekenhuis", by=lut)
    erase(an, erased_for="asked", by=lut)

    assert not Detail.objects.filter(words__reason="Opgenomen in het ziekenhuis").exists()
    assert not Detail.objects.filter(words__goal="Zoekt werk").exists()
