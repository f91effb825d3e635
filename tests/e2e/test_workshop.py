"""The workshop on real input: a roll of labels, twenty real reports, logs of erasing, a loan."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import expect

from digibank.devices import reports
from tests.e2e.bench import bench
from tests.e2e.looking import look
from tests.e2e.reports import nwipe_log, report
from tests.e2e.signing_in import sign_in

# Those of a telephone, of two virtual machines, of computers told twice, and two more stay away.
COMPUTERS = [
    "migr_0cf11287-5603-45e4-9dd6-075871286de9.json",
    "migr_522a4403-bfb3-4fe6-b454-4db6c3040a58.json",
    "migr_5d2f7902-ceb4-452c-832c-adaf3cbc3686.json",
    "migr_7aa682aa-77c5-43a5-91e4-1ef9a2736156.json",
    "migr_946fd30b-68f7-425f-aca4-1ae39a86d353.json",
    "migr_b3a1fff7-24f9-4a72-9362-86934d03b20a.json",
    "migr_e48b2121-7edf-4a6e-ba0c-9f2e1a87c7f9.json",
    "migr_e6f5a76f-4905-4553-b4d4-bc73bf1a8022.json",
    "wb11-small_7220w3t.json",
    "wb11-small_acer-aspire-5737z.json",
    "wb11-small_lenovo-thinkcentre-edge.json",
    "wb11-small_optiplex-745.json",
    "wb11_acer-aohappy_MeasureBattery.json",
    "wb11_asus-1001pxd_full_actions_erase_test.json",
    "wb11_generic-System-Serial-Number.json",
    "wb11_hp-probook-450-g2_EraseSectors.json",
    "wb11_lenovo-m92p_small.json",
    "wb12.0b0-2022_hp-probook-650-g1.json",
    "wblite2022.03_lenovo-x1-carbon5_nvme.json",
    "wbscript-2025_dell-latitude-e7240.json",
]
# The last three: a drive, a NVMe drive, and two drives in one laptop.
CHOSEN = COMPUTERS[-3:]
ALL_LABELS = 24


@dataclass
class Computer:
    """A laptop on the table: its report, and the label that sticks on it."""

    file: str
    facts: reports.Facts
    label: str = ""

    @property
    def path(self) -> str:
        return f"/toestellen/{self.label.replace('-', '')[1:]}/"


def test_the_workshop_on_real_reports_from_roll_to_return(sit, house, tmp_path):
    files = [report(name, "ereuse_snapshots") for name in COMPUTERS]
    read = {file.name: reports.read(file.read_bytes()).facts for file in files}
    laptops = [Computer(name, read[name]) for name in CHOSEN]
    page = sit()
    page.goto("/account/aanmelden/")
    sign_in(page, "wim")

    labels = order_a_roll(page)
    give_reports(page, house, files)
    for laptop, label in zip(laptops, labels, strict=False):
        laptop.label = label
        register(page, laptop)
    see_the_roll(page, laptops)
    logs = write_logs(laptops, tmp_path, date.fromisoformat(house.standing["today"]))
    drop(page, logs)
    for laptop in laptops:
        attach_log(page, laptop)
        release(page)
    look(page, "toestel-schijven", picture=False)
    out_and_back(sit("bea"), laptops[-1].label)
    must_be_erased_again(page, laptops[-1], logs)


def order_a_roll(page):
    """Twenty-four labels that stick on nothing yet; returns what stands on them."""
    keys = page.keys
    keys.open("Toestellen")
    keys.open("Druk labels af")
    keys.open("Labels per rol")
    keys.write("Hoeveel labels?", str(ALL_LABELS), role="spinbutton")
    keys.push("Maak de labels")
    expect(page.locator("main")).to_contain_text("24 van 24 labels zijn vrij")
    return page.locator(".row-title .code").all_text_contents()


def give_reports(page, house, files):
    """All at once; the worker reads them, and the page shows so without anybody's help."""
    page.goto("/toestellen/uitlezingen/")
    with house.without_worker():
        page.keys.give("Bestanden", files)
        page.keys.push("Lees ze in")
        expect(page.locator("main")).to_contain_text("20 bestanden zijn binnen.")
        expect(page.locator("[data-again]")).to_contain_text("20 bestanden wachten op hun beurt.")
    read_to_the_end(page)

    rows = page.locator(".row-report")
    told = {name: rows.filter(has_text=f"{name} ·") for name in COMPUTERS}
    states = {name: row.locator(".tag").text_content().strip() for name, row in told.items()}
    assert states == dict.fromkeys(COMPUTERS, "Gelezen")
    assert Counter(rows.locator(".tag").all_inner_texts()) == {"Gelezen": len(COMPUTERS)}
    look(page, "uitlezingen", picture=False)


def read_to_the_end(page):
    """The page asks again by itself until nothing in it waits; nobody reloads it."""
    opened = page.evaluate("performance.timeOrigin")
    expect(page.locator("[data-again]")).to_have_count(0, timeout=30_000)
    assert page.evaluate("performance.timeOrigin") == opened


