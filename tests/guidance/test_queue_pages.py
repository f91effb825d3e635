from io import BytesIO

import pytest
from pypdf import PdfReader

from digibank.guidance import queueing
from digibank.guidance.models import Smile, Ticket


@pytest.fixture
def desk(visit, bea, library):
    return visit(bea)


@pytest.fixture
def kiosk(library, lut):
    _kiosk, token = queueing.make_kiosk(library, name="Tablet aan de deur", by=lut)
    return f"/kiosk/{token}/"


def numbers(page, name):
    return [row.text for row in page.select(f'[aria-labelledby="{name}"] .row-title')]


def test_a_number_is_given_called_and_noted(desk):
    for _ in range(2):
        answer = desk.post("/wachtrij/nummer/")
    page = desk.get(answer.url).page
    assert "Zeg het luidop: nummer 2." in page.select_one("#gegeven").text
    assert numbers(page, "waiting-title") == ["1", "2"]

    desk.post("/wachtrij/volgende/", {"desk": "Balie 2"})
    page = desk.get("/wachtrij/").page
    assert page.select_one(".queue-number").text == "1"
    assert page.select_one("#id_desk")["value"] == "Balie 2"
    one = Ticket.objects.get(number=1)

    answer = desk.post(f"/wachtrij/{one.pk}/einde/", {"end": "helped"})
    assert (answer.url, Ticket.objects.get(number=1).end) == ("/balie/", "helped")


def test_calling_when_nobody_waits_says_so(desk):
    page = desk.post("/wachtrij/volgende/", follow=True).page

    assert "Niemand wacht." in page.select_one(".notice").text


def test_the_queue_answers_304_until_something_changes(desk, library):
    tag = desk.get("/wachtrij/")["ETag"]

    same = desk.get("/wachtrij/", headers={"If-None-Match": tag})
    queueing.take_number(library, by=None)
    fresh = desk.get("/wachtrij/", headers={"If-None-Match": tag})

    assert (same.status_code, same.content, fresh.status_code) == (304, b"", 200)


def test_a_queue_that_did_not_change_costs_four_questions(desk, django_assert_num_queries):
    tag = desk.get("/wachtrij/")["ETag"]

    with django_assert_num_queries(4):  # session, account, place, version
        desk.get("/wachtrij/", headers={"If-None-Match": tag})


def test_who_stands_nowhere_has_no_queue(visit, zoe):
    assert visit(zoe).get("/wachtrij/").status_code == 404


def test_a_slip_holds_the_number_and_the_place(desk, library):
    ticket = queueing.take_number(library, by=None)

    answer = desk.get(f"/wachtrij/{ticket.pk}/bon.pdf")

    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert text.split("\n")[:3] == ["Nummer 1", "1", "Bibliotheek Het Predikheren"]


def test_a_number_of_another_digibank_is_404(visit, zoe, library):
    ticket = queueing.take_number(library, by=None)
    visitor = visit(zoe)

    assert visitor.get(f"/wachtrij/{ticket.pk}/bon.pdf").status_code == 404
    assert visitor.post(f"/wachtrij/{ticket.pk}/einde/", {"end": "left"}).status_code == 404


def test_without_a_log_in_the_kiosk_gives_a_number(visit, kiosk):
    visitor = visit()
    assert len(visitor.get(kiosk).page.select(".kiosk-choices a")) == 3

    page = visitor.post(f"{kiosk}nummer/").page

    assert page.select_one(".kiosk-number").text == "1"
    slip = visitor.get(page.select_one('a[href$=".pdf"]')["href"])
    assert slip.content.startswith(b"%PDF")
    assert visitor.get(f"{kiosk}nummer/99.pdf").status_code == 404


def test_the_screen_shows_whose_turn_it_is(visit, kiosk, library, bea):
    for _ in range(3):
        queueing.take_number(library, by=None)
    queueing.call_next(library, desk="Balie 1", by=bea)
    visitor = visit()

    answer = visitor.get(f"{kiosk}scherm/")

    assert answer.page.select_one(".kiosk-number").text == "1"
    assert answer.page.select_one(".kiosk-desk").text == "Balie 1"
    same = visitor.get(f"{kiosk}scherm/", headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304


def test_a_face_is_pressed_once_and_tied_to_nobody(visit, kiosk):
    visitor = visit()
    page = visitor.get(f"{kiosk}smiley/").page
    once = page.select_one('input[name="once"]')["value"]

    for _ in range(2):
        answer = visitor.post(f"{kiosk}smiley/", {"mood": "so_so", "once": once})

    assert [one.mood for one in Smile.objects.all()] == ["so_so"]
    assert "Dank je wel." in visitor.get(answer.url).page.text
    assert visitor.post(f"{kiosk}smiley/", {"mood": "angry"}).status_code == 422


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00", "🙂"])
def test_an_address_that_is_not_a_kiosk_is_404(visit, token):
    assert visit().get(f"/kiosk/{token}/").status_code == 404


def test_the_coordinator_makes_an_address_and_ends_it(visit, lut, library):
    visitor = visit(lut)
    sent = {"name": "Scherm", "access_point": library.pk}

    address = visitor.post("/schermen/", sent).page.select_one(".address").text
    path = address.partition("testserver")[2]
    assert visitor.get(path).status_code == 200
    assert ".address" not in visitor.get("/schermen/").page.text

    kiosk = visitor.get("/schermen/").page.select_one('form[action$="/einde/"]')["action"]
    visitor.post(kiosk)
    assert visitor.get(path).status_code == 404


def test_a_place_of_another_digibank_gets_no_screen(visit, zoe, library):
    answer = visit(zoe).post("/schermen/", {"name": "Scherm", "access_point": library.pk})

    assert answer.status_code == 422
