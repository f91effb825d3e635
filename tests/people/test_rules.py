import pytest

from digibank.people import rules
from digibank.people.carding import issue
from digibank.people.erasing import erase
from digibank.people.linking import link
from tests.people.factories import make_person


@pytest.mark.parametrize(
    ("who", "meets", "links", "erases"),
    [
        ("lut", True, True, True),
        ("bea", True, True, False),
        ("vera", True, False, False),
        ("wim", False, False, False),
        ("tom", False, False, False),
        ("rik", False, False, False),
        ("zoe", False, False, False),
    ],
)
def test_rules_by_role(request, mechelen, an, lut, who, meets, links, erases):
    account = request.getfixturevalue(who)
    same = link(an, other=make_person(mechelen), reason="x", by=lut)
    card = issue(an, by=lut)

    assert rules.can_meet_persons(account, mechelen) == meets
    assert rules.can_change(account, an) == meets
    assert rules.can_card(account, card) == meets
    assert (rules.can_link(account, an), rules.can_unlink(account, same)) == (links, links)
    assert rules.can_erase(account, an) == erases


def test_nobody_changes_an_erased_person(an, lut):
    gone = erase(an, erased_for="asked", by=lut)

    assert rules.can_see(lut, gone)
    assert not rules.can_change(lut, gone)
    assert not rules.can_link(lut, gone)
    assert not rules.can_erase(lut, gone)
