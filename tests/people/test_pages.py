import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from digibank.ledger.models import Look
from digibank.people.carding import issue, replace
from digibank.people.linking import link
from digibank.people.models import Card, Person, SamePerson
from digibank.people.registering import change
from digibank.ui import codes, searching
from tests.people.factories import make_person

NEW = {"given_name": "Jan", "family_name": "De Wolf", "language": "nl", "channel": ""}


def texts(page, selector):
    return [" ".join(tag.text.split()) for tag in page.select(selector)]


def test_person_list_begins_with_the_box(visit, bea):
    page = visit(bea).get("/mensen/").page

    assert page.select_one("#find").has_attr("autofocus")
    assert texts(page, ".empty h2") == ["Hier komen de mensen die je helpt"]


def test_person_list_finds_here_and_offers_to_register(visit, bea, mechelen, elsewhere):
    make_person(mechelen, "Fatima", "El Amrani", postcode="2800", refnis="12025")
    make_person(elsewhere, "Fatima", "El Amrani")

    page = visit(bea).get("/mensen/?zoek=fatma amrani").page

    assert texts(page, ".row-title") == ["Fatima El Amrani"]
    assert texts(page, ".row-meta") == ["Leeftijd niet gezegd · Mechelen"]
    assert page.select_one(".empty a")["href"] == "/mensen/nieuw/?zoek=fatma%20amrani"


@pytest.mark.parametrize("count", [1, 3])
def test_person_list_asks_as_much_for_three_as_for_one(
    visit, bea, mechelen, django_assert_num_queries, count
):
    for _ in range(count):
        make_person(mechelen)
    visitor = visit(bea)

    with django_assert_num_queries(10):
        page = visitor.get("/mensen/?zoek=an peeters").page

    assert len(page.select(".row")) == count


def test_person_list_opens_a_scanned_card(visit, bea, an):
    card = issue(an, by=bea)

    assert visit(bea).get(f"/mensen/?zoek={card.label}").url == an.get_absolute_url()


def test_person_list_shows_whom_you_helped(visit, bea, an):
    visitor = visit(bea)
    visitor.get(an.get_absolute_url())

    assert texts(visitor.get("/mensen/").page, ".row-title") == ["An Peeters"]


def test_person_new_is_filled_in_with_what_was_typed(visit, vera):
    page = visit(vera).get("/mensen/nieuw/?zoek=jan de wolf 1951 0471/234567").page

    assert page.select_one("#id_given_name")["value"] == "Jan"
    assert page.select_one("#id_family_name")["value"] == "De Wolf"
    assert page.select_one("#id_phone")["value"] == "+32471234567"
    assert page.select_one("#id_age_band option[selected]")["value"] == "75+"


def test_person_new_registers(visit, vera, mechelen):
    answer = visit(vera).post("/mensen/nieuw/", NEW)

    made = Person.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (str(made), made.digibank, made.registered_by) == ("Jan De Wolf", mechelen, vera)


def test_person_new_keeps_what_was_typed_when_refused(visit, bea):
    answer = visit(bea).post("/mensen/nieuw/", {**NEW, "phone": "12", "street": "Markt 1"})

    assert answer.status_code == 422
    assert answer.page.title.text.startswith("Fout: ")
    assert texts(answer.page, ".errors li") == ["Telefoon: Kijk het telefoonnummer na."]
    assert answer.page.select_one("#id_street")["value"] == "Markt 1"


def test_person_new_shows_who_is_alike_and_saves_when_told(visit, bea, mechelen):
    known = make_person(mechelen, "Jan", "Dewolf", postcode="2800", refnis="12025")
    visitor = visit(bea)

    answer = visitor.post("/mensen/nieuw/", NEW)

    assert answer.status_code == 422
    assert texts(answer.page, "#alike .row-title") == ["Jan Dewolf"]
    assert texts(answer.page, "#alike .row-meta") == [
        "Leeftijd niet gezegd · Mechelen · Dezelfde naam"
    ]
    button = answer.page.select_one("#alike button")
    assert button["value"] == str(known.pk)
    assert visitor.post("/mensen/nieuw/", {**NEW, "others": button["value"]}).status_code == 302
    assert Person.objects.count() == 2


def test_person_new_asks_which_municipality(visit, bea):
    from tests.people.test_registering import several

    postcode, known = several()

    answer = visit(bea).post("/mensen/nieuw/", {**NEW, "postcode": postcode})

    assert texts(answer.page, ".errors li") == ["Gemeente: Kies de gemeente."]
    assert [tag["value"] for tag in answer.page.select("[name=refnis]")] == known


@pytest.mark.parametrize("sent", [{"others": "x,1,-2"}, {"language": "xx"}])
def test_person_new_survives_nonsense(visit, bea, sent):
    assert visit(bea).post("/mensen/nieuw/", {**NEW, **sent}).status_code in {302, 422}


