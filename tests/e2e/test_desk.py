"""The desk: one box that has the focus, a scanner that types, three scans and one confirmation."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look


@pytest.fixture
def desk(sit):
    page = sit("bea")
    page.goto("/balie/")
    return page


def scan(page, code):
    """A scanner is a keyboard: it types where the focus is, and ends with Enter."""
    with page.expect_navigation():
        page.keyboard.type(code)
        page.keyboard.press("Enter")


def heading(page):
    return page.get_by_role("heading", level=1)


def test_the_desk_shows_the_work_of_today(desk):
    expect(desk.get_by_label("Scan of zoek", exact=True)).to_be_focused()
    expect(desk.get_by_role("link", name="Bilal Haddad")).to_be_visible()
    look(desk, "balie")


def test_a_label_that_is_ready_opens_the_hand_out(desk, house):
    scan(desk, house.standing["ready"][0])

    expect(heading(desk)).to_have_text(f"Voor wie is {house.standing['ready'][0]}?")
    look(desk, "uitlenen-wie")


def test_a_label_that_is_out_opens_the_take_back(desk, house):
    loan = house.standing["out"][0]

    scan(desk, loan["label"])

    expect(desk).to_have_url(re.compile(f"/uitleningen/{loan['pk']}/terugkeer/$"))


def test_a_label_that_is_neither_opens_the_passport_with_the_reason(desk, house):
    scan(desk, house.standing["workshop"])

    expect(heading(desk)).to_have_text("Samsung Tab A8")
    expect(desk.get_by_role("heading", name="Voor het weg mag")).to_be_visible()


def test_a_card_opens_the_person(desk, house):
    scan(desk, house.standing["an"]["card"])

    expect(heading(desk)).to_have_text("An Peeters")


def test_a_label_typed_in_small_letters_without_dashes_does_the_same(desk, house):
    scan(desk, house.standing["ready"][0].replace("-", "").lower())

    expect(heading(desk)).to_contain_text(house.standing["ready"][0])


def test_typed_text_finds_persons_and_devices_with_the_first_under_the_keys(desk):
    scan(desk, "peters")

    expect(desk.get_by_role("link", name="An Peeters")).to_be_focused()
    look(desk, "zoeken")


@pytest.mark.parametrize("path", ["/balie/", "/mensen/", "/toestellen/", "/uitleningen/"])
def test_f2_brings_the_box_from_anywhere(desk, path):
    desk.goto(path)
    desk.keyboard.press("Tab")

    desk.keyboard.press("F2")

    expect(desk.get_by_role("searchbox").first).to_be_focused()


def test_two_scans_and_one_confirmation_hand_out_to_a_known_person(desk, house):
    label = house.standing["ready"][1]

    scan(desk, label)
    scan(desk, house.standing["an"]["card"])
    desk.get_by_role("button", name="Leen uit").click()

    expect(desk.get_by_role("status")).to_contain_text(f"{label} is bij An Peeters")


def test_without_a_card_it_takes_three_acts_and_one_confirmation(desk, house):
    label = house.standing["ready"][2]

    scan(desk, label)
    scan(desk, "an peeters")
    desk.get_by_role("link", name="An Peeters").click()
    desk.get_by_role("button", name="Leen uit").click()

    expect(desk.get_by_role("status")).to_contain_text(f"{label} is bij An Peeters")


def test_without_javascript_a_device_goes_out_and_comes_back(sit, house):
    page = sit("bea", java_script_enabled=False)
    label = house.standing["ready"][3]
    page.goto("/balie/")

    page.locator("#q").fill(label)
    page.get_by_role("button", name="Zoek").click()
    page.locator("main input[type=search]").fill("An Peeters")
    page.locator("main").get_by_role("button", name="Zoek").click()
    page.get_by_role("link", name="An Peeters").click()
    page.get_by_role("button", name="Leen uit").click()
    expect(page.get_by_role("status")).to_contain_text(f"{label} is bij An Peeters")
    page.get_by_role("link", name="Neem terug").click()
    page.get_by_role("button", name="Neem terug").click()

    expect(page.get_by_role("status")).to_contain_text(f"{label} is terug")
