from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from digibank.lending.handing_out import hand_out
from digibank.lending.models import Loan
from digibank.ui import codes
from tests.conftest import make_device

TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=ZoneInfo("Europe/Brussels"))


def words(tag):
    return " ".join(tag.text.split())


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def out(lut, mechelen, an):
    """Hands out `count` laptops that have to be back in `days` days."""

    def lent(count, days):
        for _ in range(count):
            due = (TUESDAY + timedelta(days=30)).date()
            loan = hand_out(make_device(mechelen, lut), person=an, due_on=due, by=lut)
            moved = (TUESDAY + timedelta(days=days)).date()
            Loan.objects.filter(pk=loan.pk).update(due_on=moved)

    return lent


def test_the_front_page_says_what_where_and_open_now(visit, mechelen, library):
    page = visit().get("/").page

    assert words(page.h1) == "Hulp met je laptop, gsm of internet"
    assert page.select_one(".top-call")["href"] == "tel:+3215123456"
    (row,) = page.select(".lit-rows > li")
    assert words(row.select_one(".row-title")) == "Bibliotheek Het Predikheren"
    assert words(row.select_one(".tag")) == "Nu open"


def test_the_front_page_names_each_digibank_when_there_are_more(visit, mechelen, elsewhere):
    page = visit().get("/").page

    assert page.select(".top-call") == []
    assert [words(row) for row in page.select("[aria-labelledby=digibanken] .row-title")] == [
        "Digibank Elders",
        "Digibank Mechelen",
    ]


def test_the_front_page_of_an_empty_installation_is_a_page(visit):
    assert visit().get("/").status_code == 200


@pytest.mark.parametrize(("language", "heading"), [("fr", "De l’aide"), ("en", "Help with")])
def test_a_visitor_chooses_a_language(visit, mechelen, language, heading):
    visitor = visit()
    visitor.post("/taal/", {"language": language, "next": "/"})

    page = visitor.get("/").page

    assert (page.html["lang"], words(page.h1)[: len(heading)]) == (language, heading)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_the_same_queries_whatever_the_work(
    visit, bea, out, library, django_assert_num_queries, count
):
    out(count, days=0)
    visitor = visit(bea)

    with django_assert_num_queries(17):  # session, account, place; tiles, count; seven lists
        page = visitor.get("/balie/").page

    assert len(page.select(".desk-lists .row")) == count


def test_the_desk_shows_five_of_the_work_and_the_way_to_the_rest(visit, bea, out, library):
    out(7, days=-6)

    (card, *_others) = visit(bea).get("/balie/").page.select(".desk-lists > section")

    assert words(card.h2) == "Te laat (7)"
    assert len(card.select(".row")) == 5
    assert words(card.select_one(".tag")) == "6 dagen te laat"
    assert card.select_one(".card-head a")["href"] == "/uitleningen/?staat=late"


def test_the_desk_says_that_everything_is_done(visit, bea, library):
    page = visit(bea).get("/balie/").page

    assert words(page.select_one(".empty h2")) == "Alles is gedaan"


def test_the_desk_of_others_shows_nothing_of_this_digibank(visit, zoe, tom, out, library):
    out(1, days=0)

    assert [visit(who).get("/balie/").page.select(".row") for who in (zoe, tom)] == [[], []]


def test_a_scanned_label_opens_what_comes_next(visit, bea, tom, zoe, lut, mechelen, an, device):
    def scanned(who, one):
        return visit(who).get("/zoek/", {"q": one.label})

    fresh = make_device(mechelen, lut, ready=False)
    assert scanned(bea, device).url == f"/toestellen/{device.code}/uitlening/"
    assert scanned(bea, fresh).url == f"/toestellen/{fresh.code}/"
    loan = hand_out(device, person=an, due_on=(TUESDAY + timedelta(days=9)).date(), by=lut)
    assert scanned(bea, device).url == f"/uitleningen/{loan.pk}/terugkeer/"
    assert [scanned(who, device).status_code for who in (tom, zoe)] == [200, 200]


def test_a_label_of_elsewhere_is_told_without_saying_who_knows_it(visit, bea, tom, zoe, device):
    def told(who, label):
        return words(visit(who).get("/zoek/", {"q": label}).page.select_one(".empty"))

    nowhere = codes.written(codes.DEVICE, codes.new_code(codes.DEVICE))
    foreign = "Dit label hoort bij een andere Digibank. Bel het nummer dat op het label staat."
    assert [told(zoe, device.label), told(zoe, nowhere), told(bea, nowhere)] == [foreign] * 3
    assert [told(tom, one)[:30] for one in (device.label, nowhere)] == [
        "Deze code kennen we hier niet "
    ] * 2
    card = codes.written(codes.CARD, codes.new_code(codes.CARD))
    assert told(bea, card).startswith("Deze code kennen we hier niet")


def test_a_label_scanned_by_a_scanner_set_to_qwerty_is_understood(visit, bea, device):
    azerty = str.maketrans("23456789", "é\"'(§è!ç")

    answer = visit(bea).get("/zoek/", {"q": device.label.lower().translate(azerty)})

    assert answer.url == f"/toestellen/{device.code}/uitlening/"


def test_a_code_with_a_wrong_sign_is_only_words(visit, bea, device):
    wrong = device.code[:-1] + ("2" if device.code[-1] != "2" else "3")

    assert codes.recognised(wrong) is None
    assert words(visit(bea).get("/zoek/", {"q": wrong}).page.h1) == "Zoek"


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "'; DROP TABLE--", "x" * 100_000, "🦊", "\u202e"]
)
def test_search_takes_whatever_is_typed(visit, bea, an, text):
    assert visit(bea).get("/zoek/", {"q": text[:4000]}).status_code == 200


def test_a_zero_byte_in_an_address_reaches_no_query(visit, lut, device):
    addresses = ["/toestellen/%00/", "/toestellen/labels/blad.pdf?toestel=%00"]

    assert [visit(lut).get(one).status_code for one in addresses] == [404, 200]


def test_the_way_on_stays_inside(visit, bea, library):
    answers = [visit(bea).get("/plaats/", {"next": text}) for text in ("foo", "//evil.example")]

    assert [answer.status_code for answer in answers] == [200, 200]
