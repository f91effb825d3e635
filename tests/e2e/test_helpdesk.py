"""The open helpdesk: how many acts a question takes, by mouse, by keyboard, on a small phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look

SMALL = {"width": 360, "height": 640}


class Hands:
    """A page whose acts are counted: a click, a tap, a key. Scrolling is an act too."""

    def __init__(self, page):
        self.page, self.acts = page, 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.acts += 1

    def touch(self, locator, how):
        if not seen(locator):
            locator.scroll_into_view_if_needed()
            self.acts += 1
        getattr(locator, how)()
        self.acts += 1


def seen(locator):
    """Whether the middle of it lies in the window."""
    box, size = locator.bounding_box(), locator.page.viewport_size
    return 0 <= box["y"] + box["height"] / 2 <= size["height"]


def tile(page, name):
    return page.locator(".quick .tap", has_text=name)


def saved(page, theme):
    expect(page.get_by_role("heading", name=f"Vraag bewaard: {theme}")).to_be_visible()


@pytest.fixture
def desk(sit):
    page = sit("bea")
    page.goto("/balie/")
    return page


def test_by_mouse_a_question_takes_two_acts(desk):
    hands = Hands(desk)

    hands.touch(tile(desk, "itsme"), "click")
    hands.touch(desk.get_by_role("button", name="Bewaar vraag"), "click")

    saved(desk, "itsme")
    assert hands.acts == 2
    look(desk, "hulp-bewaard")


def test_by_keyboard_a_question_takes_three_acts(desk):
    hands = Hands(desk)

    hands.press("F8")
    hands.press("2")
    with desk.expect_navigation():
        hands.press("Enter")

    saved(desk, "E-mail")
    assert hands.acts == 3


def test_on_a_keyboard_without_digits_the_first_letter_picks(desk):
    desk.keyboard.press("F8")
    desk.keyboard.press("b")

    expect(desk.locator('.quick input[value="citizen"]')).to_be_checked()
    desk.keyboard.press("b")
    expect(desk.locator('.quick input[value="tax"]')).to_be_checked()


def test_on_a_phone_of_360_pixels_a_question_takes_three_acts(sit):
    page = sit("bea", has_touch=True)
    page.set_viewport_size(SMALL)
    page.goto("/balie/")
    hands = Hands(page)

    hands.touch(tile(page, "itsme"), "tap")
    hands.touch(page.get_by_role("button", name="Bewaar vraag"), "tap")

    saved(page, "itsme")
    assert hands.acts <= 3


def test_without_javascript_it_takes_two(sit):
    page = sit("bea", java_script_enabled=False)
    page.goto("/balie/")

    tile(page, "School").click()
    page.get_by_role("button", name="Bewaar vraag").click()

    saved(page, "School")


def test_the_card_that_is_scanned_after_it_makes_it_theirs(desk, house):
    tile(desk, "Bank").click()
    desk.get_by_role("button", name="Bewaar vraag").click()

    box = desk.get_by_label("Van wie was de vraag?")
    box.fill(house.standing["an"]["card"])
    box.press("Enter")

    expect(desk.get_by_role("heading", name="Vraag bewaard: Bank · An Peeters")).to_be_visible()
    desk.get_by_role("button", name="Maak ongedaan").click()
    expect(desk.get_by_role("status")).to_contain_text("Er is niets geteld.")


def test_the_tally_takes_one_act_and_takes_it_back(desk):
    desk.get_by_role("link", name="Turven").click()
    before = int(desk.locator("button.tap", has_text="Laptop").locator("small").inner_text())

    desk.locator("button.tap", has_text="Laptop").click()

    expect(desk.locator("button.tap", has_text="Laptop").locator("small")).to_have_text(
        str(before + 1)
    )
    look(desk, "turven")
    desk.get_by_role("button", name="Maak ongedaan").click()
    expect(desk.locator("button.tap", has_text="Laptop").locator("small")).to_have_text(str(before))


def test_a_group_of_twelve_and_one_card(desk, house):
    tile(desk, "Veilig online").click()
    desk.get_by_text("Aan de telefoon, thuis of een groep?").click()
    desk.get_by_label("Hoeveel mensen?").fill("12")
    desk.get_by_role("button", name="Bewaar vraag").click()
    desk.get_by_role("link", name="Wie was erbij?").click()
    desk.keyboard.type(house.standing["an"]["card"])
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="1 van 12 met naam")).to_be_visible()
    look(desk, "hulp-groep")


def test_the_list_and_one_question(desk):
    tile(desk, "Gsm").click()
    desk.get_by_role("button", name="Bewaar en vul meer in").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Meer over deze vraag")
    desk.get_by_label("Postcode").fill("2800")
    desk.get_by_role("button", name="Bewaar", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/hulp/\d+/$"))
    look(desk, "hulp-vraag")

    desk.get_by_role("link", name="Gegeven hulp").first.click()
    look(desk, "hulp", picture=True)


def test_the_coordinator_chooses_tiles(sit):
    page = sit("lut")
    page.goto("/hulp/tegels/")

    look(page, "tegels")
