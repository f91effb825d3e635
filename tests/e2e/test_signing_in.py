"""Somebody new signs in, sets up the second step, and signs in again."""

import re

from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.signing_in import code, sign_in

# Who just signed in says where, and then stands at the desk.
ARRIVED = re.compile("/plaats/|/balie/$")


def test_the_first_time_asks_for_an_app_with_codes(sit):
    page = sit()
    page.goto("/account/aanmelden/")
    look(page, "aanmelden")

    sign_in(page, "nora", secret="")
    look(page, "tweede-stap")
    page.keys.open("Voeg een app met codes toe")
    page.keys.to("button", "Gebruik deze app")
    secret = page.locator("code.secret").text_content()
    look(page, "app-met-codes")
    page.keys.write("Code in de app", code(secret))
    page.keys.push("Gebruik deze app")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je reservecodes")
    look(page, "reservecodes")
    spare = re.sub(r"\s", "", page.locator(".codes code").first.text_content())
    page.keys.open("Naar de balie")
    expect(page.get_by_role("heading", level=1)).to_have_text("Balie")

    page.keys.push("Meld je af")
    page.goto("/account/aanmelden/")
    sign_in(page, "nora", secret="")
    look(page, "code-geven")
    page.keys.write("Code van 6 cijfers", spare)
    page.keys.push("Meld je aan")
    expect(page).to_have_url(ARRIVED)


def test_a_wrong_password_says_so_and_keeps_the_name(sit):
    page = sit()
    page.goto("/account/aanmelden/")

    page.keys.write("Gebruikersnaam of e-mail", "lut")
    page.keys.write("Wachtwoord", "verkeerd")
    page.keys.push("Ga verder")

    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Gebruikersnaam of e-mail")).to_have_value("lut")
    look(page, "aanmelden-fout")


def test_the_code_of_the_app_opens_the_desk(sit):
    page = sit()
    page.goto("/account/aanmelden/")

    sign_in(page, "lut")

    expect(page).to_have_url(ARRIVED)
