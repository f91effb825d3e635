"""Mistakes: a sentence, what was typed stays, and who comes second hears who was first."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import expecting
from tests.e2e.looking import look


def test_a_refused_form_answers_422_with_the_focus_on_what_is_wrong(sit):
    page = sit("bea")
    page.goto("/mensen/nieuw/")
    page.keys.write("Familienaam", "Naamloos")
    page.keys.write("Postcode", "12")

    page.keys.to("button", "Registreer")
    with expecting(page, 422):
        page.keys.press("Enter")

    expect(page).to_have_title(re.compile("^Fout: "))
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Familienaam")).to_have_value("Naamloos")
    look(page, "fout-422")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Voornaam")).to_be_focused()


def test_who_comes_second_gets_409_with_the_form_as_typed_and_who_was_first(sit, house):
    label, person = house.standing["ready"][4], house.standing["an"]["pk"]
    code = label.replace("-", "")[1:]
    first, second = sit("lut"), sit("bea")
    for page in (first, second):
        page.goto(f"/toestellen/{code}/uitlening/?persoon={person}")
    second.get_by_role("group", name="Muis").get_by_label("Niet mee").check()

    first.get_by_role("button", name="Leen uit").click()
    expect(first.get_by_role("status")).to_contain_text(label)
    with expecting(second, 409):
        second.get_by_role("button", name="Leen uit").click()

    expect(second.locator("#first")).to_contain_text("Lut Claes")
    expect(second.get_by_role("group", name="Muis").get_by_label("Niet mee")).to_be_checked()
    look(second, "tweede-409")


def test_another_digibank_or_a_wrong_address_is_a_404_with_a_way_back(sit):
    page = sit("bea")
    with expecting(page, 404):
        page.goto("/mensen/999999/")

    look(page, "niet-gevonden-404")
    page.get_by_role("link", name="Naar de eerste pagina").click()
    expect(page).to_have_url(re.compile("/balie/$"))


def test_what_a_role_may_not_is_a_403_that_says_whom_to_ask(sit):
    page = sit("wim")
    with expecting(page, 403):
        page.goto("/mensen/")

    look(page, "mag-niet-403")
