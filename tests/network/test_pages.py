import re
from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.timezone import localdate

from digibank.network.models import AccessPoint, Organisation, Partnership
from digibank.network.queries import area_of, version_of_area
from digibank.ui.templatetags.ui import day
from tests.conftest import account


def texts(page, selector):
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(selector)]


# Places, for everybody


def test_places_are_for_everybody(visit, library):
    library.openings.all().delete()
    for weekday in range(1, 8):
        library.openings.create(weekday=weekday, opens_at="00:00", closes_at="23:59:59")
    library.exceptions.create(on=date(2000, 1, 1))

    answer = visit().get("/plaatsen/")

    assert answer.status_code == 200
    assert texts(answer.page, "main h2") == ["Bibliotheek Het Predikheren"]
    assert answer.page.select_one("main h2 a")["href"] == f"/plaatsen/{library.pk}/"
    assert len(texts(answer.page, "table.hours tr")) == 7
    assert len(texts(answer.page, "table.hours tr.today")) == 1


def test_places_hide_what_is_closed_for_good(visit, library):
    AccessPoint.objects.update(closed_on=date(2026, 1, 1))

    answer = visit().get("/plaatsen/")

    assert texts(answer.page, "main h2") == []
    assert texts(answer.page, ".empty p") == ["Er zijn nog geen plaatsen. Kom later eens terug."]


def test_places_are_searched(visit, library):
    found = visit().get("/plaatsen/", {"q": "2800"})
    missed = visit().get("/plaatsen/", {"q": "<b>Gent</b>"})

    assert texts(found.page, "[role=status]") == ["1 plaats voor “2800”"]
    assert texts(missed.page, ".empty p") == ["We vonden geen plaats voor “<b>Gent</b>”."]


@pytest.mark.parametrize("count", [1, 3])
def test_places_take_four_queries(visit, mechelen, count, django_assert_num_queries):
    for number in range(count):
        point = AccessPoint.objects.create(
            digibank=mechelen, name=f"{number}", postcode="2800", refnis="12025"
        )
        point.openings.create(weekday=1, opens_at="09:00", closes_at="17:00")

    with django_assert_num_queries(4):
        answer = visit().get("/plaatsen/")

    assert len(answer.page.select("main h2")) == count


def test_a_place_shows_what_a_visitor_wants_to_know(visit, library):
    library.exceptions.create(on=date.today(), reason="Feest")
    library.phone, library.teaches, library.lends = "+3215000000", True, False
    library.remark = "Ingang zonder trap\nBus 5"
    library.save()

    answer = visit().get(f"/plaatsen/{library.pk}/")

    assert texts(answer.page, "h1") == ["Bibliotheek Het Predikheren"]
    assert texts(answer.page, ".icon-list strong") == ["Hulp bij je vraag", "Een les volgen"]
    assert answer.page.select_one("aside a")["href"] == "tel:+3215000000"
    assert texts(answer.page, "aside a") == ["015 00 00 00"]
    assert texts(answer.page, "aside p")[0] == "Goswin de Stassartstraat 88 2800 Mechelen"
    assert texts(answer.page, ".hours .today td") == ["gesloten: Feest"]


def test_a_place_without_a_phone_shows_the_one_of_its_digibank(visit, library):
    answer = visit().get(f"/plaatsen/{library.pk}/")

    assert answer.page.select_one("aside a")["href"] == "tel:+3215123456"


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999999"])
def test_a_place_that_does_not_exist_is_not_found(visit, library, pk):
    assert visit().get(f"/plaatsen/{pk}/").status_code == 404


def test_a_place_that_is_closed_for_good_is_not_found(visit, library):
    AccessPoint.objects.update(closed_on=date(2026, 1, 1))

    assert visit().get(f"/plaatsen/{library.pk}/").status_code == 404


def test_a_place_takes_three_queries(visit, library, django_assert_num_queries):
    with django_assert_num_queries(3):
        visit().get(f"/plaatsen/{library.pk}/")


def test_places_speak_french(visit, library):
    with translation.override("nl"):  # the request leaves its language behind
        answer = visit().get(f"/plaatsen/{library.pk}/", HTTP_ACCEPT_LANGUAGE="fr")

    assert texts(answer.page, "main h2")[0] == "Quand pouvez-vous venir ?"


