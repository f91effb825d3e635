import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from digibank.devices import attaching, reading, reports, tasks
from digibank.devices.matches import matches
from digibank.devices.models import Identifier, Reading
from digibank.devices.receiving import receive, take_in
from digibank.ledger.models import Entry
from tests.conftest import codes, make_device
from tests.devices.reports import made_up
from tests.devices.reports.real import DATA, real


def upload(tree, name="report.json"):
    raw = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return SimpleUploadedFile(name, raw)


def other(tree, **changes):
    """The same snapshot in other bytes, of another computer or not."""
    return {**tree, **changes}


def test_take_in_keeps_the_file_and_a_worker_reads_it(mechelen, wim):
    waiting = take_in(mechelen, upload=upload(made_up.THIRD), by=wim)
    assert (waiting.format, waiting.read_version) == ("", 0)

    assert reading.read_waiting() == 1

    waiting.refresh_from_db()
    assert (waiting.format, waiting.facts["model"]) == ("snapshot", "ThinkPad T14")
    assert (waiting.tool, waiting.told_at) == (
        "workbench-script 0.0.1",
        "2025-01-23 11:44:29.577819",
    )
    assert (waiting.read_version, waiting.leased_until) == (reports.VERSION, None)
    assert Entry.objects.get().verb == "report_received"
    assert reading.read_waiting() == 0


def test_reading_again_gives_the_same_rows(mechelen, wim):
    receive(mechelen, upload=upload(made_up.THIRD), by=wim)
    before = list(Identifier.objects.values_list("kind", "value").order_by("kind", "value"))
    Reading.objects.update(read_version=1)

    assert reading.read_waiting() == 1

    after = list(Identifier.objects.values_list("kind", "value").order_by("kind", "value"))
    assert after == before
    assert [kind for kind, _ in before] == ["board", "disk", "mac", "serial", "uuid"]


def test_a_lease_keeps_others_out_until_it_ends(mechelen, wim):
    take_in(mechelen, upload=upload(made_up.THIRD), by=wim)
    assert len(reading.claim(5)) == 1

    assert reading.read_waiting() == 0  # somebody has it

    Reading.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert reading.read_waiting() == 1  # and never came back


def test_a_file_that_ends_workers_is_left_alone(mechelen, wim):
    waiting = take_in(mechelen, upload=upload(made_up.THIRD), by=wim)
    Reading.objects.update(attempt_count=reading.TRIES)

    assert reading.read_waiting() == 1

    waiting.refresh_from_db()
    assert (waiting.format, waiting.warnings) == ("", ["gave_up"])


def test_a_file_that_is_gone_says_so(mechelen, wim):
    waiting = take_in(mechelen, upload=upload(made_up.THIRD), by=wim)
    waiting.file.file.storage.delete(waiting.file.file.name)

    reading.read_waiting()

    waiting.refresh_from_db()
    assert waiting.warnings == ["lost"]


