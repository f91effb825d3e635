"""Desk workers as programs: they open a form, and send it as a browser would."""

import re
import time
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

from bs4 import BeautifulSoup


class Answer(NamedTuple):
    status: int
    location: str
    body: str
    seconds: float
    tag: str = ""  # its ETag


class Client:
    """One browser: a session, and one connection that it keeps open."""

    def __init__(self, port: int, session: str) -> None:
        self.wire = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": session}

    def close(self) -> None:
        self.wire.close()

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("GET", path, more=headers)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def form(self, path: str) -> list[tuple[str, str]]:
        """The fields of the page's main form, filled in as the page proposes."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status, answer.location)
        return fields(answer.body)

    def _ask(
        self, method: str, path: str, body: str = "", more: dict[str, str] | None = None
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **(more or {})}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.wire.request(method, path, body or None, headers)
        answer = self.wire.getresponse()
        text = answer.read().decode(errors="replace")
        seconds = time.perf_counter() - began
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        # The page that a browser asks next would show the messages and empty them.
        self.cookies.pop("messages", None)
        location, tag = answer.headers.get("Location", ""), answer.headers.get("ETag", "")
        return Answer(answer.status, location, text, seconds, tag)


def fields(html: str) -> list[tuple[str, str]]:
    """(name, value) of each control in the form of <main> that is sent with POST."""
    form = BeautifulSoup(html, "html.parser").select_one('main form[method="post"]')
    assert form, "There is no form on this page."
    found = []
    for control in form.select("input[name], select[name], textarea[name]"):
        kind = control.get("type", "")
        if control.name == "select":
            option = control.select_one("option[selected]") or control.select_one("option")
            found.append((control["name"], option.get("value", "") if option else ""))
        elif control.name == "textarea":
            found.append((control["name"], control.text.removeprefix("\n")))
        elif kind not in {"radio", "checkbox"} or control.has_attr("checked"):
            found.append((control["name"], control.get("value", "")))
    return found


def number_in(location: str) -> int:
    """The number of the loan that `location` leads to; 0 when it leads elsewhere."""
    found = re.fullmatch(r"/uitleningen/(\d+)/", location)
    return int(found[1]) if found else 0


def hand_out_address(code: str, person: int) -> str:
    return f"/toestellen/{code}/uitlening/?persoon={person}"


def take_back_address(loan: int) -> str:
    return f"/uitleningen/{loan}/terugkeer/"
