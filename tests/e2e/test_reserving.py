"""A laptop is reserved for somebody next year, looked up, and called off, with the keyboard."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.e2e.looking import look

FAR = timedelta(days=420)  # no other journey lends so far ahead


def monday(day):
    return day - timedelta(days=day.weekday())


def test_somebody_reserves_and_calls_it_off(sit, house):
    begins = monday(date.fromisoformat(house.standing["today"]) + FAR)
    page = sit("lut")
    page.goto(f"/mensen/{house.standing['an']['pk']}/")
    keys = page.keys
    keys.open("Reserveer")
    keys.write("Van", f"{begins:%d/%m/%Y}")
    keys.write("Tot", f"{begins + timedelta(days=15):%d/%m/%Y}")
    keys.write("Waarvoor? (mag leeg blijven)", "Cursus Eerste stappen")
    look(page, "reservering-nieuw")
    keys.push("Reserveer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservering van An Peeters")
    expect(page.get_by_text("Gereserveerd.")).to_be_visible()
    look(page, "reservering")
    keys.open("Reserveringen")
    expect(page.locator(".rows .row-title").first).to_have_text("An Peeters")
    look(page, "reserveringen")
    keys.open("An Peeters")
    keys.push("Zeg af")
    expect(page.get_by_text("Afgezegd. Het is weer vrij.")).to_be_visible()
