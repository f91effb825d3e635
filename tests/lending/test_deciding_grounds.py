"""Who may borrow, because of what, and exceptions that two persons make."""

from datetime import date, datetime

import pytest

from digibank.ledger.models import Entry
from digibank.lending import deciding
from digibank.lending.models import Eligibility, Ground, Policy
from digibank.lending.queries import borrows_until
from digibank.people.erasing import erase
from tests.conftest import refused
from tests.lending.conftest import BRUSSELS

UNTIL = date(2026, 12, 31)


@pytest.fixture
def income(mechelen, lut):
    return deciding.add_ground(
        mechelen,
        words="Laag inkomen",
        year=2026,
        income_cents=2_755_086,
        member_cents=510_042,
        by=lut,
    )


@pytest.fixture
def ask(an, bea):
    def asked(**differs):
        facts = {
            "until": UNTIL,
            "is_exception": True,
            "reason": "Zorgt alleen voor drie.",
            "by": bea,
        }
        return deciding.decide(an, **{**facts, **differs})

    return asked


def test_limits_grow_with_the_household(income):
    assert [income.limit(size) for size in (1, 2, 4)] == [2_755_086, 3_265_128, 4_285_212]
    assert str(income) == "Laag inkomen (2026)"
    assert income.amounts.replace("\xa0", " ").startswith(
        "Gezin van 1: € 27.550,86, 2: € 32.651,28"
    )


def test_who_has_a_ground_may_borrow(an, income, lut):
    row = deciding.decide(an, until=UNTIL, grounds=[income], by=lut)

    assert borrows_until(an) == UNTIL
    assert list(row.grounds.all()) == [income]
    assert Entry.objects.latest("pk").facts["grounds"] == [income.pk]


def test_without_a_ground_nobody_decides_alone(an, income, lut, ask):
    assert refused(deciding.decide, an, until=UNTIL, by=lut) == ["no_ground"]
    assert refused(ask, reason=" ") == ["no_reason"]
    ended = deciding.decide(an, until=date(2026, 1, 1), by=lut)  # ending it needs no ground
    assert ended.is_exception is False


@pytest.mark.parametrize("year", [2025, 2027])
def test_amounts_count_in_their_year_alone(mechelen, an, lut, year):
    other = deciding.add_ground(mechelen, words="Laag", year=year, income_cents=100, by=lut)

    assert refused(deciding.decide, an, until=UNTIL, grounds=[other], by=lut) == ["ended"]


def test_an_exception_counts_when_another_agrees(an, income, ask, bea, lut):
    row = ask()
    assert borrows_until(an) is None
    assert refused(deciding.agree, row, by=bea) == ["second_person"]

    deciding.agree(row, by=lut)

    assert borrows_until(an) == UNTIL
    assert refused(deciding.agree, row, by=lut) == ["taken"]
    verbs = Entry.objects.filter(subject=f"people.person:{an.pk}").order_by("pk")
    assert list(verbs.values_list("verb", "by")) == [
        ("eligibility_decided", bea.pk),
        ("exception_agreed", lut.pk),
    ]


def test_what_was_decided_stands_while_an_exception_waits(an, income, ask, lut):
    deciding.decide(an, until=date(2026, 6, 1), grounds=[income], by=lut)
    row = ask()
    assert borrows_until(an) == date(2026, 6, 1)
    deciding.turn_down(row, by=lut)
    assert borrows_until(an) == date(2026, 6, 1)
    assert refused(deciding.turn_down, row, by=lut) == ["taken"]


def test_a_digibank_may_want_a_decision(mechelen, lend, an, lut):
    Policy.objects.create(digibank=mechelen, needs_decision=True)
    assert refused(lend) == ["no_decision"]
    deciding.decide(an, until=UNTIL, by=lut)
    assert lend().person == an


def test_grounds_are_told_once_and_amounts_with_a_year(mechelen, income, lut):
    again = {"words": "Laag inkomen", "year": 2026, "by": lut}
    assert refused(deciding.add_ground, mechelen, **again) == ["taken"]
    deciding.add_ground(mechelen, words="Zoekt werk", by=lut)
    assert refused(deciding.add_ground, mechelen, words="Zoekt werk", by=lut) == ["taken"]
    amount = {"words": "Arm", "income_cents": 5, "by": lut}
    assert refused(deciding.add_ground, mechelen, **amount) == ["no_year"]
    deciding.end_ground(income, by=lut)
    assert refused(deciding.end_ground, income, by=lut) == ["taken"]
    assert deciding.add_ground(mechelen, **again).ended_at is None


def test_erasing_a_person_forgets_what_was_seen(an, income, ask, lut):
    deciding.decide(an, until=UNTIL, grounds=[income], by=lut)
    erase(an, erased_for="asked", by=lut)

    assert list(Eligibility.objects.values_list("reason", "grounds")) == [("", None)]


def test_a_volunteer_sees_the_day_alone(visit, an, income, bea, vera, lut):
    deciding.decide(an, until=UNTIL, grounds=[income], by=lut)

    assert "Laag inkomen" in visit(bea).get(an.get_absolute_url()).page.text
    seen = visit(vera).get(an.get_absolute_url()).page.text
    assert "Mag lenen tot" in seen
    assert "Laag inkomen" not in seen


def test_two_colleagues_make_an_exception(visit, an, income, bea, lut):
    page = f"/mensen/{an.pk}/uitleenrecht/"
    typed = {"until": "31/12/2026", "reason": "Zorgt alleen voor drie."}
    assert visit(bea).post(page, typed).status_code == 422
    assert visit(bea).post(page, {**typed, "is_exception": "on"}).url == an.get_absolute_url()
    row = Eligibility.objects.get()
    own = visit(bea).get("/uitzonderingen/").page
    assert "Een collega beantwoordt het." in own.text
    assert "Zorgt alleen" in visit(lut).get("/uitzonderingen/").page.text
    answer = f"/uitzonderingen/{row.pk}/antwoord/"
    assert visit(lut).post(answer, {"antwoord": "ja"}).url == "/uitzonderingen/"
    assert borrows_until(an) == UNTIL


def test_a_coordinator_writes_the_amounts_of_a_year(visit, lut):
    typed = {"words": "Laag inkomen", "year": "2026", "income_cents": "veel"}
    url = "/uitleenregels/gronden/"
    assert visit(lut).post(url, typed).status_code == 422
    typed |= {"income_cents": "€ 27.550,86", "member_cents": "5100,42"}
    assert visit(lut).post(url, typed).url == url
    row = Ground.objects.get()
    assert (row.income_cents, row.member_cents) == (2_755_086, 510_042)
    assert visit(lut).post(f"{url}{row.pk}/einde/").url == url


def test_in_january_nobody_decides_alone_either(an, income, lut, clock, ask):
    """The amounts of the new year are not there yet."""
    clock.traveller.move_to(datetime(2027, 1, 4, 10, tzinfo=BRUSSELS))
    facts = {"until": date(2027, 12, 31), "by": lut}
    assert refused(deciding.decide, an, **facts) == ["no_ground"]
    assert refused(deciding.decide, an, grounds=[income], **facts) == ["ended"]
    assert ask(until=date(2027, 12, 31)).is_exception


def test_the_page_says_that_nobody_decided_yet(visit, mechelen, an, bea, vera):
    Policy.objects.create(digibank=mechelen, needs_decision=True)
    for who in (bea, vera):
        page = visit(who).get(an.get_absolute_url())
        assert "Nog niemand besliste of deze persoon mag lenen." in page.text
