"""Open repair data (ORDS 0.3): files of the partners read, and ours written. No database.

The dialects that occur are known: with a mark at the beginning or not, quoted or not, underscores
or dashes in the ids, three spellings of a barrier, quest files with a fault type. A value is kept
as it was written; what it means stands beside it.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.ui.numbers import whole_number

COLUMNS = (
    *("id", "data_provider", "country", "partner_product_category", "product_category"),
    *("product_category_id", "brand", "year_of_manufacture", "product_age", "repair_status"),
    *("repair_barrier_if_end_of_life", "group_identifier", "event_date", "problem"),
)
FREE = {"partner_product_category", "brand", "group_identifier", "problem"}  # of any length
LONGEST = 250  # signs of every other column
ID = re.compile(r"[a-z]+[_-]\d+")
COUNTRY = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
STATUSES = {
    "Fixed": "fixed",
    "Repairable": "repairable",
    "End of life": "end_of_life",
    "Unknown": "unknown",
}
BARRIERS = {
    "Spare parts not available": "no_parts",
    "Spare parts too expensive": "dear_parts",
    "No way to open the product": "no_way_in",
    "No way to open product": "no_way_in",
    "Repair information not available": "no_manual",
    "Lack of equipment": "no_tools",
    "Item too worn out": "worn_out",
    "Product too worn out": "worn_out",
    "Too worn out": "worn_out",
}
# As tableschema.json spells them.
BARRIER_NAMES = {
    "no_parts": "Spare parts not available",
    "dear_parts": "Spare parts too expensive",
    "no_way_in": "No way to open product",
    "no_manual": "Repair information not available",
    "no_tools": "Lack of equipment",
    "worn_out": "Too worn out",
}
CATEGORIES = dict(
    enumerate(
        (
            *("Aircon/dehumidifier", "Battery/charger/adapter", "Decorative or safety lights"),
            *("Desktop computer", "Digital compact camera", "DSLR/video camera", "Fan"),
            *("Flat screen", "Hair & beauty item", "Handheld entertainment device", "Headphones"),
            *("Hi-Fi integrated", "Hi-Fi separates", "Kettle", "Lamp", "Laptop"),
            *("Large home electrical", "Misc", "Mobile", "Musical instrument", "Paper shredder"),
            *("PC accessory", "Portable radio", "Power tool", "Printer/scanner", "Projector"),
            *("Sewing machine", "Small home electrical", "Small kitchen item", "Tablet"),
            *("Toaster", "Toy", "TV and gaming-related accessories", "Vacuum", "Watch/clock"),
            *("Coffee maker", "Food processor", "Games console", "Hair dryer", "Iron"),
        ),
        start=1,
    )
)
NUMBERS = {name: number for number, name in CATEGORIES.items()}
OF_KIND = {
    "laptop": 16,
    "desktop": 4,
    "tablet": 30,
    "smartphone": 19,
    "screen": 8,
    "accessory": 22,
    "connectivity": 22,
}
# What the quests call a fault -> WorkOrder.Fault.
FAULTS = {
    "Boot": "boot",
    "Stuck booting": "boot",
    "Case/chassis": "case",
    "External damage": "case",
    "Configuration": "configuration",
    "Help/configuration": "configuration",
    "Access issue": "configuration",
    "Integrated keyboard": "keyboard",
    "Integrated pointing device": "pointing",
    "Integrated media component": "media",
    "Camera": "media",
    "Microphone": "media",
    "Speaker/amplifier": "media",
    "Integrated screen": "screen",
    "Screen": "screen",
    "Display panel": "screen",
    "Internal damage": "internal",
    "Liquid damage": "internal",
    "Integrated optical drive": "optical",
    "Internal storage": "storage",
    "Storage problem": "storage",
    "Multiple": "multiple",
    "Operating system": "system",
    "Software update": "system",
    "Software issue": "system",
    "Software issue/update": "system",
    "Overheating": "overheating",
    "Performance": "performance",
    "Ports/slots/connectors": "ports",
    "USB/charging port": "ports",
    "USB port/cable": "ports",
    "Headphone jack": "ports",
    "Sim card slot": "ports",
    "Memory card slot": "ports",
    "Power/battery": "power",
    "Charger": "power",
    "Power supply/connectors": "power",
    "System board": "board",
    "Virus/malware": "malware",
    "Unknown": "unknown",
    "Poor data": "unknown",
}
REASONS: dict[str, str | Promise] = {
    "bad_id": _("the id is not of the standard"),
    "twice": _("this id stands twice in the file"),
    "bad_category": _("a product category that does not exist"),
    "bad_status": _("a repair status that does not exist"),
    "bad_barrier": _("a barrier that does not exist"),
    "bad_country": _("no country code of three letters"),
    "bad_date": _("no day as YYYY-MM-DD"),
    "too_short": _("fewer columns than the first line"),
    "too_long": _("a code or number that is far too long"),
    "counts_only": _("a count, not a repair"),
}
MOST_REJECTS = 500  # that are shown; all of them are counted
# Files of the same people that hold no repairs: lists of codes.
CODELISTS = (
    {"product_category_id", "product_category"},
    {"product_category", "en", "nl"},
    {"ID", "Title"},
)


class NotOrdsError(Exception):
    """The file has not the columns of ORDS."""


@dataclass(frozen=True)
class Row:
    """One repair: as it was written, and what of it means something to us."""

    values: dict[str, str]  # the columns of ORDS
    category: int
    status: str
    barrier: str = ""
    fault: str = ""
    is_whole: bool = True  # all columns of ORDS were there

    @property
    def id(self) -> str:
        return self.values["id"]


@dataclass(frozen=True)
class Reject:
    line: int
    id: str
    reason: str


@dataclass
class Reading:
    """What a file held."""

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    is_codelist: bool = False


def read(raw: bytes) -> Reading:
    """All repairs of a file, and each line that is none, with why. Raises NotOrdsError."""
    text = raw.decode("utf-8-sig", errors="replace").replace("\0", "")
    csv.field_size_limit(1_000_000)
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as broken:
        raise NotOrdsError(str(broken)) from broken
    if not lines:
        raise NotOrdsError("empty")
    head = [name.strip() for name in lines[0]]
    found = Reading()
    if any(known <= set(head) for known in CODELISTS) and "repair_status" not in head:
        found.is_codelist = True
        return found
    if "product_category" not in head or "repair_status" not in head:
        raise NotOrdsError("columns")
    seen: set[str] = set()
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cells):
            continue
        one = meant(head, cells, seen)
        if isinstance(one, Row):
            seen.add(one.id)
            found.rows.append(one)
        else:
            found.rejects.append(Reject(number, cells[0][:80], one))
    return found


def meant(head: list[str], cells: list[str], seen: set[str]) -> Row | str:
    """The repair in `cells`, or the code of why there is none."""
    if len(cells) < len(head):
        return "too_short"
    given = dict(zip(head, cells, strict=False))
    if "total" in given:
        return "counts_only"
    values = {name: given.get(name, "") for name in COLUMNS}
    values["id"] = given.get("id") or given.get("id_ords", "")
    if not ID.fullmatch(values["id"]) or len(values["id"]) > 80:
        return "bad_id"
    if values["id"] in seen:
        return "twice"
    return checked(values, given)


def checked(values: dict[str, str], given: dict[str, str]) -> Row | str:
    number = values["product_category_id"].strip()
    if not number:
        number = str(NUMBERS.get(values["product_category"].strip(), ""))
    if whole_number(number) not in CATEGORIES:
        return "bad_category"
    status = STATUSES.get(values["repair_status"].strip())
    if status is None:
        return "bad_status"
    barrier = values["repair_barrier_if_end_of_life"].strip()
    if barrier and barrier not in BARRIERS:
        return "bad_barrier"
    if not COUNTRY.fullmatch(values["country"]):
        return "bad_country"
    if values["event_date"] and not DAY.fullmatch(values["event_date"]):
        return "bad_date"
    if any(len(text) > LONGEST for name, text in values.items() if name not in FREE):
        return "too_long"
    fault = given.get("fault_type", "").strip()
    return Row(
        values,
        whole_number(number),
        status,
        BARRIERS.get(barrier, ""),
        FAULTS.get(fault, "other") if fault else "",
        is_whole=all(name in given for name in COLUMNS),
    )


def written(rows: Iterator[list[object]]) -> Iterator[bytes]:
    """A file of ORDS: UTF-8 without a mark, commas, a line feed, the 14 columns."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    head: list[object] = list(COLUMNS)
    for row in chain([head], rows):
        writer.writerow(row)
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()
