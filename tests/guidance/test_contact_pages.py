from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from digibank.guidance import contacting
from digibank.guidance.contacting import attend
from digibank.guidance.models import Attendee, Contact
from digibank.network.models import AccessPoint, Workplace
from digibank.people import carding
from digibank.people.models import Person
from tests.people.factories import make_person


@pytest.fixture
def desk(visit, bea, library):
    return visit(bea)


def tiles(page):
    return [box["value"] for box in page.select('.quick input[name="theme"]')]


def rows(page):
    return [" ".join(row.text.split()) for row in page.select(".rows .row-title")]


def test_the_desk_saves_one_question_with_one_tile(desk, library, bea):
    page = desk.get("/balie/").page
    once = page.select_one('.quick input[name="once"]')["value"]

    answer = desk.post("/hulp/nieuw/", {"theme": "itsme", "outcome": "solved", "once": once})

    made = Contact.objects.get()
    assert answer.url == f"/balie/?bewaard={made.pk}"
    assert (made.theme, made.access_point, made.by) == ("itsme", library, bea)
    assert tiles(page)[:3] == ["itsme", "email", "citizen"]


def test_the_desk_says_what_was_saved_and_asks_whose_it_was(desk, helped):
    made = helped("bank", outcome="helped_on", minutes=30)

    saved = desk.get(f"/balie/?bewaard={made.pk}").page.select_one(".saved")

    assert saved.h2.text.strip() == "Vraag bewaard: Bank"
    assert [form["action"] for form in saved.select("form")] == [
        f"/hulp/{made.pk}/persoon/",
        f"/hulp/{made.pk}/herroeping/",
        f"/hulp/{made.pk}/herhaling/",
    ]


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1", "１"])
def test_the_desk_says_nothing_of_what_it_does_not_know(desk, number):
    assert desk.get("/balie/", {"bewaard": number}).page.select(".saved") == []


def test_a_question_without_theme_comes_back_as_typed(desk):
    answer = desk.post("/hulp/nieuw/", {"outcome": "referred", "minutes": "5"})

    assert answer.status_code == 422
    assert answer.page.select_one(".errors li").text.strip() == "Waarover?: Kies waarover het ging."
    assert answer.page.select_one('input[name="outcome"][checked]')["value"] == "referred"


def test_a_theme_of_another_digibank_is_refused(desk, elsewhere, zoe):
    answer = desk.post("/hulp/nieuw/", {"theme": "999", "outcome": "solved"})

    assert answer.status_code == 422
    assert Contact.objects.count() == 0


def test_save_and_fill_in_more_opens_the_rest(desk):
    answer = desk.post("/hulp/nieuw/", {"theme": "itsme", "outcome": "solved", "more": "1"})

    assert answer.url == f"/hulp/{Contact.objects.get().pk}/wijziging/"


def test_a_scanned_card_makes_it_theirs_at_once(desk, helped, an, bea):
    made, card = helped("itsme"), carding.issue(an, by=bea)

    answer = desk.post(f"/hulp/{made.pk}/persoon/", {"who": card.label})

    assert answer.url == f"/balie/?bewaard={made.pk}"
    assert Contact.objects.get().person == an


def test_a_typed_name_gives_a_list_to_choose_from(desk, helped, an):
    made = helped("itsme")

    page = desk.post(f"/hulp/{made.pk}/persoon/", {"who": "peters"}).page
    (button,) = page.select('button[name="person"]')
    desk.post(f"/hulp/{made.pk}/persoon/", {"person": button["value"]})

    assert Contact.objects.get().person == an


def test_an_unknown_name_is_registered_without_typing_again(desk, helped):
    made = helped("itsme", age_band="75+", postcode="2800", gender="woman")
    page = desk.post(f"/hulp/{made.pk}/persoon/", {"who": "Rosa Vermeulen"}).page
    link = page.select_one(".empty a.button")["href"]

    form = desk.get(link).page
    typed = {box["name"]: box.get("value", "") for box in form.select("#register input[name]")}
    desk.post(link, typed)

    rosa = Person.objects.get()
    assert Contact.objects.get().person == rosa
    assert (str(rosa), rosa.age_band, rosa.postcode, rosa.gender) == (
        "Rosa Vermeulen",
        "75+",
        "2800",
        "woman",
    )


def test_who_is_here_already_is_shown_before_somebody_new(desk, helped, an):
    made = helped("itsme")

    answer = desk.post(
        f"/hulp/{made.pk}/persoon/nieuw/", {"given_name": "An", "family_name": "Peeters"}
    )

    assert answer.status_code == 422
    (button,) = answer.page.select('.lit-rows button[name="person"]')
    assert (button["value"], Person.objects.count()) == (str(an.pk), 1)


