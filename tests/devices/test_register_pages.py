"""Registering a device: typed, or from a report that fills the form."""

import pytest

from digibank.devices.models import Device, Reading
from digibank.devices.receiving import LIMIT, receive
from digibank.paper.models import Attachment
from tests.conftest import make_device
from tests.devices.test_pages import NEW, TYPED, errors, file, value, words


def test_device_new_registers_what_was_typed(visit, mechelen, library, wim):
    told = TYPED | {
        "maker": "Dell",
        "model": "Latitude",
        "memory_bytes": "8",
        "storage_bytes": "256",
    }

    answer = visit(wim).post(NEW, told | {"access_point": library.pk}, follow=True)

    made = Device.objects.get()
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.digibank, made.maker, made.model) == (mechelen, "Dell", "Latitude")
    assert (made.memory_bytes, made.storage_bytes) == (8 * 1024**3, 256 * 1000**3)
    assert made.placements.get().access_point == library
    assert words(answer.page.select_one(".notice")) == (
        f"{made.label} is geregistreerd. Druk nu het label af."
    )


def test_device_new_fills_the_form_from_a_report(visit, wim):
    visitor = visit(wim)

    page = visitor.post(NEW, TYPED | {"upload": file()}).page

    reading = Reading.objects.get()
    assert [value(page, name) for name in ("kind", "maker", "model", "serial", "cpu")] == [
        *("laptop", "LENOVO", "ThinkPad T14", "PF3MADE1", "Made Up i5")
    ]
    assert (value(page, "memory_bytes"), value(page, "storage_bytes")) == ("8", "256")
    assert value(page, "reading") == str(reading.pk)
    assert [words(line) for line in page.select(".check-list li")] == [
        "Er zat een usb-stick in. We telden die niet als schijf."
    ]
    assert not Device.objects.exists()


def test_device_new_registers_from_the_report_with_its_exact_bytes(visit, wim):
    visitor = visit(wim)
    page = visitor.post(NEW, TYPED | {"upload": file()}).page
    told = {name: value(page, name) for name in TYPED if name != "remark"}

    visitor.post(NEW, told)

    made = Device.objects.get()
    assert (made.serial, made.memory_bytes) == ("PF3MADE1", 8 * 1024**3)
    assert made.storage_bytes == 256060514304
    assert made.readings.get() == Reading.objects.get()


def test_device_new_lets_what_was_typed_win(visit, wim):
    typed = TYPED | {"kind": "tablet", "maker": "Lenovo", "memory_bytes": "4", "remark": "Kras"}

    page = visit(wim).post(NEW, typed | {"upload": file()}).page

    assert [value(page, name) for name in ("kind", "maker", "model", "memory_bytes")] == [
        *("tablet", "Lenovo", "ThinkPad T14", "4")
    ]
    assert page.select_one("#id_remark").text.strip() == "Kras"


def test_device_new_keeps_a_file_that_it_cannot_read(visit, wim):
    answer = visit(wim).post(NEW, TYPED | {"maker": "Acer", "upload": file(b"\0\1\2", "foto.jpg")})

    assert answer.status_code == 200
    assert words(answer.page.select_one("#understood")) == "We konden dit bestand niet lezen"
    assert value(answer.page, "maker") == "Acer"
    assert Reading.objects.get().file.name == "foto.jpg"


@pytest.mark.parametrize(
    ("raw_file", "sentence"),
    [
        (b"x" * (LIMIT + 1), "Dit bestand is te groot. Het mag hoogstens 5 MB zijn."),
        (b"", "Dit bestand is leeg. Kies een ander."),
    ],
    ids=["too big", "empty"],
)
def test_device_new_refuses_a_file_that_is_too_big_or_empty(visit, wim, raw_file, sentence):
    answer = visit(wim).post(NEW, TYPED | {"maker": "Acer", "upload": file(raw_file)})

    assert answer.status_code == 422
    assert errors(answer.page) == [f"Verslag van de computer: {sentence}"]
    assert value(answer.page, "maker") == "Acer"
    assert Attachment.objects.count() == 0


def test_device_new_says_that_it_read_the_file_before(visit, mechelen, device, wim):
    receive(mechelen, upload=file(), device=device, by=wim)

    page = visit(wim).post(NEW, TYPED | {"upload": file()}).page

    assert words(page.select_one("aside .notice")) == (
        f"Dit bestand hebben we al gelezenHet is het verslag van {device.label}"
    )
    assert value(page, "maker") == ""
    assert page.select("#id_reading") == []


def test_device_new_refuses_a_serial_that_is_here(visit, mechelen, wim):
    known = make_device(mechelen, wim, serial="ABC123")

    answer = visit(wim).post(NEW, TYPED | {"maker": "HP", "serial": "abc123"})

    assert answer.status_code == 422
    assert errors(answer.page) == [f"Serienummer: Toestel {known.label} heeft dit serienummer al."]


def test_device_new_takes_no_reading_of_another_digibank(visit, elsewhere, wim, zoe):
    theirs = receive(elsewhere, upload=file(), by=zoe)

    answer = visit(wim).post(NEW, TYPED | {"reading": theirs.pk})

    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_device_new_survives_a_reading_that_is_no_number(visit, wim):
    assert visit(wim).post(NEW, TYPED | {"reading": "x"}).status_code == 422
