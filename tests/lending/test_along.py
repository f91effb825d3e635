"""SIM cards that go along, check-ups during a long loan, and silence where it is due."""

from datetime import date, timedelta

import pytest

from digibank.ledger.models import Entry
from digibank.lending import connecting, hushing, queries
from digibank.lending.models import Agreement, Connection, Policy
from digibank.lending.reminding import plan
from digibank.lending.taking_back import take_back
from digibank.people.erasing import erase
from digibank.post.models import Message
from digibank.post.purposes import find
from tests.conftest import make_device, refused


@pytest.fixture
def card(mechelen, lut):
    return connecting.add_connection(
        mechelen, number="0499 11 22 33", bundle="20 GB", expires_on=date(2027, 1, 1), by=lut
    )


def test_a_sim_card_goes_along_and_comes_back(mechelen, lend, card, lut):
    loan = lend(connection=card)
    assert "Simkaart | 0499 11 22 33, 20 GB" in Agreement.objects.get().text
    other = make_device(mechelen, lut)
    assert refused(lend, device=other, connection=card) == ["sim_taken"]
    assert refused(connecting.end_connection, card, by=lut) == ["out"]
    take_back(loan, outcome="shelf", by=lut)
    assert list(Connection.objects.free()) == [card]
    assert lend(device=other, connection=card).connection == card


def test_a_bundle_that_ended_goes_nowhere(mechelen, lend, card, lut):
    old = connecting.add_connection(
        mechelen, number="0499", bundle="5 GB", expires_on=date(2026, 3, 2), by=lut
    )
    assert refused(lend, connection=old) == ["sim_over"]
    connecting.end_connection(old, by=lut)
    assert refused(connecting.end_connection, old, by=lut) == ["ended"]
    assert refused(lend, connection=old) == ["sim_over"]
    again = {"number": card.number, "bundle": "1 GB", "by": lut}
    assert refused(connecting.add_connection, mechelen, **again) == ["taken"]


def test_a_bundle_is_renewed_while_somebody_has_the_card(lend, card, clock, lut):
    lend(connection=card)
    facts = {"connection": card, "bundle": "40 GB", "by": lut}
    late = date(2026, 3, 2)
    assert refused(connecting.renew_bundle, expires_on=late, **facts) == ["in_past"]
    assert refused(connecting.renew_bundle, **{**facts, "bundle": ""}, expires_on=None) == ["blank"]
    connecting.renew_bundle(expires_on=date(2027, 6, 30), **facts)

    card.refresh_from_db()
    assert (card.bundle, card.expires_on) == ("40 GB", date(2027, 6, 30))
    told = Entry.objects.get(verb="bundle_renewed")
    assert told.facts == {"before": "2027-01-01", "expires_on": "2027-06-30"}
    assert Agreement.objects.get().text.count("20 GB") == 1  # what was signed stays


@pytest.mark.parametrize(("days", "ends"), [(-1, True), (14, True), (15, False)])
def test_a_bundle_that_ends_is_seen_in_time(mechelen, visit, bea, clock, days, ends):
    on = clock.now.date() + timedelta(days=days)
    row = Connection.objects.create(digibank=mechelen, number="0499", bundle="1", expires_on=on)
    assert (row.ends_soon, list(Connection.objects.ending()) == [row]) == (ends, ends)
    assert ("0499" in visit(bea).get("/balie/").page.text) == ends


def test_a_card_of_another_digibank_stays_there(elsewhere, lend, lut):
    theirs = Connection.objects.create(digibank=elsewhere, number="0499", bundle="5 GB")
    assert refused(lend, connection=theirs) == ["other_digibank"]


def test_a_long_loan_is_asked_after(lend):
    loan = lend(due_on=date(2028, 2, 29))
    asked = Message.objects.filter(purpose="lending.checkup").order_by("due_at")
    assert [(row.step, row.due_at.date()) for row in asked] == [
        ("check-1", date(2026, 8, 29)),
        ("check-2", date(2027, 2, 25)),
        ("check-3", date(2027, 8, 24)),
    ]
    case = find("lending.checkup").tell(list(asked))[0]
    assert case.words["toestel"] == loan.device.name


def test_a_loan_of_half_a_year_is_not(lend, mechelen):
    lend()
    assert Message.objects.filter(purpose="lending.checkup").count() == 0


def test_the_digibank_may_ask_nothing(lend, mechelen):
    Policy.objects.create(digibank=mechelen, checkup_days=0)
    lend(due_on=date(2028, 2, 29))
    assert Message.objects.filter(purpose="lending.checkup").count() == 0


def test_who_died_is_not_reminded_and_a_person_decides(lend, an, bea, mechelen, clock):
    loan = lend(due_on=date(2026, 3, 10))
    hushing.hush(an, why="died", contact="dochter Els, 0471 11 22 33", by=bea)
    clock.move(days=8)
    plan()
    rows = Message.objects.filter(subject=f"lending.loan:{loan.pk}", dropped_at=None)
    assert {one.code for one in find("lending.late").tell(list(rows))} == {"quiet"}
    assert queries.to_decide(bea, mechelen) == [loan]
    assert refused(hushing.hush, an, why="ill", by=bea) == ["taken"]
    hushing.speak(an, by=bea)
    assert refused(hushing.speak, an, by=bea) == ["not_quiet"]
    assert queries.to_decide(bea, mechelen) == []


def test_erasing_takes_the_contact_too(an, bea, lut):
    hushing.hush(an, why="moved", contact="broer Jan", by=bea)
    erase(an, erased_for="asked", by=lut)
    assert list(an.silences.values_list("why", "contact")) == [("moved", "")]


def test_pages_of_cards_and_silence(visit, bea, vera, an, card, device, lend):
    desk = visit(bea)
    url = "/simkaarten/"
    assert desk.post(url, {"number": card.number, "bundle": "5 GB"}).status_code == 409
    assert desk.post(url, {"number": "0477", "bundle": "5 GB"}).url == url
    form = desk.get(f"/toestellen/{device.code}/uitlening/?persoon={an.pk}").page
    options = [one.text for one in form.select("select[name=connection] option")]
    assert options == ["Nee", "0477, 5 GB", "0499 11 22 33, 20 GB"]
    lend(connection=card)
    assert "An Peeters" in desk.get(url).page.text
    other = Connection.objects.get(number="0477")
    past = {"bundle": "8 GB", "expires_on": "1/1/20"}
    assert desk.post(f"{url}{other.pk}/", past).status_code == 422
    assert desk.post(f"{url}{other.pk}/", {"bundle": "8 GB"}).url == url
    assert "8 GB" in desk.get(url).page.text
    assert "An Peeters" in desk.get(f"{url}{card.pk}/").page.text
    assert desk.post(f"{url}{other.pk}/einde/").url == url
    quiet = f"/mensen/{an.pk}/stilte/"
    assert visit(vera).get(quiet).status_code == 403
    assert desk.post(quiet, {"contact": "Els"}).status_code == 422
    assert desk.post(quiet, {"why": "died", "contact": "Els"}).url == an.get_absolute_url()
    assert "Spreek met: Els" in desk.get(an.get_absolute_url()).page.text
    assert desk.post(f"{quiet}einde/").url == an.get_absolute_url()
