import csv
from io import BytesIO, StringIO

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook

from digibank.guidance.models import Rise


@pytest.fixture
def busy(helped):
    for _ in range(6):
        helped("itsme")
    helped("bank", "tax")


def rows(page):
    return [" ".join(row.text.split()) for row in page.select(".rows .row-title")]


def test_figures_stand_in_a_table_with_a_picture(visit, lut, busy):
    page = visit(lut).get("/hulp/cijfers/").page

    table = page.find("caption", id="table-themes").find_parent("table")
    cells = [[cell.text for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert [row[:2] for row in cells] == [["itsme", "6"], ["Bank", "1"], ["Belasting", "1"]]
    widths = [bar.select("rect")[1]["width"] for bar in table.select("svg.bar")]
    assert widths == ["100.0", "16.7", "16.7"]
    assert "8 rijen, voor eigen gebruik." in page.text


def test_the_files_say_how_many_rows_they_hold(visit, lut, busy):
    visitor = visit(lut)

    made = visitor.get("/hulp/cijfers/rijen.csv")
    text = b"".join(made.streaming_content).decode("utf-8-sig")
    book = load_workbook(BytesIO(visitor.get("/hulp/cijfers/rijen.xlsx").content))

    day = localdate()
    name = f"hulp-{day.year}0101-{day:%Y%m%d}-8-rijen.csv"
    assert made["Content-Disposition"] == f'attachment; filename="{name}"'
    assert len(list(csv.reader(StringIO(text), delimiter=";"))) == 9
    assert book["Rijen"].max_row == 9


def test_a_reader_takes_figures_for_others_and_no_rows(visit, rik, busy):
    visitor = visit(rik)

    page = visitor.get("/hulp/cijfers/").page
    text = visitor.get("/hulp/cijfers/cijfers.csv").content.decode("utf-8-sig")

    assert page.select("#rows-title") == []
    assert "Bank;…" in text
    assert visitor.get("/hulp/cijfers/rijen.csv").status_code == 403
    assert visitor.get("/hulp/cijfers/cijfers.xlsx").status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"van": "31/02/2026"},
        {"van": "01/01/9999"},
        {"plaats": "999"},
        {"plaats": "1; DROP TABLE"},
        {"tot": "\x00"},
        {"digibank": "2"},
    ],
)
def test_figures_take_no_filter_that_makes_no_sense(visit, lut, busy, asked):
    assert visit(lut).get("/hulp/cijfers/", asked).status_code == 200


def test_figures_of_another_digibank_hold_nothing_of_this_one(visit, zoe, busy):
    page = visit(zoe).get("/hulp/cijfers/").page

    assert page.select_one(".stat b").text == "0"


def test_what_stands_out_is_on_the_desk_until_somebody_saw_it(visit, lut, bea, mechelen):
    rise = Rise.objects.create(digibank=mechelen, theme="tax", on=localdate(), count=30, usual=4)
    visitor = visit(lut)
    assert "Belasting" in rows(visitor.get("/balie/").page)

    visitor.post(f"/hulp/opvallend/{rise.pk}/")

    rise.refresh_from_db()
    assert rise.seen_by == lut
    assert "Belasting" not in rows(visitor.get("/balie/").page)
    assert rows(visitor.get("/hulp/opvallend/").page) == ["Belasting"]
    assert visit(bea).get("/hulp/opvallend/").status_code == 403