def test_the_chore_asks_for_more_as_long_as_batches_are_full(mechelen, wim, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    take_in(mechelen, upload=upload(made_up.THIRD), by=wim)
    take_in(mechelen, upload=upload(made_up.FIRST), by=wim)

    assert [tasks.read_some() for _ in range(3)] == [True, True, False]


def test_the_same_file_is_one_reading_and_the_same_report_is_known(mechelen, wim):
    first = receive(mechelen, upload=upload(made_up.THIRD), by=wim)

    assert take_in(mechelen, upload=upload(made_up.THIRD, "again.json"), by=wim) == first
    wrapped = receive(mechelen, upload=upload(made_up.REQUEST), by=wim)

    assert (wrapped == first, wrapped.same_as) == (False, first)
    assert Reading.objects.count() == 2


def test_attach_and_detach_are_acts(mechelen, wim, device):
    report = receive(mechelen, upload=upload(made_up.THIRD), by=wim)

    attaching.attach(report, device=device, by=wim)
    report.refresh_from_db()
    assert report.device == device

    attaching.detach(report, by=wim)
    report.refresh_from_db()
    assert report.device is None
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["report_attached", "report_detached"]
    with pytest.raises(ValidationError) as refusal:
        attaching.detach(report, by=wim)
    assert codes(refusal) == ["not_attached"]


def test_attach_refuses_what_belongs_to_another(mechelen, wim, device, elsewhere, zoe):
    theirs = receive(elsewhere, upload=upload(made_up.THIRD), by=zoe)
    mine = receive(mechelen, upload=upload(made_up.FIRST), device=device, by=wim)

    for report, code in ((theirs, "other_digibank"), (mine, "read_already")):
        with pytest.raises(ValidationError) as refusal:
            attaching.attach(report, device=make_device(mechelen, wim), by=wim)
        assert codes(refusal) == [code]


def kinds(report):
    return [
        (match.device or match.reading, sorted(match.kinds), match.contrary)
        for match in matches([report])[report.pk]
    ]


def test_a_report_is_proposed_to_the_device_with_the_same_evidence(mechelen, wim, device):
    receive(mechelen, upload=upload(made_up.THIRD), device=device, by=wim)
    again = other(made_up.THIRD, uuid="0a1b2c3d-0000-4000-8000-000000000009")

    report = receive(mechelen, upload=upload(again), by=wim)

    assert kinds(report) == [(device, ["board", "disk", "mac", "serial", "uuid"], [])]


def test_two_reports_of_no_device_are_proposed_as_one(mechelen, wim):
    one = receive(mechelen, upload=upload(made_up.INXI), by=wim)
    two = receive(mechelen, upload=upload(made_up.DMIDECODE.encode()), by=wim)

    assert kinds(two) == [(one, ["board", "serial"], [])]


def test_both_byte_orders_of_a_uuid_are_one(mechelen, wim):
    lshw = made_up.DMIDECODE.replace("2b4af011-3d9c-5f4e", "11f04a2b-9c3d-4e5f")
    lshw = lshw.replace("PF3MADE1", "PF3OTHER").replace("L1HF0MADEUP", "L1HF0OTHER")
    one = receive(mechelen, upload=upload(made_up.DMIDECODE.encode()), by=wim)
    two = receive(mechelen, upload=upload(lshw.encode()), by=wim)

    assert kinds(two) == [(one, ["uuid"], ["serial"])]


def test_a_drive_alone_proposes_nothing_but_for_a_log(mechelen, wim, device):
    smart = {**made_up.SMART, "serial_number": "D0MADE1"}
    receive(mechelen, upload=upload(smart), device=device, by=wim)
    moved = {**smart, "power_on_time": {"hours": 1300}}
    log = made_up.NWIPE.replace("PF3MADE1", "OTHERPC1")

    assert kinds(receive(mechelen, upload=upload(moved), by=wim)) == []
    proposed = kinds(receive(mechelen, upload=upload(log.encode()), by=wim))
    assert [match for match in proposed if match[0] == device] == [(device, ["disk"], [])]


def test_nothing_is_proposed_across_digibanken(mechelen, wim, elsewhere, zoe):
    receive(elsewhere, upload=upload(made_up.THIRD), by=zoe)

    assert kinds(receive(mechelen, upload=upload(made_up.THIRD), by=wim)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_matches_take_four_queries(mechelen, wim, count, django_assert_num_queries):
    for number in range(count):
        tree = other(made_up.THIRD, uuid="", timestamp=str(number))
        receive(mechelen, upload=upload(tree), by=wim)

    with django_assert_num_queries(5):  # the readings, and four
        found = matches(Reading.objects.all())

    assert {len(one) for one in found.values()} == {count - 1}


@real
def test_the_two_readings_of_one_laptop_are_proposed_and_two_of_a_model_are_not(mechelen, wim):
    def taken(name):
        file = DATA / "ereuse_snapshots" / f"{name}.json"
        return receive(mechelen, upload=upload(file.read_bytes(), file.name), by=wim)

    one = taken("wbscript-2025_dell-latitude-e7240")
    two = taken("wbscript-legacy-2025_dell-latitude-e7240")
    this = taken("migr_5d2f7902-ceb4-452c-832c-adaf3cbc3686")
    that = taken("migr_b3a1fff7-24f9-4a72-9362-86934d03b20a")

    assert [match[0] for match in kinds(two)] == [one]
    assert (kinds(this), kinds(that)) == ([], [])


def test_a_file_tried_before_goes_alone(mechelen, wim):
    bad = take_in(mechelen, upload=upload(made_up.THIRD), by=wim)
    Reading.objects.update(attempt_count=1)
    good = take_in(mechelen, upload=upload(made_up.FIRST), by=wim)

    assert [one.pk for one in reading.claim(5)] == [good.pk]
    assert [one.pk for one in reading.claim(5)] == [bad.pk]


def test_what_was_understood_stays_when_the_file_is_gone(mechelen, wim):
    report = receive(mechelen, upload=upload(made_up.THIRD), by=wim)
    report.file.file.storage.delete(report.file.file.name)
    Reading.objects.update(read_version=1)

    reading.read_waiting()

    report.refresh_from_db()
    assert (report.format, report.facts["model"]) == ("snapshot", "ThinkPad T14")
    assert (report.warnings[-1], report.read_version) == ("lost", reports.VERSION)
    assert report.identifiers.count() == 5