def test_undo_and_one_more_are_one_press(desk, helped):
    made = helped("itsme")

    again = desk.post(f"/hulp/{made.pk}/herhaling/")
    undone = desk.post(f"/hulp/{made.pk}/herroeping/", follow=True)

    assert Contact.objects.counted().get().pk == int(again.url.partition("=")[2])
    assert undone.page.select_one(".notice h2, .notice p").text.strip() == (
        "Ongedaan gemaakt. Er is niets geteld."
    )


def test_undo_twice_says_so(desk, helped):
    made = helped("itsme")
    desk.post(f"/hulp/{made.pk}/herroeping/")

    assert desk.post(f"/hulp/{made.pk}/herroeping/").status_code == 302
    assert Contact.objects.counted().count() == 0


def test_the_tally_counts_every_press_and_takes_the_last_back(desk):
    first = desk.post("/hulp/turven/", {"theme": "itsme"})
    desk.post("/hulp/turven/", {"theme": "itsme"})
    page = desk.get(first.url).page

    counts = {tap["value"]: tap.small.text for tap in page.select("button.tap")}
    assert (counts["itsme"], counts["bank"]) == ("2", "0")
    number = Contact.objects.latest("pk").pk
    answer = desk.post(f"/hulp/{number}/herroeping/", {"back": "tally"})
    assert (answer.url, Contact.objects.counted().count()) == ("/hulp/turven/", 1)


def test_the_tally_of_nothing_counts_nothing(desk):
    assert desk.post("/hulp/turven/", {"theme": "nonsense"}).status_code == 422
    assert Contact.objects.count() == 0


def test_the_list_narrows_by_theme_outcome_place_helper_person_and_day(
    desk, helped, mechelen, an, lut
):
    bus = AccessPoint.objects.create(
        digibank=mechelen, name="Bus", street="Markt 1", postcode="2800", refnis="12025"
    )
    helped("itsme", person=an)
    helped("bank", outcome="referred")
    helped("tax", access_point=bus)
    helped("school", by=lut, channel="phone")
    helped("email", on=localdate() - timedelta(days=3))

    def shown(**asked):
        return rows(desk.get("/hulp/", asked).page)

    assert shown() == ["School", "Belasting", "Bank", "itsme: An Peeters", "E-mail"]
    assert shown(thema="bank") == ["Bank"]
    assert shown(einde="referred") == ["Bank"]
    assert shown(hoe="phone") == ["School"]
    assert shown(plaats=bus.pk) == ["Belasting"]
    assert shown(mijn="on") == ["Belasting", "Bank", "itsme: An Peeters", "E-mail"]
    assert shown(q="peters") == ["itsme: An Peeters"]
    day = (localdate() - timedelta(days=3)).strftime("%d/%m/%Y")
    assert shown(van=day, tot=day) == ["E-mail"]


@pytest.mark.parametrize(
    "asked",
    [
        {"thema": "by__password"},
        {"by__password__startswith": "a"},
        {"plaats": "1 OR 1=1"},
        {"q": "\x00"},
        {"van": "31/02/2026"},
        {"voor": "-1"},
        {"voor": "9" * 40},
        {"digibank": "2"},
    ],
)
def test_the_list_takes_no_filter_that_it_does_not_know(desk, helped, asked):
    helped("itsme")

    assert rows(desk.get("/hulp/", asked).page) == ["itsme"]


def test_the_list_goes_back_a_page_at_a_time(desk, helped):
    for number in range(27):
        helped("itsme", minutes=number + 1)

    first = desk.get("/hulp/?thema=itsme").page
    older = desk.get("/hulp/" + first.select_one(".pager a")["href"]).page

    assert (len(rows(first)), len(rows(older))) == (25, 2)
    assert "thema=itsme" in first.select_one(".pager a")["href"]
    assert older.select_one(".pager a")["href"] == "?thema=itsme"


def test_the_list_asks_as_many_questions_for_three_rows_as_for_one(
    desk, helped, an, django_assert_num_queries
):
    helped("itsme", person=an)
    with django_assert_num_queries(5):
        desk.get("/hulp/")
    helped("bank")
    helped("tax", person=an)

    with django_assert_num_queries(5):
        desk.get("/hulp/")


def test_a_contact_can_be_put_right_and_taken_away(desk, helped):
    made = helped("itsme", minutes=15)
    page = desk.get(f"/hulp/{made.pk}/wijziging/").page
    assert page.select_one('input[name="theme"][checked]')["value"] == "itsme"

    desk.post(f"/hulp/{made.pk}/wijziging/", {"theme": "bank", "outcome": "referred"})
    desk.post(f"/hulp/{made.pk}/verwijdering/", {"removed_for": "double"})

    made.refresh_from_db()
    assert (made.theme, made.outcome, made.removed_for) == ("bank", "referred", "double")
    assert "telt niet mee" in desk.get(f"/hulp/{made.pk}/").page.text


