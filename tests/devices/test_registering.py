import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from digibank.devices import registering
from digibank.devices.models import Device, Reading
from digibank.devices.queries import where
from digibank.devices.registering import describe, register
from digibank.devices.reports import VERSION
from digibank.ledger.models import Entry
from digibank.paper.keeping import keep
from digibank.ui import codes as printed
from tests.conftest import codes, make_device

FACTS = {"maker": "HP", "model": "ProBook 440 G6", "serial": "5CD9MADEUP", "cpu": "Made Up i5"}


def make_reading(digibank, by, device=None, raw=b"{}"):
    file = keep(raw, name="report.json", by=by)
    return Reading.objects.create(
        digibank=digibank,
        file=file,
        sha256=file.sha256,
        read_by=by,
        device=device,
        read_version=VERSION,
    )


def test_register_puts_a_labelled_device_in_the_workshop(mechelen, library, wim):
    device = register(mechelen, kind="laptop", access_point=library, by=wim, **FACTS)

    device.refresh_from_db()
    assert (device.digibank, device.kind, device.model) == (mechelen, "laptop", "ProBook 440 G6")
    assert printed.recognised(device.label) == (printed.DEVICE, device.code)
    assert (where(device).place, where(device).access_point) == ("workshop", library)


def test_register_leaves_one_entry(mechelen, wim):
    device = register(mechelen, kind="tablet", by=wim)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.facts, entry.by) == (
        "registered",
        f"devices.device:{device.pk}",
        {"kind": "tablet"},
        wim,
    )


def test_register_draws_again_when_the_code_exists(mechelen, device, wim, monkeypatch):
    drawn = iter([device.code, device.code, "234567"])
    monkeypatch.setattr(registering.codes, "new_code", lambda kind: next(drawn))

    assert register(mechelen, kind="laptop", by=wim).code == "234567"


def test_register_gives_up_when_every_code_exists(mechelen, device, wim, monkeypatch):
    monkeypatch.setattr(registering.codes, "new_code", lambda kind: device.code)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", by=wim)

    assert codes(refusal) == ["no_label"]
    assert list(Device.objects.all()) == [device]


def test_labelled_does_not_hide_another_collision(mechelen, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Device, "save", broken)

    with pytest.raises(IntegrityError):
        registering.labelled(Device(digibank=mechelen))


def test_register_ties_the_reading_to_the_device(mechelen, wim):
    reading = make_reading(mechelen, wim)

    device = register(mechelen, kind="laptop", reading=reading, by=wim)

    reading.refresh_from_db()
    assert reading.device == device


def test_register_refuses_a_reading_of_another_device(mechelen, device, wim):
    reading = make_reading(mechelen, wim, device)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", reading=reading, by=wim)

    assert codes(refusal) == ["read_already"]
    assert device.label in refusal.value.messages[0]
    assert list(Device.objects.all()) == [device]


def test_register_refuses_a_reading_of_another_digibank(mechelen, elsewhere, wim):
    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", reading=make_reading(elsewhere, wim), by=wim)

    assert codes(refusal) == ["other_digibank"]


@pytest.mark.parametrize("serial", ["5CD9MADEUP", "5cd9madeup"])
def test_register_refuses_a_serial_that_is_here(mechelen, wim, serial):
    first = register(mechelen, kind="laptop", by=wim, **FACTS)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", by=wim, **{**FACTS, "serial": serial})

    assert codes(refusal) == ["serial_known"]
    assert refusal.value.message_dict == {
        "serial": [f"Toestel {first.label} heeft dit serienummer al."]
    }


def test_register_takes_a_serial_of_another_maker_or_digibank(mechelen, elsewhere, wim):
    register(elsewhere, kind="laptop", by=wim, **FACTS)
    register(mechelen, kind="laptop", by=wim, **{**FACTS, "maker": "Dell"})

    assert register(mechelen, kind="laptop", by=wim, **FACTS).pk


def test_register_takes_many_devices_without_a_serial(mechelen, wim):
    register(mechelen, kind="screen", by=wim)
    register(mechelen, kind="screen", by=wim)

    assert Device.objects.count() == 2


def test_register_refuses_a_national_number_in_the_remark_only(mechelen, wim):
    number = "85.07.30-033 28"
    assert register(mechelen, kind="laptop", serial=number, by=wim).serial == number

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", remark=number, by=wim)

    assert codes(refusal) == ["national_number"]


def test_register_refuses_an_unknown_type(mechelen, wim):
    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="fridge", by=wim)

    assert codes(refusal) == ["invalid_choice"]


def test_describe_changes_facts_and_records_which(device, wim):
    describe(device, maker="Dell", model="Latitude", kind="laptop", by=wim)

    device.refresh_from_db()
    assert (device.maker, device.model) == ("Dell", "Latitude")
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("described", {"fields": ["maker", "model"]})


def test_describe_records_nothing_when_nothing_changes(device, wim):
    describe(device, maker=device.maker, by=wim)

    assert not Entry.objects.exists()


def test_describe_keeps_its_own_serial_and_refuses_that_of_another(mechelen, device, wim):
    other = register(mechelen, kind="laptop", by=wim, **FACTS)
    describe(other, serial=other.serial, remark="Kras op het deksel", by=wim)

    with pytest.raises(ValidationError) as refusal:
        describe(device, serial=other.serial, by=wim)

    assert codes(refusal) == ["serial_known"]
    device.refresh_from_db()
    assert device.serial == ""


def test_the_name_of_a_device_says_the_maker_once(mechelen, wim):
    def name(**facts):
        return make_device(mechelen, wim, **facts).name

    assert name(maker="Hewlett-Packard", model="HP ProBook 450 G2") == "HP ProBook 450 G2"
    assert name(maker="LENOVO", model="Lenovo G560") == "Lenovo G560"
    assert name(maker="Acer", model="Aspire A315-53") == "Acer Aspire A315-53"
    assert name(maker="", model="", kind="screen") == "Scherm"
