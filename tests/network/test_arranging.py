from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from digibank.ledger.models import Entry
from digibank.network import arranging
from digibank.network.models import Digibank
from digibank.network.queries import area_of, version_of, version_of_area
from digibank.network.territory import working_area
from tests.conftest import codes

FACTS = {
    "name": "Digibank Rivierenland",
    "phone": "+3215000000",
    "email": "hallo@example.org",
    "began_on": date(2025, 1, 1),
    "ends_on": date(2026, 7, 31),
    "target_count": 1500,
}


def test_change_gives_a_digibank_other_facts(mechelen, lut):
    changed = arranging.change(mechelen, seen=version_of(mechelen), by=lut, **FACTS)

    assert changed == Digibank.objects.filter(pk=mechelen.pk, **FACTS).get()
    entry = Entry.objects.get()
    assert entry.verb == "digibank_changed"
    assert entry.facts == {
        "began_on": "2025-01-01",
        "ends_on": "2026-07-31",
        "target_count": 1500,
    }
    assert entry.detail.words == {"name": "Digibank Rivierenland"}


def test_change_may_leave_the_end_open(mechelen, lut):
    arranging.change(mechelen, seen=version_of(mechelen), by=lut, **{**FACTS, "ends_on": None})

    assert Entry.objects.get().facts["ends_on"] == ""


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": ""}, "blank"),
        ({"name": "digibank elders"}, "name_already"),
        ({"ends_on": date(2025, 1, 1)}, "ends_before_it_began"),
        ({"email": "geen adres"}, "invalid"),
        ({"target_count": -1}, "min_value"),
        ({"name": "85.07.30-033 28"}, "national_number"),
    ],
)
def test_change_refuses(mechelen, elsewhere, lut, wrong, code):
    with pytest.raises(ValidationError) as refusal:
        arranging.change(mechelen, seen=version_of(mechelen), by=lut, **{**FACTS, **wrong})

    assert codes(refusal) == [code]
    mechelen.refresh_from_db()
    assert mechelen.name == "Digibank Mechelen"


def test_change_refuses_who_looked_at_an_older_version(mechelen, lut, bea):
    seen = version_of(mechelen)
    arranging.change(mechelen, seen=seen, by=bea, **FACTS)

    with pytest.raises(ValidationError) as refusal:
        arranging.change(mechelen, seen=seen, by=lut, **{**FACTS, "name": "Te laat"})

    assert codes(refusal) == ["taken"]
    assert Digibank.objects.get(pk=mechelen.pk).name == "Digibank Rivierenland"


# The working area


def test_cover_sets_the_whole_area_in_one_act(mechelen, elsewhere, lut):
    mechelen.coverages.create(refnis="12025")
    mechelen.coverages.create(refnis="12005")
    elsewhere.coverages.create(refnis="12005")

    arranging.cover(mechelen, area=["12025", "21004"], seen=version_of_area(mechelen), by=lut)

    assert area_of(mechelen) == {"12025", "21004"}
    assert area_of(elsewhere) == {"12005"}
    assert Entry.objects.get().facts == {"added": ["21004"], "removed": ["12005"]}


def test_cover_takes_all_of_flanders_and_brussels_and_nothing(mechelen, lut):
    arranging.cover(mechelen, area=working_area(), seen=version_of_area(mechelen), by=lut)
    whole = len(area_of(mechelen))
    arranging.cover(mechelen, area=[], seen=version_of_area(mechelen), by=lut)

    assert (whole, area_of(mechelen)) == (304, frozenset())


@pytest.mark.parametrize("code", ["62063", "99999", "", "12025 ", "1202500"])
def test_cover_refuses_what_lies_elsewhere(mechelen, lut, code):
    with pytest.raises(ValidationError):
        arranging.cover(mechelen, area=["12025", code], seen=version_of_area(mechelen), by=lut)

    assert (area_of(mechelen), Entry.objects.count()) == (frozenset(), 0)


def test_cover_refuses_who_looked_at_an_older_area(mechelen, lut, bea):
    seen = version_of_area(mechelen)
    arranging.cover(mechelen, area=["12025"], seen=seen, by=bea)

    with pytest.raises(ValidationError) as refusal:
        arranging.cover(mechelen, area=["12005"], seen=seen, by=lut)

    assert codes(refusal) == ["taken"]
    assert area_of(mechelen) == {"12025"}


# Volunteers


def test_let_volunteers_lend_is_dated(mechelen, lut):
    before = timezone.now()

    changed = arranging.let_volunteers_lend(mechelen, by=lut)

    assert before <= changed.volunteers_lend_since <= timezone.now()
    assert Entry.objects.get().verb == "volunteers_lend"


def test_let_volunteers_lend_refuses_the_second(mechelen, lut):
    since = arranging.let_volunteers_lend(mechelen, by=lut).volunteers_lend_since

    with pytest.raises(ValidationError) as refusal:
        arranging.let_volunteers_lend(mechelen, by=lut)

    assert codes(refusal) == ["taken"]
    assert Digibank.objects.get().volunteers_lend_since == since


def test_stop_volunteers_lending_keeps_since_when_in_the_ledger(mechelen, lut):
    since = arranging.let_volunteers_lend(mechelen, by=lut).volunteers_lend_since

    changed = arranging.stop_volunteers_lending(mechelen, by=lut)

    assert changed.volunteers_lend_since is None
    entry = Entry.objects.order_by("pk").last()
    assert (entry.verb, entry.facts) == (
        "volunteers_lend_no_longer",
        {"since": since.isoformat()},
    )


def test_stop_volunteers_lending_refuses_when_they_do_not(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        arranging.stop_volunteers_lending(mechelen, by=lut)

    assert codes(refusal) == ["taken"]
    assert Entry.objects.count() == 0
