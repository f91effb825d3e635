"""The eyes and hands of the journeys can see and feel what is wrong: each check fails once here."""

import pytest

from tests.e2e.looking import look

SOUND = """<!doctype html><html lang="nl"><head><title>Goed</title></head><body><main><h1>Goed</h1>
<p><label for="a">Naam</label> <input id="a"> <button>Bewaar</button></p>{}</main></body></html>"""


def shown(sit, extra=""):
    page = sit()
    page.set_content(SOUND.format(extra))
    return page


def test_a_sound_page_passes(sit):
    look(shown(sit), "proef")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("<input>", "label: <input>"),
        ('<p style="color:#bbb;background:#fff">Bleek</p>', "color-contrast"),
        ("<img src='data:,'>", "image-alt"),
    ],
)
def test_a_fault_is_seen(sit, fault, words):
    with pytest.raises(AssertionError, match=words):
        look(shown(sit, fault), "proef")


def test_what_sticks_out_at_the_side_is_seen(sit):
    with pytest.raises(AssertionError, match="proef 320 wide"):
        look(shown(sit, '<p style="width:360px">Breed</p>'), "proef")


def test_the_keys_reach_what_has_a_ring(sit):
    page = shown(sit, "<style>:focus-visible { outline: 3px solid }</style>")

    page.keys.write("Naam", "An")
    page.keys.to("button", "Bewaar")

    assert page.locator("input").input_value() == "An"


def test_the_keys_refuse_a_control_without_a_ring(sit):
    page = shown(sit, "<style>:focus-visible { outline: none }</style>")

    with pytest.raises(AssertionError, match="The focus on 'Bewaar' cannot be seen"):
        page.keys.to("button", "Bewaar")


def test_the_keys_refuse_a_control_that_tab_passes_by(sit):
    page = shown(sit, '<button tabindex="-1">Weg</button>')

    with pytest.raises(AssertionError, match="The Tab key never reaches button 'Weg'"):
        page.keys.to("button", "Weg")
