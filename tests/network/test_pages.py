from datetime import date

import pytest
from django.utils import translation

from digibank.network.models import AccessPoint


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
