import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from digibank.devices.models import Reading
from digibank.devices.receiving import LIMIT, receive
from digibank.ledger.models import Entry
from digibank.paper.models import Attachment
from tests.conftest import codes, make_device
from tests.devices.reports.test_lshw import SYSTEM, written


def upload(raw=None, name="report.json"):
    return SimpleUploadedFile(name, written() if raw is None else raw)


def test_receive_keeps_the_file_and_what_it_says(mechelen, wim):
    reading = receive(mechelen, upload=upload(), by=wim)

    reading.refresh_from_db()
    assert (reading.digibank, reading.device, reading.read_by) == (mechelen, None, wim)
    assert (reading.format, reading.warnings) == ("lshw", ["stick"])
    assert (reading.facts["maker"], reading.facts["model"]) == ("LENOVO", "ThinkPad T14")
    with reading.file.file.open() as kept:
        assert kept.read() == written()


def test_receive_leaves_one_entry_about_the_reading(mechelen, wim):
    reading = receive(mechelen, upload=upload(), by=wim)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("report_read", f"devices.reading:{reading.pk}")
    assert entry.facts == {"reading": reading.pk, "format": "lshw", "warnings": ["stick"]}


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0",
        b"PK\x03\x04" + b"\0" * 4096,
        b"\x1f\x8b\x08\0" + b"\0" * 4096,
        b"geen json",
        json.dumps(SYSTEM).encode("utf-16-le"),
        written()[:300],
        b"[" * 100_000,
        b'{"class": "system", "serial": "\\u0000\\ud800", "children": 7}',
        b"\xff" * 1000,
    ],
    ids=["png", "zip", "gzip", "words", "utf-16", "cut off", "deep", "signs", "bytes"],
)
def test_receive_keeps_whatever_it_cannot_read(mechelen, wim, raw):
    reading = receive(mechelen, upload=upload(raw), by=wim)

    reading.refresh_from_db()
    assert reading.warnings != []
    with reading.file.file.open() as kept:
        assert kept.read() == raw


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "empty"), (b"x" * (LIMIT + 1), "too_large")], ids=["empty", "big"]
)
def test_receive_refuses_nothing_and_too_much(mechelen, wim, raw, code):
    with pytest.raises(ValidationError) as refusal:
        receive(mechelen, upload=upload(raw), by=wim)

    assert codes(refusal) == [code]
    assert list(refusal.value.message_dict) == ["upload"]
    assert (Attachment.objects.count(), Reading.objects.count()) == (0, 0)
    assert not Entry.objects.exists()


def test_receive_knows_the_same_file_again(mechelen, wim):
    first = receive(mechelen, upload=upload(), by=wim)
    again = receive(mechelen, upload=upload(name="again.json"), by=wim)

    assert again == first
    assert (Attachment.objects.count(), Entry.objects.count()) == (1, 1)


def test_receive_does_not_look_in_another_digibank(mechelen, elsewhere, wim, zoe):
    theirs = receive(elsewhere, upload=upload(), by=zoe)

    assert receive(mechelen, upload=upload(), by=wim) != theirs
    assert Reading.objects.count() == 2


def test_receive_ties_the_reading_to_a_device(mechelen, device, wim):
    reading = receive(mechelen, upload=upload(), device=device, by=wim)

    assert (reading.device, Reading.objects.get().device) == (device, device)
    assert Entry.objects.get().subject == f"devices.device:{device.pk}"


def test_receive_gives_a_device_the_reading_that_waited(mechelen, device, wim):
    first = receive(mechelen, upload=upload(), by=wim)
    again = receive(mechelen, upload=upload(), device=device, by=wim)

    assert (again, Reading.objects.get().device) == (first, device)


def test_receive_refuses_the_file_of_another_device(mechelen, device, wim):
    receive(mechelen, upload=upload(), device=device, by=wim)
    other = make_device(mechelen, wim)

    with pytest.raises(ValidationError) as refusal:
        receive(mechelen, upload=upload(), device=other, by=wim)

    assert codes(refusal) == ["read_already"]
    assert Reading.objects.get().device == device