# The pages of coordinators


@pytest.fixture
def partner(mechelen):
    organisation = Organisation.objects.create(name="Ligo", kind="training_provider")
    return mechelen.partnerships.create(
        organisation=organisation, part="partner", began_on=date(2025, 1, 1)
    )


@pytest.fixture
def exception(library):
    return library.exceptions.create(on=date(2030, 5, 6), reason="Feest")


@pytest.fixture
def pages(mechelen, library, partner, exception, bea):
    """The address of every page of a coordinator here."""
    member = bea.memberships.get().pk
    point, organisation = library.pk, partner.organisation_id
    return {
        "digibank": "/digibank/",
        "digibank_change": "/digibank/gegevens/",
        "area": "/digibank/werkgebied/",
        "volunteers": "/digibank/vrijwilligers/",
        "organisation_list": "/organisaties/",
        "organisation_new": "/organisaties/nieuw/",
        "organisation": f"/organisaties/{organisation}/",
        "organisation_change": f"/organisaties/{organisation}/gegevens/",
        "partnership_end": f"/partners/{partner.pk}/einde/",
        "partnership_lead": f"/partners/{partner.pk}/trekker/",
        "access_point_list": "/toegangspunten/",
        "access_point_new": "/toegangspunten/nieuw/",
        "access_point": f"/toegangspunten/{point}/",
        "access_point_change": f"/toegangspunten/{point}/gegevens/",
        "access_point_hours": f"/toegangspunten/{point}/uren/",
        "exception_new": f"/toegangspunten/{point}/uitzondering/",
        "access_point_end": f"/toegangspunten/{point}/einde/",
        "exception_end": f"/uitzonderingen/{exception.pk}/einde/",
        "member_list": "/leden/",
        "member": f"/leden/{member}/",
        "member_roles": f"/leden/{member}/rollen/",
        "member_end": f"/leden/{member}/einde/",
    }


# Where a coordinator elsewhere has an own page at the same address.
OWN = {
    "digibank",
    "digibank_change",
    "area",
    "volunteers",
    "organisation_list",
    "organisation_new",
    "access_point_list",
    "access_point_new",
    "member_list",
}


def test_a_coordinator_opens_every_page(visit, lut, pages):
    visitor = visit(lut)

    assert {name: visitor.get(url).status_code for name, url in pages.items()} == dict.fromkeys(
        pages, 200
    )


def test_a_coordinator_elsewhere_finds_nothing_of_this_digibank(visit, zoe, pages):
    visitor = visit(zoe)
    own = {name: visitor.get(pages[name]) for name in OWN}

    found = {pages[name]: visitor.get(pages[name]).status_code for name in set(pages) - OWN}
    posted = {pages[name]: visitor.post(pages[name]).status_code for name in set(pages) - OWN}

    assert set(found.values()) == {404}
    assert set(posted.values()) == {404}
    assert {answer.status_code for answer in own.values()} == {200}
    shown = " ".join(answer.page.select_one("main").text for answer in own.values())
    assert re.findall(r"\b(Ligo|Predikheren|Bea)\b", shown) == []


def test_a_desk_worker_may_look_at_two_pages_only(visit, bea, pages):
    visitor = visit(bea)
    looks = {"organisation", "access_point"}

    assert {visitor.get(pages[name]).status_code for name in looks} == {200}
    assert {visitor.get(pages[name]).status_code for name in set(pages) - looks} == {403}
    assert {visitor.post(pages[name]).status_code for name in set(pages) - looks} == {403}


def test_who_may_not_change_sees_no_way_to(visit, bea, pages):
    for name in ("organisation", "access_point"):
        main = visit(bea).get(pages[name]).page.select_one("main")

        assert [link["href"] for link in main.select("a.button, .card-head a")] == []


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999999"])
def test_what_does_not_exist_is_not_found(visit, lut, pages, pk):
    numbered = {url for url in pages.values() if any(sign.isdigit() for sign in url)}
    wrong = {re.sub(r"\d+", pk, url) for url in numbered}

    assert {visit(lut).get(url).status_code for url in wrong} == {404}


