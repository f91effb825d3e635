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


def test_the_counter_sees_that_somebody_waits(sit, house):
    """What is reserved far ahead can go out before; the page says until when."""
    begins = monday(date.fromisoformat(house.standing["today"]) + FAR)
    page = sit("lut")
    page.goto(f"/reserveringen/nieuw/?persoon={house.standing['an']['pk']}")
    keys = page.keys
    keys.write("Van", f"{begins:%d/%m/%Y}")
    keys.write("Tot", f"{begins + timedelta(days=15):%d/%m/%Y}")
    keys.push("Reserveer")
    kept = page.url
    label = page.locator(".row .code").first.text_content()
    look_up = page.locator(".row-title a").first.get_attribute("href")
    page.goto(f"{look_up}uitlening/?wie=Bilal")
    page.get_by_role("link", name="Bilal Haddad").click()
    expect(page.locator("#waits h2")).to_have_text("Iemand reserveerde dit toestel")
    expect(page.locator("main")).to_contain_text(label)
    look(page, "uitlenen-gereserveerd")
    page.goto(f"/mensen/{house.standing['an']['pk']}/")
    look(page, "persoon-reserveerde")
    page.goto("/uitleenregels/")
    look(page, "uitleenregels")
    page.goto(kept)
    keys.push("Zeg af")
