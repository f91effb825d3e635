"""Messages: a letter batch, a call, a bounce, and a text in three languages."""

from datetime import date, timedelta
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.test_lending import contents


def test_letters_are_printed_undone_and_printed(sit):
    page = sit("bea")
    page.goto("/balie/")
    keys = page.keys
    keys.open("Berichten")
    look(page, "berichten")
    page.get_by_role("navigation", name="Berichten").get_by_role("link", name="Brieven").press(
        "Enter"
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Brieven")
    look(page, "brieven")
    keys.push("Maak de brieven")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 brieven")
    look(page, "brieven-stapel")
    text = contents(page, page.url + "brieven.pdf")
    assert ["Rosa Verlinden" in text, "Omar El Idrissi" in text] == [True, True]
    assert text.count("Korenmarkt 4 2800 Mechelen") == 2
    keys.open("Niet gepost: zet ze terug")
    look(page, "brieven-terug")
    keys.push("Zet ze terug")
    expect(page.get_by_role("status")).to_contain_text("Deze brieven wachten weer.")
    expect(page.locator("section .row")).to_have_count(3)  # two letters, one batch
    keys.push("Maak de brieven")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 brieven")


def test_letters_without_script(sit):
    page = sit("bea", java_script_enabled=False)
    page.goto("/berichten/brieven/")
    expect(page.get_by_role("heading", name="Er wacht geen brief")).to_be_visible()
    page.locator("aside .row a").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 brieven")


def test_a_call_with_three_attempts(sit, house):
    page = sit("vera")
    page.goto("/balie/")
    calls = page.locator("section", has=page.get_by_role("heading", name="Te bellen"))
    page.keys.to("link", "Karel Mertens", within=calls)
    page.keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bel Karel Mertens")
    expect(page.locator(".number")).to_have_text("0472 33 44 55")
    look(page, "gesprek")
    note(page, "Geen antwoord")
    expect(page.get_by_role("status")).to_contain_text("Het komt terug op de lijst")
    look(page, "bellen")

    page.keys.open("Karel Mertens")
    tomorrow = date.fromisoformat(house.standing["today"]) + timedelta(days=1)
    page.keys.choose("Terugbellen op een ander moment")
    page.keys.write("Op welk uur? (mag leeg blijven)", "14u30")
    page.keys.push("Bewaar")
    expect(page.get_by_role("alert")).to_contain_text("Zeg op welke dag en op welk uur")
    expect(page.get_by_label("Op welk uur?")).to_have_value("14u30")
    page.keys.write("Terugbellen op (mag leeg blijven)", f"{tomorrow:%d/%m/%Y}")
    page.keys.push("Bewaar")
    expect(page.get_by_role("status")).to_contain_text("om 14.30 uur")

    page.keys.open("Karel Mertens")
    expect(page.locator(".timeline > li")).to_have_count(2)
    note(page, "Bereikt: het is gezegd")
    expect(page.get_by_role("status")).to_contain_text("Gezegd. Dit gesprek is klaar.")
    expect(page.get_by_role("link", name="Karel Mertens")).to_have_count(0)


def note(page, result):
    page.keys.choose(result)
    page.keys.push("Bewaar")


def test_a_bounce_becomes_a_call(sit, house):
    mia = house.standing["told"]["mia"]
    assert mia["state"] == "sent"
    came_back(house, mia["number"])

    page = sit("vera")
    page.goto(f"/mensen/{mia['pk']}/")
    expect(page.get_by_text("Mail komt niet aan: bel deze persoon.")).to_be_visible()
    look(page, "persoon-mail")
    page.goto("/berichten/bellen/")
    page.keys.open("Mia Lemmens")
    expect(page.locator(".number")).to_have_text("0473 44 55 66")

    page = sit("bea")
    page.goto("/berichten/niet-gelukt/")
    expect(page.get_by_text("mia@voorbeeld.example.be")).to_be_visible()
    look(page, "niet-gelukt")
    page.goto(f"/mensen/{mia['pk']}/berichten/")
    look(page, "berichten-van-iemand")
    page.get_by_role("article").last.get_by_role("link").first.press("Enter")
    expect(page.get_by_role("heading", name="Het adres werkt niet")).to_be_visible()
    look(page, "bericht")


def came_back(house, number):
    """A mail server tells that the mail with this number did not arrive."""
    lines = [
        "From: MAILER-DAEMON@relay.example.be",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example.be",
        "",
        "Final-Recipient: rfc822; mia@voorbeeld.example.be",
        "Action: failed",
        "Status: 5.1.1",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: <{number}@digibank.example.be>",
        "--b--",
        "",
    ]
    headers = {"Authorization": "Bearer sleutel", "Content-Type": "message/rfc822"}
    url = f"{house.url}/berichten/terugmelding/"
    request = Request(url, "\r\n".join(lines).encode(), headers, method="POST")
    with urlopen(request) as answer:
        assert answer.read() == b'{"known": true}'


TEXTS = {
    "Nederlands": ("Breng {toestel} nu terug", "Dag {voornaam}, breng {toestel} terug. Het moest"),
    "Frans": ("Rapportez {toestel}", "Bonjour {voornaam}, rapportez {toestel}. C’était le"),
}


def test_a_text_is_changed_and_looked_at_in_three_languages(sit):
    page = sit("lut")
    page.goto("/berichten/teksten/")
    look(page, "teksten")
    for language, (title, body) in TEXTS.items():
        page.goto("/berichten/teksten/")
        group = page.get_by_role("region", name="Terug: het is te laat")
        group.get_by_role("link", name=language, exact=True).press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(language)
        change(page, title, f"{body} {{terug_op}}.")
        expect(page.locator(".preview").first).to_contain_text("HP ProBook 440 G6")
        look(page, f"tekst-{language.lower()}")
        keep(page)

    page.goto("/berichten/teksten/")
    group = page.get_by_role("region", name="Terug: het is te laat")
    group.get_by_text("Een andere taal").press("Enter")
    group.get_by_label("Taal").select_option("ar")
    group.get_by_role("button", name="Schrijf hem").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arabisch")
    change(page, "أعد {toestel}", "مرحبا {voornaam}، أعد {toestel} في {terug_op}.")
    expect(page.locator(".preview").first).to_contain_text("أعد HP ProBook 440 G6")
    look(page, "tekst-arabisch")
    keep(page)


def change(page, title, body):
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Brief en e-mail").fill(body)
    page.keys.push("Toon het")
    expect(page.get_by_label("Titel")).to_have_value(title)


def keep(page):
    page.keys.push("Bewaar de tekst")
    expect(page.get_by_role("status")).to_contain_text("De tekst is bewaard.")
    expect(page.get_by_role("link", name="Versie 1")).to_be_visible()


def test_who_wants_no_mail_says_so_on_a_page_for_everybody(sit, house):
    number = house.standing["told"]["mia"]["number"]
    url = house.asked("tests.e2e.unsubscribing", number)
    page = sit()
    page.goto(url)
    look(page, "afmelden")
    page.keys.push("Geen mails meer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je krijgt geen mails meer van ons")


def test_the_hours_and_a_pause(sit):
    page = sit("zoe")
    page.goto("/berichten/uren/")
    look(page, "verzenduren")
    page.keys.open("Zet alles stil")
    look(page, "pauze")
    page.keys.push("Zet stil")
    expect(page.get_by_role("heading", name="Er vertrekt nu niets")).to_be_visible()
    page.keys.open("Kijk, en laat vertrekken")
    look(page, "pauze-einde")
    page.keys.push("Laat het vertrekken")
    expect(page.get_by_role("status")).to_contain_text("De berichten vertrekken weer.")
