"""Days of lending: a family, an offer by phone, an appointment, a defect, a theft, a gift, a set
for a school, and something that stays away. With the keyboard."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look


@pytest.fixture
def at(sit, house):
    """Sits down in the digibank of these journeys."""

    def sat(who, address):
        page = sit(who)
        page.goto(address.format(**facts(house)))
        return page, page.keys

    return sat


def facts(house):
    lending = house.standing["lending"]
    numbers = {f"loan{number}": pk for number, pk in enumerate(lending["loans"])}
    return numbers | {name.lower(): pk for name, pk in lending["people"].items()}


def test_a_social_worker_asks_for_a_family(at):
    page, keys = at("ria", "/partner/")
    keys.open("Voor iemand")
    keys.write("Voornaam", "Amal")
    keys.write("Familienaam (mag leeg blijven)", "Haddad")
    keys.write("Telefoon (mag leeg blijven)", "0471 66 77 88")
    keys.write("Wie in het gezin heeft er ook een nodig? (mag leeg blijven)", "Sami")
    keys.pick("Soort", "Smartphone")  # who waits for a laptop is not passed in another journey
    look(page, "partner-aanvraag")
    keys.push("Vraag aan")
    expect(page.locator(".errors")).to_contain_text("Vraag het hun eerst.")
    keys.tick("Ze gaan akkoord dat ik jullie hun naam geef")
    keys.push("Vraag aan")
    expect(page.locator(".rows .row-title").first).to_have_text("Sami Haddad")
    expect(page.locator(".rows .tag").first).to_have_text("Aangevraagd")
    look(page, "partner")


def test_somebody_phones_the_offer(at):
    page, keys = at("greet", "/mensen/{karima}/")
    keys.open("Op de wachtlijst")
    keys.push("Op de wachtlijst")
    keys.push("Bied het aan")
    expect(page.get_by_text("Aangeboden.")).to_be_visible()
    keys.push("Ze willen het")
    expect(page.get_by_role("heading", name="Ligt klaar")).to_be_visible()
    look(page, "aanbod-aanvaard")


def test_hand_over_by_appointment(at, house):
    page, keys = at("greet", "/reserveringen/nieuw/?persoon={omar}")
    begins = date.fromisoformat(house.standing["today"]) + timedelta(days=1)
    keys.write("Van", f"{begins:%d/%m/%Y}")
    keys.write("Tot", f"{begins + timedelta(days=20):%d/%m/%Y}")
    keys.push("Reserveer")
    label = page.locator(".row .code").first.text_content()
    page.goto("/mensen/{omar}/".format(**facts(house)))
    page.locator("#loans").get_by_role("link", name="Afspraak", exact=True).press("Enter")
    keys.tick("1 Laptop")
    look(page, "afhaalafspraak-nieuw")
    keys.push("Spreek dit af")
    expect(page.get_by_text("Afgesproken.")).to_be_visible()
    keys.write("Scan het label", label)
    look(page, "afhaalafspraak")
    keys.push("Het ligt klaar")
    expect(page.locator("main")).to_contain_text(f"{label} ligt klaar")
    visit = page.url
    keys.open("← Terug naar de dag")
    look(page, "afhaaldag")
    page.goto(visit)
    keys.open("Leen uit")
    keys.push("Leen uit")
    page.goto(visit)
    expect(page.locator(".row .tag")).to_have_text("Klaar")
    keys.push("Ze zijn gekomen")
    expect(page.locator(".facts")).to_contain_text("Ze zijn gekomen")


def test_a_defect_is_swapped(at, house):
    label = house.standing["lending"]["labels"][-1]  # who reserves gets the first
    page, keys = at("greet", "/uitleningen/{loan1}/")
    keys.open("Ruil het toestel")
    keys.write("Label van het toestel dat nu meegaat", label)
    keys.write("Wat is er mis met het oude?", "Het scherm blijft zwart.")
    keys.push("Ruil")
    expect(page.locator(".id-card .label")).to_have_text(label)
    look(page, "geruild")


def test_a_theft_is_told_and_given_up(at):
    page, keys = at("greet", "/uitleningen/{loan2}/")
    keys.open("Schrijf op wat er gebeurde")
    keys.choose("Gestolen")
    keys.write("Nummer van het proces-verbaal (mag leeg blijven)", "BR.17.L3.1234/2026")
    keys.push("Schrijf op")
    look(page, "diefstal")
    keys.push("Het komt niet terug")
    expect(page.locator(".id-card .tag")).to_have_text("Het kwam niet terug")


def test_a_gift_at_the_end(at):
    page, keys = at("greet", "/uitleningen/{loan3}/")
    keys.open("Ze mogen het houden")
    look(page, "gift")
    keys.push("Het is van hen")
    expect(page.get_by_role("link", name="Het papier (pdf)")).to_be_visible()
    look(page, "gegeven")


def test_a_set_for_a_school(at, house):
    today = date.fromisoformat(house.standing["today"])
    page, keys = at("greet", "/reserveringen/nieuw/")
    keys.pick("Voor welke organisatie? (mag leeg blijven)", "Basisschool De Linde")
    keys.write("Hoeveel?", "2", role="spinbutton")
    keys.write("Van", f"{today + timedelta(days=1):%d/%m/%Y}")
    keys.write("Tot", f"{today + timedelta(days=15):%d/%m/%Y}")
    keys.write("Waarvoor? (mag leeg blijven)", "Digiklas")
    keys.push("Reserveer")
    keys.open("De set meegeven")
    keys.write("Wie zoek je?", "Karima", role="searchbox")
    page.keyboard.press("Enter")
    keys.open("Karima Amrani")
    look(page, "set-nieuw")
    keys.push("De set meegeven")
    expect(page.get_by_role("heading", name="2 toestellen zijn weg")).to_be_visible()
    look(page, "set")
    keys.open("Neem terug")
    page.locator("select").first.select_option("out")
    look(page, "set-terug")
    keys.push("Neem terug")
    expect(page.get_by_role("heading", name="1 toestel is weg")).to_be_visible()


def test_what_stays_away_is_decided_by_a_person(at):
    page, keys = at("greet", "/uitleningen/beslissen/")
    look(page, "beslissen")
    keys.open("Omar Amrani")
    keys.choose("Ze krijgen meer tijd")
    until = date.today() + timedelta(days=60)
    keys.write("Tot (mag leeg blijven)", f"{until:%d/%m/%Y}")
    keys.write("Waarom?", "Ze vinden de lader niet.")
    look(page, "beslissing")
    keys.push("Beslis")
    expect(page.get_by_text("Beslist.")).to_be_visible()


def test_money_is_asked_paid_and_counted(at):
    page, keys = at("greet", "/uitleningen/{loan0}/")
    keys.open("Er is iets stuk of kwijt")
    keys.choose("Ontbrekende delen")
    keys.write("Hoeveel?", "25")
    keys.write("Waarom dit bedrag?", "Een nieuwe lader.")
    keys.push("Schrijf op")
    keys.push("Vraag om te betalen")
    keys.write("Hoeveel?", "10")
    look(page, "betaling")
    keys.push("Betaald")
    expect(page.get_by_role("heading", name="Nog te betalen: € 15")).to_be_visible()
    page.get_by_text("Ze hoeven het niet te betalen").press("Enter")
    page.locator("details").get_by_label("Hoeveel?").fill("15")
    keys.push("Scheld het kwijt")
    expect(page.get_by_role("heading", name="Geregeld")).to_be_visible()
    page.goto("/kas/")
    keys.write("Hoeveel zit er in de kas?", "10")
    look(page, "kas")
    keys.push("Geteld")
    expect(page.get_by_text("Geteld. De dag is afgesloten.")).to_be_visible()
    page.goto("/uitleningen/cijfers/")
    look(page, "uitlening-cijfers")
    page.goto("/reserveringen/kalender/")
    look(page, "kalender")
    page.goto("/uitleenregels/overeenkomst/")
    look(page, "overeenkomst-tekst")
