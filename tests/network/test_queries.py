from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localdate

from digibank.ledger.recording import record
from digibank.network import queries
from digibank.network.models import AccessPoint, Digibank, Organisation, roles_of
from digibank.ui.templatetags.ui import day

TUESDAY_10 = datetime(2026, 3, 10, 9, tzinfo=UTC)  # 10.00 in Brussels


def make_point(digibank, name="Buurthuis", week=None, **facts):
    """An access point in Mechelen with `week`: weekday -> (opens, closes)."""
    facts = {"street": "Straat 1", "postcode": "2800", "refnis": "12025", **facts}
    point = AccessPoint.objects.create(digibank=digibank, name=name, **facts)
    for weekday, (opens, closes) in (week or {}).items():
        point.openings.create(weekday=weekday, opens_at=opens, closes_at=closes)
    return point


# Places


def said(place):
    return (place.state, place.more, place.tag)


def test_a_place_that_is_open_says_until_when(library):
    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Nu open", "tot 17 uur", "ok")
    assert (place.name, place.street) == (library.name, "Goswin de Stassartstraat 88")
    assert (place.municipality, place.kind, place.icon) == ("Mechelen", "fixed", "pin")
    assert place.url == f"/plaatsen/{library.pk}/"


def test_a_place_that_opens_later_says_when(mechelen):
    make_point(mechelen, week={2: (time(13, 30), time(17))}, kind="mobile")

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Opent om 13.30 uur", "13.30 tot 17 uur", "idle")
    assert place.icon == "bus"


def test_a_place_that_has_closed_says_when_again(mechelen):
    make_point(mechelen, week={2: (time(8), time(9)), 4: (time(8), time(9))})

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Nu dicht", f"Weer open {day(date(2026, 3, 12))} om 8 uur.", "idle")


def test_a_place_that_is_closed_today_says_why(library):
    library.exceptions.create(on=date(2026, 3, 10), reason="Opleiding")

    (place,) = queries.places_today(TUESDAY_10)

    again = "Weer open morgen om 9 uur."
    assert said(place) == ("Vandaag dicht", f"Opleiding. {again}", "idle")


def test_a_place_that_is_closed_on_this_weekday_gives_no_reason(mechelen):
    make_point(mechelen, week={3: (time(8), time(9))})

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Vandaag dicht", "Weer open morgen om 8 uur.", "idle")


def test_a_place_without_hours_asks_to_call(mechelen):
    make_point(mechelen)

    (place,) = queries.places_today(TUESDAY_10)

    assert said(place) == ("Geen vaste uren", "Bel voor je komt.", "idle")


def test_places_today_has_the_open_ones_on_top(mechelen):
    make_point(mechelen, "A geen uren")
    make_point(mechelen, "B morgen", {3: (time(8), time(9))})
    make_point(mechelen, "C straks", {2: (time(15), time(17))})
    make_point(mechelen, "D eerder", {2: (time(11), time(17))})
    make_point(mechelen, "E open", {2: (time(8), time(17))})

    found = [place.name for place in queries.places_today(TUESDAY_10)]

    assert found == ["E open", "D eerder", "C straks", "B morgen", "A geen uren"]


def test_places_leave_out_what_is_closed_for_good(library, mechelen):
    make_point(mechelen, closed_on=date(2026, 1, 1))

    assert list(queries.places()) == [library]


@pytest.mark.parametrize(
    "text", ["2800", "mechelen", " Mechelen ", "predikheren", "Bib", "MECHELEN"]
)
def test_places_are_found_by_postcode_municipality_or_name(library, mechelen, text):
    make_point(mechelen, "Buurthuis", postcode="9000", refnis="44021", street="Mechelsestraat 2")

    assert list(queries.places(text)) == [library]


@pytest.mark.parametrize("text", ["280", "' OR 1=1 --", "%", "_", "\x00\x00x", "é" * 5000, "٢٨٠٠"])
def test_places_are_not_found_by_nonsense(library, text):
    assert list(queries.places(text)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_places_today_take_three_queries(mechelen, count, django_assert_num_queries):
    for number in range(count):
        make_point(mechelen, f"{number}", {2: (time(8), time(17))})

    with django_assert_num_queries(3):
        found = [(said(place), place.week, place.coming) for place in queries.places_today()]

    assert len(found) == count


def test_the_only_digibank_is_the_one_that_stands_alone(mechelen):
    assert queries.only_digibank() == mechelen

    Digibank.objects.create(name="Digibank Elders", began_on=date(2025, 1, 1))

    assert queries.only_digibank() is None


# Organisations


def take_part(digibank, name, **facts):
    organisation = Organisation.objects.create(name=name, kind="library", **facts)
    digibank.partnerships.create(organisation=organisation, part="partner")
    return organisation


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bib", ["Bib Mechelen", "De Bib"]),
        (" MECHELEN ", ["Bib Mechelen"]),
        ("0207.499", ["Bib Mechelen"]),
        ("0207 499 430", ["Bib Mechelen"]),
        ("020", []),  # too short to be a number
        ("%", []),
        ("_", []),
        ("", []),
        ("\x00", []),
        ("٠٢٠٧", []),
        ("x" * 5000, []),
    ],
)
def test_find_organisations_by_name_or_kbo_number(mechelen, elsewhere, bea, text, found):
    take_part(mechelen, "Bib Mechelen", kbo="0207499430")
    take_part(mechelen, "De Bib")
    take_part(elsewhere, "Bib Elders", kbo="0403019261")

    hits = list(queries.find_organisations(bea, mechelen, text, 10))

    assert [hit.title for hit in hits] == found


