"""Hands on the keyboard only: no click, no fill, no goto."""

from playwright.sync_api import Locator, Page, expect

FOCUSED = "element => element === document.activeElement"
# The ring may stand on the control itself or on what holds it: a label, the row of the box.
SHOWN = """element => {
  const box = element.closest('label')?.getBoundingClientRect() ?? element.getBoundingClientRect();
  const seen = box.width > 0 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const ring = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  let one = element, steps = 4;
  while (one && steps--) { if (ring(one)) return seen; one = one.parentElement; }
  return false;
}"""
MOST = 150  # tabs from the top of a page to its end


class Keys:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def to(self, role: str, name: str, *, within: Locator | None = None) -> Locator:
        """Tab on until the control called `name` has the focus, and can be seen to have it."""
        wanted = (within or self.page).get_by_role(role, name=name, exact=True)
        expect(wanted.first, f"no {role} '{name}' on {self.page.url}").to_be_attached()
        for _ in range(MOST):
            if any(one.evaluate(FOCUSED) for one in wanted.all()):
                return self._seen(name)
            self.press("Tab")
        raise AssertionError(f"The Tab key never reaches {role} '{name}' on {self.page.url}")

    def _seen(self, name: str) -> Locator:
        here = self.page.locator("*:focus")
        assert here.evaluate(SHOWN), f"The focus on '{name}' cannot be seen on {self.page.url}"
        return here

    def write(self, name: str, text: str, role: str = "textbox") -> None:
        """Go to the box called `name` and type `text` over what stands there."""
        self.to(role, name)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def open(self, name: str, role: str = "link") -> None:
        """Follow the link, or press the button, and wait for the page behind it."""
        self.to(role, name)
        with self.page.expect_navigation():
            self.press("Enter")

    def push(self, name: str) -> None:
        self.open(name, "button")

    def tick(self, name: str) -> None:
        self.to("checkbox", name)
        self.press("Space")

    def choose(self, name: str, *, within: Locator | None = None) -> None:
        """Go to the group of radio buttons, then with the arrows to the one called `name`."""
        wanted = (within or self.page).get_by_role("radio", name=name, exact=True).first
        group = wanted.get_attribute("name")
        for _ in range(MOST):
            if self.page.locator(f'input[name="{group}"]:focus').count():
                break
            self.press("Tab")
        for _ in range(20):
            if wanted.evaluate(FOCUSED) and wanted.is_checked():
                self._seen(name)
                return
            self.press("Space" if wanted.evaluate(FOCUSED) else "ArrowDown")
        raise AssertionError(f"The arrows never reach '{name}' on {self.page.url}")

    def pick(self, name: str, option: str) -> None:
        """Go to the list called `name` and type the first letters of `option`."""
        chosen = self.to("combobox", name)
        self.page.keyboard.type(option)
        expect(chosen.locator("option:checked")).to_have_text(option)

    def give(self, name: str, path: str) -> None:
        """Go to the box for a file; Space opens the chooser, which takes the file at `path`."""
        files = self.page.locator("input[type=file]")
        box = self.page.get_by_label(name, exact=True).and_(files)
        for _ in range(MOST):
            if box.evaluate(FOCUSED):
                break
            self.press("Tab")
        else:
            raise AssertionError(f"The Tab key never reaches '{name}' on {self.page.url}")
        self._seen(name)
        with self.page.expect_file_chooser() as chooser:
            self.press("Space")
        chooser.value.set_files(path)
