"""Forced colours: what colour alone says elsewhere, a line or a word says here."""

import pytest

from tests.e2e.looking import violations

PAGES = ["/", "/account/aanmelden/", "/balie/", "/mensen/", "/toestellen/", "/uitleningen/"]
BORDERED = """element => {
  const style = getComputedStyle(element);
  return parseFloat(style.borderTopWidth) + parseFloat(style.outlineWidth) > 0;
}"""


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_sound_in_forced_colours(sit, path):
    page = sit(None if path in PAGES[:2] else "lut", forced_colors="active")
    page.goto(path)

    assert violations(page) == []


def test_the_focus_has_a_line_in_forced_colours(sit):
    page = sit("lut", forced_colors="active")
    page.goto("/balie/")

    page.keys.to("button", "Zoek")  # fails when the ring cannot be seen
    page.keys.to("link", "Toestellen")


def test_a_status_keeps_its_shape_and_its_line_in_forced_colours(sit):
    page = sit("lut", forced_colors="active")
    page.goto("/balie/")

    tag = page.locator(".tag").first
    assert tag.locator("svg").count() == 1
    assert tag.evaluate(BORDERED)
