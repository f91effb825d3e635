"""Rules by product and type: which counts, where it comes from, and what it refuses."""

from datetime import date

import pytest

from digibank.ledger.models import Entry
from digibank.lending import due, ruling
from digibank.lending.models import Policy, Product, Term
from digibank.lending.reserving import reserve
from digibank.lending.terms import terms_of, told
from digibank.people import housing
from tests.conftest import refused
from tests.lending.conftest import DUE, TODAY


def test_the_most_exact_rule_counts_and_names_itself(mechelen, lut):
    ruling.add_term(mechelen, kind="tablet", loan_days=30, per_person=1, by=lut)
    both = ruling.add_term(mechelen, product="set", kind="tablet", loan_days=21, by=lut)
    ruling.add_term(mechelen, product="set", renewals_at_most=0, by=lut)

    found = terms_of(mechelen, Product.SET, "tablet")

    assert (found.loan_days, found.renewals_at_most, found.renewal_days) == (21, 0, 91)
    assert found.source["loan_days"] == both
    assert [str(line.source) for line in told(found) if not line.general] == [
        "Set voor een organisatie, Tablet",
        "Set voor een organisatie",
        "Tablet",
    ]
    assert terms_of(mechelen, Product.LONG, "laptop").loan_days == 182


def test_nought_is_an_answer_and_empty_is_none(mechelen, lut):
    Policy.objects.create(digibank=mechelen, deposit_cents=5000)
    ruling.add_term(mechelen, kind="tablet", deposit_cents=0, by=lut)

    assert terms_of(mechelen, Product.LONG, "tablet").deposit_cents == 0
    assert terms_of(mechelen, Product.LONG, "laptop").deposit_cents == 5000


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2026, 9, 1), date(2027, 7, 15)),
        (date(2026, 7, 14), date(2026, 7, 15)),
        (date(2026, 7, 15), date(2027, 7, 15)),
    ],
)
def test_a_loan_ends_with_the_school_year(mechelen, lut, start, expected):
    ruling.add_term(mechelen, kind="laptop", loan_days=730, year_end="07-15", by=lut)

    proposal = due.due_of_loan(mechelen, None, start, kind="laptop")

    assert (proposal.on, proposal.ends) == (expected, True)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (date(2027, 6, 1), date(2028, 2, 29)),  # a leap year
        (date(2026, 6, 1), date(2027, 2, 28)),
        (date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_last_of_february_is_a_day_of_each_year(after, expected):
    assert due.next_year_end(after, "02-29") == expected


def test_a_person_has_no_more_than_the_rules_allow(mechelen, lend, another_laptop, lut):
    ruling.add_term(mechelen, kind="laptop", per_person=1, by=lut)
    lend()

    assert refused(lend, device=another_laptop) == ["too_many"]


def test_a_household_counts_as_one(mechelen, lend, another_laptop, an, bo, lut):
    Policy.objects.create(digibank=mechelen, per_household=1)
    lend()
    assert lend(device=another_laptop, person=bo).person == bo  # lives elsewhere, as far as we know


def test_who_lives_alone_is_a_household_too(mechelen, lend, another_laptop):
    Policy.objects.create(digibank=mechelen, per_household=1)
    lend()
    assert refused(lend, device=another_laptop) == ["too_many"]


def test_who_lives_together_shares_the_limit(mechelen, lend, another_laptop, an, bo, lut):
    Policy.objects.create(digibank=mechelen, per_household=1)
    housing.join(bo, other=an, by=lut)
    lend()

    assert refused(lend, device=another_laptop, person=bo) == ["too_many"]
    housing.leave(bo, by=lut)
    assert lend(device=another_laptop, person=bo).person == bo


def test_a_set_of_another_does_not_count_for_who_answers_for_it(
    mechelen, lend, another_laptop, lut
):
    Policy.objects.create(digibank=mechelen, per_person=1)
    lend(product=Product.SET)

    assert lend(device=another_laptop).ended_at is None


def test_a_set_needs_time_and_has_an_end(mechelen, partner, device, lut):
    facts = {"lead_days": 7, "loan_days": 21, "times_a_year": 2, "weeks_a_year": 5}
    ruling.add_term(mechelen, product="set", by=lut, **facts)

    def ask(first, last):
        facts = {"kind": "laptop", "organisation": partner, "from_on": first, "until_on": last}
        return reserve(mechelen, by=lut, **facts)

    assert refused(ask, date(2026, 3, 9), date(2026, 3, 20)) == ["too_soon"]
    assert refused(ask, date(2026, 3, 10), date(2026, 4, 1)) == ["too_long"]
    ask(date(2026, 3, 10), date(2026, 3, 31))  # four weeks begin in it
    assert refused(ask, date(2026, 5, 4), date(2026, 5, 15)) == ["weeks_a_year"]
    ask(date(2026, 5, 4), date(2026, 5, 8))
    assert refused(ask, date(2026, 6, 1), date(2026, 6, 2)) == ["times_a_year"]
    assert ask(date(2027, 1, 4), date(2027, 1, 8)).count == 1  # another year


def test_terms_are_about_something_and_once(mechelen, lut):
    assert refused(ruling.add_term, mechelen, loan_days=3, by=lut) == ["nothing"]
    assert refused(ruling.add_term, mechelen, kind="tablet", by=lut) == ["nothing"]
    row = ruling.add_term(mechelen, kind="tablet", loan_days=3, by=lut)
    assert refused(ruling.add_term, mechelen, kind="tablet", loan_days=4, by=lut) == ["taken"]
    assert refused(ruling.add_term, mechelen, kind="laptop", year_end="31-15", by=lut) == [
        "year_end"
    ]
    ruling.change_term(row, kind="tablet", loan_days=5, by=lut)
    ruling.drop_term(row, by=lut)
    assert refused(ruling.change_term, row, kind="tablet", loan_days=5, by=lut) == ["taken"]
    assert Term.objects.count() == 0
    verbs = Entry.objects.filter(subject=f"lending.term:{row.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "term_added",
        "term_changed",
        "term_dropped",
    ]


def test_the_rules_explain_themselves(visit, bea, lut, mechelen, lend):
    Policy.objects.create(digibank=mechelen, per_person=2)
    ruling.add_term(mechelen, kind="laptop", loan_days=60, by=lut)
    loan = lend()

    answer = visit(bea).get(f"/uitleningen/{loan.pk}/regels/").page
    rows = [row.get_text(" ", strip=True) for row in answer.select(".rows .row")]
    assert rows[0] == "Hoeveel dagen duurt een uitlening? 60 dagen Uit de regel voor: Laptop"
    assert rows[4] == "Toestellen die één persoon mag hebben 2 Uit de regels voor alles"
    assert "Deze persoon heeft er 1 en mag er 2 hebben." in answer.text
    general = visit(bea).get("/uitleenregels/uitleg/?wat=set&soort=tablet").page
    assert "Set voor een organisatie · Tablet" in general.text


def test_a_coordinator_writes_a_rule(visit, lut, mechelen):
    typed = {"product": "set", "kind": "", "loan_days": "21", "year_end": "15/7"}
    typed |= {"deposit_cents": "12,50", "times_a_year": "8"}

    assert visit(lut).post("/uitleenregels/nieuw/", typed).url == "/uitleenregels/"

    row = Term.objects.get()
    assert (row.loan_days, row.year_end, row.deposit_cents, row.times_a_year) == (
        21,
        "07-15",
        1250,
        8,
    )
    form = visit(lut).get(f"/uitleenregels/{row.pk}/").page
    assert form.select_one("[name=year_end]")["value"] == "15/7"
    assert form.select_one("[name=deposit_cents]")["value"] == "12,50"
    wrong = visit(lut).post(f"/uitleenregels/{row.pk}/", {**typed, "year_end": "31/31"})
    assert wrong.status_code == 422
    assert wrong.page.select_one("[name=year_end]")["value"] == "31/31"
    assert visit(lut).post(f"/uitleenregels/{row.pk}/einde/").url == "/uitleenregels/"
    assert Term.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("BE68 5390 0754 7034", ["BE68539007547034"]), ("BE68 5390 0754 7035", []), ("", [""])],
)
def test_an_account_number_has_check_digits(visit, lut, typed, expected):
    numbers = {"loan_days": "182", "renewal_days": "91", "renewals_at_most": "2"}
    numbers |= {
        "lead_days": "0",
        "answer_days": "7",
        "checkup_days": "0",
        "buffer_days": "3",
        "workshop_days": "14",
    }
    numbers |= {"week_points": "1", "remind_days_before": "7", "late_every_days": "7"}
    numbers |= {"late_at_most": "4", "call_days": "14", "letter_days": "28", "decide_days": "42"}
    seen = visit(lut).get("/uitleenregels/").page.select_one("[name=seen]")["value"]
    visit(lut).post("/uitleenregels/", {**numbers, "seen": seen, "iban": typed})
    assert list(Policy.objects.values_list("iban", flat=True)) == expected


def test_a_hand_out_proposes_the_day_of_its_type(visit, bea, lut, mechelen, device, an):
    ruling.add_term(mechelen, kind="laptop", loan_days=28, fee_cents=3000, by=lut)

    form = visit(bea).get(f"/toestellen/{device.code}/uitlening/?persoon={an.pk}").page

    assert form.select_one("[name=due_on]")["value"] == "31/03/2026"
    assert "je betaalt € 30 huur" in form.text.replace("\xa0", " ")
    assert DUE > TODAY