def test_find_organisations_says_what_and_where(mechelen, bea):
    organisation = take_part(mechelen, "De Bib")

    (hit,) = queries.find_organisations(bea, mechelen, "bib", 10)

    assert (hit.meta, hit.icon) == ("Bibliotheek", "gov")
    assert hit.url == f"/organisaties/{organisation.pk}/"


def test_find_organisations_keeps_within_reach_and_within_the_digibank(
    mechelen, elsewhere, bea, zoe
):
    take_part(elsewhere, "De Bib")

    assert list(queries.find_organisations(bea, elsewhere, "bib", 10)) == []
    assert list(queries.find_organisations(zoe, mechelen, "bib", 10)) == []
    assert len(list(queries.find_organisations(zoe, elsewhere, "bib", 10))) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_find_organisations_takes_one_query(mechelen, bea, count, django_assert_num_queries):
    for number in range(count):
        take_part(mechelen, f"Bib {number}")
    roles_of(bea)  # a request has asked them already

    with django_assert_num_queries(1):
        hits = list(queries.find_organisations(bea, mechelen, "bib", 2))

    assert len(hits) == min(count, 2)


def test_partnerships_have_the_lead_on_top_and_who_left_at_the_end(mechelen):
    for name in ("B", "A", "D", "C"):
        take_part(mechelen, name)
    mechelen.partnerships.filter(organisation__name="D").update(part="lead")
    mechelen.partnerships.filter(organisation__name="A").update(ended_on=date(2099, 1, 1))

    assert [row.organisation.name for row in queries.partnerships(mechelen)] == list("DBCA")
    assert [row.organisation.name for row in queries.partnerships(mechelen, "c")] == ["C"]


def test_the_lead_is_the_one_that_leads_now(mechelen):
    take_part(mechelen, "A")
    nobody = queries.lead_of(mechelen)
    mechelen.partnerships.update(part="lead")
    leading = queries.lead_of(mechelen)

    assert (nobody, str(leading.organisation)) == (None, "A")


# Members, access points, versions


def test_members_are_those_who_work_here_now_or_those_who_left(lut, bea, zoe, mechelen):
    bea.memberships.update(ended_on=date(2025, 6, 1))

    assert [row.account for row in queries.members(mechelen)] == [lut]
    assert [row.account for row in queries.members(mechelen, former=True)] == [bea]


def test_access_points_are_open_or_closed(library, mechelen, elsewhere):
    gone = make_point(mechelen, "Weg", closed_on=date(2026, 1, 1))
    make_point(elsewhere, "Elders")

    assert list(queries.access_points(mechelen)) == [library]
    assert list(queries.access_points(mechelen, closed=True)) == [gone]
    assert list(queries.access_points(mechelen, "weg", closed=True)) == [gone]
    assert list(queries.access_points(mechelen, "weg")) == []


def test_coming_exceptions_begin_today(library):
    today = localdate()
    library.exceptions.create(on=today - timedelta(days=1))
    kept = library.exceptions.create(on=today)

    assert [pk for pk, _day in queries.coming_exceptions(library)] == [kept.pk]


def test_the_area_is_told_by_province_without_empty_ones(mechelen):
    for code in ("21004", "12025", "12005"):
        mechelen.coverages.create(refnis=code)

    assert queries.area_by_province(mechelen) == [
        ("Antwerpen", ["Bonheiden", "Mechelen"]),
        ("Brussel", ["Brussel"]),
    ]


def test_a_version_changes_with_any_field(library):
    before = queries.version_of(library)
    library.remark = "Anders"

    assert queries.version_of(library) != before


def test_who_was_first_is_nobody_when_nothing_was_written(library, lut):
    assert queries.who_was_first(library).startswith("Dit is intussen veranderd.")


def test_who_was_first_is_who_changed_it_last(library, lut, bea):
    with transaction.atomic():
        record("x", library, by=lut)
        record("x", library, by=bea)

    assert queries.who_was_first(library).startswith("Bea veranderde dit intussen, om ")


def test_a_change_by_the_program_itself_has_no_name(library):
    with transaction.atomic():
        record("x", library, by=None)

    assert queries.who_was_first(library).startswith("Dit is intussen veranderd.")
