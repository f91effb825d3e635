"""Real reports, from beside the project; where they are missing a test says so."""

import os
import re
from pathlib import Path

import pytest

from tests.devices.reports.made_up import NWIPE
from tests.house import ROOT

DATA = ROOT.parent / "shared/data"


def report(name: str, folder: str = "lshw") -> Path:
    """The path of the report called `name`. Absent files fail in CI, elsewhere they skip."""
    path = DATA / folder / name
    if not path.exists():
        sentence = f"{path} is missing: it holds a real report."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return path


def for_a_picture(path: Path, folder: Path) -> Path:
    """The same report with numbers of a computer that does not exist: pictures stay for ever."""
    text = re.sub(
        r'("serial" : "|"uuid" : "|"serial": "|"uuid": ")([^"]{4,})"',
        lambda found: (
            f'{found[1]}{re.sub("[0-9a-f]", "0", found[2])[:-4]}B0B0"'
            if ":" not in found[2]
            else f'{found[1]}02:00:00:00:00:{found[2][-2:]}"'
        ),
        path.read_text(),
    )
    made = folder / path.name
    made.write_text(text)
    return made


def nwipe_log(facts, day) -> str:
    """The log that nwipe writes on `day` when it erases each drive of the computer `facts`."""
    computer = {
        "LENOVO": facts.maker,
        "20XX": facts.model,
        "ThinkPad T14": facts.model,
        "PF3MADE1": facts.serial,
        "2026/08/20": f"{day:%Y/%m/%d}",
    }
    lines = []
    for line in NWIPE.splitlines():
        if "nvme0n1" not in line:
            drives = enumerate(facts.disks) if "sda" in line else []
            lines += [written(line, drive_words(*one)) for one in drives] or [line]
    return written("\n".join(lines), computer) + "\n"


def drive_words(at, disk):
    """What stands in a log for the drive number `at`, in place of the one that is made up."""
    return {
        "sda": f"nvme{at}n1" if disk.medium == "nvme" else f"sd{'abcd'[at]}",
        "ATA": "NVME" if disk.medium == "nvme" else "ATA",
        "500 GB": f"{disk.byte_count // 1000**3} GB",
        "MADEUP DISK 500": disk.model,
        "D0MADE1": disk.serial,
        "500107862016": str(disk.byte_count),
    }


def written(text, words):
    for was, becomes in words.items():
        text = text.replace(was, becomes)
    return text
