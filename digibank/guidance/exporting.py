"""Exporting: figures and rows as CSV and as a spreadsheet. What leaves hides small numbers."""

from collections.abc import Iterator
from io import BytesIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook

from digibank.guidance import figures, themes
from digibank.guidance.models import Contact
from digibank.network.models import Digibank
from digibank.network.territory import municipalities
from digibank.ui.tables import csv_lines, safe


def heads() -> list[str]:
    return [
        _("Day"),
        _("Hour"),
        _("Place"),
        _("Theme code"),
        _("Theme"),
        _("Tile"),
        _("Product number (IPDC)"),
        _("How?"),
        _("Outcome"),
        _("Minutes"),
        _("On what?"),
        _("Age"),
        _("Gender"),
        _("Postcode"),
        _("Municipality"),
        _("Target groups"),
        _("How many people?"),
        _("Visit"),
        _("Known by name"),
    ]


def rows_of(contacts: QuerySet[Contact]) -> Iterator[list[object]]:
    """Every contact as a row of facts, oldest first: no name, no number of a person, no helper."""
    towns = municipalities()
    rows = contacts.select_related("tile", "access_point").order_by("at", "pk")
    for one in rows.iterator(chunk_size=2_000):
        yield [
            one.on.isoformat(),
            one.hour,
            one.access_point.name if one.access_point else "",
            one.theme,
            themes.name_of(one.theme),
            one.tile.name if one.tile else "",
            one.tile.product if one.tile else "",
            one.get_channel_display(),
            one.get_outcome_display(),
            one.minutes,
            one.get_equipment_display() if one.equipment else "",
            one.age_band,
            one.get_gender_display() if one.gender else "",
            one.postcode,
            towns.get(one.refnis, ""),
            ", ".join(one.target_group_words),
            one.head_count,
            one.visit_id or one.pk,
            _("yes") if one.person_id else _("no"),
        ]


def rows_csv(contacts: QuerySet[Contact]) -> Iterator[bytes]:
    """Every row, as it is read from the database: a year takes no more memory than a day."""
    yield from csv_lines([heads()])
    for row in csv_lines(rows_of(contacts)):
        if row != b"\xef\xbb\xbf":
            yield row


def rows_xlsx(contacts: QuerySet[Contact], count: int) -> bytes:
    """Every row in one sheet; another sheet says how many there are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Rows"))
    sheet.append(heads())
    for row in rows_of(contacts):
        sheet.append([safe(cell) for cell in row])
    about = book.create_sheet(_("About"))
    about.append([_("Number of rows"), count])
    return saved(book)


def outside_rows(digibank: Digibank, made: figures.Figures) -> Iterator[list[object]]:
    """The figures as they may leave: a block for each table, small numbers hidden."""
    period = made.period
    yield [
        str(digibank),
        period.first.isoformat(),
        period.last.isoformat(),
        str(period.point or ""),
    ]
    yield [_("Counts under %(count)d are hidden.") % {"count": figures.SMALL}]
    for words, count in totals(made):
        yield [words, count if count >= figures.SMALL or count == 0 else figures.HIDDEN]
    for table in leaving(made):
        yield []
        yield [table.title, _("How many")]
        yield from ([label, number(value)] for label, value in figures.for_outside(table))
        yield [_("Total"), number(figures.total_outside(table))]


def leaving(made: figures.Figures) -> list[figures.Table]:
    """The tables of which something may leave the digibank."""
    outside = [table for table in made.tables if table.code not in figures.INSIDE]
    return [table for table in outside if figures.for_outside(table)]


def number(value: str) -> object:
    return int(value) if value.isdecimal() else value


def totals(made: figures.Figures) -> list[tuple[str, int]]:
    return [
        (_("Questions"), made.questions),
        (_("Visits"), made.visits),
        (_("People helped"), made.heads),
        (_("Known by name"), made.people),
    ]


def outside_csv(digibank: Digibank, made: figures.Figures) -> bytes:
    return b"".join(csv_lines(outside_rows(digibank, made)))


def outside_xlsx(digibank: Digibank, made: figures.Figures) -> bytes:
    """The same in a spreadsheet: one sheet for the totals, one for each table."""
    book = Workbook(write_only=True)
    first = book.create_sheet(_("Total"))
    for words, count in totals(made):
        hidden = 0 < count < figures.SMALL
        first.append([words, figures.HIDDEN if hidden else count])
    first.append([_("Counts under %(count)d are hidden.") % {"count": figures.SMALL}])
    for table in leaving(made):
        sheet = book.create_sheet(table.code)
        sheet.append([table.title, _("How many")])
        for label, value in figures.for_outside(table):
            sheet.append([safe(label), number(value)])
        sheet.append([_("Total"), number(figures.total_outside(table))])
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
