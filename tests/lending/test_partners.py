"""Partners ask for a family or a set, and see how far it is: nothing else."""

from datetime import date

import pytest

from digibank.lending import partner_queries, requesting, reserving
from digibank.lending.handing_out import hand_out
from digibank.lending.models import LoanRequest, Reservation
from digibank.lending.taking_back import take_back
from digibank.network.models import Membership
from digibank.people.models import Person
from digibank.people.queries import housemates
from digibank.post.models import Message
from tests.conftest import account, make_device, refused
from tests.lending.conftest import DUE


@pytest.fixture
def ria(mechelen, partner):
    """A social worker of the partner."""
    made = account("Ria", mechelen, "referrer")
    Membership.objects.filter(account=made).update(organisation=partner)
    return made


@pytest.fixture
def family(mechelen, partner, ria):
    def asked(**differs):
        people = [
            {"given_name": "Amal", "family_name": "Haddad", "phone": "+32471112233"},
            {"given_name": "Sami", "family_name": "Haddad"},
        ]
        facts = {"referrer": partner, "people": people, "kind": "laptop", "consent": True}
        facts |= {"goal": "Huiswerk", "by": ria}
        return requesting.request_for_family(mechelen, **{**facts, **differs})

    return asked


def states(partner, digibank):
    return [(one.title, str(one.state)) for one in partner_queries.requests_of(partner, digibank)]


def test_a_family_waits_as_one_household(family, partner, mechelen):
    family()

    assert [str(row.person) for row in LoanRequest.objects.order_by("pk")] == [
        "Amal Haddad",
        "Sami Haddad",
    ]
    amal, sami = Person.objects.order_by("pk")
    assert housemates(amal) == [sami]
    assert {one.referrer for one in (amal, sami)} == {partner}
    assert set(LoanRequest.objects.values_list("channel", "referrer")) == {("partner", partner.pk)}


def test_without_consent_nothing_is_kept(family):
    assert refused(family, consent=False) == ["no_consent"]
    assert refused(family, people=[]) == ["nobody"]
    assert Person.objects.count() == 0


def test_one_wrong_name_keeps_nothing_of_the_family(family):
    people = [{"given_name": "Amal"}, {"given_name": "", "family_name": "Haddad"}]
    assert refused(family, people=people) == ["no_name"]
    assert (Person.objects.count(), LoanRequest.objects.count()) == (0, 0)


def test_a_partner_does_not_learn_who_comes_here(family, an):
    known = [{"given_name": an.given_name, "family_name": an.family_name}]
    family(people=known)  # would be refused at the desk, which sees who is alike
    assert Person.objects.filter(given_name="An", family_name="Peeters").count() == 2


def test_a_partner_sees_how_far_it_is_and_no_more(family, partner, mechelen, device, lut, bea):
    row = family(people=[{"given_name": "Amal"}])
    assert states(partner, mechelen) == [("Amal", "Aangevraagd")]
    made = requesting.offer(row, from_on=date(2026, 3, 4), until_on=DUE, by=bea)
    requesting.accept(made, by=bea)
    assert states(partner, mechelen) == [("Amal", "Ligt klaar om af te halen")]
    loan = hand_out(device, person=row.person, due_on=DUE, by=lut)
    assert states(partner, mechelen) == [("Amal", "Meegegeven")]
    take_back(loan, outcome="shelf", by=lut)
    assert states(partner, mechelen) == [("Amal", "Teruggebracht")]


def test_a_refusal_is_told_without_the_reason(family, partner, mechelen, lut, visit, ria):
    row = family(people=[{"given_name": "Amal"}])
    requesting.end(row, how="refused", reason="Heeft al een laptop van het OCMW.", by=lut)
    assert states(partner, mechelen) == [("Amal", "Gestopt")]
    assert "OCMW" not in visit(ria).get("/partner/").page.text


