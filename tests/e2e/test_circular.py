"""One donation from the list of the donor to the last gram: in a browser, with real reports."""

import csv
import io
import re
from datetime import date

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from digibank.devices import reports
from tests.e2e.looking import look
from tests.e2e.reports import nwipe_log, report

# A computer with one drive, for each log.
REPORTS = [
    "wb11_hp-probook-450-g2_EraseSectors.json",
    "wb12.0b0-2022_hp-probook-650-g1.json",
    "wblite2022.03_lenovo-x1-carbon5_nvme.json",
]
GOOD, REFUSED = 28, 2


@pytest.fixture
def lot(tmp_path):
    """The list of the donor: thirty laptops, two of which the workshop refuses at the door."""
    lines = ["type;merk;model;serienummer;geheugen;opslag;weigering;gewicht"]
    for number in range(GOOD):
        lines.append(f"laptop;HP;ProBook {number:02};LOT{number:03};8;256;;")
    lines += ["laptop;Acer;Aspire;OUD1;;;oud;2,4 kg", "laptop;Acer;Aspire;OUD2;;;beschadigd;2,6 kg"]
    file = tmp_path / "lot.csv"
    file.write_text("\n".join(lines))
    return file


def words(page, address):
    """The text of the PDF at `address`."""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
    return " ".join(text.split())


def announce(page):
    page.goto("/toestellen/schenkingen/nieuw/")
    page.get_by_label("Laptop").fill("30")
    page.locator("input[name=name]").fill("Stadsbestuur Temse")
    page.locator("input[name=phone]").fill("03 710 12 12")
    page.locator("input[name=way][value=drop_off]").check()
    page.locator("select[name=access_point]").select_option(label="Werkplaats De Kring")
    look(page, "schenking-nieuw")
    page.locator("form button.button").last.click()
    expect(page.locator("h1")).to_have_text("Stadsbestuur Temse")
    return page.url


def take_in(page, donation, lot):
    page.goto(f"{donation}lijst/")
    page.locator("input[name=upload]").set_input_files(lot)
    page.locator("main form button").first.click()
    expect(page.locator("tbody tr")).to_have_count(GOOD + REFUSED)
    look(page, "schenking-lijst")
    page.locator("main form button").first.click()
    expect(page).to_have_url(donation)
    look(page, "schenking")


def labels_of(page, donation):
    """Serial number -> path of its device, from the pages of the donation."""
    found = {}
    for number in (1, 2):
        page.goto(f"{donation}?blz={number}")
        for row in page.locator(".row:has(a[href^='/toestellen/']):has(.code)").all():
            serial = re.search(r"LOT\d{3}", row.text_content())
            if serial:
                found[serial[0]] = row.locator(".row-title a").get_attribute("href")
    assert len(found) == GOOD
    return found


def read_a_report(page, path, file):
    page.goto(f"{path}uitlezing/")
    page.locator("input[name=upload]").set_input_files(file)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(f"{path}$"))


def give_logs(page, devices, facts, tmp_path, day):
    """One good log, one of a drive that never started, one that only verified."""
    good, never, verify = (nwipe_log(one, day) for one in facts)
    never = never.replace(" Erased ", "INSANITY")
    verify = verify.replace("Fill With Zeros", "Verify Zeros (0x00)")
    for path, text in zip(devices, (good, never, verify), strict=True):
        file = tmp_path / f"nwipe-{path.strip('/').split('/')[-1]}.txt"
        file.write_text(text)
        read_a_report(page, path, file)


def tag(page, path):
    page.goto(path)
    return page.locator(".id-card .tag").first.text_content().strip()


def find_and_release_a_lock(page, path):
    page.goto(f"{path}slot/")
    look(page, "slot")
    page.locator("input[name=kind][value=mdm]").check()
    page.locator("main form button").first.click()
    expect(page.locator(".id-card .tag").first).to_have_text("Te ontgrendelen")
    page.get_by_role("link", name="Het slot is open").click()
    page.locator("input[name=how][value=donor]").check()
    page.locator("main form button").first.click()


