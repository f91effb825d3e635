"""Typesetting: a layout and its facts become PDF/UA-1, in this process.

Fonts come from packages and from the folder `fonts` in VAR, never from the system, so that a
document printed again on another machine is the same document. typst gets no network and no file
outside the folder of layouts; what people typed reaches it as JSON, never as markup.
"""

import json
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst
from django.conf import settings
from fontTools.ttLib import TTFont

LAYOUTS = Path(__file__).parent / "templates/paper"
NO_PACKAGES = LAYOUTS / "packages"  # does not exist: a layout that asks for a package fails
PRESS = ThreadPoolExecutor(1, thread_name_prefix="press")
UNKNOWN = "\ufffd"
# Signs that turn text around could make an agreement read as what it is not.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
JOINER = "\u200d"  # joins emoji into one
LONG = re.compile(r"(\S{40})(?=\S)")
IN_NUMBER = re.compile(r"(?<=\d) (?=\d)")
FIXED_SPACE = "\u00a0"  # no line ends here, and digits beside it are one number to Unicode
BREAK = "\u200b"  # a place where a line may end


def folders() -> list[Path]:
    """Where fonts lie: the packages, then what this installation adds for other scripts."""
    packages = [
        Path(package.ROOT) / "files" for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)
    ]
    return [folder for folder in [*packages, Path(settings.VAR) / "fonts"] if folder.is_dir()]


@cache
def fonts() -> typst.Fonts:
    paths = [str(folder) for folder in folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


@cache
def families() -> list[str]:
    """The names of our fonts, the Latin one first."""
    return sorted(fonts().families(), key=lambda name: (name != fontpkg_noto_sans.FAMILY, name))


@cache
def alphabets() -> list[frozenset[int]]:
    """The signs that each of our fonts can draw."""
    files = [path for folder in folders() for path in sorted(folder.glob("*.[to]tf"))]
    return [alphabet(path) for path in files]


def alphabet(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=10_000)
def drawable(sign: str, base: str = "") -> bool:
    """Whether one font has `sign`, and `base` too when the one is a mark on the other."""
    signs = {ord(one) for one in sign + base}
    return any(signs <= alphabet for alphabet in alphabets())


def plain(text: str) -> str:
    """`text` as it can be printed: composed, without control signs, long words breakable.

    A telephone number stays on one line, and from left to right in every language.
    A run of signs that no font can draw becomes one replacement sign: PDF/UA refuses the rest.
    """
    composed = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text).replace("\t", " "))
    kept, base = [], ""
    for sign in TURNING.sub("", composed):
        shown = printable(sign, base)
        kept.append(shown)
        if not is_mark(sign):
            base = shown if shown.isalnum() else ""
    unknown_once = re.sub(f"{UNKNOWN}[{UNKNOWN}{JOINER}]*", UNKNOWN, "".join(kept))
    return LONG.sub(rf"\1{BREAK}", IN_NUMBER.sub(FIXED_SPACE, unknown_once))


def is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"


def printable(sign: str, base: str) -> str:
    """What stands for `sign` on paper, after the letter `base`; a mark without letter goes."""
    if sign == "\n":
        return sign
    if unicodedata.category(sign) == "Cc":
        return ""
    if is_mark(sign):
        return sign if base and drawable(sign, base) else ""
    return sign if drawable(sign) else UNKNOWN


def typeset(layout: str, facts: dict[str, object], *, on: date) -> bytes:
    """The PDF of `layout` ("document.typ") with `facts`; `on` is the date in the file.

    One at a time, in one thread of its own: typst uses all cores for one document, so more at
    once is not faster, and every thread that ran it kept 25 MB.
    """
    midnight = datetime.combine(on, time.min, tzinfo=UTC)
    return PRESS.submit(compiled, layout, facts, int(midnight.timestamp())).result()


def can_draw(picture: bytes, kind: str) -> bool:
    """Whether `picture`, of which the first bytes say `kind` ("png", "jpg", "webp"), is whole
    enough to be printed."""
    facts: dict[str, object] = {
        "picture": list(picture),
        "format": kind,
        "title": "-",
        "author": "",
        "language": "nl",
    }
    try:
        PRESS.submit(compiled, "picture.typ", facts, 0).result()
    except typst.TypstError:
        return False
    return True


def compiled(layout: str, facts: dict[str, object], moment: int) -> bytes:
    return typst.compile(
        str(LAYOUTS / layout),
        root=str(LAYOUTS),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({**facts, "fonts": families()})},
        format="pdf",
        pdf_standards=["ua-1"],
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
        timestamp=moment,
    )
