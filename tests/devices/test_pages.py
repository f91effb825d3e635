import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from digibank.devices.erasing import record_erasure
from digibank.devices.models import Placement
from digibank.devices.placing import put
from digibank.devices.receiving import receive
from digibank.devices.releasing import release, withdraw
from digibank.devices.writing_off import write_off
from digibank.network.models import AccessPoint
from digibank.network.queries import version_of
from tests.conftest import benched, make_device
from tests.devices.reports.test_lshw import SYSTEM, written

NEW = reverse("devices:device_new")
LIST = reverse("devices:device_list")
TYPED = {"kind": "laptop", "maker": "", "model": "", "serial": "", "cpu": "", "remark": ""}
TYPED |= {"memory_bytes": "", "storage_bytes": "", "access_point": "", "reading": ""}


def url(name, device):
    return reverse(f"devices:{name}", args=[device.code])


def words(tag):
    return " ".join(tag.text.split())


def rows(page):
    return [words(row) for row in page.select(".row-meta")]


def errors(page):
    return [words(line) for line in page.select(".errors li")]


def value(page, name):
    field = page.select_one(f"#id_{name}")
    chosen = field.select_one("option[selected]")
    return chosen["value"] if chosen else field.get("value", "")


def file(raw=None, name="report.json"):
    return SimpleUploadedFile(name, written() if raw is None else raw)


@pytest.fixture
def raw(mechelen, wim):
    return make_device(mechelen, wim, ready=False)


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_device_list_asks_the_same_queries_whatever_its_length(
    visit, mechelen, wim, library, count, django_assert_num_queries
):
    for _ in range(count):
        device = make_device(mechelen, wim)
        put(device, place=Placement.Place.SHELF, access_point=library)
    visitor = visit(wim)

    with django_assert_num_queries(7):
        page = visitor.get(LIST).page

    assert len(rows(page)) == count
    assert words(page.select_one("main p[role=status]")) == ("1 toestel", "3 toestellen")[count > 1]


def test_device_list_shows_label_type_place_and_next_step(visit, device, library, wim):
    put(device, place=Placement.Place.SHELF, access_point=library)

    page = visit(wim).get(LIST).page

    assert rows(page) == [f"{device.label} · Laptop · Bibliotheek Het Predikheren"]
    assert [words(tag) for tag in page.select(".row .tag")] == ["Klaar"]


def test_device_list_never_says_with_whom_a_device_is(visit, device, an, wim):
    put(device, place=Placement.Place.OUT, person=an)

    page = visit(wim).get(LIST).page

    assert rows(page) == [f"{device.label} · Laptop · Bij iemand"]
    assert "Peeters" not in page.text


def test_device_list_shows_nothing_of_another_digibank(visit, device, elsewhere, zoe):
    theirs = make_device(elsewhere, zoe)

    assert rows(visit(zoe).get(LIST).page) == [f"{theirs.label} · Laptop · Op de plank"]


def test_device_list_has_25_on_a_page_and_keeps_the_filter(visit, mechelen, wim):
    for _ in range(27):
        make_device(mechelen, wim)
    visitor = visit(wim)

    first = visitor.get(LIST, {"soort": "laptop"}).page
    second = visitor.get(LIST, {"soort": "laptop", "blz": 2}).page

    assert (len(rows(first)), len(rows(second))) == (25, 2)
    assert words(first.select_one(".pager p")) == "1 tot 25 van 27"
    assert first.select_one(".pager a")["href"] == "?soort=laptop&blz=2"


def test_device_list_is_filtered(visit, mechelen, library, wim, an):
    ready = make_device(mechelen, wim, model="ProBook", serial="ABC123")
    tablet = make_device(mechelen, wim, ready=False, kind="tablet", model="Tab")
    out = make_device(mechelen, wim, model="Latitude")
    put(out, place=Placement.Place.OUT, person=an)
    put(ready, place=Placement.Place.SHELF, access_point=library)
    visitor = visit(wim)

    def found(**chosen):
        page = visitor.get(LIST, chosen).page
        return [words(row).split(" · ")[0] for row in page.select(".row-meta")]

    assert found() == [out.label, tablet.label, ready.label]
    assert found(soort="tablet") == [tablet.label]
    assert found(stap="erase") == [tablet.label]
    assert found(stap="ready") == [ready.label]
    assert found(stap="out") == [out.label]
    assert found(stap="gone") == []
    assert found(plek="shelf") == [ready.label]
    assert found(punt=library.pk) == [ready.label]
    assert found(q="c12") == [ready.label]
    assert found(q="hp prob") == [ready.label]
    assert found(q="hp tab", stap="erase", soort="tablet", plek="workshop") == [tablet.label]
    assert found(q=out.label.lower()) == [out.label]
    assert found(q=out.label[:5]) == [out.label]
    assert found(q="niets") == []
    assert found(soort="koelkast", punt="x", stap="7") == [out.label, tablet.label, ready.label]


