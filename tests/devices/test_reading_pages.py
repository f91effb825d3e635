import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from digibank.devices import reading
from digibank.devices.models import Device, Reading
from digibank.devices.receiving import LIMIT, receive, take_in
from digibank.ledger.models import Entry
from tests.conftest import make_device
from tests.devices.reports import made_up

URL = "/toestellen/uitlezingen/"


def file(tree, name="report.json"):
    raw = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return SimpleUploadedFile(name, raw)


def words(page, selector):
    return [" ".join(one.text.split()) for one in page.select(selector)]


def test_many_files_a_folder_and_a_paste_come_in_at_once(visit, wim):
    sent = {
        "files": [file(made_up.THIRD, "a.json"), file(made_up.NWIPE.encode(), "b.txt")],
        "folder": [file(made_up.FIRST, "c.json")],
        "text": made_up.DMIDECODE,
    }

    answer = visit(wim).post(URL, sent, follow=True)

    assert words(answer.page, ".notice") == [
        "4 bestanden zijn binnen.",
        "4 bestanden wachten op hun beurt. Kijk opnieuw",
    ]
    assert words(answer.page, ".row-report .tag") == ["Wacht"] * 4
    assert reading.read_waiting() == 4
    page = visit(wim).get(URL).page
    assert words(page, ".row-title") == ["LENOVO ThinkPad T14"] * 4
    assert words(page, ".row-report .tag") == ["Gelezen", "Gelezen", "Gewist", "Gelezen"]
    assert page.select("[data-again]") == []


def test_one_bad_file_keeps_no_other_out(visit, wim):
    sent = {"files": [file(b"", "leeg.json"), file(b"x" * (LIMIT + 1), "groot.json"), file(b"{}")]}

    page = visit(wim).post(URL, sent, follow=True).page

    told = words(page, ".notice")
    assert told[0] == "leeg.json: Dit bestand is leeg. Kies een ander."
    assert told[1].startswith("groot.json: Dit bestand is te groot.")
    assert told[2] == "1 bestand is binnen."
    assert Reading.objects.count() == 1


def test_the_same_files_again_are_known(visit, wim, mechelen):
    receive(mechelen, upload=file(made_up.THIRD), by=wim)

    page = visit(wim).post(URL, {"files": [file(made_up.THIRD)]}, follow=True).page

    assert words(page, ".notice") == ["1 bestand was hier al."]


def test_nothing_given_says_so(visit, wim):
    page = visit(wim).post(URL, {}, follow=True).page

    assert words(page, ".notice") == ["Kies eerst bestanden, of plak een verslag."]


def test_a_proposal_is_one_press_and_can_be_taken_back(visit, wim, mechelen, device):
    receive(mechelen, upload=file(made_up.INXI), device=device, by=wim)
    report = receive(mechelen, upload=file(made_up.THIRD), by=wim)
    visitor = visit(wim)

    listed = visitor.get(URL).page
    assert f"Misschien {device.label}: hetzelfde serienummer" in words(listed, ".row-meta")[0]
    shown = visitor.get(report.get_absolute_url()).page
    form = shown.select_one("aside form")
    assert words(form, "button") == [f"Ja, het is {device.label}"]
    answer = visitor.post(form["action"], {"label": form.select_one("[name=label]")["value"]})
    assert answer["Location"] == device.get_absolute_url()
    report.refresh_from_db()
    assert report.device == device

    assert visitor.post(f"{report.get_absolute_url()}einde/").status_code == 302
    report.refresh_from_db()
    assert report.device is None
    assert visitor.post(f"{report.get_absolute_url()}einde/").status_code == 422
    assert Entry.objects.filter(verb="report_detached").count() == 1


@pytest.mark.parametrize("label", ["", "onzin", "T-222-222", "t-zzz"])
def test_a_label_that_nobody_knows_is_refused_and_stays(visit, wim, mechelen, label):
    report = receive(mechelen, upload=file(made_up.THIRD), by=wim)

    answer = visit(wim).post(report.get_absolute_url(), {"label": label})

    assert answer.status_code == 422
    assert answer.page.select_one("#id_label").get("value", "") == label


def test_a_label_of_another_digibank_is_nobodys(visit, wim, mechelen, elsewhere, zoe):
    theirs = make_device(elsewhere, zoe)
    report = receive(mechelen, upload=file(made_up.THIRD), by=wim)

    assert visit(wim).post(report.get_absolute_url(), {"label": theirs.label}).status_code == 422


def test_a_report_fills_the_form_of_a_new_device(visit, wim, mechelen):
    report = receive(mechelen, upload=file(made_up.THIRD), by=wim)
    visitor = visit(wim)

    page = visitor.get(f"/toestellen/nieuw/?uitlezing={report.pk}").page
    assert page.select_one("#id_serial")["value"] == "PF3MADE1"
    sent = {"kind": "laptop", "maker": "LENOVO", "serial": "PF3MADE1", "reading": report.pk}
    visitor.post("/toestellen/nieuw/", sent)

    report.refresh_from_db()
    assert report.device == Device.objects.get()


def test_a_report_of_another_digibank_fills_nothing(visit, wim, elsewhere, zoe):
    theirs = receive(elsewhere, upload=file(made_up.THIRD), by=zoe)

    page = visit(wim).get(f"/toestellen/nieuw/?uitlezing={theirs.pk}").page

    assert page.select_one("#id_serial").get("value", "") == ""


def test_a_log_says_drive_by_drive_what_it_proves(visit, wim, mechelen):
    log = made_up.NWIPE.replace("sda | Erased |", "sda |-FAILED-|")
    report = receive(mechelen, upload=file(log.encode(), "log.txt"), by=wim)

    page = visit(wim).get(report.get_absolute_url()).page

    assert words(page, ".rows .tag") == ["Niet bewezen", "Gewist"]
    assert "Het wissen is mislukt." in words(page, ".rows .row-meta")[0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    visit, wim, mechelen, count, django_assert_num_queries
):
    for number in range(count):
        take_in(mechelen, upload=file({**made_up.THIRD, "timestamp": str(number)}), by=wim)
    reading.read_waiting()
    Reading.objects.update(same_as=None)
    visitor = visit(wim)

    with django_assert_num_queries(11):
        page = visitor.get(URL).page

    assert len(page.select(".row-report")) == count


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("2025-01-23 11:44:29.577819", "23 januari 2025, 11.44"),
        ("2022-01-13T14:20:00+00:00", "13 januari 2022, 14.20"),
        ("2026/08/20 09:00:01", "20 augustus 2026, 09.00"),
        ("Thu Jan 23 11:44:29 2025", "Thu Jan 23 11:44:29 2025"),
        ("", ""),
    ],
)
def test_when_a_report_was_made_stands_in_words_where_we_can_read_it(told, words):
    assert Reading(told_at=told).told_words == words