def erase_by_word(page, path, technique="overwrite"):
    page.goto(f"{path}wissing/?schijf=hdd")
    page.locator(f"input[name=technique][value={technique}]").check()
    page.locator("input[name=tool]").fill("nwipe")
    page.locator("input[name=tool_version]").fill("0.42")
    page.locator("input[name=verified]").check()
    page.locator("main form button").first.click()


def harvest(page, path):
    page.goto(f"{path}oogst/")
    page.locator("select[name=kind]").select_option("screen")
    page.locator("input[name=name]").fill("15,6 inch")
    page.locator("input[name=grams]").fill("320")
    page.locator("main form button").first.click()
    page.goto("/toestellen/onderdelen/")
    look(page, "reserve-onderdelen")
    page.get_by_role("button", name="Werkt").first.click()
    expect(page.locator(".row .tag")).to_have_text("Getest")


def begin_repair(page, path):
    page.goto(f"{path}herstel/")
    page.locator("select[name=fault]").select_option("screen")
    page.locator("textarea[name=problem]").fill("Barst. Bel Fons: 0471 11 22 33.")
    page.get_by_role("button", name="Open een werkorder").click()
    order = page.url
    page.locator("input[name=words]").fill("Scherm vervangen")
    page.get_by_role("button", name="Voeg toe").click()
    page.goto(f"{order}onderdelen/")
    page.locator("select[name=part]").select_option(index=1)
    page.get_by_role("button", name="Steek het erin").click()
    page.get_by_role("link", name="Ik werkte eraan").click()
    page.locator("input[name=minutes]").fill("45")
    page.get_by_role("button", name="Schrijf op").click()
    expect(page).to_have_url(order)
    expect(page.get_by_role("link", name="Sluit de herstelling")).to_have_count(0)
    return order


def sign_and_close(page, order):
    page.goto(order)
    page.get_by_role("button", name="Teken af").click()
    look(page, "werkorder")
    page.get_by_role("link", name="Sluit de herstelling").click()
    page.locator("input[name=result][value=fixed]").check()
    page.get_by_role("button", name="Sluit af").click()


def through_the_gate(page, path):
    page.goto(f"{path}werkbank/")
    page.get_by_label("Alles werkt").check()
    page.locator("input[name=appearance][value=B]").check()
    page.get_by_role("button", name="Bewaar").click()
    page.goto(f"{path}systeem/")
    page.locator("input[name=system]").fill("Linux Mint")
    page.locator("input[name=version]").fill("22")
    page.get_by_role("button", name="Bewaar").click()
    page.goto(f"{path}vrijgave/")
    look(page, "vrijgave-poort")
    page.get_by_role("button", name="Geef het vrij").click()
    expect(page.locator(".id-card .tag").first).to_have_text("Klaar")


def transfer(page, other, label):
    page.goto("/toestellen/overdrachten/")
    page.locator("textarea[name=labels]").fill(label)
    page.locator("select[name=to_point]").select_option(label="Bibliotheek Temse")
    page.get_by_role("button", name="Verstuur ze").click()
    expect(page.locator("h1")).to_contain_text("Bibliotheek Temse")
    look(page, "overdracht")
    other.goto(page.url)
    other.locator("textarea[name=labels]").fill(label)
    other.get_by_role("button", name="Dit is aangekomen").click()
    expect(other.locator(".row .tag")).to_have_text("Ontvangen")


def recycle(page, label, grams):
    page.goto("/toestellen/paletten/")
    page.locator("input[name=carrier]").fill("Recupel")
    page.get_by_role("button", name="Begin").click()
    page.locator("input[name=label]").fill(label)
    page.locator("form:has(input[name=label]) input[name=grams]").fill(str(grams))
    page.locator("form:has(input[name=label]) button").click()
    while page.locator("button[name=piece]").count():
        page.locator("button[name=piece]").first.click()
    look(page, "palet")
    page.get_by_role("link", name="Het palet vertrekt").click()
    page.locator("input[name=proof_number]").fill("REC-2026-7")
    page.get_by_role("button", name="Het is vertrokken").click()
    expect(page.locator("main")).to_contain_text("REC-2026-7")


