"""Sets for organisations: one agreement, one return with exceptions, one reminder."""

from datetime import date

import pytest

from digibank.devices.models import Device
from digibank.ledger.models import Entry
from digibank.lending import (
    chasing,
    claiming,
    lending_sets,
    queries,
    reserving,
    swapping,
    undoing,
)
from digibank.lending.models import Agreement, Claim, Loan, Occupancy, Part, SetLoan
from digibank.lending.reminding import plan
from digibank.lending.renewing import renew
from digibank.lending.ruling import add_term
from digibank.lending.taking_back import Returned, take_back
from digibank.people.erasing import erase
from digibank.post.gathering import gather
from digibank.post.models import Message
from digibank.post.purposes import find
from tests.conftest import make_device, refused

BACK = date(2026, 3, 24)  # a Tuesday, three weeks later


@pytest.fixture
def three(mechelen, device, lut):
    return [device, make_device(mechelen, lut), make_device(mechelen, lut)]


@pytest.fixture
def kept(mechelen, three, partner, library, lut):
    facts = {"kind": "laptop", "organisation": partner, "devices": three, "purpose": "Digiklas"}
    days = {"from_on": date(2026, 3, 3), "until_on": BACK, "access_point": library, "by": lut}
    return reserving.reserve(mechelen, **facts, **days)


@pytest.fixture
def give(kept, three, bo, lut):
    def given(**differs):
        facts = {"person": bo, "devices": three, "due_on": BACK, "along": ["charger"], "by": lut}
        return lending_sets.hand_out_set(kept, **{**facts, **differs})

    return given


def test_a_set_is_one_agreement_and_a_loan_for_each_device(give, kept, three, bo):
    lent = give()

    assert [loan.device for loan in lent.loans.order_by("pk")] == three
    assert set(lent.loans.values_list("product", "person", "due_on")) == {("set", bo.pk, BACK)}
    text = Agreement.objects.get().text
    assert [text.count(one.label) for one in three] == [1, 1, 1]
    assert "Voor | Digiklas" in text
    kept.refresh_from_db()
    assert kept.end == "handed_out"
    assert Occupancy.objects.active().filter(loan__isnull=False).count() == 3
    assert list(Part.objects.filter(given="fine").values_list("kind", flat=True)) == ["charger"] * 3


def test_a_set_comes_back_with_exceptions(give, lut):
    lent = give()
    one, two, three = lent.loans.order_by("pk")

    lending_sets.take_back_set(
        lent,
        outcomes={one: "shelf", two: "repair"},
        missing={two: [Returned("charger", Part.Back.MISSING)]},
        by=lut,
    )

    ends = Loan.objects.order_by("pk").values_list("end", "outcome")
    assert list(ends) == [("taken_back", "shelf"), ("taken_back", "repair"), ("", "")]
    assert two.parts.get(kind="charger").back == "missing"
    entry = Entry.objects.get(verb="set_taken_back")
    assert entry.facts["open"] == [three.pk]
    assert refused(lending_sets.take_back_set, lent, outcomes={}, by=lut) == ["nothing"]
    assert refused(lending_sets.take_back_set, lent, outcomes={one: "shelf"}, by=lut) == ["taken"]


def test_a_set_is_refused_whole(give, kept, three, mechelen, bo, lend, lut):
    tablet = make_device(mechelen, lut, kind="tablet")
    dirty = make_device(mechelen, lut, ready=False)
    assert refused(give, devices=[]) == ["no_devices"]
    assert refused(give, devices=[three[0], tablet]) == ["other_kind"]
    assert refused(give, devices=[*three, dirty]) == ["too_many"]
    assert refused(give, devices=[three[0], dirty]) == ["not_erased", "not_released"]
    assert refused(give, due_on=date(2026, 3, 3)) == ["due_too_early"]
    assert (Loan.objects.count(), SetLoan.objects.count()) == (0, 0)
    give()
    assert refused(give) == ["taken"]


def test_a_device_of_somebody_else_is_not_in_it(give, kept, three, an, mechelen, lut):
    other = make_device(mechelen, lut)
    facts = {"kind": "laptop", "person": an, "devices": [other], "by": lut}
    reserving.reserve(mechelen, from_on=date(2026, 3, 10), until_on=date(2026, 3, 17), **facts)

    assert refused(give, devices=[three[0], other]) == ["reserved"]
    kept.refresh_from_db()
    assert kept.ended_at is None


def test_a_set_is_renewed_whole(give, mechelen, lut):
    add_term(mechelen, product="set", loan_days=28, renewals_at_most=1, by=lut)
    lent = give()
    assert refused(renew, lent.loans.first(), due_on=date(2026, 3, 31), by=lut) == ["of_a_set"]
    too_far = {"due_on": date(2026, 4, 7), "by": lut}
    assert refused(lending_sets.renew_set, lent, **too_far) == ["too_long"]

    lending_sets.renew_set(lent, due_on=date(2026, 3, 31), by=lut)

    assert set(lent.loans.values_list("due_on", flat=True)) == {date(2026, 3, 31)}
    again = {"due_on": date(2026, 3, 31), "by": lut}
    assert refused(lending_sets.renew_set, lent, **again) == ["renewals_at_most"]


def test_a_set_is_reminded_of_once(give, clock):
    lent = give()
    clock.move(days=22)  # a day late
    plan()

    rows = Message.objects.filter(purpose="lending.late")
    assert [row.subject for row in rows] == [f"lending.setloan:{lent.pk}"]
    case = find("lending.late").tell(list(rows))[0]
    assert case.words["toestel"] == "3 × Laptop"


