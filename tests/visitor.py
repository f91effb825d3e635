"""A client for whom every HTML answer must be a sound page."""

import html5lib
from bs4 import BeautifulSoup
from django.test import Client


class Visitor(Client):
    def force_login(self, user, backend=None):
        """As after a log-in with both steps; `second_step=False` on the session undoes that."""
        super().force_login(user, backend)
        session = self.session
        session["second_step"] = user.pk
        session.save()

    def request(self, **environ):
        response = super().request(**environ)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            response.page = checked(response.content.decode())
            assert "script-src 'self'" in response["Content-Security-Policy"].split("; ")
        return response


def checked(html):
    """`html` as a page that can be asked questions, after the questions that each page gets."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert parser.errors == []
    page = BeautifulSoup(html, "html.parser")
    check_heading(page)
    check_names(page)
    check_nothing_inline(page)
    return page


def check_heading(page):
    assert page.html["lang"] in {"nl", "fr", "en"}
    assert len(page.select("main#main")) == 1
    assert len(page.select("h1")) == 1
    heading = " ".join(page.h1.text.split())
    title = page.title.text.removeprefix("Fout: ").removeprefix("Error: ")
    assert title.startswith(f"{heading} – "), (title, heading)


def check_names(page):
    """Ids are unique and found, controls have a label, forms an action."""
    ids = [tag["id"] for tag in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    for control in page.select("input:not([type=hidden]), select, textarea"):
        wrapped = control.find_parent("label")
        assert wrapped or page.select_one(f'label[for="{control.get("id")}"]'), control
    references = [link["href"][1:] for link in page.select('a[href^="#"]')]
    for tag in page.select("[aria-describedby], [aria-labelledby]"):
        for name in ("aria-describedby", "aria-labelledby"):
            references += tag.get(name, "").split()
    assert set(references) <= set(ids), set(references) - set(ids)
    assert [form for form in page.select("form") if not form.get("action")] == []


def check_nothing_inline(page):
    assert page.select("style, [style], script:not([src])") == []
    assert [name for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"] == []
