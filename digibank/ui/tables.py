"""Tables that leave as a file: CSV and spreadsheets that compute nothing."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take these for a formula


def safe(cell: object) -> object:
    """`cell` so that no spreadsheet computes it: text that begins like a formula gets a quote, and
    signs that no cell can hold become spaces."""
    if isinstance(cell, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", cell)
        return f"'{text}" if text.startswith(DANGEROUS) else text
    return "" if cell is None else cell


class Echo:
    """A file that gives back what is written in it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """CSV with semicolons and a mark for UTF-8, as spreadsheets in Belgium open it."""
    writer = csv.writer(Echo(), delimiter=";")
    yield b"\xef\xbb\xbf"
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row]).encode()


def sheet(rows: Iterable[Iterable[object]], *, title: str) -> bytes:
    """A spreadsheet of one sheet."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    for row in rows:
        page.append([safe(cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