def test_person_shows_the_record_and_writes_who_looked(visit, bea, an):
    issue(an, by=bea)

    page = visit(bea).get(an.get_absolute_url()).page

    assert page.h1.text == "An Peeters"
    assert texts(page, ".timeline h3") == ["Kreeg een kaart"]
    look = Look.objects.get()
    assert (look.by, look.subject, look.page) == (bea, f"people.person:{an.pk}", "people:person")


def test_person_asks_a_constant_number_of_questions(visit, bea, an, django_assert_num_queries):
    issue(an, by=bea)
    visitor = visit(bea)

    with django_assert_num_queries(18):  # without loans and links: each adds one or two
        visitor.get(an.get_absolute_url())


def test_person_tells_what_changed(visit, bea, an):
    change(an, seen=an.changed_at, phone="0471234567", needs_interpreter=True, by=bea)

    page = visit(bea).get(an.get_absolute_url()).page

    assert texts(page, ".timeline p") == ["Heeft een tolk nodig, Telefoon."]
    assert texts(page, ".notice h2") == ["Heeft een tolk nodig: Nederlands"]


def test_person_history_holds_all(visit, bea, an):
    card = issue(an, by=bea)
    for lost in (True, False) * 5:
        card = replace(card, lost=lost, by=bea)
    visitor = visit(bea)

    assert len(visitor.get(an.get_absolute_url()).page.select(".timeline > li")) == 8
    page = visitor.get(f"/mensen/{an.pk}/gebeurtenissen/").page
    assert len(page.select(".timeline > li")) == 11


def test_person_change_saves(visit, vera, an):
    page = visit(vera).get(f"/mensen/{an.pk}/wijziging/").page
    seen = page.select_one("[name=seen]")["value"]

    answer = visit(vera).post(f"/mensen/{an.pk}/wijziging/", {**NEW, "seen": seen})

    an.refresh_from_db()
    assert (answer.url, str(an)) == (an.get_absolute_url(), "Jan De Wolf")


def test_person_change_shows_both_versions(visit, bea, lut, an):
    seen = an.changed_at.isoformat()
    change(an, seen=an.changed_at, phone="0471234567", target_groups=["senior"], by=lut)
    mine = {"given_name": "An", "family_name": "Peters", "language": "nl", "channel": ""}
    visitor = visit(bea)

    answer = visitor.post(f"/mensen/{an.pk}/wijziging/", {**mine, "seen": seen})

    assert answer.status_code == 409
    rows = [[" ".join(cell.text.split()) for cell in row.select("th, td")]
            for row in answer.page.select("tbody tr")]  # fmt: skip
    assert rows == [
        ["Familienaam", "Peeters", "Peters"],
        ["Telefoon", "+32471234567", "leeg"],
        ["Doelgroepen", "65 of ouder", "leeg"],
    ]
    again = {tag["name"]: tag["value"] for tag in answer.page.select("main [type=hidden]")}
    again |= {"keep-phone": "theirs", "keep-target_groups": "theirs", "keep-family_name": "mine"}
    assert visitor.post(f"/mensen/{an.pk}/wijziging/", again).status_code == 302
    an.refresh_from_db()
    assert (an.family_name, an.phone, an.target_groups) == ("Peters", "+32471234567", ["senior"])


def test_person_change_refuses_a_broken_version(visit, bea, an):
    answer = visit(bea).post(f"/mensen/{an.pk}/wijziging/", {**NEW, "seen": "gisteren"})

    assert answer.status_code == 422


def test_person_told_says_everything_and_who_looked(visit, bea, lut, an):
    visit(lut).get(an.get_absolute_url())

    page = visit(bea).get(f"/mensen/{an.pk}/gegevens/").page

    assert ["Voornaam", "An"] in [texts(row, "dt, dd") for row in page.select(".facts > div")]
    assert texts(page, ".row-title") == ["Bea", "Lut"]


def test_person_told_as_file(visit, bea, an):
    answer = visit(bea).get(f"/mensen/{an.pk}/gegevens.json")

    told = json.loads(answer.content)
    assert {"words": "Familienaam", "value": "Peeters"} in next(
        room["held"] for room in told["held"] if room["room"] == "people"
    )
    assert [look["by"] for look in told["looked"]] == ["Bea"]
    assert answer["Content-Disposition"].startswith("attachment")


def test_person_told_on_paper(visit, bea, an):
    answer = visit(bea).get(f"/mensen/{an.pk}/gegevens.pdf")

    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Wat we over jou weten" in words
    assert "Peeters" in words


def test_person_erase_asks_why(visit, lut, an):
    visitor = visit(lut)

    assert visitor.post(f"/mensen/{an.pk}/wissing/", {}).status_code == 422
    assert visitor.post(f"/mensen/{an.pk}/wissing/", {"erased_for": "asked"}).status_code == 302
    page = visitor.get(an.get_absolute_url()).page
    assert page.h1.text == f"Gewiste fiche {an.pk}"
    assert visitor.get(f"/mensen/{an.pk}/wijziging/").status_code == 403