def test_a_set_is_kept_until_somebody_answers(mechelen, partner, ria, lut, device):
    make_device(mechelen, lut)
    facts = {"organisation": partner, "kind": "laptop", "count": 2, "by": ria}
    days = {"from_on": date(2026, 3, 17), "until_on": date(2026, 3, 24)}
    assert refused(reserving.ask_for_set, mechelen, purpose=" ", **facts, **days) == ["no_purpose"]

    row = reserving.ask_for_set(mechelen, purpose="Digiklas", **facts, **days)

    assert (row.answer_by, row.occupancies.active().count()) == (date(2026, 3, 10), 2)
    assert partner_queries.sets_of(partner, mechelen)[0].state == "Aangevraagd"
    reserving.answer_set(row, by=lut)
    assert refused(reserving.answer_set, row, by=lut) == ["answered"]
    assert Message.objects.get(purpose="lending.set_answer").step == "yes"
    assert partner_queries.sets_of(partner, mechelen)[0].state == "Ligt klaar om af te halen"


def test_a_no_is_told_too(mechelen, partner, ria, lut, device):
    row = reserving.ask_for_set(
        mechelen,
        organisation=partner,
        kind="laptop",
        count=1,
        from_on=date(2026, 3, 17),
        until_on=date(2026, 3, 24),
        purpose="Digiklas",
        by=ria,
    )
    reserving.cancel(row, reason="Alles is weg voor een andere les.", by=lut)
    assert Message.objects.get(purpose="lending.set_answer").step == "no"


def test_pages_of_a_partner(visit, ria, bea, partner, mechelen, device, lut):
    desk = visit(ria)
    assert desk.get("/partner/").status_code == 200
    assert visit(bea).get("/partner/").status_code == 403
    typed = {"given_name": "Amal", "family_name": "Haddad", "phone": "0471 11 22 33"}
    typed |= {"channel": "phone", "kind": "laptop", "family": "Sami\nLina El Khatib"}
    assert desk.post("/partner/aanvraag/", typed).status_code == 422
    assert desk.post("/partner/aanvraag/", {**typed, "consent": "on"}).url == "/partner/"
    names = [one.title for one in partner_queries.requests_of(partner, mechelen)]
    assert names == ["Lina El Khatib", "Sami Haddad", "Amal Haddad"]
    asked = {"kind": "laptop", "count": "1", "from_on": "17/03/2026", "until_on": "24/03/2026"}
    assert desk.post("/partner/set/", asked).status_code == 422
    assert desk.post("/partner/set/", {**asked, "purpose": "Digiklas"}).url == "/partner/"
    row = Reservation.objects.get()
    assert desk.get(row.get_absolute_url()).status_code == 404
    assert "Basisschool De Linde" in visit(bea).get("/balie/").page.text
    assert visit(bea).post(f"{row.get_absolute_url()}antwoord/").url == row.get_absolute_url()


def test_a_referrer_without_a_partner_asks_nothing(visit, mechelen):
    alone = account("Rik2", mechelen, "referrer")
    assert "Vraag de coördinator" in visit(alone).get("/partner/").page.text
    assert visit(alone).get("/partner/set/").url == "/partner/"
    assert visit(alone).post("/partner/aanvraag/", {"given_name": "Amal"}).url == "/partner/"


def test_a_partner_reads_only_what_is_true_and_theirs(
    family, partner, mechelen, device, lut, bea, another_laptop, clock
):
    family()
    amal = LoanRequest.objects.order_by("pk")[0]
    days = {"from_on": date(2026, 3, 10), "until_on": DUE}
    made = requesting.offer(amal, **days, by=bea)
    requesting.accept(made, by=bea)
    assert states(partner, mechelen)[1] == ("Amal Haddad", "Ligt klaar om af te halen")
    reserving.cancel(made.reservation, reason="Toestel stuk", by=bea)
    assert states(partner, mechelen)[1] == ("Amal Haddad", "Aangevraagd")

    loan = hand_out(device, person=amal.person, due_on=DUE, by=lut)
    assert states(partner, mechelen)[1] == ("Amal Haddad", "Meegegeven")
    take_back(loan, outcome="shelf", by=lut)
    assert states(partner, mechelen)[1] == ("Amal Haddad", "Teruggebracht")
    clock.move(days=1)
    hand_out(another_laptop, person=amal.person, due_on=DUE, by=lut)  # of their own accord
    assert states(partner, mechelen)[1] == ("Amal Haddad", "Teruggebracht")