def test_a_donation_goes_its_whole_way_and_every_paper_agrees(sit, house, lot, tmp_path):
    page, yara, dora = sit("ward"), sit("yara"), sit("dora")
    day = date.fromisoformat(house.standing["today"])
    dora.goto("/toestellen/werkplaats/regels/")
    dora.locator("input[name=centre]").fill("Kringwinkel Scheldeland")
    look(dora, "werkplaats-regels")
    dora.get_by_role("button", name="Bewaar").click()

    donation = announce(page)
    take_in(page, donation, lot)
    devices = labels_of(page, donation)
    read = [report(name, "ereuse_snapshots") for name in REPORTS]
    facts = [reports.read(file.read_bytes()).facts for file in read]
    proven, never, verify = (devices[f"LOT{number:03}"] for number in range(3))
    for path, file in zip((proven, never, verify), read, strict=True):
        read_a_report(page, path, file)
    give_logs(page, (proven, never, verify), facts, tmp_path, day)
    assert [tag(page, one) for one in (proven, never, verify)] == [
        "Te controleren",
        "Te wissen",
        "Te wissen",
    ]
    donor = devices["LOT003"]
    find_and_release_a_lock(page, donor)
    erase_by_word(page, donor)
    harvest(page, donor)
    order = begin_repair(yara, proven)
    sign_and_close(page, order)
    through_the_gate(page, proven)
    label = page.locator(".id-card .label").text_content().strip()
    transfer(page, dora, label)
    page.goto(donor)
    recycle(page, page.locator(".id-card .label").text_content().strip(), 1_480)

    papers_agree(page, donation, proven, facts[0])
    page.goto(proven)
    look(page, "toestel-na-herstelling", picture=False)
    for name, address in (
        ("werkplaats", "/toestellen/werkplaats/"),
        ("voorraad", "/toestellen/voorraad/"),
        ("herstellingen", "/toestellen/herstellingen/?staat=klaar"),
        ("verslagen", "/toestellen/verslagen/"),
        ("terugroeping", "/toestellen/terugroeping/"),
        ("tellingen", "/toestellen/tellingen/"),
        ("rondes", "/toestellen/schenkingen/rondes/"),
        ("geschiedenis", "/toestellen/geschiedenis/"),
    ):
        page.goto(address)
        look(page, f"w-{name}", picture=name in {"voorraad", "verslagen", "rondes"})


def papers_agree(page, donation, path, facts):
    """Passport, certificate, reuse record, statement, report and open data: one truth."""
    recycled, refused = 1_480, 2_400 + 2_600
    total = f"{(recycled + refused) / 1000:.3f}".rstrip("0").replace(".", ",") + " kg"
    certificate = words(page, f"{path}wissing/attest.pdf")
    for known in ("Attest van wissing", facts.disks[0].serial, "nwipe 0.42"):
        assert known in certificate
    never = words(page, f"{donation}attest.pdf")
    assert "niet volledig" in never
    record = words(page, f"{path}fiche.pdf")
    for known in ("Kringwinkel Scheldeland", "15,6 inch", "Ward Smet", "niet ingevuld"):
        assert known in record
    statement = words(page, "/toestellen/verslagen/recupel.pdf")
    report_ = words(page, f"{donation}verslag.pdf")
    for text in (statement, report_):
        assert total in text
        assert "0,32 kg" in text
    rows = list(csv.reader(io.StringIO(text_of(page, "afvalregister.csv")), delimiter=";"))
    assert sum(int(row[5]) for row in rows[1:]) == recycled + refused
    assert len(rows) == 1 + 3
    [repair] = csv.DictReader(io.StringIO(text_of(page, "herstellingen.csv")))
    assert (repair["repair_status"], repair["product_category"]) == ("Fixed", "Laptop")
    assert "0471" not in repair["problem"]


def text_of(page, name):
    return page.request.get(f"/toestellen/verslagen/{name}").body().decode("utf-8-sig")


def test_a_volunteer_registers_a_device_in_three_taps_on_a_phone(sit):
    page = sit("vera", viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto("/balie/")
    taps = 0
    for role, name in (
        ("link", "Toestellen"),
        ("link", "Registreer een toestel"),
        ("button", "Registreer en maak een label"),
    ):
        page.get_by_role(role, name=name).first.tap()
        taps += 1
    expect(page.locator(".id-card .tag").first).to_have_text("Te wissen")
    assert taps == 3