def test_person_erase_is_for_coordinators(visit, bea, an):
    assert visit(bea).post(f"/mensen/{an.pk}/wissing/", {"erased_for": "asked"}).status_code == 403


def test_same_new_finds_the_other_record(visit, bea, mechelen, elsewhere, an):
    other = make_person(mechelen, "Anna")
    make_person(elsewhere, "Anna")
    visitor = visit(bea)

    page = visitor.get(f"/mensen/{an.pk}/zelfde/").page
    assert [tag["href"] for tag in page.select(".row-title a")] == [
        f"/mensen/{an.pk}/zelfde/?met={other.pk}"
    ]
    page = visitor.get(f"/mensen/{an.pk}/zelfde/?met={other.pk}").page
    assert texts(page, ".row-title") == ["An Peeters", "Anna Peeters"]
    sent = {"other": other.pk, "reason": "zei het zelf"}
    assert visitor.post(f"/mensen/{an.pk}/zelfde/", sent).url == an.get_absolute_url()
    assert texts(visitor.get(other.get_absolute_url()).page, ".notice h2") == [
        "Is dezelfde mens als An Peeters"
    ]


def test_same_new_takes_nobody_from_elsewhere(visit, bea, elsewhere, an):
    other = make_person(elsewhere)

    sent = {"other": other.pk, "reason": "x"}
    assert visit(bea).post(f"/mensen/{an.pk}/zelfde/", sent).status_code == 422
    assert SamePerson.objects.count() == 0


def test_same_end_makes_two_persons(visit, bea, mechelen, an):
    same = link(an, other=make_person(mechelen, "Anna"), reason="x", by=bea)
    visitor = visit(bea)

    assert texts(visitor.get(f"/mensen/zelfde/{same.pk}/einde/").page, ".row-title") == [
        "An Peeters",
        "Anna Peeters",
    ]
    assert visitor.post(f"/mensen/zelfde/{same.pk}/einde/").status_code == 302
    assert visitor.post(f"/mensen/zelfde/{same.pk}/einde/").status_code == 409


def test_card_pages(visit, vera, an):
    visitor = visit(vera)

    answer = visitor.post(f"/mensen/{an.pk}/kaart/")

    card = Card.objects.get()
    assert answer.url == f"/mensen/kaarten/{card.pk}/"
    for path in ("", "afdruk/"):
        page = visitor.get(f"{answer.url}{path}").page
        assert len(page.select("svg.qr")) == 1
        assert card.label in page.text
    printed = visitor.get(f"{answer.url}kaart.pdf").content
    assert "An" in PdfReader(BytesIO(printed)).pages[0].extract_text()
    assert visitor.post(f"/mensen/{an.pk}/kaart/").status_code == 409


@pytest.mark.parametrize(
    ("how", "end"), [("lost", "lost"), ("worn", "replaced"), ("revoked", "revoked")]
)
def test_card_end(visit, bea, an, how, end):
    card = issue(an, by=bea)
    visitor = visit(bea)

    assert visitor.post(f"/mensen/kaarten/{card.pk}/einde/", {"how": how}).status_code == 302
    card.refresh_from_db()
    assert card.end == end
    assert visitor.post(f"/mensen/kaarten/{card.pk}/einde/", {"how": how}).status_code == 409
    assert visitor.post(f"/mensen/kaarten/{card.pk}/einde/", {}).status_code == 422


def test_a_scanned_card_that_ended_says_so(visit, bea, an):
    card = issue(an, by=bea)
    replace(card, lost=True, by=bea)
    visitor = visit(bea)

    answer = visitor.get(f"/zoek/?q={card.label}")

    assert answer.url == f"/mensen/kaarten/{card.pk}/"
    assert texts(visitor.get(answer.url).page, ".notice h2")[0].startswith(
        "Deze kaart is vervangen op "
    )


def test_a_card_opens_nothing_elsewhere(bea, zoe, wim, an, mechelen, elsewhere):
    card = issue(an, by=bea)

    assert searching.opened(codes.CARD, bea, mechelen, card.code) == an.get_absolute_url()
    assert searching.opened(codes.CARD, zoe, elsewhere, card.code) is None
    assert searching.opened(codes.CARD, wim, mechelen, card.code) is None


def test_the_one_search_finds_persons_for_who_meets_them(bea, wim, mechelen, an):
    an.phone = "+32471234567"
    an.save()

    groups = dict(searching.found(bea, mechelen, "peeters"))
    hit = groups["Mensen"][0]
    assert (hit.title, hit.meta, hit.url) == ("An Peeters", "0471 23 45 67", an.get_absolute_url())
    assert "Mensen" not in dict(searching.found(wim, mechelen, "peeters"))


@pytest.mark.parametrize("who", ["wim", "tom", "rik", "zoe"])
def test_others_see_no_persons(request, visit, an, who):
    visitor = visit(request.getfixturevalue(who))

    assert visitor.get(an.get_absolute_url()).status_code == 404
    assert Look.objects.count() == 0
