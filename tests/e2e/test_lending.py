"""The main job, from a report of the hardware to the return, with the keyboard alone."""

import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.e2e.bench import bench
from tests.e2e.looking import CAMERA, look
from tests.e2e.reports import for_a_picture, report
from tests.e2e.signing_in import sign_in

MOUSE_AND_SHORTCUTS = ["click", "dblclick", "fill", "tap", "check", "select_option", "goto"]


def keyboard_only(monkeypatch):
    """From here on a click, a fill or a goto in the test itself is a failure."""

    def refused(*given, **named):
        raise AssertionError("Only the keyboard, please.")

    for kind in (Page, Locator):
        for name in MOUSE_AND_SHORTCUTS:
            if hasattr(kind, name):
                monkeypatch.setattr(kind, name, refused)


def test_a_laptop_from_report_to_return_with_the_keyboard_alone(sit, monkeypatch):
    page = sit()
    page.goto("/account/aanmelden/")
    sign_in(page, "lut")
    keyboard_only(monkeypatch)

    label = register(page)
    erase_and_release(page)
    person = register_person(page)
    hand_out(page, label)
    open_agreement(page, label, person)
    renew(page)
    take_back(page)


def register(page):
    """Read a real report, register the laptop, print its label; returns what stands on it."""
    keys = page.keys
    keys.open("Toestellen")
    look(page, "toestellen")
    keys.open("Registreer een toestel")
    look(page, "toestel-nieuw")
    real = report("wb11_hp-probook-450-g2_EraseSectors.lshw.json")
    with TemporaryDirectory() as folder:
        shown = for_a_picture(real, Path(folder)) if CAMERA else real
        keys.give("Verslag van de computer", shown)
        keys.push("Lees het bestand")
        expect(page.get_by_label("Serienummer")).not_to_have_value("")
    look(page, "toestel-gelezen")
    keys.push("Registreer en maak een label")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ProBook")
    look(page, "toestel")
    keys.open("Label")
    look(page, "label")
    read_pdf(page, "Op de labelprinter")
    label = page.locator(".sticker b").text_content()
    keys.open("Naar het toestel")
    return label


def erase_and_release(page):
    keys = page.keys
    keys.open("Schrijf de wissing op")
    look(page, "wissing")
    keys.choose("Overschreven (haalt hoogstens Clear)")
    keys.tick("Ik keek het resultaat na: de schijf werd teruggelezen")
    keys.push("Het is gewist")
    bench(page, picture=True)
    keys.open("Controleer en geef vrij")
    look(page, "vrijgave")
    keys.push("Geef het vrij")
    expect(page.get_by_role("heading", name="Klaar om mee te geven")).to_be_visible()
    look(page, "toestel-klaar")


def register_person(page):
    """Look up first, then register; returns the name."""
    keys = page.keys
    keys.open("Mensen")
    look(page, "mensen")
    keys.write("Wie zoek je?", "Fatma Yilmaz 1958", role="searchbox")
    keys.push("Zoek")
    look(page, "mensen-niemand")
    keys.open("Registreer “Fatma Yilmaz 1958”")
    expect(page.get_by_label("Familienaam")).to_have_value("Yilmaz")
    look(page, "persoon-nieuw")
    keys.write("Postcode", "2800")
    keys.write("Telefoon", "0471 23 45 67")
    keys.push("Registreer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fatma Yilmaz")
    look(page, "persoon")
    return "Fatma Yilmaz"


def hand_out(page, label):
    """From the person's page: scan the label, confirm."""
    keys = page.keys
    keys.open("Leen iets uit")
    look(page, "uitlenen-wat")
    keys.write("Label", label, role="searchbox")
    keys.push("Zoek")
    look(page, "uitlenen")
    keys.choose("Niet mee", within=page.get_by_role("group", name="Muis"))
    keys.push("Leen uit")
    expect(page.get_by_role("status")).to_contain_text(label)
    look(page, "uitlening")


def open_agreement(page, label, person):
    text = read_pdf(page, "Open de overeenkomst (PDF)")
    assert label in text
    assert person in text


def renew(page):
    keys = page.keys
    keys.open("Verleng")
    look(page, "verlengen")
    keys.push("Verleng")
    expect(page.get_by_role("status")).to_contain_text("Verlengd")


def take_back(page):
    keys = page.keys
    keys.open("Neem terug")
    look(page, "terugnemen")
    keys.choose("Kwijt", within=page.get_by_role("group", name="Tas"))
    keys.push("Neem terug")
    expect(page.get_by_role("status")).to_contain_text("terug")
    expect(page.get_by_role("link", name="Schrijf de wissing op")).to_be_visible()
    look(page, "toestel-terug")


def read_pdf(page, name):
    """Follow the link to a PDF, read what the browser got, and go back; returns its text."""
    page.keys.to("link", name)
    with page.expect_response(re.compile(r"\.pdf")) as answer:
        page.keys.press("Enter")
    assert answer.value.headers["content-type"] == "application/pdf"
    page.wait_for_url(re.compile(r"\.pdf"))
    text = contents(page, answer.value.url)
    # Alt and the left arrow belong to the window of the browser, which headless does not have.
    page.go_back()
    return text


def contents(page, url):
    """The words in the PDF at `url`; its body is asked again, the viewer keeps the first."""
    pages = PdfReader(BytesIO(page.request.get(url).body())).pages
    return " ".join("\n".join(one.extract_text() for one in pages).split())
