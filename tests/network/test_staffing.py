import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.accounts.models import Account
from digibank.ledger.models import Entry
from digibank.network import staffing
from digibank.network.models import AccessPoint, Membership, Role, points_of, roles_of
from digibank.network.queries import version_of_roles, version_of_workplaces
from tests.conftest import account, codes


def membership(who):
    return Membership.objects.get(account=who)


def roles(who):
    return sorted(membership(who).grants.values_list("role", flat=True))


def grant(who, wanted, by):
    mine = membership(who)
    return staffing.grant(mine, roles=wanted, seen=version_of_roles(mine), by=by)


def test_grant_gives_and_ends_roles(lut, bea):
    grant(bea, ["technician", "volunteer"], by=lut)

    assert roles(bea) == ["technician", "volunteer"]
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == (
        "roles_granted",
        f"network.membership:{membership(bea).pk}",
    )
    assert entry.facts == {"granted": ["technician", "volunteer"], "ended": ["desk"]}


def test_grant_counts_from_the_next_request_on(lut, bea, mechelen):
    grant(bea, ["reader"], by=lut)

    bea.roles = None
    assert roles_of(bea) == {mechelen.pk: frozenset({"reader"})}


@pytest.mark.parametrize(
    ("wanted", "code"), [([], "no_role"), (["boss"], "invalid_choice"), (["desk", "x"], None)]
)
def test_grant_refuses(lut, bea, wanted, code):
    with pytest.raises(ValidationError) as refusal:
        grant(bea, wanted, by=lut)

    assert codes(refusal) == [code or "invalid_choice"]
    assert roles(bea) == ["desk"]
    assert Entry.objects.count() == 0


def test_grant_refuses_to_end_the_last_coordinator(lut, zoe):
    with pytest.raises(ValidationError) as refusal:
        grant(lut, ["desk"], by=lut)

    assert codes(refusal) == ["last_coordinator"]
    assert roles(lut) == ["coordinator", "desk"]


def test_grant_ends_a_coordinator_when_there_is_another(lut, mechelen):
    account("Ann", mechelen, Role.COORDINATOR)

    grant(lut, ["desk"], by=lut)

    assert roles(lut) == ["desk"]


@pytest.mark.parametrize("gone", ["closed", "ended"])
def test_a_coordinator_who_is_gone_does_not_count(lut, mechelen, gone):
    other = account("Ann", mechelen, Role.COORDINATOR)
    if gone == "closed":
        other.closed_at = timezone.now()
        other.save()
    else:
        Membership.objects.filter(account=other).update(ended_on=localdate())

    with pytest.raises(ValidationError) as refusal:
        grant(lut, ["desk"], by=lut)

    assert codes(refusal) == ["last_coordinator"]


def test_the_last_coordinator_may_take_another_role_too(lut):
    grant(lut, ["coordinator", "trainer"], by=lut)

    assert roles(lut) == ["coordinator", "trainer"]


def test_grant_refuses_who_looked_at_older_roles(lut, bea, vera):
    mine = membership(bea)
    seen = version_of_roles(mine)
    staffing.grant(mine, roles=["desk", "technician"], seen=seen, by=vera)

    with pytest.raises(ValidationError) as refusal:
        staffing.grant(membership(bea), roles=["trainer"], seen=seen, by=lut)

    assert codes(refusal) == ["taken"]
    assert "Vera" in refusal.value.messages[0]
    assert roles(bea) == ["desk", "technician"]


def test_end_is_dated_and_takes_the_reach_away(lut, bea, mechelen):
    ended = staffing.end(membership(bea), by=lut)

    assert ended.ended_on == localdate()
    bea.roles = None
    assert roles_of(bea) == {}
    assert Entry.objects.get().verb == "membership_ended"


def test_end_keeps_what_the_account_did(lut, bea):
    grant(vera := bea, ["desk", "trainer"], by=bea)
    staffing.end(membership(vera), by=lut)

    assert [entry.by_id for entry in Entry.objects.order_by("pk")] == [bea.pk, lut.pk]
    assert roles(bea) == ["desk", "trainer"]
    bea.refresh_from_db()
    assert bea.closed_at is None


def test_end_refuses_the_last_coordinator(lut):
    with pytest.raises(ValidationError) as refusal:
        staffing.end(membership(lut), by=lut)

    assert codes(refusal) == ["last_coordinator"]
    assert membership(lut).ended_on is None


def test_end_refuses_the_second(lut, bea):
    staffing.end(membership(bea), by=lut)

    with pytest.raises(ValidationError) as refusal:
        staffing.end(membership(bea), by=lut)

    assert codes(refusal) == ["taken"]
    assert Entry.objects.count() == 1


def assign(who, points, by):
    mine = membership(who)
    return staffing.assign(mine, points=points, seen=version_of_workplaces(mine), by=by)


def test_assign_says_where_somebody_works_and_again_where_not(lut, vera, library):
    assign(vera, [library], by=lut)
    there = points_of(Account.objects.get(pk=vera.pk))
    assign(vera, [], by=lut)

    assert there == {library.digibank_id: {library.pk}}
    assert points_of(Account.objects.get(pk=vera.pk)) == {}
    assert [entry.facts for entry in Entry.objects.filter(verb="workplaces_set")] == [
        {"points": [library.pk], "organisation": None},
        {"points": [], "organisation": None},
    ]


def test_assign_binds_no_coordinator(lut, library):
    assign(lut, [library], by=lut)

    assert points_of(Account.objects.get(pk=lut.pk)) == {}


def test_assign_refuses_a_point_of_another_digibank(lut, vera, elsewhere):
    far = AccessPoint.objects.create(
        digibank=elsewhere, name="Ver", street="Markt 1", postcode="2800", refnis="12025"
    )

    with pytest.raises(ValidationError) as refusal:
        assign(vera, [far], by=lut)

    assert codes(refusal) == ["other_digibank"]


def test_assign_refuses_who_did_not_see_the_last_change(lut, vera, library):
    seen = version_of_workplaces(membership(vera))
    assign(vera, [library], by=lut)

    with pytest.raises(ValidationError) as refusal:
        staffing.assign(membership(vera), points=[], seen=seen, by=lut)

    assert codes(refusal) == ["taken"]