def test_device_list_says_when_nothing_fits_and_when_there_is_nothing(visit, wim):
    visitor = visit(wim)

    assert words(visitor.get(LIST).page.select_one(".empty h2")) == "Nog geen toestellen"
    assert words(visitor.get(LIST, {"q": "x"}).page.select_one(".empty h2")) == "Geen toestel past"


def test_device_list_counts_no_further_than_it_must(visit, mechelen, wim, monkeypatch):
    monkeypatch.setattr("digibank.ui.paging.COUNTED", 2)
    for _ in range(3):
        make_device(mechelen, wim)

    page = visit(wim).get(LIST).page

    assert words(page.select_one("main p[role=status]")) == "Meer dan 2 toestellen"


def test_a_volunteer_sees_the_list_without_the_work(visit, device, vera):
    page = visit(vera).get(LIST).page

    assert rows(page) == [f"{device.label} · Laptop · Op de plank"]
    assert len(page.select(f'a[href="{NEW}"]')) == 1
    assert page.select('a[href="/toestellen/labels/"]') == []


# The passport


@pytest.mark.parametrize("times", [1, 3])
def test_device_asks_the_same_queries_however_long_its_life(
    visit, mechelen, wim, an, times, django_assert_max_num_queries
):
    device = make_device(mechelen, wim, ready=False)
    for number in range(times):
        record_erasure(device, technique="overwrite", by=wim)
        benched(device, wim)
        release(device, by=wim)
        put(device, place=Placement.Place.OUT, person=an)
        withdraw(device)
        put(device, place=Placement.Place.WORKSHOP)
        tree = {**SYSTEM, "serial": f"SN{number}"}
        receive(mechelen, upload=file(json.dumps(tree).encode()), device=device, by=wim)
    visitor = visit(wim)

    with django_assert_max_num_queries(21):
        page = visitor.get(device.get_absolute_url()).page

    assert len(page.select(".timeline > li")) == times * 5 + 1


def test_device_says_what_is_missing_in_plain_words(visit, raw, wim):
    page = visit(wim).get(raw.get_absolute_url()).page

    lit = page.select_one(".card-lit")
    assert [words(line) for line in lit.select("li")] == [
        "Geregistreerd, met een label: klaar",
        "Gewist: nog niet",
        "Bekeken op de werkbank: nog niet",
        "Vrijgegeven door de werkplaats: nog niet",
    ]
    assert [words(link) for link in lit.select("a")] == ["Schrijf de wissing op"]


def test_device_shows_one_lit_card_whatever_its_stage(visit, device, raw, an, lut):
    visitor = visit(lut)

    def lit(one):
        return len(visitor.get(one.get_absolute_url()).page.select(".card-lit"))

    assert (lit(raw), lit(device)) == (1, 1)
    write_off(device, reason="broken", by=lut)
    assert lit(device) == 1


def test_device_shows_its_life_oldest_first(visit, raw, an, wim):
    record_erasure(raw, technique="overwrite", remark="Met nwipe", by=wim)
    benched(raw, wim)
    release(raw, by=wim)
    put(raw, place=Placement.Place.OUT, person=an)

    page = visit(wim).get(raw.get_absolute_url()).page

    assert [words(one) for one in page.select(".timeline h3")] == [
        "Gewist",
        "Vrijgegeven door de werkplaats",
        "Uitgeleend",
        "Nu: Uitgeleend",
    ]
    assert words(page.select(".timeline li")[0].p) == "Overschreven. Met nwipe"


