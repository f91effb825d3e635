"""Lending from the first question to the last paper, in a digibank of its own, by keyboard: who
asks, who phones, who fetches, what breaks, what is stolen, what may stay, what a school takes."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.test_lending import read_pdf

READABLE = 120  # pixels: a title that is narrower stands in letters below each other


@pytest.fixture
def dijle(house):
    """What these journeys must know of Digibank Dijleland."""
    return house.standing["dijle"]


@pytest.fixture
def at(sit):
    """Sits down, on a page of Digibank Dijleland."""

    def sat(who, address):
        page = sit(who)
        page.goto(address)
        return page, page.keys

    return sat


@pytest.fixture
def later(house):
    """A day from today on, as it is typed."""
    today = date.fromisoformat(house.standing["today"])
    return lambda days: f"{today + timedelta(days=days):%d/%m/%Y}"


def row(page, text):
    return page.locator(".row", has_text=text)


def test_a_family_is_asked_for_offered_and_phoned(at):
    """A social worker asks, a coordinator offers, a volunteer phones, the partner sees the rest."""
    page, _keys = at("sofie", "/partner/")
    ask_for_family(page)
    offered = at("hilde", "/wachtlijst/?soort=laptop")[0]
    offer(offered)
    phone(at("kobe", "/berichten/bellen/")[0])
    offered.reload()
    expect(offered.get_by_role("heading", name="Ligt klaar")).to_be_visible()
    look(offered, "aanvraag-van-partner")
    page.reload()
    expect(row(page, "Lien Maes").locator(".tag")).to_have_text("Ligt klaar om af te halen")
    expect(row(page, "Jef Maes").locator(".tag")).to_have_text("Aangevraagd")
    look(page, "partner-gezin")


def ask_for_family(page):
    """Without consent nothing happens, and what was typed stays."""
    keys = page.keys
    expect(page.get_by_text("Nog niemand.")).to_be_visible()
    look(page, "partner-leeg")
    keys.open("Voor iemand")
    keys.write("Voornaam", "Lien")
    keys.write("Familienaam (mag leeg blijven)", "Maes")
    keys.write("Telefoon (mag leeg blijven)", "0475 11 22 33")
    keys.write("Wie in het gezin heeft er ook een nodig? (mag leeg blijven)", "Jef")
    keys.push("Vraag aan")
    expect(page.get_by_role("alert")).to_contain_text("Vraag het hun eerst.")
    expect(page.get_by_label("Voornaam", exact=True)).to_have_value("Lien")
    look(page, "partner-aanvraag-fout")
    keys.tick("Ze gaan akkoord dat ik jullie hun naam geef")
    keys.push("Vraag aan")
    expect(page.locator(".rows .tag")).to_have_text(["Aangevraagd", "Aangevraagd"])


def offer(page):
    """The waiting list names the partner; the first one on it gets the offer."""
    keys = page.keys
    expect(row(page, "1. Lien Maes")).to_contain_text("OCMW Haacht")
    look(page, "wachtlijst-partner")
    keys.open("1. Lien Maes")
    expect(page.locator(".facts").first).to_contain_text("0475 11 22 33")
    keys.push("Bied het aan")
    expect(page.get_by_role("status")).to_contain_text("Aangeboden.")
    expect(page.get_by_role("heading", name="Wat zeggen ze?")).to_be_visible()
    look(page, "aanbod")


def phone(page):
    """The worker puts the call on the list; the volunteer reads what to say, and notes it."""
    keys = page.keys
    for _ in range(60):
        if page.get_by_role("link", name="Lien Maes", exact=True).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    keys.open("Lien Maes")
    expect(page.locator(".number")).to_have_text("0475 11 22 33")
    expect(page.locator(".script")).to_contain_text("Wil")
    look(page, "gesprek-aanbod")
    keys.choose("Geen antwoord")
    keys.choose("Ze willen het")
    keys.push("Bewaar")
    expect(page.get_by_role("alert")).to_contain_text("Duid dan ook aan dat je hen bereikt hebt.")
    expect(page.get_by_role("radio", name="Ze willen het", exact=True)).to_be_checked()
    keys.choose("Bereikt: het is gezegd")
    keys.push("Bewaar")
    expect(page.get_by_role("status")).to_contain_text("Gezegd. Dit gesprek is klaar.")


def test_somebody_comes_by_appointment(at, dijle, later):
    """A reservation gets an hour, is laid ready, is handed out, and the visit is closed."""
    page, keys = at("hilde", f"/mensen/{dijle['fien']}/")
    keys.open("Reserveer")
    keys.write("Van", later(1))
    keys.write("Tot", later(20))
    keys.push("Reserveer")
    label = page.locator(".row .code").first.text_content()
    keys.open("Fien Wuyts")
    keys.open("Afspraak")
    day = choose_moment(page)
    lay_ready(page, label, dijle["labels"]["gift"])
    visit = page.url
    keys.open("Leen uit")
    keys.push("Leen uit")
    expect(page.get_by_role("status")).to_contain_text(label)
    page.goto(visit)
    keys.push("Ze zijn gekomen")
    expect(page.locator(".facts")).to_contain_text("Ze zijn gekomen")
    expect(page.get_by_role("button", name="Ze zijn niet gekomen")).to_have_count(0)
    page.goto(f"/afhalen/?dag={day}")
    expect(row(page, "Fien Wuyts").locator(".tag")).to_have_text("Ze zijn gekomen")
    look(page, "afhaaldag")


def choose_moment(page):
    """The second moment of the list; nothing to come for is refused. Returns its day."""
    keys = page.keys
    keys.to("combobox", "Wanneer?")
    keys.press("ArrowDown")
    moment = page.get_by_label("Wanneer?").input_value()
    keys.push("Spreek dit af")
    expect(page.get_by_role("alert")).to_contain_text("Waarvoor komen ze?")
    expect(page.get_by_label("Wanneer?")).to_have_value(moment)
    look(page, "afhaalafspraak-fout")
    keys.tick("1 Laptop")
    keys.push("Spreek dit af")
    expect(page.get_by_role("status")).to_contain_text("Afgesproken.")
    expect(page.locator("#when")).to_contain_text(moment[11:16].replace(":", "."))
    return moment[:10]


def lay_ready(page, label, other):
    """The day says what to pull; a device that is out is refused, the right one lies ready."""
    keys = page.keys
    keys.open("Terug naar de dag")
    expect(page.get_by_role("heading", name="Van de plank halen")).to_be_visible()
    look(page, "afhaaldag-te-halen")
    page.locator("aside").get_by_role("link").press("Enter")
    keys.write("Scan het label", other)
    keys.push("Het ligt klaar")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("textbox", name="Scan het label")).to_have_value(other)
    look(page, "afhaalafspraak-ander-label")
    keys.write("Scan het label", label)
    keys.push("Het ligt klaar")
    expect(page.locator(".rows")).to_contain_text(f"{label} ligt klaar")
    look(page, "afhaalafspraak-klaar")


def test_a_device_that_broke_is_swapped(at, dijle):
    """An unknown label is refused; the new one is on the agreement, the old one in repair."""
    page, keys = at("hilde", f"/uitleningen/{dijle['loans']['swap']}/")
    old, new = dijle["labels"]["swap"], dijle["ready"][-1]  # who reserves gets the first
    keys.open("Ruil het toestel")
    keys.write("Label van het toestel dat nu meegaat", "T-000-000")
    keys.write("Wat is er mis met het oude?", "Het scherm blijft zwart.")
    keys.push("Ruil")
    expect(page.get_by_role("alert")).to_contain_text("We kennen geen toestel met dit label.")
    look(page, "ruil-fout")
    keys.write("Label van het toestel dat nu meegaat", new)
    keys.choose("Te herstellen")
    keys.push("Ruil")
    expect(page.locator(".id-card .label")).to_have_text(new)
    swapped = page.get_by_role("region", name="Geruild")
    expect(swapped).to_contain_text("Het scherm blijft zwart.")
    text = read_pdf(page, "Open de overeenkomst (PDF)")
    assert [new in text, old in text] == [True, False]
    keys.to("link", old, within=swapped)
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator("main")).to_contain_text("Te wissen")
    look(page, "toestel-geruild")


def test_a_theft_ends_the_loan(at, dijle):
    """The police number is kept; a coordinator decides that it does not come back."""
    page, keys = at("hilde", f"/uitleningen/{dijle['loans']['theft']}/")
    tell_theft(page)
    keys.push("Het komt niet terug")
    expect(page.get_by_role("status")).to_contain_text("De uitlening is afgesloten.")
    expect(page.locator(".id-card .tag")).to_have_text("Het kwam niet terug")
    expect(page.get_by_role("link", name="Neem terug")).to_have_count(0)
    expect(page.get_by_text("Niets te betalen.")).to_be_visible()
    look(page, "diefstal-einde")
    page.locator(".id-card .label").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ProBook")
    look(page, "toestel-gestolen")


def tell_theft(page):
    """What is written down can be read on a wide screen too."""
    keys = page.keys
    keys.open("Schrijf op wat er gebeurde")
    keys.choose("Gestolen")
    keys.write("Nummer van het proces-verbaal (mag leeg blijven)", "LE.11.L2.4321/2026")
    keys.push("Schrijf op")
    told = row(page, "LE.11.L2.4321/2026")
    expect(told.locator(".row-title")).to_have_text("Gestolen")
    assert told.locator(".row-title").bounding_box()["width"] >= READABLE


def test_somebody_may_keep_it(at, dijle):
    """A coordinator gives it; the paper names the device and the person."""
    page, keys = at("hilde", f"/uitleningen/{dijle['loans']['gift']}/")
    keys.open("Ze mogen het houden")
    look(page, "gift")
    keys.push("Het is van hen")
    expect(page.get_by_role("heading", name="Het is nu van hen")).to_be_visible()
    expect(page.get_by_role("link", name="Neem terug")).to_have_count(0)
    text = read_pdf(page, "Het papier (pdf)")
    assert [dijle["labels"]["gift"] in text, "Fien Wuyts" in text] == [True, True]


def test_a_school_takes_a_set_and_brings_it_back_in_two_times(at, later):
    """Three laptops leave on one paper; one comes back without a charger, one comes later."""
    page, keys = at("hilde", "/reserveringen/nieuw/")
    keys.pick("Voor welke organisatie? (mag leeg blijven)", "De Wegwijzer")
    keys.write("Hoeveel?", "3", role="spinbutton")
    keys.write("Van", later(1))
    keys.write("Tot", later(15))
    keys.write("Waarvoor? (mag leeg blijven)", "Digiklas")
    look(page, "reservering-organisatie")
    keys.push("Reserveer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservering van De Wegwijzer")
    labels = page.locator(".row .code").all_text_contents()
    assert len(labels) == 3
    look(page, "reservering-set")
    hand_out_set(page)
    text = read_pdf(page, "Open de overeenkomst (PDF)")
    assert [one for one in (*labels, "De Wegwijzer") if one not in text] == []
    keys.open("Neem terug")
    bring_back_two(page, labels)
    keys.open("Neem terug")
    keys.push("Neem terug")
    expect(page.get_by_role("heading", name="Alles is terug")).to_be_visible()
    expect(page.get_by_role("link", name="Neem terug")).to_have_count(0)
    look(page, "set-klaar")


def hand_out_set(page):
    """Nobody has that name; then Fien answers for it."""
    keys = page.keys
    keys.open("De set meegeven")
    keys.write("Wie zoek je?", "Xanthippe", role="searchbox")
    keys.push("Zoek")
    expect(page.get_by_role("heading", name="Niemand gevonden met zo’n naam")).to_be_visible()
    look(page, "set-wie")
    keys.write("Wie zoek je?", "Fien", role="searchbox")
    keys.push("Zoek")
    keys.open("Fien Wuyts")
    keys.push("De set meegeven")
    expect(page.get_by_role("heading", name="3 toestellen zijn weg")).to_be_visible()


def bring_back_two(page, labels):
    keys = page.keys
    keys.pick(labels[0], "Is nog niet terug")
    second = page.locator("li.card", has_text=labels[1])
    keys.to("checkbox", "Lader", within=second)
    keys.press("Space")
    look(page, "set-terug")
    keys.push("Neem terug")
    expect(page.get_by_role("heading", name="1 toestel is weg")).to_be_visible()
    expect(row(page, labels[1])).to_contain_text("Lader (Kwijt)")
    expect(row(page, labels[2]).locator(".tag")).to_have_text("Naar de plank, te wissen")
    look(page, "set-half-terug")
