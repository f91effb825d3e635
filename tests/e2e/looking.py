"""Every page that a journey visits is looked at: by axe, narrow, enlarged, and by the camera."""

import os
from io import BytesIO
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.house import ROOT

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# 320 CSS pixels is a small phone; 640 is a screen of 1280 at 200 % zoom.
TIGHT = [{"width": 320, "height": 640}, {"width": 640, "height": 450}]
CAMERA = os.environ.get("SCREENS") == "1"
SCREENS = ROOT / "docs/screens"
AXE = Axe()
# Without preload: it would fetch our style sheets again, from the wrong folder.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
# Which elements stick out at the side; what scrolls in a region of its own may.
STICKS_OUT = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 8).map((one) => one.outerHTML.slice(0, 120));
}"""


def look(page: Page, name: str, *, picture: bool = True) -> None:
    """Axe in light and dark, wide and narrow; nothing sticks out; a picture when asked.

    No `picture` of a page that shows numbers of real computers.
    """
    faults = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            # Without motion: half-way a transition a colour has no contrast yet.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            faults += [f"{name} {size['width']} {scheme}: {one}" for one in violations(page)]
        page.emulate_media(color_scheme="light")
        if CAMERA and picture:
            photograph(page, SCREENS / f"{name}-{size['width']}.png")
    for size in TIGHT:
        page.set_viewport_size(size)
        faults += [f"{name} {size['width']} wide: {one}" for one in page.evaluate(STICKS_OUT)]
    page.set_viewport_size(WIDE)
    assert faults == []


def violations(page: Page) -> list[str]:
    # Axe writes styles to measure, which the page refuses and says: that is not about the page.
    page.deaf = True
    found = AXE.run(page, options=OPTIONS).response["violations"]
    page.deaf = False
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def photograph(page: Page, target: Path) -> None:
    """The whole page, without the blinking of a cursor, in 64 colours: a picture of 30 kB."""
    raw = page.screenshot(full_page=True, caret="hide", animations="disabled")
    few = Image.open(BytesIO(raw)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    target.parent.mkdir(parents=True, exist_ok=True)
    few.save(target, optimize=True)