@pytest.mark.parametrize("text", ["\x00", "%", "'; --", "<script>", "x" * 5000, "é", "٢٨٠٠"])
def test_lists_bear_hostile_questions(visit, lut, library, partner, text):
    answers = [visit(lut).get(url, {"q": text}) for url in ("/organisaties/", "/toegangspunten/")]
    answers.append(visit().get("/plaatsen/", {"q": text}))

    assert [answer.status_code for answer in answers] == [200, 200, 200]


# The digibank

DIGIBANK = {
    "name": "Digibank Rivierenland",
    "phone": "015 00 00 00",
    "email": "",
    "began_on": "2025-01-01",
    "ends_on": "31/07/2026",
    "target_count": "1500",
}


def seen(answer):
    return answer.page.select_one("input[name=seen]")["value"]


def errors(answer):
    return [link["href"] for link in answer.page.select(".errors a")]


def test_the_digibank_is_changed(visit, lut, mechelen):
    visitor = visit(lut)
    facts = {**DIGIBANK, "seen": seen(visitor.get("/digibank/gegevens/"))}

    answer = visitor.post("/digibank/gegevens/", facts)

    assert (answer.status_code, answer["Location"]) == (302, "/digibank/")
    mechelen.refresh_from_db()
    assert (mechelen.phone, mechelen.ends_on) == ("+3215000000", date(2026, 7, 31))
    page = visitor.get("/digibank/").page
    assert texts(page, "[role=status]") == ["Bewaard."]
    assert texts(page, "h1") == ["Digibank Rivierenland"]
    assert "1.500" in texts(page, "dd")


def test_a_wrong_digibank_is_refused_with_links_to_the_fields(visit, lut):
    wrong = {**DIGIBANK, "phone": "bel mij", "target_count": "-1", "name": ""}

    answer = visit(lut).post("/digibank/gegevens/", wrong)

    assert answer.status_code == 422
    assert errors(answer) == ["#id_name", "#id_phone", "#id_target_count"]
    assert answer.page.select_one("#id_phone")["value"] == "bel mij"
    assert answer.page.title.text.startswith("Fout: ")


def test_the_second_hears_who_was_first_and_may_try_again(visit, lut, mechelen):
    ann = account("Ann", mechelen, "coordinator")
    version = seen(visit(lut).get("/digibank/gegevens/"))
    visit(ann).post("/digibank/gegevens/", {**DIGIBANK, "name": "Van Ann", "seen": version})

    visitor = visit(lut)
    second = visitor.post("/digibank/gegevens/", {**DIGIBANK, "name": "Van Lut", "seen": version})
    again = {**DIGIBANK, "name": "Van Lut", "seen": seen(second)}
    third = visitor.post("/digibank/gegevens/", again)

    assert second.status_code == 409
    assert texts(second.page, ".errors li")[0].startswith("Ann veranderde dit intussen, om ")
    assert second.page.select_one("#id_name")["value"] == "Van Lut"
    assert third.status_code == 302
    mechelen.refresh_from_db()
    assert mechelen.name == "Van Lut"


def ticked(page):
    return sorted(box["value"] for box in page.select("input[name=area][checked]"))


def test_the_area_is_kept_whole(visit, lut, mechelen):
    mechelen.coverages.create(refnis="12005")
    visitor = visit(lut)
    first = visitor.get("/digibank/werkgebied/")

    answer = visitor.post(
        "/digibank/werkgebied/", {"area": ["12025", "21004"], "seen": seen(first)}
    )

    assert ticked(first.page) == ["12005"]
    assert len(first.page.select("input[name=area]")) == 304
    assert answer.status_code == 302
    assert area_of(mechelen) == {"12025", "21004"}
    assert texts(visitor.get("/digibank/").page, ".facts-stack dd") == ["Mechelen", "Brussel"]


def test_finding_keeps_what_is_ticked_and_keeps_nothing_yet(visit, lut, mechelen):
    sent = {"area": ["12025"], "q": "2820", "zoek": "1", "seen": "x"}

    answer = visit(lut).post("/digibank/werkgebied/", sent)

    assert answer.status_code == 200
    assert texts(answer.page, "fieldset.field legend") == ["Gevonden voor “2820”"]
    assert texts(answer.page, "fieldset.field label") == ["Bonheiden Antwerpen"]
    assert ticked(answer.page) == ["12025"]
    assert len(answer.page.select("input[name=area]")) == 304
    assert seen(answer) == "x"
    assert area_of(mechelen) == frozenset()