def test_a_reminder_follows_what_is_still_out(give, clock, lut):
    lent = give()
    clock.move(days=22)
    plan()
    row = Message.objects.get(purpose="lending.late")
    first, *rest = lent.loans.order_by("pk")
    take_back(first, outcome="shelf", by=lut)
    assert find("lending.late").tell([row])[0].words["toestel"] == "2 × Laptop"
    for loan in rest:
        take_back(loan, outcome="shelf", by=lut)
    assert find("lending.late").tell([row])[0].code == "loan_back"


def test_who_answered_for_a_set_can_be_erased(give, bo, lut):
    lent = give()
    for loan in lent.loans.all():
        take_back(loan, outcome="shelf", by=lut)
    erase(bo, erased_for="asked", by=lut)

    assert Agreement.objects.get().text == ""
    assert SetLoan.objects.get().purpose == ""


def test_pages_of_a_set(visit, bea, kept, three, bo, lut):
    desk = visit(bea)
    url = f"/reserveringen/{kept.pk}/set/"
    assert desk.get(url).status_code == 200
    found = desk.get(f"{url}?zoek=Bo").page
    assert found.select_one(".rows a")["href"] == f"{url}?persoon={bo.pk}"
    typed = {"persoon": bo.pk, "due_on": "24/03/2026", "language": "fr", "signing": "paper"}
    assert desk.post(url, typed).status_code == 422
    typed |= {"devices": [one.pk for one in three], "along": ["charger"]}
    made = desk.post(url, typed).url
    lent = SetLoan.objects.get()
    assert made == lent.get_absolute_url()
    assert desk.get(f"{made}overeenkomst.pdf")["Content-Type"] == "application/pdf"
    assert "3 toestellen zijn weg" in desk.get(made).page.text
    loans = list(lent.loans.order_by("pk"))
    back = {f"outcome_{loan.pk}": "shelf" for loan in loans}
    back |= {f"outcome_{loans[2].pk}": "out", f"missing_{loans[0].pk}": ["charger"]}
    assert desk.post(f"{made}terugkeer/", back).url == made
    assert "1 toestel is weg" in desk.get(made).page.text
    assert desk.post(f"{made}verlenging/", {"due_on": "31/03/2026"}).url == made
    assert desk.get(loans[2].get_absolute_url()).page.select_one(f"a[href='{made}']").text == (
        "Basisschool De Linde"
    )


def test_what_a_set_costs_is_asked_once_of_the_organisation(give, mechelen, partner, lut):
    add_term(mechelen, product="set", fee_cents=2000, deposit_cents=10_000, by=lut)
    lent = give()
    rows = {row.kind: row for row in Claim.objects.all()}
    assert {kind: (row.cents, row.payer) for kind, row in rows.items()} == {
        "fee": (2000, partner),
        "deposit": (10_000, partner),
    }
    claiming.pay(rows["deposit"], cents=10_000, how="transfer", by=lut)
    first, *rest = lent.loans.order_by("pk")
    lending_sets.take_back_set(lent, outcomes={first: "shelf"}, by=lut)
    assert claiming.balance(rows["deposit"]).to_return == 0
    lending_sets.take_back_set(lent, outcomes=dict.fromkeys(rest, "shelf"), by=lut)
    assert claiming.balance(rows["deposit"]).to_return == 10_000


def test_one_device_of_a_set_is_not_put_right_alone(give, lut, clock):
    lent = give()
    loan = lent.loans.order_by("pk")[0]
    facts = {"reason": "Verkeerd", "by": lut}
    assert refused(undoing.undo, loan, **facts) == ["in_a_set"]
    assert refused(undoing.correct, loan, due_on=BACK, **facts) == ["in_a_set"]
    clock.move(days=30)
    late = {"how": "more_time", "until_on": date(2026, 4, 21), **facts}
    assert refused(chasing.decide_late, loan, **late) == ["in_a_set"]


def test_a_swap_in_a_set_makes_its_agreement_again(give, mechelen, three, lut):
    lent, fresh = give(), make_device(mechelen, lut)
    loan = lent.loans.get(device=three[0])
    swapping.swap(loan, into=fresh, outcome="repair", reason="Zwart scherm", by=lut)

    text = lent.agreements.get(replaced_at=None).text
    assert [text.count(one.label) for one in (fresh, *three)] == [1, 0, 1, 1]


def test_a_reminder_of_a_set_names_every_label(give, three, clock):
    lent = give()
    clock.move(days=22)
    plan()
    row = Message.objects.get(subject=f"lending.setloan:{lent.pk}", purpose="lending.late")
    (case,) = find("lending.late").tell([row])
    assert sorted(str(case.words["label"]).split(", ")) == sorted(one.label for one in three)
    assert (case.words["toestel"], str(case.words["dagen"])) == ("3 × Laptop", "1 dag")
    gather()
    assert queries.told_about(lent.loans.order_by("pk")[2]) == [row]


def test_another_device_goes_along_when_one_is_not_ready(
    visit, bea, kept, three, bo, mechelen, lut
):
    other = make_device(mechelen, lut)
    page = visit(bea).get(f"/reserveringen/{kept.pk}/set/?persoon={bo.pk}").page
    boxes = page.select("input[name=devices]")
    assert [int(one["value"]) for one in boxes if one.has_attr("checked")] == sorted(
        (one.pk for one in three), key=lambda pk: Device.objects.get(pk=pk).code
    )
    assert int(boxes[-1]["value"]) == other.pk
