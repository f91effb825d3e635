import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Detail, Entry
from digibank.people.erasing import erase
from digibank.people.linking import link, unlink
from digibank.people.models import SamePerson
from digibank.people.queries import group_of
from tests.conftest import codes
from tests.people.factories import make_person


def test_link_keeps_the_older_record_first(mechelen, an, bea):
    other = make_person(mechelen, "Anna")

    made = link(other, other=an, reason="zelfde pas", by=bea)

    assert (made.one, made.other, made.linked_by) == (an, other, bea)
    assert Entry.objects.get().facts == {"link": made.pk, "other": an.pk}
    assert Detail.objects.get().words == {"reason": "zelfde pas"}


def test_links_in_a_chain_make_one_group(mechelen, an, bea):
    two, three, four = (make_person(mechelen, name) for name in ("Anna", "Annie", "Els"))
    link(an, other=two, reason="x", by=bea)
    same = link(three, other=two, reason="x", by=bea)

    assert group_of(three) == [an, two, three]
    assert group_of(four) == [four]
    unlink(same, by=bea)
    assert (group_of(three), group_of(an)) == ([three], [an, two])


def test_link_refuses_without_a_reason(mechelen, an, bea):
    assert refused(an, make_person(mechelen), bea, reason=" ") == ["no_reason"]


def test_link_refuses_the_record_itself(an, bea):
    assert refused(an, an, bea) == ["same_record"]


def test_link_refuses_another_digibank(elsewhere, an, bea):
    assert refused(an, make_person(elsewhere), bea) == ["other_digibank"]


def test_link_refuses_an_erased_person(mechelen, an, lut):
    assert refused(an, erase(make_person(mechelen), erased_for="asked", by=lut), lut) == ["erased"]


def test_link_twice_is_refused_also_the_other_way(mechelen, an, bea):
    other = make_person(mechelen)
    link(an, other=other, reason="x", by=bea)

    assert refused(other, an, bea) == ["taken"]


def test_link_again_after_unlinking(mechelen, an, bea):
    other = make_person(mechelen)
    unlink(link(an, other=other, reason="x", by=bea), by=bea)

    link(an, other=other, reason="toch", by=bea)

    assert SamePerson.objects.open().count() == 1


def test_unlink_twice_is_refused(mechelen, an, bea):
    ended = unlink(link(an, other=make_person(mechelen), reason="x", by=bea), by=bea)

    assert (ended.unlinked_by, ended.unlinked_at is None) == (bea, False)
    with pytest.raises(ValidationError) as refusal:
        unlink(ended, by=bea)
    assert codes(refusal) == ["taken"]


def refused(person, other, by, reason="x"):
    with pytest.raises(ValidationError) as refusal:
        link(person, other=other, reason=reason, by=by)
    return codes(refusal)
