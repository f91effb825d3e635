"""What the documentation says is true."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

DOCS = [Path("README.md"), *Path("docs").rglob("*.md")]
READ = re.compile(r'\b(?:text|switch|number|words)\(\s*"([A-Z_]+)"')
QUOTED = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)\)")


def targets():
    return set(re.findall(r"^([a-z0-9]+):", Path("Makefile").read_text(), re.MULTILINE))


def commands():
    ours = {name for name, room in get_commands().items() if str(room).startswith("digibank.")}
    return {name.replace("_", "-") for name in ours} | {"run", "serve"}


def test_every_variable_that_is_read_is_documented_and_the_other_way_round():
    read = {
        name for path in Path("digibank").rglob("*.py") for name in READ.findall(path.read_text())
    }
    table = Path("docs/operating.md").read_text().partition("## Every variable")[2]

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == read


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_make_and_digibank_know_the_commands_in_the_docs(path):
    quoted = [a or b for a, b in QUOTED.findall(path.read_text())]
    made = {name for line in quoted for name in re.findall(r"\bmake ([a-z0-9]+)", line)}
    called = {name for line in quoted for name in re.findall(r"(?:^|bin/)digibank ([a-z-]+)", line)}

    assert made - targets() == set()
    assert called - commands() == set()


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_links_in_the_docs_lead_somewhere(path):
    gone = [
        link
        for link in LINK.findall(path.read_text())
        if "://" not in link and not link.endswith(".png") and not (path.parent / link).exists()
    ]

    assert gone == []


def test_every_model_is_in_the_glossary_and_every_name_in_it_is_a_model():
    text = Path("docs/glossary.md").read_text()
    named = set(re.findall(r"^\|[^|]+\|[^|]+\| `(\w+\.[A-Z]\w*)` \|", text, re.MULTILINE))
    models = {
        f"{model._meta.app_label}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("digibank.")
    }

    assert named == models


def test_the_command_lists_itself():
    told = subprocess.run(
        [sys.executable, "-m", "digibank"], capture_output=True, text=True, check=True
    ).stdout

    named = set(re.findall(r"^ *digibank ([a-z-]+)", told, re.MULTILINE))
    assert named == commands() | {"help"}


def test_architecture_names_every_room_from_the_top_floor_down():
    text = Path("docs/architecture.md").read_text()
    contract = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [layer for layer in contract["contracts"][0]["layers"] if not layer.startswith("(")]
    rooms = [room for layer in layers for room in layer.split(" | ") if not room.startswith("(")]

    assert re.findall(r"^\| \d+ \| (\w+) \|", text, re.MULTILINE) == rooms


def test_decisions_are_short_and_have_a_number_of_their_own():
    files = sorted(Path("docs/decisions").glob("*.md"))
    numbers = [file.name[:4] for file in files]

    assert numbers[:3] == ["0001", "0002", "0003"]
    assert sorted(set(numbers)) == numbers
    assert [file for file in files if len(file.read_text().splitlines()) > 25] == []


def test_the_licence_is_whole():
    text = Path("LICENSE").read_text()

    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert text.rstrip().endswith("new EUPL version.")
