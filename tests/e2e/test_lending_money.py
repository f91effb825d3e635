"""What stays away, and what it costs: a person decides, asks, lets off, and counts the box."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.test_lending import contents, read_pdf

TABS = 150  # from the top of a page to its end


@pytest.fixture
def dijle(house):
    """What these journeys must know of Digibank Dijleland."""
    return house.standing["dijle"]


def row(page, text):
    return page.locator(".row", has_text=text)


def test_late_they_get_a_mail_a_call_and_a_letter(sit, dijle):
    """The reminder went by itself; a volunteer phones; a coordinator prints what is left."""
    page = sit("kobe")
    page.goto(f"/mensen/{dijle['late']['Femke']}/berichten/")
    article = page.get_by_role("article").filter(has_text=dijle["labels"]["Femke"])
    expect(article).to_contain_text("moest al terug zijn")
    look(page, "te-laat-herinnerd")
    page.goto("/berichten/bellen/")
    page.keys.open("Gust Baert")
    expect(page.locator(".script")).to_contain_text("Niemand is boos.")
    look(page, "te-laat-gesprek")
    page.keys.choose("Bereikt: het is gezegd")
    page.keys.push("Bewaar")
    expect(page.get_by_role("status")).to_contain_text("Gezegd. Dit gesprek is klaar.")
    page = sit("hilde")
    page.goto("/berichten/brieven/")
    page.keys.push("Maak de brieven")
    text = contents(page, page.url + "brieven.pdf")
    assert [one in text for one in ("Irma Baert", dijle["labels"]["Irma"])] == [True, True]
    page.goto(f"/mensen/{dijle['late']['Irma']}/berichten/")
    look(page, "te-laat-brief")


def test_a_person_decides_about_what_stays_away(sit, house, dijle):
    """From the desk to the decision: a day is needed; then it is late no more."""
    label = dijle["labels"]["late"]
    page = sit("hilde")
    page.goto("/balie/")
    keys = page.keys
    late = page.get_by_role("region", name="Iemand beslist")
    expect(late).to_contain_text(label)
    look(page, "balie-beslissen")
    keys.to("link", "Fien Wuyts", within=late)
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{label} is niet terug")
    keys.choose("Ze krijgen meer tijd")
    keys.write("Waarom?", "Ze is in het ziekenhuis.")
    keys.push("Beslis")
    expect(page.get_by_role("alert")).to_contain_text("Kies een dag na vandaag.")
    expect(page.get_by_label("Waarom?")).to_have_value("Ze is in het ziekenhuis.")
    look(page, "beslissing")
    until = date.fromisoformat(house.standing["today"]) + timedelta(days=30)
    keys.write("Tot (mag leeg blijven)", f"{until:%d/%m/%Y}")
    keys.push("Beslis")
    expect(page.get_by_role("status")).to_contain_text("Beslist.")
    expect(page.get_by_role("link", name="Het blijft weg: beslis")).to_have_count(0)
    page.goto("/uitleningen/beslissen/")
    expect(page.get_by_role("heading", name="Niets te beslissen")).to_be_visible()
    look(page, "beslissen-leeg")


def test_what_is_missing_is_paid_in_part_and_counted(sit, dijle):
    """A claim, its letter, a part in cash, the rest let off; then the box is counted."""
    page = sit("hilde")
    page.goto(f"/uitleningen/{dijle['loans']['claim']}/")
    claim(page)
    pay_in_part(page)
    let_off(page)
    page.keys.open("Alle betalingen")
    expect(page.get_by_role("heading", name="Er staat niets open")).to_be_visible()
    look(page, "betalingen-leeg")
    page.keys.open("Kas")
    count_the_box(page)


def claim(page):
    """First an estimate that nobody is asked; then a letter with its message."""
    keys = page.keys
    keys.open("Er is iets stuk of kwijt")
    look(page, "betaling-nieuw")
    keys.choose("Ontbrekende onderdelen")
    keys.write("Hoeveel?", "vijfentwintig")
    keys.write("Waarom dit bedrag?", "Een nieuwe lader kost 25 euro.")
    keys.push("Schrijf op")
    expect(page.get_by_role("alert")).to_be_visible()
    keys.write("Hoeveel?", "25")
    keys.push("Schrijf op")
    expect(page.get_by_role("heading", name="Nog te betalen: € 25")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("een schatting: nog aan niemand gevraagd")
    look(page, "betaling-schatting")
    keys.push("Vraag om te betalen")
    message = page.locator(".facts .code").text_content()
    text = read_pdf(page, "Brief met QR-code (pdf)")
    assert [message in text, "Fien Wuyts" in text, "25" in text] == [True, True, True]


def pay_in_part(page):
    page.keys.write("Hoeveel?", "10")
    page.keys.push("Betaald")
    expect(page.get_by_role("heading", name="Nog te betalen: € 15")).to_be_visible()
    expect(row(page, "Betaald: Contant")).to_contain_text("€ 10")


def let_off(page):
    """More than is due is refused, and the panel stays open with what was typed."""
    waive(page, "20")
    expect(page.get_by_role("alert")).to_contain_text("Dat is meer dan")
    expect(page.locator("details").get_by_label("Hoeveel?")).to_have_value("20")
    look(page, "betaling-te-veel")
    waive(page, "15")
    expect(page.get_by_role("heading", name="Geregeld")).to_be_visible()
    expect(row(page, "Kwijtgescholden: Ze kunnen het niet betalen")).to_contain_text("€ 15")
    look(page, "betaling-geregeld")


def waive(page, euro):
    keys, panel = page.keys, page.locator("main details")
    if panel.get_attribute("open") is None:
        for _ in range(TABS):
            if page.locator("main summary:focus").count():
                break
            keys.press("Tab")
        keys.press("Enter")
    keys.to("textbox", "Hoeveel?", within=panel)
    keys.press("Control+a")
    page.keyboard.type(euro)
    keys.push("Scheld het kwijt")


def count_the_box(page):
    """What is not as the book says needs a word of why."""
    keys = page.keys
    expect(row(page, "Fien Wuyts")).to_contain_text("€ 10")
    keys.write("Hoeveel zit er in de kas?", "9")
    keys.push("Geteld")
    expect(page.get_by_role("alert")).to_contain_text("€ 10")
    look(page, "kas")
    keys.write("Waarom is er een verschil? (mag leeg blijven)", "Een euro te veel teruggegeven.")
    keys.push("Geteld")
    expect(page.get_by_role("status")).to_contain_text("De dag is afgesloten.")
    expect(row(page, "Een euro te veel teruggegeven.")).to_contain_text("Kasboek: € 10")
    look(page, "kas-geteld")


def test_the_figures_the_calendar_and_the_text(sit):
    page = sit("hilde")
    for path, name, heading in (
        ("/uitleningen/cijfers/", "uitlening-cijfers", "Cijfers van de uitlening"),
        ("/reserveringen/kalender/", "kalender", "Wat is wanneer weg?"),
        ("/uitleenregels/overeenkomst/", "overeenkomst-tekst", "Wat spreken we af?"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        look(page, name)
