"""What each format says, on reports of a computer that does not exist."""

import json
from dataclasses import replace

import pytest

from digibank.devices.reports import Battery, Disk, Facts, read
from digibank.devices.reports.facts import joined
from digibank.devices.reports.junk import known_serial, known_uuid, turned
from tests.devices.reports import made_up

UUID = "2b4af011-3d9c-5f4e-8a6b-7c8d9e0f1a2b"
SSD = Disk(
    model="MADEUP SSD 256GB",
    serial="S0MADE",
    byte_count=256060514304,
    medium="ssd",
    rotation_rate=0,
    smart_passed=True,
    power_on_hours=1200,
    reallocated=0,
    pending=0,
    failing_now=False,
)


def told(tree):
    return read(json.dumps(tree).encode())


def test_smartctl_tells_a_drive():
    report = told(made_up.SMART)

    assert (report.format, report.tool, report.warnings) == ("smartctl", "smartctl 7.4", ())
    assert report.facts == Facts(disks=(SSD,))


def test_smartctl_tells_a_nvme_drive():
    (disk,) = told([made_up.NVME]).facts.disks

    assert disk == Disk(
        model="MADEUP NVME",
        serial="N0MADE",
        byte_count=512110190592,
        medium="nvme",
        smart_passed=True,
        power_on_hours=88,
        media_errors=0,
        percentage_used=3,
        critical_warning=0,
        failing_now=False,
    )


def test_smartctl_says_which_drive_it_could_not_open():
    lost = {"smartctl": {"exit_status": 1, "messages": [{"string": "Unknown USB bridge"}]}}

    report = told([made_up.SMART, lost])

    assert (report.facts.disks, report.warnings) == ((SSD,), ("no_device",))


@pytest.mark.parametrize(
    ("changes", "health", "reasons"),
    [
        ({}, "good", []),
        ({"smart_passed": False}, "failing", ["smart_failed"]),
        ({"failing_now": True}, "failing", ["smart_failed"]),
        ({"media_errors": 7}, "failing", ["media_errors"]),
        ({"reallocated": 126}, "failing", ["reallocated_many"]),
        ({"reallocated": 3}, "watch", ["reallocated"]),
        ({"pending": 1}, "failing", ["pending"]),
        ({"uncorrectable": 1}, "failing", ["uncorrectable"]),
        ({"percentage_used": 79}, "good", []),
        ({"percentage_used": 80}, "watch", ["worn"]),
        ({"percentage_used": 200}, "failing", ["spent"]),
        ({"critical_warning": 4, "reallocated": 1}, "failing", ["critical_warning", "reallocated"]),
        ({"smart_passed": None, "reallocated": None}, "", []),
        ({"smart_passed": None, "reallocated": 0}, "good", []),
    ],
)
def test_health_follows_from_what_was_measured(changes, health, reasons):
    disk = replace(SSD, **changes)

    assert (disk.health, [code for _, code in disk.health_reasons]) == (health, reasons)


def test_dmidecode_tells_a_computer():
    report = read(made_up.DMIDECODE.encode())

    assert (report.format, report.tool, report.warnings) == ("dmidecode", "dmidecode 3.4", ())
    assert report.facts == Facts(
        maker="LENOVO",
        model="ThinkPad T14",
        serial="PF3MADE1",
        uuid=UUID,
        chassis="low-profile",
        board_maker="LENOVO",
        board_model="20XX",
        board_serial="L1HF0MADEUP",
        cpu="Made Up i5",
        memory_bytes=8 * 1024**3,
        batteries=(Battery("SMP", "01AV999", "0431", 57000),),
    )


def test_inxi_tells_a_computer_without_screens_docks_and_bridges():
    report = told(made_up.INXI)

    assert (report.format, report.warnings) == ("inxi", ("stick",))
    assert report.facts == Facts(
        maker="LENOVO",
        model="ThinkPad T14",
        serial="PF3MADE1",
        chassis="notebook",
        board_maker="LENOVO",
        board_model="20XX",
        board_serial="L1HF0MADEUP",
        cpu="Made Up i5",
        memory_bytes=8 * 1024**3,
        disks=(
            Disk(
                model="SSD 256GB",
                serial="S0MADE",
                byte_count=256055212769,
                medium="ssd",
                smart_passed=True,
                power_on_hours=17702,
            ),
        ),
        sticks=(Disk(byte_count=7730941132),),
        batteries=(Battery("", "SMP 01AV999", "7731", 57000, 0.0, 0),),
        macs=("f0:1f:af:00:00:01", "48:65:ee:00:00:01"),
        outside_macs=("48:65:ee:00:00:01",),
    )


def test_a_snapshot_of_the_first_generation_is_parsed_already():
    report = told(made_up.FIRST)

    assert (report.format, report.tool) == ("snapshot", "Workbench 11.0b11")
    assert report.uuid == "0a1b2c3d-0000-4000-8000-000000000001"
    assert report.facts.disks == (
        Disk(
            model="MADEUP DISK 500",
            serial="D0MADE1",
            byte_count=500107862016,
            medium="hdd",
            smart_passed=True,
            power_on_hours=77,
            reallocated=3,
        ),
    )
    assert report.facts.batteries == (Battery(model="AL10", health_percent=50.0),)
    assert (report.facts.memory_bytes, report.facts.kind) == (8 * 1024**3, "laptop")
    assert [(one.serial, one.erased, one.technique) for one in report.facts.erasures] == [
        ("D0MADE1", True, "overwrite")
    ]


@pytest.mark.parametrize("name", ["third", "request", "credential"])
def test_snapshots_hold_the_reports_of_tools(name):
    report = told(made_up.TREES[name])

    assert report.format == "snapshot"
    assert report.facts.disks == (SSD,)  # of smartctl and inxi together
    assert (report.facts.maker, report.facts.model) == ("LENOVO", "ThinkPad T14")
    assert (report.facts.uuid, report.facts.serial) == (UUID, "PF3MADE1")
    assert report.facts.batteries == (Battery("SMP", "01AV999", "0431", 57000, 0.0, 0),)
    assert report.facts.built_in_macs == ("f0:1f:af:00:00:01",)


def test_android_knows_less_than_it_says():
    report = told(made_up.ANDROID)

    assert report.facts == Facts(maker="Fairphone", model="FP3", chassis="mobile")
    assert (report.facts.kind, report.warnings) == ("smartphone", ("android", "no_serial"))


def test_words_of_a_snapshot_about_erasing_prove_nothing():
    report = told({**made_up.THIRD, "erase": [{"serial": "S0MADE", "status": "ok"}]})

    assert (report.facts.erasures, "erase_unread" in report.warnings) == ((), True)


def test_joined_takes_the_longer_model_of_the_same_drive():
    short = Facts(disks=(Disk("MADEUP SSD 256GB"[:16], "S0MADE", 256060514304),))

    assert joined(short, Facts(disks=(SSD,))).disks == (SSD,)
    assert joined(Facts(), Facts(macs=("a",))).macs == ("a",)


@pytest.mark.parametrize("serial", ["yes", "REDACTED", "XXXXXXXX", "02:00:00:00:00:00", "1234"])
def test_junk_is_no_serial_number(serial):
    assert known_serial(serial) == ""


def test_both_byte_orders_of_a_uuid_turn_into_each_other():
    lshw, dmidecode = "a7130988-fe74-11d5-1234-0123456789ab", "880913a7-74fe-d511-1234-0123456789ab"

    assert (turned(lshw), turned(dmidecode)) == (dmidecode, lshw)
    assert known_uuid("03000200-0400-0500-0006-000700080009") == ""
