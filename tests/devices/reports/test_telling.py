import json
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from digibank.devices.reports.telling import as_object
from tests.devices.reports import made_up

KEYS = [
    *("file", "sha256", "format", "maker", "model", "serial", "uuid", "form", "cpu", "ram_bytes"),
    *("disks", "batteries", "macs", "erasures", "warnings"),
]


def test_a_report_becomes_one_object_with_null_where_nothing_is_known():
    raw = json.dumps(made_up.SMART).encode()

    told = as_object("a.json", raw)

    assert list(told) == KEYS
    assert (told["file"], told["sha256"]) == ("a.json", sha256(raw).hexdigest())
    assert [told[key] for key in ("maker", "model", "serial", "uuid", "ram_bytes")] == [None] * 5
    assert told["disks"] == [
        {
            "model": "MADEUP SSD 256GB",
            "serial": "S0MADE",
            "bytes": 256060514304,
            "medium": "ssd",
            "rotation_rate": 0,
            "smart_passed": True,
            "health": "good",
            "power_on_hours": 1200,
            "reallocated": 0,
            "pending": 0,
            "media_errors": None,
            "percentage_used": None,
        }
    ]


def test_what_is_known_stands_under_its_own_name():
    told = as_object("b.json", json.dumps(made_up.THIRD).encode())

    assert [told[key] for key in KEYS[2:10]] == [
        *("snapshot", "LENOVO", "ThinkPad T14", "PF3MADE1"),
        *("2b4af011-3d9c-5f4e-8a6b-7c8d9e0f1a2b", "low-profile", "Made Up i5", 8 * 1024**3),
    ]
    assert told["batteries"] == [
        {
            "maker": "SMP",
            "model": "01AV999",
            "serial": "0431",
            "design_mwh": 57000,
            "health_percent": 0.0,
            "cycles": 0,
        }
    ]
    assert as_object("c", made_up.NWIPE.encode())["erasures"] == [
        {"serial": "D0MADE1", "erased": True, "reason": None},
        {"serial": "N0MADE2", "erased": True, "reason": None},
    ]


def test_nothing_is_an_object_too():
    told = as_object("d", b"")

    assert (told["format"], told["disks"], told["warnings"]) == (None, [], ["empty"])


def test_the_command_prints_a_line_for_each_file(tmp_path, capsys):
    (tmp_path / "one.json").write_text(json.dumps(made_up.SMART))
    (tmp_path / "two.txt").write_text(made_up.NWIPE)

    call_command("read_hardware", str(tmp_path), json=True)

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["file"], one["format"]) for one in told] == [
        ("one.json", "smartctl"),
        ("two.txt", "nwipe"),
    ]


def test_the_command_says_it_in_words_and_what_it_could_not_open(tmp_path, capsys):
    (tmp_path / "two.txt").write_text(made_up.NWIPE.replace("sda | Erased |", "sda |-FAILED-|"))

    with pytest.raises(CommandError):
        call_command("read_hardware", str(tmp_path / "two.txt"), str(tmp_path / "none"))

    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "two.txt: nwipe LENOVO ThinkPad T14 PF3MADE1"
    assert "D0MADE1: not proven" in said.out
    assert "none: No such file or directory" in said.err