def test_finding_nothing_says_so(visit, lut):
    answer = visit(lut).post("/digibank/werkgebied/", {"q": "Luik\x00", "zoek": "1"})

    said = "Geen gemeente in Vlaanderen of Brussel voor “Luik”."
    assert texts(answer.page, "main [role=status]") == [said]


@pytest.mark.parametrize("code", ["62063", "x", "' OR 1=1"])
def test_a_municipality_elsewhere_is_refused(visit, lut, mechelen, code):
    visitor = visit(lut)
    version = seen(visitor.get("/digibank/werkgebied/"))

    answer = visitor.post("/digibank/werkgebied/", {"area": ["12025", code], "seen": version})

    assert answer.status_code == 422
    assert ticked(answer.page) == ["12025"]
    assert area_of(mechelen) == frozenset()


def test_the_second_area_is_a_conflict(visit, lut, mechelen):
    answer = visit(lut).post("/digibank/werkgebied/", {"area": ["12025"], "seen": "old"})

    assert (answer.status_code, ticked(answer.page)) == (409, ["12025"])
    assert seen(answer) == version_of_area(mechelen)


def test_volunteers_are_allowed_and_stopped(visit, lut, mechelen):
    visitor = visit(lut)

    first = visitor.post("/digibank/vrijwilligers/", {"wordt": "ja"})
    twice = visitor.post("/digibank/vrijwilligers/", {"wordt": "ja"})
    allowed = visitor.get("/digibank/").page
    visitor.post("/digibank/vrijwilligers/", {"wordt": "nee"})
    stopped = visitor.post("/digibank/vrijwilligers/", {"wordt": "nee"})

    assert (first.status_code, twice.status_code, stopped.status_code) == (302, 409, 409)
    assert "Lenen uit en nemen terug" in texts(allowed, ".tag")
    mechelen.refresh_from_db()
    assert mechelen.volunteers_lend_since is None


# Organisations


def test_a_partner_is_taken_on(visit, lut, mechelen):
    facts = {
        "kbo": "0207.499.430",
        "name": "Stad Mechelen",
        "kind": "local_government",
        "part": "lead",
        "began_on": "2025-01-01",
    }

    answer = visit(lut).post("/organisaties/nieuw/", facts, follow=True)

    assert texts(answer.page, "h1") == ["Stad Mechelen"]
    assert texts(answer.page, ".facts dd")[:2] == ["Lokaal bestuur", "0207.499.430"]
    assert texts(answer.page, "[role=status]") == ["Stad Mechelen doet mee."]


def test_a_known_kbo_number_links_the_organisation_of_another_digibank(
    visit, lut, zoe, mechelen, elsewhere
):
    known = Organisation.objects.create(name="Ligo Vlaanderen", kind="other", kbo="0207499430")
    elsewhere.partnerships.create(organisation=known, part="lead", began_on=date(2025, 1, 1))
    facts = {"kbo": "BE0207499430", "name": "x", "kind": "other", "part": "partner"}

    answer = visit(lut).post(
        "/organisaties/nieuw/", {**facts, "began_on": "2025-01-01"}, follow=True
    )

    assert texts(answer.page, "h1") == ["Ligo Vlaanderen"]
    assert texts(answer.page, ".row-meta") == ["Digibank Mechelen · sinds 1 januari 2025"]
    assert texts(answer.page, "main p.small") == [
        "Deze organisatie doet ook mee in een andere digibank. "
        "Digibank Elders bewaart haar naam, soort en nummer."
    ]
    assert visit(lut).get(f"/organisaties/{known.pk}/gegevens/").status_code == 403
    assert visit(zoe).get(f"/organisaties/{known.pk}/gegevens/").status_code == 200


def test_a_wrong_partner_is_refused_with_links_to_the_fields(visit, lut):
    facts = {"kbo": "0207.499.431", "name": "x", "kind": "other", "part": "partner"}

    wrong = visit(lut).post("/organisaties/nieuw/", {**facts, "began_on": "2025-01-01"})
    empty = visit(lut).post("/organisaties/nieuw/", {})

    assert (wrong.status_code, errors(wrong)) == (422, ["#id_kbo"])
    assert errors(empty) == ["#id_name", "#id_kind", "#id_part", "#id_began_on"]