def register(page, laptop):
    """From its report, with the label that sticks on it as the last thing scanned."""
    page.goto("/toestellen/uitlezingen/")
    open_row(page, laptop.file)
    expect(page.locator("main")).to_contain_text(laptop.facts.serial)
    if laptop.file == CHOSEN[-1]:
        look(page, "uitlezing", picture=False)
    page.keys.open("Het is een nieuw toestel")
    expect(page.get_by_label("Serienummer")).to_have_value(laptop.facts.serial)
    page.keys.to("textbox", "Scan het label dat je erop kleefde (mag leeg blijven)")
    page.keyboard.type(laptop.label)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Het label kleeft er al op")
    expect(page).to_have_url(re.compile(f"{laptop.path}$"))
    assert drives(page) == {disk.serial: "Niet gewist" for disk in laptop.facts.disks}


def open_row(page, file):
    """Follow the link of the row that is about `file`."""
    row = page.locator(".row-report").filter(has_text=f"{file} ·")
    page.keys.open(row.get_by_role("link").inner_text())


def see_the_roll(page, laptops):
    page.goto("/toestellen/labels/rollen/")
    expect(page.locator(".rows")).to_contain_text("3 van 24 gebruikt")
    look(page, "labelrollen")
    page.locator(".row-title a").first.click()
    expect(page.locator("main")).to_contain_text("21 van 24 labels zijn vrij")
    taken = page.locator(".row").filter(has_text="Op een toestel").locator(".code")
    assert taken.all_text_contents() == [laptop.label for laptop in laptops]
    look(page, "labelrol")


def write_logs(laptops, folder, day):
    """A log of nwipe for each laptop, of the drives that its report names; returns the files."""
    files = [folder / log_of(laptop) for laptop in laptops]
    for laptop, file in zip(laptops, files, strict=True):
        file.write_text(nwipe_log(laptop.facts, day))
    return files


def log_of(laptop):
    return f"nwipe-{laptop.facts.serial}.log"


def drop(page, files):
    """Drag the files from outside the browser to the card, as the system does it."""
    page.goto("/toestellen/uitlezingen/")
    box = page.locator("drop-files").bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 40}
    given = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    hand = page.context.new_cdp_session(page)
    with page.expect_navigation():
        for kind in ("dragEnter", "dragOver", "drop"):
            hand.send("Input.dispatchDragEvent", {"type": kind, "data": given, **at})


def attach_log(page, laptop):
    """The list says whose log it is and why; with one button the drives are proven."""
    page.goto("/toestellen/uitlezingen/")
    read_to_the_end(page)
    row = page.locator(".row-report").filter(has_text=f"{log_of(laptop)} ·")
    expect(row).to_contain_text(f"Misschien {laptop.label}: hetzelfde serienummer, dezelfde schijf")
    expect(row.locator(".tag")).to_have_text("Gewist")
    open_row(page, log_of(laptop))
    page.keys.push(f"Ja, het is {laptop.label}")

    expect(page.get_by_role("status")).to_contain_text(f"hoort nu bij {laptop.label}")
    expect(page).to_have_url(re.compile(f"{laptop.path}$"))
    assert drives(page) == {
        disk.serial: "Gewist Overschreven · Clear (NIST SP 800-88, Rev. 2, 2025)"
        " · bewezen door een logboek"
        for disk in laptop.facts.disks
    }


def drives(page):
    """Serial number -> what the passport says of the erasure of that drive."""
    told = {}
    for row in page.locator(".row-drive").all():
        words = " ".join(row.locator(".row-meta").inner_text().split())
        told[row.locator(".code").inner_text()] = re.search(r"(Gewist|Niet gewist).*", words)[0]
    return told


def release(page):
    """The bench in three taps and a system, then the word of the workshop."""
    bench(page)
    page.keys.open("Controleer en geef vrij")
    page.keys.push("Geef het vrij")
    expect(page.get_by_role("heading", name="Klaar om mee te geven")).to_be_visible()


def out_and_back(page, label):
    """The desk lends the laptop to a new borrower, and takes it back."""
    keys = page.keys
    page.goto("/mensen/nieuw/")
    keys.write("Voornaam", "Samira")
    keys.write("Familienaam", "El Amrani")
    keys.write("Telefoon", "0472 34 56 78")
    keys.push("Registreer")
    keys.open("Leen iets uit")
    keys.write("Label", label, role="searchbox")
    keys.push("Zoek")
    keys.push("Leen uit")
    expect(page.get_by_role("status")).to_contain_text(f"{label} is bij Samira El Amrani")
    keys.open("Neem terug")
    keys.push("Neem terug")
    expect(page.get_by_role("status")).to_contain_text(f"{label} is terug")


def must_be_erased_again(page, laptop, logs):
    """What was proven before the loan is proven no more, also when the same log is given again."""
    drop(page, logs)
    expect(page.locator("main")).to_contain_text("3 bestanden waren hier al")
    page.goto(laptop.path)

    assert drives(page) == {disk.serial: "Niet gewist" for disk in laptop.facts.disks}
    expect(page.locator(".check-list")).to_contain_text("Gewist: nog niet")
    expect(page.get_by_role("link", name="Schrijf de wissing op")).to_be_visible()
    expect(page.get_by_role("link", name="Controleer en geef vrij")).to_have_count(0)