def test_a_technician_sees_the_name_of_a_borrower_and_no_link(visit, device, an, wim, lut):
    put(device, place=Placement.Place.OUT, person=an)
    seen = visit(wim).get(device.get_absolute_url()).page.select_one(".timeline")
    linked = visit(lut).get(device.get_absolute_url()).page.select_one(".timeline")

    assert "An Peeters" in seen.text
    assert seen.select("a") == []
    assert [link["href"] for link in linked.select("a")] == [an.get_absolute_url()]


def test_a_volunteer_sees_that_the_workshop_does_the_rest(visit, raw, vera):
    page = visit(vera).get(raw.get_absolute_url()).page

    assert "De werkplaats doet de rest." in page.select_one(".card-lit").text
    assert page.select(".card-lit a") == []


@pytest.mark.parametrize(
    "name",
    [
        *("device", "device_facts", "label", "label_roll", "reading_new", "erasure_new"),
        *("release_new", "release_end", "placement_new", "write_off_new", "write_off_end"),
    ],
)
def test_every_page_of_a_device_of_another_digibank_is_404(visit, device, zoe, name):
    visitor = visit(zoe)

    assert visitor.get(url(name, device)).status_code == 404
    assert visitor.post(url(name, device)).status_code == 404


# Acts


def test_device_facts_change(visit, device, wim):
    visitor = visit(wim)

    answer = visitor.post(
        url("device_facts", device), TYPED | {"maker": "Dell", "seen": version_of(device)}
    )

    device.refresh_from_db()
    assert (answer.status_code, device.maker, device.model) == (302, "Dell", "")


def test_device_facts_keep_the_exact_bytes(visit, mechelen, wim):
    device = make_device(mechelen, wim, memory_bytes=17045651456, storage_bytes=1024209543168)
    visitor = visit(wim)
    page = visitor.get(url("device_facts", device)).page
    told = {name: value(page, name) for name in ("kind", "memory_bytes", "storage_bytes")}

    visitor.post(url("device_facts", device), told | {"seen": value(page, "seen")})

    device.refresh_from_db()
    assert (told["memory_bytes"], told["storage_bytes"]) == ("16", "1024")
    assert (device.memory_bytes, device.storage_bytes) == (17045651456, 1024209543168)


def test_device_facts_refuse_a_national_number_in_the_remark(visit, device, wim):
    sent = TYPED | {"remark": "85.07.30-033 28", "seen": version_of(device)}
    answer = visit(wim).post(url("device_facts", device), sent)

    assert answer.status_code == 422
    assert len(errors(answer.page)) == 1


def test_reading_new_keeps_a_report_with_the_device(visit, device, wim):
    answer = visit(wim).post(url("reading_new", device), {"upload": file()}, follow=True)

    assert device.readings.get().format == "lshw"
    assert [words(one) for one in answer.page.select(".notice")] == [
        f"Het bestand is bewaard bij {device.label}.",
        "Er zat een usb-stick in. We telden die niet als schijf.",
    ]


def test_reading_new_asks_for_a_file(visit, device, wim):
    answer = visit(wim).post(url("reading_new", device))

    assert answer.status_code == 422


def test_reading_file_is_the_file_as_it_came(visit, mechelen, device, wim, zoe):
    raw_file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    reading = receive(mechelen, upload=file(raw_file, "a b.json"), device=device, by=wim)
    address = reverse("devices:reading_file", args=[reading.pk])

    answer = visit(wim).get(address)

    assert (answer.content, answer["Content-Type"]) == (raw_file, "image/png")
    assert answer["Content-Disposition"] == 'attachment; filename="a b.json"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert visit(zoe).get(address).status_code == 404


def test_erasure_new_offers_only_what_suits(visit, mechelen, raw, wim):
    phone = make_device(mechelen, wim, ready=False, kind="smartphone")
    visitor = visit(wim)

    def offered(device):
        page = visitor.get(url("erasure_new", device)).page
        return [one["value"] for one in page.select("[name=technique]")]

    rest = ["destroyed", "returned"]
    assert offered(raw) == ["overwrite", *rest, "replaced", "no_drive"]
    assert offered(phone) == ["factory_reset", "crypto", *rest]
    page = visitor.get(f"{url('erasure_new', raw)}?schijf=nvme").page
    values = [one["value"] for one in page.select("[name=technique]")]
    assert values == ["firmware", "crypto", "overwrite", *rest, "replaced", "no_drive"]