def test_an_organisation_is_changed(visit, lut, partner):
    url = f"/organisaties/{partner.organisation_id}/gegevens/"
    visitor = visit(lut)
    facts = {"name": "Ligo Mechelen", "kind": "other", "kbo": "", "seen": seen(visitor.get(url))}

    assert visitor.post(url, facts).status_code == 302

    partner.organisation.refresh_from_db()
    assert partner.organisation.name == "Ligo Mechelen"


def test_the_lead_is_handed_over_and_a_partner_ends(visit, lut, mechelen, partner):
    lead = Organisation.objects.create(name="Stad", kind="local_government")
    mechelen.partnerships.create(organisation=lead, part="lead", began_on=date(2025, 1, 1))
    visitor = visit(lut)

    visitor.post(f"/partners/{partner.pk}/trekker/", {"on": "2025-06-01"})
    row = mechelen.partnerships.get(organisation=lead, ended_on=None)
    ended = visitor.post(f"/partners/{row.pk}/einde/", {"on": "2025-09-01"}, follow=True)
    rows = visitor.get("/organisaties/").page

    assert texts(ended.page, "[role=status]")[-1] == "Stad is uit het partnerschap."
    assert list(zip(texts(rows, ".row-title"), texts(rows, ".row-end"), strict=True)) == [
        ("Ligo", "Trekker"),
        ("Stad", "Was partner"),
        ("Ligo", "Was partner"),
        ("Stad", "Was trekker"),
    ]


def test_the_lead_cannot_end(visit, lut, partner):
    Partnership.objects.update(part="lead")

    answer = visit(lut).post(f"/partners/{partner.pk}/einde/", {"on": "2025-06-01"})

    assert answer.status_code == 422
    said = "Een digibank heeft altijd een trekker. Duid eerst een andere trekker aan."
    assert texts(answer.page, ".errors li") == [said]


def test_a_day_in_the_future_is_refused_at_its_field(visit, lut, partner):
    answer = visit(lut).post(f"/partners/{partner.pk}/einde/", {"on": "9999-06-01"})

    assert (answer.status_code, errors(answer)) == (422, ["#id_on"])


# Access points

POINT = {
    "name": "Buurthuis De Linde",
    "kind": "fixed",
    "street": "Lindelaan 12",
    "postcode": "2800",
    "phone": "",
    "helps": "on",
    "remark": "",
}


def test_an_access_point_is_made_and_asks_for_its_hours(visit, lut, mechelen):
    answer = visit(lut).post("/toegangspunten/nieuw/", POINT)

    made = AccessPoint.objects.get()
    assert (made.digibank, made.municipality, made.lends) == (mechelen, "Mechelen", False)
    assert answer["Location"] == f"/toegangspunten/{made.pk}/uren/"


def test_a_postcode_of_several_municipalities_asks_which(visit, lut):
    first = visit(lut).post("/toegangspunten/nieuw/", {**POINT, "postcode": "1040"})
    second = visit(lut).post(
        "/toegangspunten/nieuw/", {**POINT, "postcode": "1040", "refnis": "21005"}
    )

    assert (first.status_code, errors(first)) == (422, ["#id_refnis"])
    assert texts(first.page, "#id_refnis label") == ["Brussel", "Etterbeek"]
    assert second.status_code == 302
    assert AccessPoint.objects.get().municipality == "Etterbeek"


@pytest.mark.parametrize("postcode", ["9999", "4000", "abcd", ""])
def test_a_wrong_postcode_is_refused_at_its_field(visit, lut, postcode):
    answer = visit(lut).post("/toegangspunten/nieuw/", {**POINT, "postcode": postcode})

    assert (answer.status_code, errors(answer)) == (422, ["#id_postcode"])


def test_an_access_point_is_changed(visit, lut, library):
    url = f"/toegangspunten/{library.pk}/gegevens/"
    visitor = visit(lut)
    first = visitor.get(url)

    answer = visitor.post(url, {**POINT, "seen": seen(first)})

    assert first.page.select_one("#id_street")["value"] == "Goswin de Stassartstraat 88"
    assert answer.status_code == 302
    library.refresh_from_db()
    assert (library.name, library.teaches) == ("Buurthuis De Linde", False)


