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
from digibank.devices.receiving import receive
from digibank.devices.reports.levels import level
from digibank.ledger.models import Entry
from tests.conftest import codes, make_device
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

    record_erasure(laptop, technique="firmware", by=wim)

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
    releasing.release(laptop, by=wim)
    swapped = {**NVME, "serial_number": "N0OTHER"}
    after = {**COMPUTER, "uuid": "", "data": {**COMPUTER["data"]}}
    after["data"]["smartctl"] = json.dumps([TWO, swapped])

    receive(mechelen, upload=upload(after), device=laptop, by=wim)

    assert lacks(laptop) == ["not_erased"]
    record_erasure(laptop, technique="firmware", by=wim)
    assert lacks(laptop) == []


def test_a_report_that_comes_after_the_word_of_a_person_changes_nothing(mechelen, wim):
    device = make_device(mechelen, wim)

    receive(mechelen, upload=upload(COMPUTER), device=device, by=wim)

    assert lacks(device) == []


def test_taking_the_log_away_takes_the_proof_away(laptop, mechelen, wim, an):
    reading = attaching.attach(log(mechelen, wim), device=laptop, by=wim)
    releasing.release(laptop, by=wim)
    placing.put(laptop, place=Placement.Place.OUT, person=an)
    with pytest.raises(ValidationError) as refusal:
        attaching.detach(reading, by=wim)
    assert codes(refusal) == ["out"]
    placing.put(laptop, place=Placement.Place.SHELF)

    attaching.detach(reading, by=wim)

    assert (proofs(laptop), lacks(laptop)) == ([], ["not_erased"])


def test_after_a_loan_old_proofs_and_old_logs_count_no_more(laptop, mechelen, wim, an):
    attaching.attach(log(mechelen, wim), device=laptop, by=wim)
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

    fresh = LOG.replace("09:00:01", "09:00:07")
    attaching.attach(log(mechelen, wim, fresh), device=laptop, by=wim)
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
        "MADEUP DISK 500 256 GB D0MADE1 Gezond Gewist Overschreven · Clear"
        " (NIST SP 800-88, Rev. 2, 2025) · bewezen door een logboek",
        "MADEUP NVME 512 GB N0MADE2 Gezond Gewist Overschreven · Clear"
        " (NIST SP 800-88, Rev. 2, 2025) · bewezen door een logboek",
    ]
