"""A log proves the erasure of a device: drive by drive, and only since its last loan."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from digibank.devices import attaching, placing, releasing
from digibank.devices.drives import changes, drives_of
from digibank.devices.erasing import record_erasure
from digibank.devices.models import DriveErasure, Erasure, Placement
from digibank.devices.queries import missing
from digibank.devices.receiving import receive, take_in
from digibank.devices.reports.levels import level
from digibank.ledger.models import Entry
from tests.conftest import benched, codes, make_device
from tests.devices.reports import made_up

NOW = timezone.localtime().strftime("%Y/%m/%d")
LOG = made_up.NWIPE.replace("2026/08/20", NOW)
TWO = {
    **made_up.SMART,
    "serial_number": "D0MADE1",
    "model_name": "MADEUP DISK 500",
    "rotation_rate": 7200,
}
NVME = {**made_up.NVME, "serial_number": "N0MADE2"}
COMPUTER = {
    **made_up.THIRD,
    "data": {"smartctl": json.dumps([TWO, NVME]), "dmidecode": made_up.DMIDECODE},
}


def upload(tree, name="report"):
    raw = tree.encode() if isinstance(tree, str) else json.dumps(tree).encode()
    return SimpleUploadedFile(name, raw)


@pytest.fixture
def laptop(mechelen, wim):
    """In the workshop, with a report that sees two drives."""
    device = make_device(mechelen, wim, ready=False)
    receive(mechelen, upload=upload(COMPUTER), device=device, by=wim)
    return device


def log(mechelen, wim, text=LOG):
    return receive(mechelen, upload=upload(text, "log.txt"), by=wim)


def lacks(device):
    return [code for code, _ in missing(device)]


def proofs(device):
    current = device.drive_erasures.filter(outdated_at=None).order_by("serial")
    return list(current.values_list("serial", "technique", "level", "verified"))


def test_a_log_that_proves_every_drive_is_the_erasure(laptop, mechelen, wim):
    reading = attaching.attach(log(mechelen, wim), device=laptop, by=wim)

    assert lacks(laptop) == ["not_released"]
    assert proofs(laptop) == [
        ("D0MADE1", "overwrite", "Clear", True),
        ("N0MADE2", "overwrite", "Clear", True),
    ]
    erasure = Erasure.objects.get()
    assert (erasure.technique, erasure.erased_by) == ("overwrite", wim)
    assert {one.reading for one in erasure.drives.all()} == {reading}
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.facts) == (
        "erased",
        {"reading": reading.pk, "format": "nwipe", "technique": "overwrite"},
    )


def test_a_log_that_proves_one_of_two_drives_is_no_erasure(laptop, mechelen, wim):
    half = LOG.replace("nvme0n1 | Erased |", "nvme0n1 |-FAILED-|")

    attaching.attach(log(mechelen, wim, half), device=laptop, by=wim)

    assert lacks(laptop) == ["not_erased", "not_released"]
    assert [one[0] for one in proofs(laptop)] == ["D0MADE1"]
    assert Entry.objects.latest("pk").verb == "report_attached"
    readings = list(laptop.readings.order_by("-pk"))
    told = [(one.serial, bool(one.proof), one.doubt) for one in drives_of(laptop, readings)]
    assert told == [("D0MADE1", True, ""), ("N0MADE2", False, "Het wissen is mislukt.")]


def test_the_word_of_a_person_covers_the_drives_that_no_log_proves(laptop, mechelen, wim):
    half = LOG.replace("nvme0n1 | Erased |", "nvme0n1 |-FAILED-|")
    attaching.attach(log(mechelen, wim, half), device=laptop, by=wim)

    record_erasure(laptop, technique="firmware", tool="nvme-cli sanitize", by=wim)

    assert lacks(laptop) == ["not_released"]
    assert proofs(laptop) == [
        ("D0MADE1", "overwrite", "Clear", True),
        ("N0MADE2", "firmware", "Purge", True),
    ]
    assert DriveErasure.objects.get(serial="N0MADE2").erased_by == wim


def test_a_log_of_other_drives_or_of_a_device_without_report_proves_nothing(laptop, mechelen, wim):
    bare = make_device(mechelen, wim, ready=False)
    attaching.attach(log(mechelen, wim), device=bare, by=wim)
    other = LOG.replace("D0MADE1", "D0OTHER").replace("N0MADE2", "N0OTHER")
    attaching.attach(log(mechelen, wim, other), device=laptop, by=wim)

    assert (proofs(bare), proofs(laptop), Erasure.objects.count()) == ([], [], 0)


def test_a_report_that_comes_after_the_log_completes_the_proof(mechelen, wim):
    device = make_device(mechelen, wim, ready=False)
    attaching.attach(log(mechelen, wim), device=device, by=wim)

    receive(mechelen, upload=upload(COMPUTER), device=device, by=wim)

    assert lacks(device) == ["not_released"]
    assert Entry.objects.latest("pk").verb == "erased"


def test_another_drive_in_it_must_be_erased_too(laptop, mechelen, wim):
    attaching.attach(log(mechelen, wim), device=laptop, by=wim)
    benched(laptop, wim)
    releasing.release(laptop, by=wim)
    swapped = {**NVME, "serial_number": "N0OTHER"}
    after = {**COMPUTER, "uuid": "", "data": {**COMPUTER["data"]}}
    after["data"]["smartctl"] = json.dumps([TWO, swapped])

    receive(mechelen, upload=upload(after), device=laptop, by=wim)

    assert lacks(laptop) == ["not_erased", "not_released"]
    record_erasure(laptop, technique="firmware", tool="nvme-cli sanitize", by=wim)
    assert lacks(laptop) == ["not_released"]


def test_a_report_that_comes_after_the_word_of_a_person_changes_nothing(mechelen, wim):
    device = make_device(mechelen, wim)

    receive(mechelen, upload=upload(COMPUTER), device=device, by=wim)

    assert lacks(device) == []


def test_taking_the_log_away_takes_the_proof_away(laptop, mechelen, wim, an):
    reading = attaching.attach(log(mechelen, wim), device=laptop, by=wim)
    benched(laptop, wim)
    releasing.release(laptop, by=wim)
    placing.put(laptop, place=Placement.Place.OUT, person=an)
    with pytest.raises(ValidationError) as refusal:
        attaching.detach(reading, by=wim)
    assert codes(refusal) == ["out"]
    placing.put(laptop, place=Placement.Place.SHELF)

    attaching.detach(reading, by=wim)

    assert (proofs(laptop), lacks(laptop)) == ([], ["not_erased", "not_released"])


def test_after_a_loan_old_proofs_and_old_logs_count_no_more(laptop, mechelen, wim, an):
    attaching.attach(log(mechelen, wim), device=laptop, by=wim)
    benched(laptop, wim)
    releasing.release(laptop, by=wim)
    placing.put(laptop, place=Placement.Place.OUT, person=an)
    releasing.withdraw(laptop)
    placing.put(laptop, place=Placement.Place.SHELF)
    laptop.placements.filter(place="out").update(
        put_at=timezone.now() - timedelta(days=5), left_at=timezone.now() - timedelta(hours=1)
    )
    laptop.readings.update(read_at=timezone.now() - timedelta(days=6))
    assert (proofs(laptop), lacks(laptop)) == ([], ["not_erased", "not_released"])

    old = LOG.replace(NOW, "2020/01/01")
    attaching.attach(log(mechelen, wim, old), device=laptop, by=wim)
    assert lacks(laptop) == ["not_erased", "not_released"]

    attaching.attach(log(mechelen, wim, at(timezone.now())), device=laptop, by=wim)
    assert lacks(laptop) == ["not_released"]


@pytest.mark.parametrize(
    ("technique", "checked", "word"),
    [
        ("overwrite", True, "Clear"),
        ("overwrite", False, ""),
        ("firmware", True, "Purge"),
        ("firmware", False, ""),
        ("crypto", True, "Purge"),
        ("factory_reset", True, "Clear"),
        ("replaced", True, ""),
        ("no_drive", True, ""),
    ],
)
def test_the_level_follows_from_the_technique_and_from_looking(technique, checked, word):
    assert level(technique, checked=checked) == word


def test_a_change_between_two_reports_is_told(laptop, mechelen, wim):
    more = made_up.DMIDECODE.replace("Size: No Module Installed", "Size: 8 GB")
    bigger = {**TWO, "serial_number": "D0NEW", "user_capacity": {"bytes": 1000204886016}}
    after = {
        **COMPUTER,
        "uuid": "",
        "data": {"smartctl": json.dumps([bigger, NVME]), "dmidecode": more},
    }
    reading = receive(mechelen, upload=upload(after), device=laptop, by=wim)

    assert changes(list(laptop.readings.order_by("-pk"))) == {
        reading.pk: [
            "Geheugen: 8 GB werd 16 GB.",
            "Schijf weg: MADEUP DISK 500 256 GB (D0MADE1).",
            "Schijf erbij: MADEUP DISK 500 1000 GB (D0NEW).",
        ]
    }


def test_the_passport_shows_each_drive_with_health_and_proof(visit, laptop, mechelen, wim):
    attaching.attach(log(mechelen, wim), device=laptop, by=wim)

    page = visit(wim).get(laptop.get_absolute_url()).page

    rows = [" ".join(row.text.split()) for row in page.select(".row-drive")]
    assert rows == [
        "MADEUP DISK 500 · 256 GB D0MADE1 Gezond Gewist Overschreven · Clear"
        " (NIST SP 800-88, Rev. 2, 2025) · bewezen door een logboek",
        "MADEUP NVME · 512 GB N0MADE2 Gezond Gewist Overschreven · Clear"
        " (NIST SP 800-88, Rev. 2, 2025) · bewezen door een logboek",
    ]


def lent_and_back(device, an, hours):
    """Out for an hour, back `hours` ago."""
    placing.put(device, place=Placement.Place.OUT, person=an)
    releasing.withdraw(device)
    placing.put(device, place=Placement.Place.SHELF)
    back = timezone.now() - timedelta(hours=hours)
    device.placements.filter(place="out").update(put_at=back - timedelta(hours=1), left_at=back)
    device.readings.update(read_at=back - timedelta(days=1))


def at(moment):
    return made_up.NWIPE.replace(
        "2026/08/20 09:00:01", timezone.localtime(moment).strftime("%Y/%m/%d %H:%M:%S")
    )


def test_a_log_from_the_morning_before_the_loan_proves_nothing(laptop, mechelen, wim, an):
    lent_and_back(laptop, an, hours=1)

    attaching.attach(
        log(mechelen, wim, at(timezone.now() - timedelta(hours=4))), device=laptop, by=wim
    )
    assert proofs(laptop) == []
    attaching.attach(log(mechelen, wim, at(timezone.now())), device=laptop, by=wim)
    assert lacks(laptop) == ["not_released"]


@pytest.mark.parametrize("days", [-400, 40])
def test_a_log_from_long_ago_or_from_the_future_proves_nothing(laptop, mechelen, wim, days):
    moment = timezone.now() + timedelta(days=days)

    attaching.attach(log(mechelen, wim, at(moment)), device=laptop, by=wim)

    assert (proofs(laptop), lacks(laptop)) == ([], ["not_erased", "not_released"])


def test_the_log_that_began_last_counts_in_whatever_order_they_come(laptop, mechelen, wim):
    now = timezone.now()
    failed = at(now).replace("sda | Erased |", "sda |-FAILED-|")
    attaching.attach(log(mechelen, wim, failed), device=laptop, by=wim)
    attaching.attach(log(mechelen, wim, at(now - timedelta(hours=3))), device=laptop, by=wim)

    assert [one[0] for one in proofs(laptop)] == ["N0MADE2"]


def test_a_later_failure_takes_the_proof_back(laptop, mechelen, wim):
    now = timezone.now()
    attaching.attach(log(mechelen, wim, at(now - timedelta(hours=3))), device=laptop, by=wim)
    assert lacks(laptop) == ["not_released"]
    failed = at(now).replace("sda | Erased |", "sda |-FAILED-|")

    attaching.attach(log(mechelen, wim, failed), device=laptop, by=wim)

    assert lacks(laptop) == ["not_erased", "not_released"]


def test_two_drives_with_one_serial_number_are_proven_by_nobody(mechelen, wim):
    twins = {**COMPUTER, "data": {**COMPUTER["data"]}}
    twins["data"]["smartctl"] = json.dumps([TWO, {**NVME, "serial_number": "D0MADE1"}])
    parts = [
        {**made_up.COMPONENTS[-1], "actions": []},
        {"type": "SolidStateDrive", "model": "OTHER", "size": 1},
    ]
    device = make_device(mechelen, wim, ready=False)
    first = {**made_up.FIRST, "components": parts}
    receive(mechelen, upload=upload(first), device=device, by=wim)

    attaching.attach(log(mechelen, wim), device=device, by=wim)

    assert ([one[0] for one in proofs(device)], lacks(device)) == (
        ["D0MADE1"],
        ["not_erased", "not_released"],
    )
    record_erasure(device, technique="overwrite", by=wim)
    attaching.attach(log(mechelen, wim, "just a note"), device=device, by=wim)
    assert lacks(device) == ["not_released"]


def test_taking_a_wrong_report_away_judges_again(laptop, mechelen, wim):
    wrong = {**COMPUTER, "uuid": "", "data": {**COMPUTER["data"]}}
    wrong["data"]["smartctl"] = json.dumps([NVME])
    misfiled = receive(mechelen, upload=upload(wrong), device=laptop, by=wim)
    half = LOG.replace("sda | Erased |", "sda |-FAILED-|")
    attaching.attach(log(mechelen, wim, half), device=laptop, by=wim)
    assert lacks(laptop) == ["not_released"]

    attaching.detach(misfiled, by=wim)

    assert lacks(laptop) == ["not_erased", "not_released"]


def test_a_drive_that_was_replaced_is_no_drive_of_it_any_more(laptop, mechelen, wim):
    record_erasure(laptop, technique="replaced", by=wim)
    after = {**COMPUTER, "uuid": "", "data": {**COMPUTER["data"]}}
    after["data"]["smartctl"] = json.dumps([{**TWO, "serial_number": "D0EMPTY"}])

    receive(mechelen, upload=upload(after), device=laptop, by=wim)

    assert (proofs(laptop), lacks(laptop)) == ([], ["not_released"])


def test_a_file_that_waits_cannot_be_attached_yet(laptop, mechelen, wim):
    waiting = take_in(mechelen, upload=upload(LOG, "log.txt"), by=wim)

    with pytest.raises(ValidationError) as refusal:
        attaching.attach(waiting, device=laptop, by=wim)

    assert codes(refusal) == ["not_read_yet"]