def test_a_group_takes_cards_one_after_the_other(desk, helped, an, bea):
    group, card = helped("safety", head_count=12), carding.issue(an, by=bea)

    desk.post(f"/hulp/{group.pk}/groep/", {"who": card.label})
    page = desk.get(f"/hulp/{group.pk}/groep/").page

    assert page.select_one("#list-title").text.strip() == "1 van 12 met naam"
    desk.post(f"/hulp/groep/{Attendee.objects.get().pk}/einde/")
    assert Attendee.objects.count() == 0


def test_the_page_of_a_person_shows_what_they_were_helped_with(desk, helped, an):
    helped("itsme", person=an)
    group = helped("safety", head_count=3)
    attend(group, people=[an], by=group.by)

    page = desk.get(f"/mensen/{an.pk}/").page

    lines = [line.text for line in page.select(".timeline .is-help h3")]
    assert lines == ["Veilig online", "itsme"]


def test_a_question_noted_on_the_page_of_a_person_is_theirs(desk, an):
    answer = desk.post(f"/mensen/{an.pk}/hulp/", {"theme": "itsme", "outcome": "solved"})

    assert (answer.url, Contact.objects.get().person) == (f"/mensen/{an.pk}/", an)


def test_a_volunteer_sees_where_they_work_and_changes_what_is_theirs(
    visit, vera, helped, mechelen, library
):
    bus = AccessPoint.objects.create(
        digibank=mechelen, name="Bus", street="Markt 1", postcode="2800", refnis="12025"
    )
    theirs = helped("itsme", access_point=bus)
    elsewhere = helped("bank")
    own = helped("tax", by=vera)
    Workplace.objects.create(membership=vera.memberships.get(), access_point=bus)
    visitor = visit(vera)

    assert rows(visitor.get("/hulp/").page) == ["Belasting", "itsme"]
    assert visitor.get(f"/hulp/{elsewhere.pk}/").status_code == 404
    assert visitor.get(f"/hulp/{theirs.pk}/wijziging/").status_code == 403
    assert visitor.get(f"/hulp/{own.pk}/wijziging/").status_code == 200


def test_a_contact_and_a_person_of_another_digibank_are_404(visit, zoe, helped, elsewhere, bea):
    made = helped("itsme")
    far = make_person(elsewhere, "Ver", "Weg")

    assert visit(zoe).get(f"/hulp/{made.pk}/").status_code == 404
    assert visit(zoe).post(f"/hulp/{made.pk}/persoon/", {"person": far.pk}).status_code == 404
    refused = visit(bea).post(f"/hulp/{made.pk}/persoon/", {"person": far.pk})
    made.refresh_from_db()
    assert (refused.status_code, made.person) == (422, None)


def test_the_coordinator_puts_a_tile_on_the_desk_moves_it_and_takes_it_away(visit, lut, library):
    visitor = visit(lut)
    visitor.post("/hulp/tegels/", {"code": "energy", "name": "Vreg V-test"})
    page = visitor.get("/balie/").page
    key = tiles(page)[-1]

    visitor.post(f"/hulp/tegels/{key}/plaats/", {"position": "1"})
    assert tiles(visitor.get("/balie/").page)[0] == key
    visitor.post("/hulp/nieuw/", {"theme": key, "outcome": "solved"})
    visitor.post(f"/hulp/tegels/{key}/einde/")

    made = Contact.objects.get()
    assert (made.theme, made.theme_name) == ("energy", "Vreg V-test")
    assert key not in tiles(visitor.get("/balie/").page)


def test_what_we_know_of_a_person_holds_the_help(visit, lut, an, helped):
    helped("itsme", person=an)

    page = visit(lut).get(f"/mensen/{an.pk}/gegevens/").page

    assert "itsme, Opgelost, Bibliotheek Het Predikheren" in page.text


def test_the_same_form_sent_twice_counts_once(desk):
    once = desk.get("/balie/").page.select_one('.quick input[name="once"]')["value"]
    sent = {"theme": ["itsme", "bank"], "outcome": "solved", "once": once}

    first, second = desk.post("/hulp/nieuw/", sent), desk.post("/hulp/nieuw/", sent)

    assert (first.url, Contact.objects.count()) == (second.url, 2)


def test_one_more_of_what_somebody_takes_back_meanwhile_is_a_sentence(desk, helped, monkeypatch):
    made = helped("itsme")
    again = contacting.again

    def too_late(contact, **given):
        contacting.undo(contact, by=contact.by)
        return again(contact, **given)

    monkeypatch.setattr(contacting, "again", too_late)

    answer = desk.post(f"/hulp/{made.pk}/herhaling/")

    assert (answer.status_code, Contact.objects.counted().count()) == (302, 0)
