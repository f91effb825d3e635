"""Real reports are read from ../shared/data; nothing of them stands in the project."""

import csv
import os
from pathlib import Path

import pytest

DATA = Path(__file__).parents[4] / "shared/data"
real = pytest.mark.skipif(
    not DATA.exists(), reason=f"{DATA} is missing, so no real report was read"
)
FOLDERS = ("ereuse_snapshots", "lshw", "smartctl", "dmidecode", "inxi", "nwipe")


def rows(name):
    file = DATA / name
    return list(csv.DictReader(file.read_text().splitlines())) if file.exists() else []


def files():
    """Every real report."""
    return sorted(
        path for folder in FOLDERS for path in (DATA / folder).glob("*") if path.suffix != ".csv"
    )


def must_be_here():
    return DATA.exists() or os.environ.get("CI") != "true"
