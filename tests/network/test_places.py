from datetime import date

from digibank.network.models import AccessPoint, Digibank, Membership, Role, Workplace
from digibank.network.places import meets_persons, only_demo, places_of, spots_of


def point(digibank, name):
    facts = {"street": "Markt 1", "postcode": "2800", "refnis": "12025"}
    return AccessPoint.objects.create(digibank=digibank, name=name, **facts)


def test_places_of_gives_digibank_roles_and_first_open_point(lut, mechelen, library):
    point(mechelen, "Bus")

    (place,) = places_of(lut)

    assert (place.digibank, place.access_point) == (mechelen, library)
    assert place.roles == {Role.COORDINATOR, Role.DESK}


def test_places_of_takes_the_chosen_point(lut, mechelen, library):
    bus = point(mechelen, "Bus")

    assert [place.access_point for place in places_of(lut, bus.pk)] == [bus]


def test_places_of_leaves_a_closed_point_out_even_when_it_was_chosen(lut, mechelen, library):
    bus = point(mechelen, "Bus")
    AccessPoint.objects.filter(pk=library.pk).update(closed_on=date(2026, 1, 1))

    assert [place.access_point for place in places_of(lut, library.pk)] == [bus]


def test_places_of_never_takes_a_point_of_another_digibank(lut, mechelen, elsewhere):
    far = point(elsewhere, "Ver weg")

    assert [place.access_point for place in places_of(lut, far.pk)] == [None]


def test_places_of_leaves_ended_memberships_out(lut, elsewhere):
    ended = Membership.objects.create(
        account=lut, digibank=elsewhere, ended_on=date(2026, 1, 1), began_on=date(2025, 1, 1)
    )
    ended.grants.create(role=Role.READER)

    assert [place.digibank.name for place in places_of(lut)] == ["Digibank Mechelen"]


def test_places_of_asks_one_question_for_two_digibanken(
    lut, elsewhere, library, django_assert_num_queries
):
    Membership.objects.create(account=lut, digibank=elsewhere).grants.create(role=Role.READER)

    with django_assert_num_queries(1):
        places = places_of(lut)

    assert [(place.digibank, place.roles) for place in places] == [
        (library.digibank, {Role.COORDINATOR, Role.DESK}),
        (elsewhere, {Role.READER}),
    ]


def test_meets_persons_asks_for_a_role_that_meets_them(wim, tom, rik):
    assert [meets_persons(places_of(one)) for one in (wim, tom, rik)] == [True, False, False]


def test_only_demo_needs_every_digibank_to_be_one(lut, zoe, elsewhere, mechelen):
    Digibank.objects.filter(pk=mechelen.pk).update(demo_since="2026-01-01T00:00Z")

    assert (only_demo(places_of(lut)), only_demo(places_of(zoe)), only_demo([])) == (
        True,
        False,
        False,
    )


def test_only_demo_is_false_for_who_also_works_in_a_real_digibank(lut, elsewhere, mechelen):
    Digibank.objects.filter(pk=mechelen.pk).update(demo_since="2026-01-01T00:00Z")
    Membership.objects.create(account=lut, digibank=elsewhere).grants.create(role=Role.READER)

    assert only_demo(places_of(lut)) is False


def test_who_works_at_one_point_stands_nowhere_else(vera, mechelen, library):
    bus = point(mechelen, "Bus")
    Workplace.objects.create(membership=vera.memberships.get(), access_point=bus)

    (place,) = places_of(vera, library.pk)

    assert (place.access_point, place.points) == (bus, {bus.pk})
    assert [spot.point for spot in spots_of([place])] == [bus]


def test_who_works_at_a_point_that_closed_stands_nowhere(vera, mechelen, library):
    bus = point(mechelen, "Bus")
    Workplace.objects.create(membership=vera.memberships.get(), access_point=bus)
    AccessPoint.objects.filter(pk=bus.pk).update(closed_on=date(2026, 1, 1))

    (place,) = places_of(vera)

    assert (place.access_point, place.points) == (None, frozenset())


def test_a_coordinator_stands_everywhere_whatever_is_written_down(lut, mechelen, library):
    bus = point(mechelen, "Bus")
    Workplace.objects.create(membership=lut.memberships.get(), access_point=bus)

    (place,) = places_of(lut, library.pk)

    assert (place.access_point, place.points) == (library, None)
