"""Something goes wrong with what is lent: it is written down, and settled, with the keyboard."""

from playwright.sync_api import expect

from tests.e2e.looking import look


def test_a_defect_is_told_and_settled(sit, house):
    page = sit("lut")
    page.goto(f"/uitleningen/{house.standing['out'][3]['pk']}/")
    keys = page.keys
    keys.open("Ruil het toestel")
    look(page, "ruil")
    keys.open("Stop")
    keys.open("Schrijf op wat er gebeurde")
    keys.choose("Het werkt niet meer")
    keys.write("Wat vertellen ze? (mag leeg blijven)", "Het scherm blijft zwart.")
    look(page, "voorval")
    keys.push("Schrijf op")
    expect(page.get_by_text("Niemand moet vanzelf iets betalen.")).to_be_visible()
    look(page, "uitlening-voorval")
    keys.push("Geregeld")
    expect(page.locator(".rows .tag", has_text="Geregeld")).to_be_visible()
