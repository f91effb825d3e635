import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from digibank.ui.finders import NAME, SOURCES, JoinedStyles, joined


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def test_the_style_sheets_are_one_file_in_their_order():
    imports = re.findall(r'url\("([^"]+)"\)', (SOURCES / "all.css").read_text())
    text = joined()

    assert "@import" not in text
    assert text.startswith("@layer reset, tokens, base, components, pages, print;\n@layer reset {")
    assert text.count("@layer components {") == len([n for n in imports if "components/" in n])


def test_every_component_is_imported():
    names = {f"components/{path.name}" for path in SOURCES.glob("components/*.css")}
    imports = re.findall(r'url\("(components/[^"]+)"\)', (SOURCES / "all.css").read_text())

    assert sorted(imports) == sorted(names)


def test_the_joined_file_is_found(folder):
    place = finders.find(NAME)

    assert place == str(folder / "joined" / NAME)
    assert Path(place).read_text() == joined()
    assert finders.find(NAME, find_all=True) == [place]
    assert JoinedStyles().find("ui/other.css") == []


def test_a_stale_joined_file_is_written_again(folder):
    place = folder / "joined" / NAME
    place.parent.mkdir(parents=True)
    place.write_text("old")

    assert [name for name, storage in JoinedStyles().list([])] == [NAME]
    assert place.read_text() == joined()
    assert [path.name for path in place.parent.iterdir()] == ["digibank.css"]
