"""Signing in as people do: name and password, then the code of the app."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.e2e.scene import PASSWORD, SECRET

PERIOD = 30


def code(secret: str, *, after: str = "") -> str:
    """The code that the app shows now; a later one than `after`, which counts only once."""
    while True:
        shown = format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
        if shown != after:
            return shown
        time.sleep(1)


def sign_in(page: Page, username: str, secret: str = SECRET) -> None:
    """From the log-in page to the desk."""
    page.keys.write("Gebruikersnaam of e-mail", username)
    page.keys.write("Wachtwoord", PASSWORD)
    page.keys.push("Ga verder")
    if secret:
        page.keys.write("Code van 6 cijfers", code(secret))
        page.keys.push("Meld je aan")
    if "/plaats/" in page.url:  # with more than one access point: where do you stand?
        page.keys.push(re.compile("^Bibliotheek Het Predikheren"))
