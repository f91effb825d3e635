"""A morning at the desk, as it is lived: forty visits, and the figures that it leaves."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look

SINGLE = {"itsme": 6, "email": 4, "citizen": 4, "tax": 3, "phone": 3, "laptop": 1, "school": 2}
THEMES = {
    "itsme": 8,
    "Bank": 5,
    "E-mail": 5,
    "Burgerprofiel": 5,
    "Belasting": 4,
    "Gsm": 4,
    "Laptop": 3,
    "School": 2,
    "Veilig online": 2,
    "Afspraak": 1,
    "Iets anders": 1,
    "Werk, VDAB": 1,
}


@pytest.fixture
def desk(sit):
    page = sit("rosa")
    page.goto("/balie/")
    return page


@pytest.fixture
def cards(house):
    return [one["card"] for one in house.standing["morning"]["people"]]


@pytest.fixture
def week(house):
    """A day of next week, as the house knows it: the camera has a day of its own."""
    return date.fromisoformat(house.standing["today"]) + timedelta(days=7)


def helped(desk, *codes, outcome="solved"):
    """One visit at the counter."""
    desk.goto("/balie/")
    for code in codes:
        desk.locator(f'.quick label:has(input[name="theme"][value="{code}"])').click()
    desk.locator(f'.quick label:has(input[name="outcome"][value="{outcome}"])').click()
    desk.get_by_role("button", name="Bewaar vraag").click()
    expect(desk.locator(".saved")).to_be_visible()


def whose(desk, card):
    box = desk.get_by_label("Van wie was de vraag?")
    box.fill(card)
    box.press("Enter")
    expect(desk.get_by_label("Van wie was de vraag?")).to_have_count(0)


def asks_for_longer(desk, code, sentence):
    helped(desk, code, outcome="helped_on")
    desk.get_by_role("link", name="Het duurt langer").click()
    desk.get_by_label("De vraag in één zin").fill(sentence)
    desk.get_by_role("button", name="Bewaar vraag").click()
    expect(desk).to_have_url(re.compile(r"/vragen/\d+/$"))


def sent_on(desk):
    helped(desk, "citizen", outcome="referred")
    desk.get_by_role("link", name="Schrijf de doorverwijzing").click()
    desk.get_by_label("Welke partner?").select_option(label="OCMW Boom")
    desk.get_by_label("Wat is er nodig?").fill("Hulp met de verwarmingstoelage.")
    desk.locator("#id_name").fill("Jeanne")
    desk.locator('label:has(input[name="consent"][value="spoken"])').click()
    desk.get_by_role("button", name="Verwijs door").click()
    expect(desk).to_have_url(re.compile(r"/doorverwijzingen/\d+/$"))


def agreed(desk, card, on):
    """An appointment for whose card it is, at two."""
    helped(desk, "appointment")
    desk.goto(f"/afspraken/nieuw/?wie={card}")
    desk.locator("summary", has_text="Een ander uur").click()
    desk.locator("#id_day").fill(f"{on:%d/%m/%Y}")
    desk.locator("#id_hour").fill("14")
    desk.locator("#id_helper").select_option(label="Rosa Leemans")
    desk.get_by_role("button", name="Maak de afspraak").click()
    expect(desk).to_have_url(re.compile(r"/afspraken/\d+/$"))


def tallied(desk, name, count):
    desk.goto("/hulp/turven/")
    for number in range(1, count + 1):
        button = desk.locator("button.tap", has_text=name)
        button.click()
        expect(button.locator("small")).to_have_text(str(number))


def came_as_group(desk, code, count):
    desk.goto("/balie/")
    desk.locator(f'.quick label:has(input[name="theme"][value="{code}"])').click()
    desk.get_by_text("Aan de telefoon, thuis of een groep?").click()
    desk.get_by_label("Hoeveel mensen?").fill(str(count))
    desk.get_by_role("button", name="Bewaar vraag").click()
    expect(desk.locator(".saved")).to_be_visible()


def by_keyboard(desk, digit):
    desk.goto("/balie/")
    desk.keyboard.press("F8")
    desk.keyboard.press(digit)
    desk.keyboard.press("Enter")
    expect(desk.locator(".saved")).to_be_visible()


def with_more(desk, code):
    desk.goto("/balie/")
    desk.locator(f'.quick label:has(input[name="theme"][value="{code}"])').click()
    desk.get_by_role("button", name="Bewaar en vul meer in").click()
    desk.get_by_label("Postcode").fill("2850")
    desk.get_by_role("button", name="Bewaar", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/hulp/\d+/$"))


def table(page, code):
    rows = page.locator(f"table:has(#table-{code}) tbody tr")
    return {
        row.locator("th").inner_text(): int(row.locator("td").first.inner_text())
        for row in rows.all()
    }


def test_a_morning_of_forty_visits_leaves_these_figures(desk, cards, week):
    for code, count in SINGLE.items():
        for _ in range(count):
            helped(desk, code)
    tallied(desk, "Bank", 4)
    helped(desk, "itsme", "email")
    for code, card in zip(["itsme", "bank", "tax"], cards, strict=True):
        helped(desk, code)
        whose(desk, card)
    came_as_group(desk, "safety", 12)
    asks_for_longer(desk, "other", "Treinabonnement van haar man opzeggen")
    asks_for_longer(desk, "work", "Inschrijven bij VDAB, de code komt per brief")
    sent_on(desk)
    agreed(desk, cards[2], week)
    helped(desk, "laptop")
    desk.get_by_role("button", name="Nog zo een").click()
    by_keyboard(desk, "8")
    with_more(desk, "phone")
    helped(desk, "school")
    desk.get_by_role("button", name="Maak ongedaan").click()
    expect(desk.get_by_role("status")).to_contain_text("Er is niets geteld.")

    desk.goto("/hulp/cijfers/")

    totals = [one.inner_text() for one in desk.locator(".figure-line .stat b").all()]
    assert totals == ["41", "40", "51", "3", "540"]
    assert table(desk, "themes") == THEMES
    assert table(desk, "outcomes") == {"Opgelost": 38, "Op weg": 2, "Doorverwezen": 1}
    assert table(desk, "referrals") == {"Van ons: OCMW Boom": 1}
    assert table(desk, "questions") == {"Open": 3}  # one waited already
    look(desk, "hulp-cijfers")
    desk.goto("/afspraken/")
    expect(desk.get_by_role("link", name="Greet Aerts")).to_have_count(1)


PAGES = [
    ("vragen", "/vragen/"),
    ("vraag-nieuw", "/vragen/nieuw/"),
    ("artikels", "/artikels/"),
    ("artikel-nieuw", "/artikels/nieuw/"),
    ("wachtrij", "/wachtrij/"),
    ("schermen", "/schermen/"),
    ("afspraken", "/afspraken/"),
    ("rooster-aanbod", "/rooster/aanbod/"),
    ("uren-van-helpers", "/rooster/uren/"),
    ("agenda", "/agenda/"),
    ("hulpregels", "/hulpregels/"),
    ("doorverwijzingen", "/doorverwijzingen/"),
    ("samen-veilig", "/hulp/veilig/"),
    ("opvallend", "/hulp/opvallend/"),
]


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_page_of_the_helpdesk(desk, name, path):
    desk.goto(path)

    look(desk, name)


def test_the_roster_of_next_week(desk, week):
    desk.goto(f"/rooster/?week={week:%Y-%m-%d}")

    look(desk, "rooster")


LISTED = [
    ("vraag", "/vragen/", "Verwarmingstoelage aanvragen"),
    ("artikel", "/artikels/", "itsme op een nieuwe gsm"),
    ("afspraak", "/afspraken/", "Fons Verlinden"),
]


@pytest.mark.parametrize(("name", "path", "words"), LISTED)
def test_what_a_list_leads_to(desk, name, path, words):
    desk.goto(path)
    desk.get_by_role("link", name=words).first.click()

    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    look(desk, name)


def test_the_mandate_of_a_person_is_written(desk, house):
    person = house.standing["morning"]["people"][0]["pk"]
    desk.goto(f"/mensen/{person}/mandaten/nieuw/")

    look(desk, "mandaat-nieuw")


def test_the_screens_in_the_hall(sit, house):
    page, secret = sit(), house.standing["morning"]["kiosk"]
    page.goto(f"/kiosk/{secret}/")
    look(page, "kiosk")
    page.goto(f"/kiosk/{secret}/scherm/")
    look(page, "wachtzaal")
    page.goto(f"/kiosk/{secret}/smiley/")
    look(page, "smiley")
