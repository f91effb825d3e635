"""Every picture that the documents show is there, at both widths."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
PICTURES = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text())
]


@pytest.mark.parametrize(("page", "target"), PICTURES, ids=lambda value: Path(value).name)
def test_the_picture_is_there(page, target):
    assert (page.parent / target).resolve().is_file()


def test_the_handbook_has_pictures_of_the_main_job():
    shown = {Path(target).stem for page, target in PICTURES if "handbook" in str(page)}

    assert {"uitlenen-1280", "terugnemen-1280", "persoon-1280", "toestel-1280"} <= shown


def test_every_main_page_stands_there_wide_and_narrow():
    names = [path.stem.rpartition("-") for path in ROOT.glob("docs/screens/*.png")]
    widths = {name: {w for n, _, w in names if n == name} for name, _, _ in names}

    assert len(widths) >= 20
    assert [name for name, both in widths.items() if both != {"1280", "390"}] == []