def test_the_week_is_kept(visit, lut, library):
    url = f"/toegangspunten/{library.pk}/uren/"
    visitor = visit(lut)
    first = visitor.get(url)
    week = {
        "weekday_1": "9",
        "weekday_1_until": "12.00",
        "weekday_1_again": "13:30",
        "weekday_1_last": "17u",
        "seen": seen(first),
    }

    answer = visitor.post(url, week)

    assert first.page.select_one("#id_weekday_2")["value"] == "9.00"
    assert texts(first.page, ".week-day legend")[0] == "maandag"
    assert answer.status_code == 302
    assert [str(row) for row in library.openings.all()] == ["1: 09.00-12.00", "1: 13.30-17.00"]


@pytest.mark.parametrize(
    ("week", "field"),
    [
        ({"weekday_3": "negen", "weekday_3_until": "12"}, "#id_weekday_3"),
        ({"weekday_3": "9"}, "#id_weekday_3_until"),
        ({"weekday_3_last": "17"}, "#id_weekday_3_again"),
        ({"weekday_3": "12", "weekday_3_until": "9"}, "#id_weekday_3"),
        (
            {
                "weekday_3": "9",
                "weekday_3_until": "13",
                "weekday_3_again": "12",
                "weekday_3_last": "17",
            },
            "#id_weekday_3",
        ),
    ],
)
def test_a_wrong_week_is_refused_at_the_day(visit, lut, library, week, field):
    url = f"/toegangspunten/{library.pk}/uren/"
    visitor = visit(lut)

    answer = visitor.post(url, {**week, "seen": seen(visitor.get(url))})

    assert (answer.status_code, errors(answer)) == (422, [field])
    assert library.openings.count() == 5


def test_the_second_week_is_a_conflict(visit, lut, library):
    url = f"/toegangspunten/{library.pk}/uren/"

    answer = visit(lut).post(url, {"weekday_1": "9", "weekday_1_until": "12", "seen": "old"})

    assert answer.status_code == 409
    assert answer.page.select_one("#id_weekday_1")["value"] == "9"
    assert library.openings.count() == 5


def test_an_exception_is_made_and_taken_away(visit, lut, library):
    visitor = visit(lut)
    first, last = localdate() + timedelta(days=30), localdate() + timedelta(days=31)
    facts = {"first": f"{first}", "last": f"{last}", "reason": "Opleiding"}

    made = visitor.post(f"/toegangspunten/{library.pk}/uitzondering/", facts, follow=True)
    one = library.exceptions.first()
    gone = visitor.post(f"/uitzonderingen/{one.pk}/einde/", follow=True)

    assert texts(made.page, ".row-meta") == ["gesloten: Opleiding", "gesloten: Opleiding"]
    assert texts(gone.page, ".row-title") == [day(last)]


def test_a_day_that_is_over_is_refused_at_its_field(visit, lut, library):
    url = f"/toegangspunten/{library.pk}/uitzondering/"

    answer = visit(lut).post(url, {"first": "2020-01-01"})

    assert (answer.status_code, errors(answer)) == (422, ["#id_first"])


def test_an_access_point_is_closed_for_good(visit, lut, library):
    visitor = visit(lut)

    answer = visitor.post(f"/toegangspunten/{library.pk}/einde/")
    twice = visitor.post(f"/toegangspunten/{library.pk}/einde/")

    assert (answer.status_code, twice.status_code) == (302, 409)
    assert texts(visitor.get("/toegangspunten/").page, ".row-title") == []
    closed = visitor.get("/toegangspunten/", {"staat": "gesloten"}).page
    assert texts(closed, ".row-title") == ["Bibliotheek Het Predikheren"]
    page = visitor.get(f"/toegangspunten/{library.pk}/").page
    assert page.select("main .page-head a, main .card-head a") == []


def test_access_points_are_searched(visit, lut, library, mechelen):
    AccessPoint.objects.create(digibank=mechelen, name="B", postcode="2820", refnis="12005")
    visitor = visit(lut)

    found = {
        q: len(visitor.get("/toegangspunten/", {"q": q}).page.select(".row"))
        for q in ("predik", "2820", "stassart", "", "nergens")
    }

    assert found == {"predik": 1, "2820": 1, "stassart": 1, "": 2, "nergens": 0}


# Members


