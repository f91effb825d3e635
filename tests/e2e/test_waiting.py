"""A volunteer's morning with the waiting list: put on it, offered, declined, ended; by keyboard."""

from playwright.sync_api import expect

from tests.e2e.looking import look


def test_somebody_waits_and_gets_an_offer(sit, house):
    page = sit("lut")
    page.goto("/wachtlijst/punten/")
    keys = page.keys
    keys.write("Wat telt?", "Zoekt werk")
    keys.write("Hoeveel punten?", "4", role="spinbutton")
    keys.push("Voeg toe")
    expect(page.get_by_text("Bewaard. Het telt voor nieuwe aanvragen.")).to_be_visible()
    look(page, "wachtlijst-punten")
    page.goto(f"/mensen/{house.standing['an']['pk']}/")
    keys.open("Op de wachtlijst")
    page.get_by_label("Soort").select_option("tablet")
    keys.tick("Zoekt werk")
    look(page, "aanvraag-nieuw")
    keys.push("Op de wachtlijst")
    expect(page.get_by_role("heading", name="Plaats 1 op de lijst")).to_be_visible()
    look(page, "aanvraag")
    keys.open("Wachtlijst")
    page.goto("/wachtlijst/?soort=tablet")
    look(page, "wachtlijst")
    keys.open("1. An Peeters")
    page.get_by_text("Sluit deze aanvraag af").click()
    keys.push("Sluit af")
    expect(page.get_by_text("Deze aanvraag is afgesloten.")).to_be_visible()