def test_erasure_new_records_and_says_what_comes_next(visit, raw, wim):
    address = f"{url('erasure_new', raw)}?schijf=ssd"
    typed = {"technique": "firmware", "tool": "hdparm", "verified": "on"}
    answer = visit(wim).post(address, typed, follow=True)

    assert (raw.erasures.get().technique, raw.erasures.get().level) == ("firmware", "Purge")
    assert words(answer.page.select_one(".notice")) == (
        f"{raw.label} is gewist. Controleer het nu en geef het vrij."
    )


def test_erasure_new_answers_409_to_who_is_second(visit, device, wim):
    answer = visit(wim).post(url("erasure_new", device), {"technique": "overwrite"})

    assert answer.status_code == 409
    assert errors(answer.page) == ["Dit toestel is al gewist."]


def test_erasure_new_has_nothing_to_offer_for_a_screen(visit, mechelen, wim):
    screen = make_device(mechelen, wim, ready=False, kind="screen")
    visitor = visit(wim)

    page = visitor.get(url("erasure_new", screen)).page

    assert page.select("[name=technique]") == []
    assert visitor.post(url("erasure_new", screen), {"technique": "crypto"}).status_code == 422


def test_release_new_releases(visit, raw, wim):
    record_erasure(raw, technique="overwrite", by=wim)
    benched(raw, wim)

    answer = visit(wim).post(url("release_new", raw), follow=True)

    assert raw.releases.get().released_by == wim
    assert words(answer.page.select_one(".notice")) == (
        f"{raw.label} is vrijgegeven. Het mag uitgeleend worden."
    )


def test_release_new_refuses_what_is_not_erased(visit, raw, wim):
    answer = visit(wim).post(url("release_new", raw))

    assert answer.status_code == 422
    assert errors(answer.page) == [
        "Dit toestel is nog niet gewist.",
        "Dit toestel is nog niet bekeken op de werkbank.",
    ]
    assert not raw.releases.exists()


def test_release_new_answers_409_to_who_is_second(visit, device, wim):
    assert visit(wim).post(url("release_new", device)).status_code == 409


def test_release_end_brings_it_to_the_workshop(visit, device, wim):
    visitor = visit(wim)

    assert visitor.post(url("release_end", device), {"remark": ""}).status_code == 422
    assert visitor.post(url("release_end", device), {"remark": "85073003328"}).status_code == 422
    assert visitor.post(url("release_end", device), {"remark": "Toets los"}).status_code == 302
    assert device.placements.open().get().place == "workshop"


def test_placement_new_moves_within_the_digibank(visit, device, library, elsewhere, wim):
    theirs = AccessPoint.objects.create(
        digibank=elsewhere, name="Elders", street="Kerkstraat 1", postcode="9000", refnis="44021"
    )
    visitor = visit(wim)

    refused = visitor.post(url("placement_new", device), {"access_point": theirs.pk})
    visitor.post(url("placement_new", device), {"access_point": library.pk})

    assert refused.status_code == 422
    assert device.placements.open().get().access_point == library


def test_write_off_new_and_its_end(visit, device, lut):
    visitor = visit(lut)

    visitor.post(url("write_off_new", device), {"reason": "broken"})
    gone = visitor.get(device.get_absolute_url()).page
    again = visitor.post(url("write_off_new", device), {"reason": "lost"})
    visitor.post(url("write_off_end", device))

    assert words(gone.select_one(".card-lit a")) == "Dat was een vergissing"
    assert again.status_code == 409
    assert device.placements.open().get().place == "workshop"


def test_a_write_off_of_yesterday_offers_no_way_back(visit, device, lut):
    write_off(device, reason="broken", by=lut)
    device.placements.open().update(put_at=timezone.now() - timedelta(hours=25))
    visitor = visit(lut)

    assert visitor.get(device.get_absolute_url()).page.select(".card-lit a") == []
    assert visitor.post(url("write_off_end", device)).status_code == 422


def test_a_volunteer_may_look_and_not_act(visit, device, vera):
    visitor = visit(vera)

    assert visitor.get(device.get_absolute_url()).status_code == 200
    for name in ("device_facts", "erasure_new", "release_new", "write_off_new"):
        assert visitor.post(url(name, device)).status_code == 403
    assert visitor.get(NEW).status_code == 200


# Labels and the workshop


