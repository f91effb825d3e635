"""Tables that leave as a file."""

from io import BytesIO

from openpyxl import load_workbook

from digibank.ui.tables import csv_lines, sheet


def test_no_sign_breaks_a_spreadsheet_and_nothing_is_computed():
    rows = [["A\x0bB\x1f", "=1+1", None, 3]]
    book = load_workbook(BytesIO(sheet(rows, title="Lijst")))

    assert [[cell.value for cell in row] for row in book.active] == [["A B ", "'=1+1", None, 3]]
    assert b"".join(csv_lines(rows)).decode("utf-8-sig") == "A B ;'=1+1;;3\r\n"