def test_members_are_listed_with_their_roles(visit, lut, bea, wim, zoe):
    bea.memberships.update(ended_on=date(2026, 1, 1), began_on=date(2025, 1, 1))
    visitor = visit(lut)

    now = visitor.get("/leden/").page
    before = visitor.get("/leden/", {"staat": "vroeger"}).page

    assert texts(now, ".row-title") == ["Lut", "Wim"]
    assert texts(now, ".row-meta")[0].startswith("Coördinator, Baliemedewerker · sinds ")
    assert texts(before, ".row-title") == ["Bea"]
    assert texts(before, ".row-meta") == ["Baliemedewerker · van 1 januari 2025 tot 1 januari 2026"]


def test_nobody_has_left_yet(visit, lut):
    page = visit(lut).get("/leden/", {"staat": "vroeger"}).page

    assert texts(page, ".empty h2") == ["Niemand is gestopt"]


def test_roles_are_granted_and_count_at_once(visit, lut, bea):
    url = f"/leden/{bea.memberships.get().pk}/rollen/"
    visitor = visit(lut)
    first = visitor.get(url)

    answer = visitor.post(url, {"roles": ["coordinator", "trainer"], "seen": seen(first)})

    assert [box["value"] for box in first.page.select("[checked]")] == ["desk"]
    assert answer.status_code == 302
    assert visit(bea).get("/digibank/").status_code == 200


def test_the_last_coordinator_stays(visit, lut):
    mine = lut.memberships.get().pk
    visitor = visit(lut)
    version = seen(visitor.get(f"/leden/{mine}/rollen/"))

    roles = visitor.post(f"/leden/{mine}/rollen/", {"roles": ["desk"], "seen": version})
    end = visitor.post(f"/leden/{mine}/einde/")

    said = "Een digibank heeft altijd een coördinator. Maak eerst iemand anders coördinator."
    assert (roles.status_code, end.status_code) == (422, 422)
    assert texts(roles.page, ".errors li") == [said]
    assert texts(end.page, ".errors li") == [said]


@pytest.mark.parametrize("roles", [[], ["boss"]])
def test_wrong_roles_are_refused_at_their_field(visit, lut, bea, roles):
    url = f"/leden/{bea.memberships.get().pk}/rollen/"

    answer = visit(lut).post(url, {"roles": roles, "seen": "x"})

    assert (answer.status_code, errors(answer)) == (422, ["#id_roles"])


def test_a_membership_is_ended(visit, lut, bea):
    pk = bea.memberships.get().pk
    visitor = visit(lut)

    answer = visitor.post(f"/leden/{pk}/einde/")
    twice = visitor.post(f"/leden/{pk}/einde/")

    assert (answer.status_code, twice.status_code) == (302, 409)
    assert visit(bea).get("/toegangspunten/").status_code == 404
    page = visitor.get(f"/leden/{pk}/").page
    assert page.select("main .page-head a.button") == []


# The menu and the one search


def test_the_menu_shows_coordination_to_coordinators_alone(visit, lut, bea):
    words = {"De digibank", "Partners", "Toegangspunten", "Leden"}

    shown = [
        words & set(texts(visit(who).get("/balie/").page, ".shell-links a")) for who in (lut, bea)
    ]

    assert shown == [words, set()]


def test_the_one_search_finds_organisations(visit, bea, partner):
    page = visit(bea).get("/zoek/", {"q": "lig"}).page

    assert page.select_one("main .row-title a")["href"] == partner.organisation.get_absolute_url()


# One and three rows take as many queries


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries"),
    [("/toegangspunten/", 7), ("/organisaties/", 5), ("/leden/", 6), ("/digibank/", 5)],
)
def test_lists_take_as_many_queries_for_one_row_as_for_three(
    visit, lut, mechelen, url, queries, count, django_assert_num_queries
):
    for number in range(count):
        point = AccessPoint.objects.create(
            digibank=mechelen, name=f"{number}", postcode="2800", refnis="12025"
        )
        point.openings.create(weekday=1, opens_at="09:00", closes_at="17:00")
        organisation = Organisation.objects.create(name=f"{number}", kind="other")
        mechelen.partnerships.create(organisation=organisation, part="partner")
        mechelen.coverages.create(refnis=["12025", "12005", "12035"][number])
        if number:
            account(f"m{number}", mechelen, "desk", "trainer")
    visitor = visit(lut)

    with django_assert_num_queries(queries):
        visitor.get(url)
