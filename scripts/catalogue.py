"""The catalogues: one per room and language, beside the room's code.

    catalogue.py [ROOM...]  brings django.po up to date with the code (of all rooms), then compiles
    catalogue.py --compile  only compiles: django.po -> django.mo (what is served needs no more)
    catalogue.py --check    only looks: complete, fresh, one translation for one sentence

English is the source language, so its catalogue is the code itself. Babel extracts and compiles;
Django's `templatize` turns a template into the Python that Babel reads. No gettext tools needed.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
ROOMS = sorted(path.parent for path in ROOT.glob("digibank/*/__init__.py"))
LANGUAGES = ("nl", "fr")
CALLS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def place(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def source(path: Path) -> str:
    """`path` as Python. A template loses its indentation, over which Babel would trip."""
    if path.suffix == ".py":
        return path.read_text()
    return "\n".join(line.strip() for line in templatize(path.read_text()).splitlines())


def extracted(room: Path, language: str) -> Catalog:
    """Every sentence that the room's code and templates mark, with the files that use it."""
    catalogue = Catalog(locale=language, fuzzy=False)
    files = [*room.glob("**/*.py"), *room.glob("**/*.html"), *room.glob("templates/**/*.txt")]
    if room.name == "ui":
        files.append(ROOT / "digibank/settings.py")
    for path in sorted(files):
        code = io.BytesIO(source(path).encode())
        for _, sentence, _, context in extract("python", code, CALLS):
            where = [(str(path.relative_to(ROOT)), 0)]
            catalogue.add(sentence, locations=where, context=context)
    return catalogue


def known(room: Path, language: str) -> Catalog:
    file = place(room, language)
    if not file.exists():
        return Catalog(locale=language, fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def updated(room: Path, language: str) -> Catalog:
    catalogue, fresh = known(room, language), extracted(room, language)
    fresh.creation_date = catalogue.creation_date  # no news, no change
    catalogue.update(fresh, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def write(room: Path, language: str) -> None:
    catalogue = updated(room, language)
    if len(catalogue) == 0:
        place(room, language).unlink(missing_ok=True)
        return
    file = place(room, language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=100, sort_output=True, no_location=True)


def compile_all() -> None:
    for room in ROOMS:
        for language in LANGUAGES:
            if place(room, language).exists():
                with place(room, language).with_suffix(".mo").open("wb") as stream:
                    write_mo(stream, known(room, language))


def translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms)


def faults() -> Iterator[str]:
    """What is wrong with the catalogues as they lie on the disk, one line each."""
    for language in LANGUAGES:
        seen: dict[object, tuple[object, str]] = {}
        for room in ROOMS:
            yield from faults_of(room, language)
            for message in filter(translated, known(room, language)):
                key = (message.context, str(message.id))
                first, where = seen.setdefault(key, (message.string, room.name))
                if message.id and first != message.string:
                    yield f"{language}: two translations, in {where} and {room.name}: {key[1]}"


def faults_of(room: Path, language: str) -> Iterator[str]:
    catalogue, now = updated(room, language), known(room, language)
    where = f"{room.name}/{language}"
    for message in catalogue:
        if message.id and not translated(message):
            yield f"{where}: not translated: {message.id}"
    for message, errors in catalogue.check():
        yield f"{where}: placeholders differ: {message.id} ({errors[0]})"
    if {str(message.id) for message in catalogue} != {str(message.id) for message in now}:
        yield f"{where}: django.po is not up to date"


if __name__ == "__main__":
    settings.configure()  # templatize asks for a few defaults, not for our settings
    if "--check" in sys.argv:
        sys.exit("\n".join(faults()) or 0)
    if "--compile" not in sys.argv:
        named = set(sys.argv[1:])
        for one in ROOMS:
            for spoken in LANGUAGES:
                if not named or one.name in named:
                    write(one, spoken)
    compile_all()
