"""What leaves as proof: certificates, failure reports, the recall."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pypdf import PdfReader

from digibank.devices import (
    benching,
    donating,
    erasing,
    erasure_queries,
    printing,
    recycling,
    writing_off,
)
from digibank.devices.donation_queries import unproven_devices
from digibank.devices.models import DriveErasure, Placement, Reading
from digibank.devices.placing import put
from digibank.devices.registering import register
from digibank.devices.releasing import withdraw
from digibank.paper.keeping import keep
from tests.conftest import refused
from tests.devices.test_donating import COMPANY

TWO = [
    {"serial": "HDD1", "model": "WD Blue", "medium": "hdd", "byte_count": 500_107_862_016},
    {"serial": "SSD2", "model": "Samsung 860", "medium": "ssd", "byte_count": 250_059_350_016},
]


def words(pdf):
    reader = PdfReader(BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def donation(mechelen, wim):
    return donating.announce(
        mechelen, donor_facts=COMPANY, promises={"laptop": 2}, way="drop_off", by=wim
    )


@pytest.fixture
def laptop(mechelen, donation, wim):
    facts = {"maker": "HP", "model": "ProBook", "serial": "5CD1"}
    return register(mechelen, kind="laptop", donation=donation, by=wim, **facts)


def with_drives(device, by, drives=TWO):
    file = keep(b"{}", name="lshw.json", by=by)
    return Reading.objects.create(
        digibank=device.digibank,
        device=device,
        file=file,
        sha256=file.sha256,
        read_by=by,
        read_version=2,
        facts={"serial": "5CD1", "disks": drives},
    )


def test_the_certificate_has_every_drive_with_its_own_technique(laptop, wim, lut):
    with_drives(laptop, wim)
    one = erasing.record_erasure(
        laptop, technique="overwrite", serial="HDD1", tool="nwipe", tool_version="0.42", by=wim
    )
    assert isinstance(one, DriveErasure)
    assert not laptop.is_erased()
    crypto = {"technique": "crypto", "serial": "SSD2", "tool": "nvme format -s 2", "by": wim}
    assert refused(erasing.record_erasure, laptop, **crypto | {"serial": "HDD1"}) == [
        "unknown_drive"
    ]
    erasing.record_erasure(laptop, **crypto)

    text = words(printing.certificate(laptop))
    assert "Attest van wissing" in text
    for known in ("WD Blue", "HDD1", "nwipe 0.42", "Samsung 860", "SSD2", "nvme format -s 2"):
        assert known in text
    assert (text.count("Clear"), text.count("Purge")) == (1, 1)


def test_two_kinds_of_drives_are_not_erased_in_one_way(laptop, wim):
    with_drives(laptop, wim)
    told = {"technique": "crypto", "tool": "x", "by": wim}

    assert refused(erasing.record_erasure, laptop, **told) == ["unsuitable"]


def test_the_certificate_says_that_there_is_no_drive(laptop, wim):
    erasing.record_erasure(laptop, technique="no_drive", by=wim)

    assert "Geen schijf aanwezig" in words(printing.certificate(laptop))


def test_without_an_erasure_there_is_a_failure_report_and_no_certificate(laptop, wim):
    erasing.report_failure(laptop, technique="overwrite", why="Leesfouten.", serial="HDD1", by=wim)

    text = words(printing.certificate(laptop))
    assert "Attest" not in text
    assert "Leesfouten." in text


def test_the_certificate_of_a_donation_is_about_what_the_donor_left(
    laptop, mechelen, donation, wim, an
):
    other = register(mechelen, kind="laptop", donation=donation, serial="5CD2", by=wim)
    erasing.record_erasure(laptop, technique="overwrite", tool="nwipe", by=wim)
    assert "niet volledig" in words(printing.certificates(donation))
    erasing.record_erasure(other, technique="no_drive", by=wim)
    put(laptop, place=Placement.Place.OUT, person=an)
    withdraw(laptop)
    put(laptop, place=Placement.Place.WORKSHOP)

    text = words(printing.certificates(donation))
    assert "Attest van wissing" in text
    assert ("5CD1" in text, "5CD2" in text, "nwipe" in text) == (True, True, True)
    assert donating.close(donation, by=wim).state == "closed"


def test_the_recall_finds_what_was_erased_so_and_who_has_it(visit, laptop, device, wim, an):
    erasing.record_erasure(laptop, technique="overwrite", tool="nwipe", tool_version="0.32", by=wim)
    put(laptop, place=Placement.Place.OUT, person=an)
    digibank, today = laptop.digibank, localdate()

    def labels(**facts):
        return [one.device.label for one in erasure_queries.recalled(digibank, **facts)]

    assert labels(programma="NWIPE", versie="0.32") == [laptop.label]
    assert labels(programma="nwipe", versie="0.42") == []
    assert labels(techniek="overwrite", van=today, tot=today) == [laptop.label, device.label]
    assert labels(van=today + timedelta(days=1)) == []
    visitor = visit(wim)
    assert laptop.label in visitor.get(f"{reverse('devices:recall')}?programma=nwipe").text
    rows = b"".join(visitor.get(f"{reverse('devices:recall_csv')}?programma=nwipe")).decode()
    assert laptop.label in rows
    assert "Peeters" in rows
    assert device.label not in rows


def test_papers_are_downloads_for_who_may_see_the_device(visit, laptop, lut, zoe, wim):
    visitor = visit(lut)
    assert visitor.get(reverse("devices:certificate", args=[laptop.code])).content[:5] == b"%PDF-"
    donation = laptop.piece.donation
    assert visitor.get(reverse("devices:certificates", args=[donation.pk])).content[:5] == b"%PDF-"
    address = reverse("devices:failure_new", args=[laptop.code])
    assert visitor.post(address, {}).status_code == 422
    visitor.post(address, {"technique": "overwrite", "why": "Leesfouten."})
    assert laptop.erasure_failures.get().why == "Leesfouten."


def lacks_erasing(donation):
    return [one.serial for one in unproven_devices(donation)]


def test_what_was_disproved_is_certified_to_nobody(laptop, donation, wim):
    erasing.record_erasure(laptop, technique="overwrite", by=wim)
    erasing.report_failure(laptop, technique="overwrite", why="Leesfouten.", by=wim)

    assert lacks_erasing(donation) == ["5CD1"]
    assert "niet volledig" in words(printing.certificates(donation))
    assert refused(donating.close, donation, by=wim) == ["not_erased"]


@pytest.mark.parametrize("serial", ["HDD1", "", "VERTYPT"])
def test_a_failure_outlives_the_logs_that_were_read_before_it(laptop, wim, serial):
    with_drives(laptop, wim, TWO[:1])
    log = with_log(laptop, wim, "HDD1")
    assert erasing.prove(laptop, by=wim) is not None
    erasing.report_failure(laptop, technique="overwrite", why="Leesfouten.", serial=serial, by=wim)

    assert erasing.prove(laptop, by=wim) is None
    again = with_log(laptop, wim, "HDD1")
    assert erasing.prove(laptop, by=wim) is not None
    assert again.pk != log.pk


def with_log(device, by, serial):
    """A log that proves one drive, read now."""
    file = keep(f"{timezone.now()}".encode(), name="nwipe.txt", by=by)
    one = {
        "serial": serial,
        "model": "",
        "erased": True,
        "verified": True,
        "technique": "overwrite",
        "method": "Fill With Zeros",
        "reason": "",
    }
    return Reading.objects.create(
        digibank=device.digibank,
        device=device,
        file=file,
        sha256=file.sha256,
        format="nwipe",
        tool="nwipe 0.42",
        told_at=f"{timezone.localtime():%Y/%m/%d %H:%M:%S}",
        read_by=by,
        read_version=2,
        facts={"disks": [], "erasures": [one]},
    )


def test_one_drive_alone_is_not_the_whole_beside_one_without_a_number(laptop, wim):
    with_drives(laptop, wim, [TWO[0], {**TWO[1], "serial": ""}])
    made = erasing.record_erasure(laptop, technique="overwrite", serial="HDD1", by=wim)

    assert isinstance(made, DriveErasure)
    assert not laptop.is_erased()


def test_what_was_put_on_it_goes_with_the_erasure(laptop, wim):
    benching.install(laptop, system="Linux Mint", version="22", by=wim)
    erasing.record_erasure(laptop, technique="overwrite", by=wim)
    assert laptop.installations.filter(outdated_at=None).count() == 0

    benching.install(laptop, system="Linux Mint", version="22", by=wim)
    assert laptop.installations.filter(outdated_at=None).count() == 1


@pytest.mark.parametrize("reason", ["broken", "too_old", "parts"])
def test_what_is_written_off_and_lies_here_can_still_be_erased_and_recycled(
    laptop, mechelen, donation, wim, reason
):
    writing_off.write_off(laptop, reason=reason, by=wim)
    pallet = recycling.begin_shipment(mechelen, carrier="Recupel", by=wim)
    assert refused(recycling.put_device, pallet, device=laptop, by=wim) == ["not_erased"]
    erasing.record_erasure(laptop, technique="overwrite", by=wim)

    recycling.put_device(pallet, device=laptop, by=wim)

    assert lacks_erasing(donation) == []
    again = {"technique": "overwrite", "by": wim}
    assert refused(erasing.record_erasure, laptop, **again) == ["written_off"]


def test_what_was_stolen_is_erased_by_nobody(laptop, wim):
    writing_off.write_off(laptop, reason="stolen", by=wim)

    told = {"technique": "overwrite", "by": wim}
    assert refused(erasing.record_erasure, laptop, **told) == ["written_off"]
