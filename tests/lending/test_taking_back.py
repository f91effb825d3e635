import pytest
from django.core.exceptions import ValidationError

from digibank.devices.models import Placement
from digibank.devices.queries import missing
from digibank.ledger.models import Entry
from digibank.lending.models import Loan, Part
from digibank.lending.taking_back import Returned, take_back
from tests.conftest import codes
from tests.lending.conftest import part


@pytest.fixture
def loan(lend):
    return lend(parts=[part("charger"), part("mouse", Part.Given.FLAWED)])


@pytest.mark.parametrize(
    ("outcome", "place"),
    [("shelf", "shelf"), ("check", "workshop"), ("repair", "workshop"), ("written_off", "gone")],
)
def test_take_back_ends_the_loan_with_an_outcome(loan, device, bea, clock, library, outcome, place):
    clock.move(days=30)

    ended = take_back(loan, outcome=outcome, access_point=library, by=bea)

    assert (ended.end, ended.outcome, ended.ended_at, ended.ended_by) == (
        Loan.End.TAKEN_BACK,
        outcome,
        clock.now,
        bea,
    )
    where = device.placements.open().get()
    assert (where.place, where.person, where.access_point) == (place, None, library)


def test_after_take_back_the_erasure_must_be_proven_again(loan, device, lut):
    take_back(loan, outcome=Loan.Outcome.SHELF, by=lut)

    assert [code for code, _ in missing(device)] == ["not_erased", "not_released"]


def test_take_back_keeps_how_each_part_came_back(loan, lut):
    told = [Returned("mouse", Part.Back.MISSING, "Bij zijn zus")]
    take_back(loan, outcome=Loan.Outcome.SHELF, parts=told, by=lut)

    assert [(one.kind, one.back, one.back_remark) for one in loan.parts.order_by("pk")] == [
        ("charger", "fine", ""),
        ("bag", "", ""),
        ("mouse", "missing", "Bij zijn zus"),
    ]


def test_take_back_writes_one_entry_and_keeps_the_remark_in_its_words(loan, an, lut):
    take_back(loan, outcome=Loan.Outcome.REPAIR, remark="Valt uit", by=lut)

    entry = Entry.objects.get(verb="taken_back")
    assert entry.facts == {
        "loan": loan.pk,
        "person": an.pk,
        "outcome": "repair",
        "parts": {"charger": "fine", "mouse": "fine"},
    }
    assert entry.detail.words == {"person": "An Peeters", "remark": "Valt uit"}


def test_take_back_refuses_what_is_back_already(loan, lut):
    take_back(loan, outcome=Loan.Outcome.SHELF, by=lut)

    with pytest.raises(ValidationError) as refusal:
        take_back(loan, outcome=Loan.Outcome.CHECK, by=lut)

    assert codes(refusal) == ["taken"]
    assert Loan.objects.get().outcome == Loan.Outcome.SHELF
    assert Entry.objects.filter(verb="taken_back").count() == 1


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "lost"}, "outcome"),
        ({"parts": [Returned("bag", "fine")]}, "not_given"),
        ({"parts": [Returned("mouse", "")]}, "part_back"),
        ({"parts": [Returned("mouse", "flawed", "85073003328")]}, "national_number"),
        ({"remark": "rijksregister 85.07.30-033.28"}, "national_number"),
    ],
)
def test_take_back_refuses_and_changes_nothing(loan, device, lut, differs, code):
    with pytest.raises(ValidationError) as refusal:
        take_back(loan, **{"outcome": "shelf", "by": lut, **differs})

    assert codes(refusal) == [code]
    assert Loan.objects.get().ended_at is None
    assert device.placements.open().get().place == Placement.Place.OUT