def test_label_shows_the_sticker_with_a_code_to_scan(visit, device, vera):
    page = visit(vera).get(url("label", device)).page

    assert page.h1.text == f"Label {device.label}"
    assert page.select_one(".sticker svg")["aria-label"] == device.label
    assert words(page.select_one(".sticker b")) == device.label


@pytest.mark.parametrize("name", ["label_roll"])
def test_label_roll_is_a_pdf(visit, device, vera, name):
    answer = visit(vera).get(url(name, device))

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize("gone", ["", "3", "-1", "x", "99999999999999"])
def test_label_sheet_is_a_pdf_of_what_was_picked(visit, mechelen, device, vera, gone):
    told = {"toestel": [device.code, "NIETS"], "weg": gone}

    answer = visit(vera).get(reverse("devices:label_sheet"), told)

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_label_sheet_without_devices_is_a_sheet_without_labels(visit, vera):
    assert visit(vera).get(reverse("devices:label_sheet")).status_code == 200


def test_labels_offer_the_newest_of_this_digibank(visit, mechelen, device, elsewhere, zoe, vera):
    make_device(elsewhere, zoe)

    page = visit(vera).get(reverse("devices:labels")).page

    assert [box["value"] for box in page.select("[name=toestel]")] == [device.code]


@pytest.mark.parametrize("count", [1, 3])
def test_workshop_shows_what_waits_by_next_step(
    visit, mechelen, wim, count, django_assert_num_queries
):
    waits = [make_device(mechelen, wim, ready=False) for _ in range(count)]
    make_device(mechelen, wim)
    erased = make_device(mechelen, wim, ready=False)
    record_erasure(erased, technique="overwrite", by=wim)
    visitor = visit(wim)

    with django_assert_num_queries(13):
        page = visitor.get(reverse("devices:workshop")).page

    columns = page.select(".board-col")
    assert [[words(one) for one in column.select(".label")] for column in columns] == [
        [],
        [one.label for one in waits],
        [],
        [erased.label],
        [],
    ]
    counts = [words(column.select_one(".count")) for column in columns]
    assert counts == ["0", str(count), "0", "1", "0"]


def test_workshop_shows_eight_and_the_way_to_the_rest(visit, mechelen, wim):
    for _ in range(9):
        make_device(mechelen, wim, ready=False)

    column = visit(wim).get(reverse("devices:workshop")).page.select(".board-col")[1]

    assert (len(column.select(".ticket")), words(column.select_one(".count"))) == (8, "9")
    assert column.select_one(".board-more")["href"] == f"{LIST}?stap=erase"


# Search, scan and the desk


def test_a_scanned_label_opens_the_passport(visit, device, wim):
    answer = visit(wim).get(reverse("lobby:search"), {"q": device.label})

    assert (answer.status_code, answer.url) == (302, device.get_absolute_url())


def test_a_scanned_label_of_another_digibank_opens_nothing(visit, device, zoe):
    assert visit(zoe).get(reverse("lobby:search"), {"q": device.label}).status_code == 200


def test_the_one_search_finds_devices_of_this_digibank(
    visit, mechelen, device, elsewhere, zoe, wim
):
    make_device(elsewhere, zoe)

    assert hits(visit(wim)) == [(device.get_absolute_url(), "HP ProBook 440")]


def test_the_one_search_shows_no_devices_to_a_trainer(visit, device, tom):
    assert hits(visit(tom)) == []


def hits(visitor):
    page = visitor.get(reverse("lobby:search"), {"q": "probook"}).page
    links = page.select('main .row-title a[href^="/toestellen/"]')
    return [(link["href"], words(link)) for link in links]


def test_facts_changed_by_somebody_else_are_not_overwritten(visit, device, wim, lut):
    url = f"/toestellen/{device.code}/gegevens/"
    first, second = visit(wim), visit(lut)
    seen = first.get(url).page.select_one("[name=seen]")["value"]
    sent = {"kind": "laptop", "maker": "Dell", "model": "Latitude", "seen": seen}

    assert first.post(url, sent).status_code == 302
    answer = second.post(url, {**sent, "maker": "Acer"})

    assert answer.status_code == 409
    assert answer.page.select_one("#id_maker")["value"] == "Acer"
    fresh = answer.page.select_one("[name=seen]")["value"]
    assert second.post(url, {**sent, "maker": "Acer", "seen": fresh}).status_code == 302
    device.refresh_from_db()
    assert device.maker == "Acer"
