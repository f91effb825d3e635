from datetime import date

import pytest

from digibank.network import rules
from digibank.network.models import (
    AccessPoint,
    DatedException,
    Membership,
    Organisation,
    Partnership,
)
from tests.conftest import account


@pytest.fixture
def organisation(mechelen):
    made = Organisation.objects.create(name="Ligo", kind="other")
    mechelen.partnerships.create(organisation=made, part="partner", began_on=date(2025, 1, 1))
    return made


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("coordinator", True),
        ("desk", False),
        ("volunteer", False),
        ("technician", False),
        ("trainer", False),
        ("reader", False),
    ],
)
def test_only_coordinators_arrange(mechelen, library, organisation, role, may):
    who = account("Iemand", mechelen, role)
    exception = library.exceptions.create(on=date(2030, 1, 1))

    assert rules.can_coordinate(who, mechelen) is may
    assert rules.can_change_access_point(who, library) is may
    assert rules.can_change_exception(who, exception) is may
    assert rules.can_change_organisation(who, organisation) is may
    assert rules.can_change_partnership(who, organisation.partnerships.get()) is may
    assert rules.can_staff(who, who.memberships.get()) is may


def test_a_coordinator_elsewhere_arranges_nothing_here(mechelen, library, organisation, lut, zoe):
    exception = library.exceptions.create(on=date(2030, 1, 1))

    assert not rules.can_coordinate(zoe, mechelen)
    assert not rules.can_change_access_point(zoe, library)
    assert not rules.can_change_exception(zoe, exception)
    assert not rules.can_change_organisation(zoe, organisation)
    assert not rules.can_change_partnership(zoe, organisation.partnerships.get())
    assert not rules.can_staff(zoe, lut.memberships.get())


def test_the_first_digibank_keeps_the_facts_of_an_organisation(
    mechelen, elsewhere, organisation, lut, zoe
):
    elsewhere.partnerships.create(organisation=organisation, part="lead", began_on=date(2020, 1, 1))

    assert organisation.keeper == mechelen
    assert rules.can_change_organisation(lut, organisation)
    assert not rules.can_change_organisation(zoe, organisation)


def test_a_digibank_that_it_left_no_longer_keeps_its_facts(
    mechelen, elsewhere, organisation, lut, zoe
):
    organisation.partnerships.update(ended_on=date(2025, 6, 1))
    alone = organisation.keeper
    elsewhere.partnerships.create(organisation=organisation, part="lead", began_on=date(2025, 7, 1))

    assert (alone, organisation.keeper) == (mechelen, elsewhere)
    assert rules.can_change_organisation(zoe, organisation)


def test_nobody_keeps_an_organisation_that_never_took_part(lut):
    made = Organisation.objects.create(name="Los", kind="other")

    assert made.keeper is None
    assert not rules.can_change_organisation(lut, made)


def test_reach_ends_at_the_digibank(mechelen, elsewhere, library, organisation, lut, zoe):
    library.exceptions.create(on=date(2030, 1, 1))

    reach = {
        model: model.objects.visible_to(zoe).count()
        for model in (AccessPoint, DatedException, Organisation, Partnership)
    }

    assert reach == {AccessPoint: 0, DatedException: 0, Organisation: 0, Partnership: 0}
    assert [one.account for one in Membership.objects.visible_to(zoe)] == [zoe]
    assert Organisation.objects.visible_to(lut).get() == organisation


def test_two_roles_see_each_row_once(mechelen, library, organisation, lut):
    assert AccessPoint.objects.visible_to(lut).count() == 1
    assert Partnership.objects.visible_to(lut).count() == 1
    assert Membership.objects.visible_to(lut).count() == 1


def test_whoever_left_reaches_nothing(library, organisation, bea):
    bea.memberships.update(ended_on=date(2025, 1, 1))

    assert AccessPoint.objects.visible_to(bea).count() == 0
    assert Membership.objects.visible_to(bea).count() == 0
