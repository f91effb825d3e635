"""Money: asked by a person, paid in parts, let off, given back; the box of a place is counted."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from stdnum.be import ogm_vcs

from digibank.ledger.models import Entry
from digibank.lending import cashing, claiming
from digibank.lending.models import Agreement, CashClosing, Claim, Policy, Waiver
from digibank.lending.ruling import add_term
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import undo
from digibank.paper import printing
from digibank.post.models import Message
from tests.conftest import refused

IBAN = "BE68539007547034"


@pytest.fixture
def owed(lend, lut):
    """A charger of 25 euro is missing."""

    def made(cents=2500, **differs):
        facts = {"kind": "parts", "cents": cents, "reason": "Nieuwe lader.", "by": lut, **differs}
        return claiming.claim(facts.pop("loan", None) or lend(), **facts)

    return made


def test_a_claim_is_an_estimate_until_somebody_asks(owed, mechelen, lut):
    row = owed()
    assert (row.asked_at, Message.objects.filter(purpose="lending.claim").count()) == (None, 0)
    assert refused(claiming.ask_for, row, by=lut) == ["no_account"]
    Policy.objects.create(digibank=mechelen, iban=IBAN)

    claiming.ask_for(row, by=lut)

    assert Message.objects.get(purpose="lending.claim").recipient == (
        f"people.person:{row.loan.person_id}"
    )
    assert refused(claiming.ask_for, row, by=lut) == ["taken"]


def test_it_is_paid_in_parts_and_never_more(owed, library, bea):
    row = owed()
    claiming.pay(row, cents=1000, how="cash", access_point=library, by=bea)
    assert claiming.balance(row).due == 1500
    assert refused(claiming.pay, row, cents=1501, how="transfer", by=bea) == ["too_much"]
    assert refused(claiming.pay, row, cents=0, how="transfer", by=bea) == ["too_little"]
    claiming.pay(row, cents=1500, how="transfer", on=date(2026, 3, 3), by=bea)
    stands = claiming.balance(row)
    assert (stands.due, stands.paid, stands.to_return) == (0, 2500, 0)
    verbs = Entry.objects.filter(subject=f"lending.claim:{row.pk}").order_by("pk")
    assert [(one.verb, one.facts["cents"]) for one in verbs] == [
        ("claimed", 2500),
        ("claim_paid", 1000),
        ("claim_paid", 1500),
    ]


def test_days_of_a_payment_are_real(owed, bea, clock):
    row = owed()
    pay = {"cents": 100, "how": "transfer", "by": bea}
    assert refused(claiming.pay, row, on=date(2026, 3, 4), **pay) == ["in_future"]
    assert refused(claiming.pay, row, on=date(2026, 3, 2), **pay) == ["before_claim"]
    assert refused(claiming.pay, row, cents=100, how="cash", by=bea) == ["no_box"]


def test_a_part_is_let_off_and_said_why(owed, lut):
    row = owed()
    claiming.waive(row, cents=2000, why="means", by=lut)
    assert claiming.balance(row).due == 500
    assert refused(claiming.waive, row, cents=501, why="means", by=lut) == ["too_much"]
    assert refused(claiming.waive, row, cents=100, why="soms", by=lut) == ["invalid_choice"]


def test_the_digibank_asks_no_more_than_it_said(owed, mechelen, lut):
    Policy.objects.create(digibank=mechelen, claim_most_cents=5000)
    assert refused(owed, 5001) == ["over_most"]


def test_what_is_broken_is_explained(owed):
    assert refused(owed, reason=" ") == ["no_reason"]


def test_a_partner_pays_for_them(owed, mechelen, partner, lut):
    Policy.objects.create(digibank=mechelen, iban=IBAN)
    row = owed(payer=partner)
    claiming.ask_for(row, by=lut)
    asked = Message.objects.get(purpose="lending.claim")
    assert asked.recipient == f"network.organisation:{partner.pk}"


def test_a_deposit_comes_with_the_loan_and_goes_back_after(mechelen, lend, library, lut):
    add_term(mechelen, kind="laptop", deposit_cents=3000, fee_cents=500, by=lut)
    loan = lend()
    deposit, fee = Claim.objects.order_by("pk")
    assert [(row.kind, row.cents) for row in (deposit, fee)] == [("deposit", 3000), ("fee", 500)]
    claiming.pay(deposit, cents=3000, how="cash", access_point=library, by=lut)
    cash = {"how": "cash", "access_point": library, "by": lut}
    assert refused(claiming.give_back, deposit, cents=1, **cash) == ["too_much"]

    take_back(loan, outcome="shelf", by=lut)
    claiming.give_back(deposit, cents=3000, **cash)

    deposit.refresh_from_db()
    stands = claiming.balance(deposit)
    assert (stands.to_return, stands.due) == (0, 0)
    assert list(Claim.objects.standing().values_list("kind", flat=True)) == ["fee"]
    assert cashing.box(library).cents == 0
    assert refused(claiming.give_back, deposit, cents=1, **cash) == ["too_much"]


def test_an_undone_loan_costs_nothing(mechelen, lend, library, lut):
    add_term(mechelen, kind="laptop", deposit_cents=3000, by=lut)
    loan = lend()
    deposit = Claim.objects.get()
    claiming.pay(deposit, cents=1000, how="cash", access_point=library, by=lut)

    undo(loan, reason="Verkeerde persoon", by=lut)

    deposit = Claim.objects.get()
    assert [(one.cents, one.why) for one in Waiver.objects.all()] == [(3000, "undone")]
    assert claiming.balance(deposit).to_return == 1000


def test_a_fee_that_was_paid_for_an_undone_loan_goes_back(mechelen, lend, library, lut):
    add_term(mechelen, kind="laptop", fee_cents=2000, by=lut)
    loan = lend()
    fee = Claim.objects.get()
    cash = {"how": "cash", "access_point": library, "by": lut}
    claiming.pay(fee, cents=500, **cash)
    undo(loan, reason="Verkeerde persoon", by=lut)

    assert claiming.balance(fee).to_return == 500
    claiming.give_back(fee, cents=500, **cash)
    stands = claiming.balance(fee)
    assert (stands.to_return, stands.due, stands.paid) == (0, 0, 0)


def test_nobody_pays_a_deposit_of_what_is_back(mechelen, lend, lut):
    add_term(mechelen, kind="laptop", deposit_cents=3000, by=lut)
    loan = lend()
    assert Claim.objects.standing().count() == 1
    take_back(loan, outcome="shelf", by=lut)
    assert (claiming.balance(Claim.objects.get()).due, Claim.objects.standing().count()) == (0, 0)


def test_no_cash_goes_out_of_an_empty_box(mechelen, lend, library, lut):
    add_term(mechelen, kind="laptop", deposit_cents=3000, by=lut)
    loan = lend()
    deposit = Claim.objects.get()
    claiming.pay(deposit, cents=3000, how="transfer", by=lut)
    take_back(loan, outcome="shelf", by=lut)

    cash = {"cents": 3000, "how": "cash", "access_point": library, "by": lut}
    assert refused(claiming.give_back, deposit, **cash) == ["too_much"]
    cashing.move(library, cents=3000, words="Wisselgeld", by=lut)
    claiming.give_back(deposit, **cash)
    assert cashing.box(library).cents == 0


@pytest.mark.parametrize(
    ("fee", "deposit", "words"),
    [
        (1000, 0, "je betaalt € 10 huur; er is geen waarborg"),
        (0, 5000, "je betaalt € 50 waarborg; die krijg je terug"),
        (1000, 5000, "je betaalt € 10 huur en € 50 waarborg; de waarborg krijg je terug"),
        (0, 0, "Gratis, geen waarborg"),
    ],
)
def test_the_agreement_says_what_it_costs(mechelen, lend, lut, fee, deposit, words):
    add_term(mechelen, kind="laptop", fee_cents=fee, deposit_cents=deposit, by=lut)
    lend()
    assert f"Kost: {words}." in Agreement.objects.get().text.replace("\xa0", " ")


def test_the_code_of_a_payment_is_a_belgian_one(owed):
    row = owed()
    digits = ogm_vcs.validate(row.communication)
    assert digits == f"{row.pk:010}{row.pk % 97 or 97:02}"
    assert row.communication == f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def test_a_number_that_divides_by_97_gets_97():
    claim = Claim(pk=97)
    assert claim.communication == "+++000/0000/09797+++"


def test_a_banking_app_reads_the_letter(tmp_path):
    drawing = printing.payment("Digibank Mechelen", IBAN, 1250, "+++000/0000/09797+++")
    assert drawing.startswith(b"<svg xmlns=")


def test_the_box_is_counted_and_then_closed(owed, library, bea, clock):
    row = owed()
    cashing.move(library, cents=5000, words="Wisselgeld", by=bea)
    claiming.pay(row, cents=1000, how="cash", access_point=library, by=bea)
    assert cashing.box(library).cents == 6000
    assert refused(cashing.close_day, library, counted_cents=5900, by=bea) == ["difference"]

    cashing.close_day(library, counted_cents=5900, remark="Eén euro op de grond?", by=bea)

    cash = {"cents": 100, "how": "cash", "access_point": library, "by": bea}
    assert refused(claiming.pay, row, **cash) == ["closed"]
    assert refused(cashing.move, library, cents=1, words="x", by=bea) == ["closed"]
    assert refused(cashing.close_day, library, counted_cents=5900, by=bea) == ["closed"]
    clock.move(days=1)
    claiming.pay(row, **cash)
    assert (cashing.box(library).begins, cashing.box(library).cents) == (5900, 6000)


def test_nothing_leaves_a_box_that_is_not_in_it(library, bea):
    cashing.move(library, cents=500, words="Wisselgeld", by=bea)
    assert refused(cashing.move, library, cents=-501, words="Naar de bank", by=bea) == ["too_much"]
    assert refused(cashing.move, library, cents=0, words="Niets", by=bea) == ["nothing"]


def test_a_day_that_nobody_counted_is_told(library, bea, clock):
    cashing.move(library, cents=500, words="Wisselgeld", by=bea)
    today = date(2026, 3, 3)
    assert cashing.not_counted([library], today) == []
    assert cashing.not_counted([library], date(2026, 3, 4)) == [(library, today)]


def test_the_database_wants_a_difference_explained(library, bea):
    with pytest.raises(IntegrityError), transaction.atomic():
        CashClosing.objects.create(
            access_point=library, on=date(2026, 3, 3), expected_cents=1, counted_cents=2, by=bea
        )


def test_pages_of_money(visit, owed, mechelen, library, bea, vera):
    Policy.objects.create(digibank=mechelen, iban=IBAN, account_name="Stad Mechelen")
    row = owed()
    url = row.get_absolute_url()
    assert visit(vera).get(url).status_code == 404
    desk = visit(bea)
    assert "Nog te betalen: € 25" in desk.get(url).page.text.replace("\xa0", " ")
    assert desk.post(f"{url}vraag/").url == url
    assert desk.post(f"{url}ontvangst/", {"cents": "30", "how": "transfer"}).status_code == 422
    assert desk.post(f"{url}ontvangst/", {"cents": "10", "how": "transfer"}).url == url
    assert desk.post(f"{url}kwijtschelding/", {"cents": "99", "why": "means"}).status_code == 422
    pdf = desk.get(f"{url}brief.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert "€" in desk.get("/betalingen/").page.text
    assert desk.post(f"{url}kwijtschelding/", {"cents": "15", "why": "means"}).url == url
    assert claiming.balance(row).due == 0
    assert "Er staat niets open" in desk.get("/betalingen/").page.text


def test_a_claim_from_the_page_of_a_loan(visit, lend, bea, vera):
    loan = lend()
    url = f"{loan.get_absolute_url()}betaling/"
    typed = {"kind": "damage", "cents": "45,50", "reason": "Scherm gebarsten."}
    assert visit(vera).post(url, typed).status_code == 403
    made = visit(bea).post(url, typed)
    row = Claim.objects.get()
    assert (made.url, row.cents, row.reason) == (
        row.get_absolute_url(),
        4550,
        "Scherm gebarsten.",
    )
