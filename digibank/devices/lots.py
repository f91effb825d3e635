"""Lists of a lot: a CSV or a spreadsheet becomes lines, each with what is wrong in it.

No database here: bytes in, lines out, never an exception but `UnreadableError`. People send what
they have, so the heads may be Dutch, English or French and in any order, and unknown columns stay
where they are.
"""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from anyascii import anyascii
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_LINES = 2_000
# What a column may be called, without accents, capitals or signs.
HEADS: dict[str, tuple[str, ...]] = {
    "kind": ("type", "soort", "kind", "device", "toestel", "appareil"),
    "maker": ("merk", "maker", "brand", "manufacturer", "fabrikant", "marque"),
    "model": ("model", "modele", "product"),
    "serial": ("serienummer", "serial", "serialnumber", "sn", "numerodeserie", "servicetag"),
    "memory": ("geheugen", "ram", "memory", "geheugengb", "memorygb", "ramgb", "memoire"),
    "storage": ("opslag", "schijf", "storage", "disk", "opslaggb", "storagegb", "stockage"),
    "label": ("label", "etiket", "code", "etiquette"),
    "refused": ("weigering", "geweigerd", "refused", "reden", "refus"),
    "grams": ("gram", "gewicht", "grams", "weight", "gewichtgram", "poids"),
    "remark": ("opmerking", "remark", "note", "notes", "remarque", "opmerkingen"),
}
KINDS: dict[str, tuple[str, ...]] = {
    "laptop": ("laptop", "notebook", "portable", "draagbare computer", "ordinateur portable"),
    "desktop": ("desktop", "pc", "computer", "tower", "vaste computer", "unite centrale"),
    "tablet": ("tablet", "ipad", "tablette"),
    "smartphone": ("smartphone", "gsm", "telefoon", "phone", "iphone", "telephone"),
    "screen": ("scherm", "screen", "monitor", "beeldscherm", "ecran"),
    "accessory": ("accessoire", "accessory", "muis", "toetsenbord", "lader", "docking"),
    "connectivity": ("internetstick", "dongle", "router", "hotspot", "modem"),
}
REFUSED: dict[str, tuple[str, ...]] = {
    "outdated": ("outdated", "oud", "te oud", "verouderd", "trop vieux"),
    "damaged": ("damaged", "beschadigd", "schade", "roest", "endommage"),
    "bad_state": ("bad_state", "slechte staat", "slecht", "mauvais etat"),
    "too_dear": ("too_dear", "te duur", "niet te herstellen", "kapot", "irreparable"),
    "crt": ("crt", "beeldbuis", "tube"),
    "locked": ("locked", "vergrendeld", "slot", "verrouille"),
}
FAULTS: dict[str, str | Promise] = {
    "no_kind": _("What is it? We know laptop, desktop, tablet, gsm, scherm."),
    "unknown_kind": _("We do not know this type: laptop, desktop, tablet, gsm, scherm."),
    "no_number": _("This is not a number."),
    "too_much": _("This number is too big."),
    "unknown_reason": _("We do not know this reason: oud, schade, slechte staat, te duur, crt."),
    "too_long": _("This text is too long."),
    "serial_twice": _("This serial number stands twice in the list."),
    "label_twice": _("This label stands twice in the list."),
}
LENGTHS = {"maker": 80, "model": 120, "serial": 80, "label": 40, "remark": 1_000}
GB = {"memory": 1024**3, "storage": 1000**3}
LARGEST_GB = 100_000


class UnreadableError(Exception):
    """The file is no list: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


UNREADABLE: dict[str, str | Promise] = {
    "no_table": _("We cannot read this file. Save it as CSV or as a spreadsheet (xlsx)."),
    "no_heads": _(
        "We find no column called type, merk, model or serienummer. The first line has the names "
        "of the columns."
    ),
    "too_many": _("This list is too long. Cut it in lists of 2,000 lines at most."),
    "no_lines": _("There are no lines in this list."),
}


def folded(text: str) -> str:
    """`text` in small letters without accents."""
    return anyascii(text).casefold().strip()


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, what it means, and what is wrong with it."""

    number: int
    facts: dict[str, Any]
    faults: list[tuple[str, str]] = field(default_factory=list)  # (column, code of FAULTS)
    cells: Sequence[str] = ()

    @property
    def refused(self) -> str:
        return str(self.facts.get("refused", ""))


def read(raw: bytes) -> list[Line]:
    """The lines of a list. Raises UnreadableError: no_table, no_heads, too_many, no_lines."""
    rows = spreadsheet(raw) if raw[:2] == b"PK" else table(raw)
    heads, body = head_of(rows)
    lines = [
        meant(number, heads, cells) for number, cells in body if any(cell.strip() for cell in cells)
    ]
    if len(lines) > MOST_LINES:
        raise UnreadableError("too_many")
    if not lines:
        raise UnreadableError("no_lines")
    return twice(twice(lines, "serial"), "label")


