"""One style sheet: the files that `ui/css/all.css` imports reach the browser joined, in its order.

Thirty small files are easy to write and slow to fetch: an import is only found when the file
before it has arrived.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "ui/digibank.css"
SOURCES = Path(__file__).parent / "static/ui/css"
IMPORT = re.compile(r'@import url\("([^"]+)"\);\n')
REMARK = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


def joined() -> str:
    """The text of `all.css` with every import replaced by the file it names."""
    text = (SOURCES / "all.css").read_text()
    whole = IMPORT.sub(lambda found: (SOURCES / found[1]).read_text(), text)
    return REMARK.sub("", whole)


def folder() -> Path:
    return Path(settings.VAR) / "joined"


def write() -> Path:
    """Bring the joined file up to date; returns where it lies."""
    target, text = folder() / NAME, joined()
    if not target.exists() or target.read_text() != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}")
        fresh.write_text(text)
        fresh.replace(target)
    return target


class JoinedStyles(BaseFinder):
    """Gives `collectstatic` and the development server the one joined file."""

    def find(self, path: str, find_all: bool = False, **options: object) -> str | list[str]:  # type: ignore[override]  # Django passes the older `all` by name
        if path != NAME:
            return []
        place = str(write())
        return [place] if find_all or options.get("all") else place

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        write()
        yield NAME, FileSystemStorage(location=folder())
