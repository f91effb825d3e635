"""The style page in a real browser: every component, and the box to sign in."""

from base64 import b64decode

from digibank.paper.signatures import PREFIX, from_data_url
from tests.e2e.looking import look

NAME = "input[type=hidden][name=signature]"

BLANK = """(canvas) => canvas.getContext('2d')
  .getImageData(0, 0, canvas.width, canvas.height).data.every((one) => one === 0)"""


def opened(sit, **options):
    page = sit(**options)
    page.goto("/stijl/")
    page.locator("sign-pad").scroll_into_view_if_needed()
    return page


def draw(page, *points):
    """Put the pen down at the first of `points` (in parts of the box), move it, lift it."""
    box = page.locator("sign-pad canvas").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def status(page):
    return page.locator("sign-pad [role=status]").inner_text()


def test_the_style_page_has_no_faults(sit):
    page = sit()
    page.goto("/stijl/")

    look(page, "onderdelen")


def test_the_styles_are_one_file(sit):
    page = sit()
    page.goto("/stijl/")

    names = page.evaluate("[...document.styleSheets].map((one) => one.href.split('/').pop())")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [name.split(".")[0] for name in names] == ["digibank", "plain"]
    assert len([name for name in loaded if name.endswith(".css")]) == 2


def test_a_signature_is_a_drawing_that_we_take(sit):
    page = opened(sit)

    draw(page, (0.1, 0.5), (0.3, 0.2), (0.5, 0.8), (0.8, 0.4))

    text = page.locator(NAME).input_value()
    assert status(page) == "Getekend."
    assert from_data_url(text).startswith(b64decode(text.removeprefix(PREFIX))[:24])


def test_an_empty_box_is_no_signature_and_neither_is_a_dot(sit):
    page = opened(sit)
    assert (status(page), page.locator(NAME).input_value()) == ("Nog niet getekend.", "")

    draw(page, (0.5, 0.5))

    assert (status(page), page.locator(NAME).input_value()) == ("Nog niet getekend.", "")


def test_a_signature_can_be_cleared(sit):
    page = opened(sit)
    draw(page, (0.1, 0.5), (0.8, 0.4))

    page.keys.to("button", "Wis en teken opnieuw")
    page.keys.press("Enter")

    assert (status(page), page.locator(NAME).input_value()) == ("Nog niet getekend.", "")
    assert page.locator("sign-pad canvas").evaluate(BLANK)


def test_a_signature_by_finger(sit):
    page = opened(sit, has_touch=True)
    box = page.locator("sign-pad canvas").bounding_box()
    wire = page.context.new_cdp_session(page)

    def touch(kind, *points):
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    left, top = box["x"], box["y"] + box["height"] / 2
    touch("touchStart", {"x": left + 40, "y": top})
    for step in range(10):
        touch("touchMove", {"x": left + 40 + 15 * step, "y": top - 3 * (step % 2)})
    touch("touchEnd")

    assert status(page) == "Getekend."


def test_without_script_there_is_no_box_to_sign_in(sit):
    page = sit(java_script_enabled=False)
    page.goto("/stijl/")

    assert page.locator("sign-pad").is_hidden()


def test_a_dialog_gives_the_focus_back(sit):
    page = sit()
    page.goto("/stijl/")

    page.keys.to("link", "Voer T-7KD-4C9 af")
    page.keys.press("Enter")
    assert page.locator("dialog").is_visible()
    page.keys.press("Escape")

    assert page.locator("dialog").is_hidden()
    assert page.locator("*:focus").inner_text() == "Voer T-7KD-4C9 af"
