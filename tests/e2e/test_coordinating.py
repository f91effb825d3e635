"""The coordinator opens an access point and invites a colleague, who joins with the code."""

import re

from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.scene import PASSWORD


def test_the_coordinator_sets_up_an_access_point(sit):
    page = sit("zoe")
    keys = page.keys
    page.goto("/toegangspunten/")

    keys.open("Nieuw toegangspunt")
    look(page, "toegangspunt-nieuw")
    keys.write("Naam", "Dienstencentrum Den Deigem")
    keys.write("Straat en nummer", "Eikestraat 23")
    keys.write("Postcode", "2800")
    keys.push("Bewaar")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Weekuren")
    keys.write("maandag, van", "9")
    keys.write("maandag, tot", "12.30")
    look(page, "toegangspunt-uren")
    keys.push("Bewaar de week")

    expect(page.get_by_role("heading", level=1)).to_have_text("Dienstencentrum Den Deigem")
    look(page, "toegangspunt")
    expect(page.locator("main")).to_contain_text("12.30")


def test_the_coordinator_invites_a_colleague_who_joins_with_the_code(sit):
    page = sit("zoe")
    keys = page.keys
    page.goto("/uitnodigingen/")
    keys.open("Nodig iemand uit")
    look(page, "uitnodiging-nieuw")
    keys.write("Naam", "Nele Smets")
    keys.tick("Vrijwilliger")
    keys.push("Maak het blad")
    look(page, "uitnodiging-blad")
    code = re.search(r"\b\w{4}-\w{4}-\w{4}\b", page.locator("main").inner_text())[0]

    guest = sit()
    guest.goto("/meedoen/")
    look(guest, "meedoen")
    guest.keys.write("Code", code)
    guest.keys.push("Ga verder")
    look(guest, "meedoen-account")
    guest.keys.write("Gebruikersnaam", "nele.smets")
    guest.keys.write("Wachtwoord", PASSWORD)
    guest.keys.push("Maak mijn account")

    expect(guest.get_by_role("heading", level=1)).to_have_text("Je tweede stap")
