"""Files and functions that a person can hold; the table of `make sizes` comes from here too."""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parent.parent.parent
CODE = [path for path in ROOT.glob("digibank/**/*.py") if "migrations" not in path.parts]
LIMITS = {"digibank/**/*.py": 600, "digibank/**/*.html": 200, "digibank/**/js/*.js": 60}
LIMITS |= {"digibank/**/css/components/*.css": 150}


def lengths():
    """(lines, place) of every function."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.name}"


def test_functions_are_small():
    sizes = [lines for lines, _ in lengths()]

    assert median(sizes) <= 8
    assert quantiles(sizes, n=10)[-1] <= 25
    assert [(lines, place) for lines, place in lengths() if lines > 50] == []


@pytest.mark.parametrize(("pattern", "limit"), LIMITS.items())
def test_files_can_be_held(pattern, limit):
    files = list(ROOT.glob(pattern))

    assert files
    assert [str(f) for f in files if len(f.read_text().splitlines()) > limit] == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "services", "misc", "manager"])
def test_no_file_has_a_name_that_says_nothing(name):
    assert [path for path in CODE if path.stem == name] == []
