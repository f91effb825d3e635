"""Real hardware reports, from beside the project; where they are missing a test says so."""

import os
from pathlib import Path

import pytest

from tests.house import ROOT

FOLDER = ROOT.parent / "shared/data/lshw"


def report(name: str) -> Path:
    """The path of the report called `name`. Absent files fail in CI, elsewhere they skip."""
    path = FOLDER / name
    if not path.exists():
        sentence = f"{path} is missing: it holds a real report of lshw."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return path
