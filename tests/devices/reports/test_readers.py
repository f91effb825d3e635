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


def erasing(*acts):
    """What a snapshot says of one drive that was erased so."""
    parts = [{**made_up.COMPONENTS[-1], "actions": list(acts)}]
    return told({**made_up.FIRST, "components": parts}).facts.erasures


DONE = made_up.COMPONENTS[-1]["actions"][1]


def test_the_last_attempt_to_erase_counts():
    later = {**DONE, "severity": "Error", "endTime": "2023-01-13T14:13:09+00:00"}
    before = {**later, "endTime": "2020-01-01T00:00:00"}

    assert [one.reason for one in erasing(DONE, later)] == ["failed"]
    assert [one.reason for one in erasing(later, DONE)] == ["failed"]
    assert [one.reason for one in erasing(before, DONE)] == [""]


@pytest.mark.parametrize(
    "end",
    ["2022-99-99T99:99:99", "2022-01-13T10:30:00+05:00", "0001-01-01 00:00:00+00:00", "", "x"],
)
def test_an_erasure_that_ends_never_or_before_it_began_proves_nothing(end):
    assert [one.erased for one in erasing({**DONE, "endTime": end})] == [False]


def test_other_ways_to_erase_are_told_and_not_believed():
    part = {**made_up.COMPONENTS[-1], "type": "RamModule"}

    assert [one.reason for one in erasing({**DONE, "type": "EraseCrypto"})] == ["method"]
    assert told({**made_up.FIRST, "components": [part]}).facts.erasures == ()


def test_inxi_of_a_desktop_from_parts_and_without_rights():
    machine = {"000#1#0#Machine": [{"000#0#1#Type": "Desktop", "001#1#1#Mobo": "ASRock"}]}
    drive = {
        "001#1#1#ID": "/dev/sda",
        "003#0#2#tech": "HDD",
        "004#0#2#rpm": "7200",
        "005#0#2#serial": "<superuser required>",
    }
    memory = {"002#1#0#Memory": [{"000#1#1#System RAM": "", "001#0#2#total": "16 GiB"}]}

    facts = told([machine, {"001#1#0#Drives": [drive]}, memory]).facts

    assert (facts.chassis, facts.board_maker) == ("desktop", "ASRock")
    assert facts.memory_bytes == 16 * 1024**3
    assert facts.disks == (Disk(medium="hdd", rotation_rate=7200),)


def test_dmidecode_counts_no_rom_and_knows_old_modules():
    rom = made_up.DMIDECODE.replace("\tSize: No Module Installed", "\tSize: 16 MB\n\tType: Flash")
    old = made_up.DMIDECODE.replace(
        "Memory Device\n\tSize", "Memory Module Information\n\tInstalled Size"
    )

    assert read(rom.encode()).facts.memory_bytes == 8 * 1024**3
    assert read(old.encode()).facts.memory_bytes == 8 * 1024**3


def test_lshw_of_one_disk_is_no_computer():
    disk = {"id": "disk", "class": "disk", "serial": "D0MADE1", "size": 5, "children": []}
    stick = {"id": "disk", "class": "disk", "size": 7, "capabilities": {"removable": "x"}}

    facts = told([disk, stick]).facts

    assert (facts.serial, facts.sticks) == ("", (Disk(byte_count=7),))
    assert facts.disks == (Disk(serial="D0MADE1", byte_count=5),)


def test_two_equal_drives_without_a_serial_number_are_two():
    parts = [{"type": "HardDrive", "model": "SAME", "size": 100}] * 2

    assert len(told({**made_up.FIRST, "components": parts}).facts.disks) == 2


def test_drives_in_text_and_one_by_one_are_all_read():
    nvme, smart = json.dumps(made_up.NVME), json.dumps(made_up.SMART)
    evidence = [{"operation": "smartctl", "output": one} for one in (smart, nvme)]

    credential = told({**made_up.CREDENTIAL, "evidence": evidence})

    assert [disk.serial for disk in credential.facts.disks] == ["S0MADE", "N0MADE"]
    assert [disk.serial for disk in told([smart, nvme]).facts.disks] == ["S0MADE", "N0MADE"]