def spreadsheet(raw: bytes) -> list[list[str]]:
    """The first sheet of an xlsx. Values only: nothing in it is computed."""
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_LINES + 20, max_col=60, values_only=True)
        return [[shown(cell) for cell in row] for row in rows]
    except (
        *(InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error),
        *(KeyError, ValueError, IndexError, TypeError, AttributeError, ArithmeticError),
        *(OSError, SyntaxError, EOFError, RuntimeError),
    ) as broken:  # what openpyxl and its XML reader raise at a file that only looks like one
        raise UnreadableError("no_table") from broken


def shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def table(raw: bytes) -> list[list[str]]:
    """A CSV with commas, semicolons or tabs, in UTF-8 or as old spreadsheets write it."""
    if b"\0" in raw[:4096] and raw[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise UnreadableError("no_table")
    text = decoded(raw)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as broken:
        raise UnreadableError("no_table") from broken


def decoded(raw: bytes) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def head_of(rows: list[list[str]]) -> tuple[dict[int, str], list[tuple[int, list[str]]]]:
    """(place -> field of the columns that we know, the numbered lines under them)."""
    for at, cells in enumerate(rows[:10]):
        heads = dict(known(cells))
        if {"kind", "maker", "model", "serial"} & set(heads.values()):
            return heads, list(enumerate(rows[at + 1 :], start=at + 2))
    raise UnreadableError("no_heads")


def known(cells: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each column that we know; of two with the same meaning the first counts."""
    seen: set[str] = set()
    for place, cell in enumerate(cells):
        word = "".join(sign for sign in folded(cell) if sign.isalnum())
        name = next((name for name, words in HEADS.items() if word in words), None)
        if name and name not in seen:
            seen.add(name)
            yield place, name


def meant(number: int, heads: dict[int, str], cells: list[str]) -> Line:
    """What the cells of one line mean, and what is wrong in them."""
    facts: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for place, name in heads.items():
        text = cells[place].replace("\0", "").strip() if place < len(cells) else ""
        value, fault = valued(name, text)
        if fault:
            faults.append((name, fault))
        elif value not in {"", None}:
            facts[name] = value
    if "kind" not in facts and not any(name == "kind" for name, _fault in faults):
        faults.append(("kind", "no_kind"))
    return Line(number, facts, faults, [cell[:80] for cell in cells])


def valued(name: str, text: str) -> tuple[object, str]:
    """(the value of `text` in the column `name`, or the code of what is wrong with it)."""
    if not text:
        return "", ""
    if name in {"kind", "refused"}:
        choices, fault = (KINDS, "unknown_kind") if name == "kind" else (REFUSED, "unknown_reason")
        found = chosen(choices, text)
        return (found, "") if found else (None, fault)
    if name in {*GB, "grams"}:
        return amount(name, text)
    return (text, "") if len(text) <= LENGTHS[name] else (None, "too_long")


def chosen(choices: dict[str, tuple[str, ...]], text: str) -> str:
    """The code for which one of its words is `text`; "" when there is none."""
    word = folded(text).strip()
    return next((code for code, words in choices.items() if word == code or word in words), "")


def amount(name: str, text: str) -> tuple[object, str]:
    """Memory and storage in bytes from what stands there in GB or TB; a weight in grams."""
    word = folded(text).replace(" ", "").replace(",", ".")
    times = 1
    if name in GB and word.endswith(("tb", "to")):
        word, times = word[:-2], 1000 if name == "storage" else 1024
    word = word.removesuffix("gb").removesuffix("go").removesuffix("gram").removesuffix("g")
    if name == "grams" and word.endswith("k"):  # "2,1 kg" lost its g
        word, times = word[:-1], 1000
    try:
        number = Decimal(word) * times
    except ArithmeticError:  # no number, or one that no computer counts to
        return None, "no_number"
    if not number.is_finite() or number < 0:
        return None, "no_number"
    if number > (LARGEST_GB if name in GB else 200_000):
        return None, "too_much"
    return int(number * GB.get(name, 1)) or None, ""


def twice(lines: list[Line], name: str) -> list[Line]:
    """The same lines; where `name` stands for the second time that is a fault."""
    seen: set[str] = set()
    for line in lines:
        key = folded(str(line.facts.get(name, "")))
        if key and key in seen:
            line.faults.append((name, f"{name}_twice"))
        seen.add(key)
    return lines
