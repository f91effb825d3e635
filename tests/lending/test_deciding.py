from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Entry
from digibank.lending.deciding import decide
from digibank.lending.models import Eligibility, Loan
from digibank.lending.queries import eligibility_of
from tests.conftest import codes
from tests.lending.conftest import TODAY


def test_decide_replaces_the_decision_before_and_keeps_it(an, lut, bea):
    decide(an, until=date(2026, 6, 30), by=lut)
    decide(an, until=date(2026, 12, 31), reason="Zoekt werk", by=bea)

    in_force = eligibility_of(an)
    assert (in_force.until, in_force.reason, in_force.decided_by) == (
        date(2026, 12, 31),
        "Zoekt werk",
        bea,
    )
    assert Eligibility.objects.count() == 2
    entry = Entry.objects.order_by("pk").last()
    assert (entry.verb, entry.facts) == (
        "eligibility_decided",
        {
            "until": "2026-12-31",
            "grounds": [],
            "exception": False,
        },
    )
    assert entry.detail.words == {"reason": "Zoekt werk"}


def test_decide_refuses_a_national_number_in_the_reason(an, lut):
    with pytest.raises(ValidationError) as refusal:
        decide(an, until=TODAY, reason="85.07.30-033.28", by=lut)

    assert codes(refusal) == ["national_number"]
    assert eligibility_of(an) is None


def test_hand_out_is_possible_on_the_last_day_and_not_after(lend, an, lut):
    decide(an, until=TODAY - timedelta(days=1), by=lut)
    with pytest.raises(ValidationError) as refusal:
        lend()
    assert codes(refusal) == ["not_eligible"]
    assert Loan.objects.count() == 0

    decide(an, until=TODAY, by=lut)
    assert lend().person == an


def test_a_volunteer_sees_the_day_and_never_the_reason(visit, bea, vera, an, lut):
    decide(an, until=date(2026, 12, 31), reason="Verhoogde tegemoetkoming", by=lut)

    pages = [visit(who).get(f"/mensen/{an.pk}/").page.text for who in (bea, vera)]

    assert ["Mag lenen tot donderdag 31 december." in page for page in pages] == [True, True]
    assert ["Verhoogde tegemoetkoming" in page for page in pages] == [True, False]
    assert visit(vera).get(f"/mensen/{an.pk}/uitleenrecht/").status_code == 403
    rest = ["gegevens/", "gegevens.json", "gegevens.pdf"]
    assert [visit(vera).get(f"/mensen/{an.pk}/{one}").status_code for one in rest] == [403] * 3
    assert "Verhoogde tegemoetkoming" in visit(bea).get(f"/mensen/{an.pk}/gegevens/").page.text


def test_the_decision_from_its_page(visit, bea, an):
    url = f"/mensen/{an.pk}/uitleenrecht/"

    assert visit(bea).post(url, {"until": "31/02/2026"}).status_code == 422
    assert visit(bea).post(url, {"until": "31/12/2026"}).url == f"/mensen/{an.pk}/"
    assert visit(bea).get(url).page.select_one("#id_until")["value"] == "31/12/2026"
