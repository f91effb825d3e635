import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from digibank.devices.erasing import keep_evidence, record_erasure, report_failure
from digibank.devices.erasure_queries import failures
from digibank.devices.models import Device, Erasure, Placement
from digibank.devices.placing import put
from digibank.devices.queries import techniques
from digibank.devices.releasing import withdraw
from digibank.ledger.models import Entry
from tests.conftest import codes, make_device


@pytest.fixture
def raw(mechelen, wim):
    return make_device(mechelen, wim, ready=False)


def test_record_erasure_makes_the_device_erased(raw, wim):
    erasure = record_erasure(
        raw, technique="firmware", medium="ssd", tool="hdparm", tool_version="9.65", by=wim
    )

    assert (erasure.device, erasure.technique, erasure.erased_by) == (raw, "firmware", wim)
    told = (erasure.tool, erasure.tool_version, erasure.medium, erasure.level)
    assert told == ("hdparm", "9.65", "ssd", "Purge")
    assert raw.is_erased()


def test_record_erasure_leaves_one_entry_with_the_remark_apart(raw, wim):
    record_erasure(raw, technique="overwrite", remark="Met nwipe", by=wim)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("erased", f"devices.device:{raw.pk}")
    assert entry.facts == {"technique": "overwrite"}
    assert entry.detail.words == {"remark": "Met nwipe"}


def test_record_erasure_without_remark_has_no_words(raw, wim):
    record_erasure(raw, technique="overwrite", by=wim)

    assert not hasattr(Entry.objects.get(), "detail")


def refused(device, technique, by):
    with pytest.raises(ValidationError) as refusal:
        record_erasure(device, technique=technique, by=by)
    assert not Entry.objects.exists()
    return codes(refusal)


ALWAYS = ["destroyed", "returned"]
DRIVES = [*ALWAYS, "replaced", "no_drive"]
FLASH = ["factory_reset", "crypto", *ALWAYS]
SUITS = {
    "laptop": ["overwrite", *DRIVES],
    "desktop": ["overwrite", *DRIVES],
    "tablet": FLASH,
    "smartphone": FLASH,
    "connectivity": FLASH,
    "screen": [],
    "accessory": [],
}


@pytest.mark.parametrize(
    ("medium", "suitable"),
    [
        ("hdd", ["overwrite", "firmware", *DRIVES]),
        ("ssd", ["firmware", "crypto", "overwrite", *DRIVES]),
        ("nvme", ["firmware", "crypto", "overwrite", *DRIVES]),
    ],
)
def test_techniques_offers_what_suits_the_medium_with_its_level(raw, medium, suitable):
    offered = dict(techniques(raw, medium))

    assert list(offered) == suitable
    assert offered["overwrite"] == "Overschreven (haalt hoogstens Clear)"
    assert offered["firmware"].endswith("(Purge)")
    assert offered["destroyed"].endswith("(Destroy)")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"technique": "crypto", "medium": "hdd", "tool": "x"}, ["unsuitable"]),
        ({"technique": "crypto", "medium": ""}, ["unsuitable"]),
        ({"technique": "crypto", "medium": "ssd"}, ["no_tool"]),
        ({"technique": "destroyed"}, ["no_witness"]),
        ({"technique": "overwrite", "serial": "NOPE"}, ["unknown_drive"]),
    ],
)
def test_record_erasure_wants_evidence(raw, wim, facts, code):
    with pytest.raises(ValidationError) as refusal:
        record_erasure(raw, by=wim, **facts)
    assert codes(refusal) == code


def test_a_drive_is_destroyed_before_a_witness(raw, wim, lut):
    with pytest.raises(ValidationError) as refusal:
        record_erasure(raw, technique="destroyed", witness=wim, by=wim)
    assert codes(refusal) == ["no_witness"]
    erasure = record_erasure(raw, technique="destroyed", witness=lut, by=wim)

    assert (erasure.witness, erasure.level) == (lut, "Destroy")


def test_what_nobody_looked_at_has_no_level(raw, wim):
    assert record_erasure(raw, technique="overwrite", verified=False, by=wim).level == ""


def test_a_failure_is_a_fact_and_ends_what_stood(device, wim):
    row = report_failure(device, technique="overwrite", why="Leesfouten.", serial="S1", by=wim)

    assert (row.serial, Device.objects.get(pk=device.pk).is_erased()) == ("S1", False)
    assert [one.why for one in failures(device)] == ["Leesfouten."]
    with pytest.raises(ValidationError) as refusal:
        report_failure(device, technique="overwrite", why=" ", by=wim)
    assert codes(refusal) == ["no_reason"]


def test_a_paper_is_kept_and_a_lie_about_its_kind_is_not(raw, wim):
    paper = ContentFile(b"%PDF-1.7 x", name="nwipe.pdf")
    assert str(keep_evidence(raw, upload=paper, words="Log van nwipe", by=wim)) == "Log van nwipe"
    lie = ContentFile(b"MZ\x90\x00", name="nwipe.pdf")
    with pytest.raises(ValidationError) as refusal:
        keep_evidence(raw, upload=lie, by=wim)
    assert codes(refusal) == ["wrong_kind"]
    assert raw.evidence_files.count() == 1


@pytest.mark.parametrize(("kind", "suitable"), SUITS.items())
def test_record_erasure_takes_only_what_suits_the_type(mechelen, wim, kind, suitable):
    device = make_device(mechelen, wim, ready=False, kind=kind)

    assert [code for code, _ in techniques(device)] == suitable
    known = set(Erasure.Technique.values)
    for technique in known - set(suitable) - {"replaced", "no_drive"}:
        expected = "unsuitable" if suitable else "nothing_to_erase"
        assert refused(device, technique, wim) == [expected]


def test_record_erasure_refuses_a_device_that_is_out(device, an, wim):
    withdraw(device)
    put(device, place=Placement.Place.OUT, person=an)

    assert refused(device, "overwrite", wim) == ["out"]


def test_record_erasure_refuses_a_device_that_is_written_off(raw, wim):
    put(raw, place=Placement.Place.GONE)

    assert refused(raw, "overwrite", wim) == ["written_off"]


def test_record_erasure_refuses_a_second_time(device, wim):
    assert refused(device, "overwrite", wim) == ["taken"]


def test_record_erasure_counts_again_after_a_loan(device, wim):
    withdraw(device)

    record_erasure(device, technique="overwrite", by=wim)

    assert device.erasures.count() == 2
    assert device.is_erased()


def test_the_database_refuses_a_second_current_erasure(device, wim):
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(device=device, technique="crypto", erased_by=wim)
