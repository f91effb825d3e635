"""Sheets: what can be printed, as nouns. Rooms fill them in, `printing` makes PDF of them.

All words are data: nothing that a person typed becomes markup. Dates are written out in the
language of the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Sender:
    """Who gives this sheet: on top of it, and whom to call."""

    name: str
    phone: str = ""  # E.164; printed as people write it
    lines: Sequence[str] = ()  # the address
    email: str = ""


@dataclass(frozen=True)
class Heading:
    words: str
    second: str = ""  # the same in `language`, beside it
    language: str = ""


@dataclass(frozen=True)
class Paragraph:
    words: str
    strong: bool = False
    language: str = ""  # when it is not the language of the document


@dataclass(frozen=True)
class SmallPrint:
    words: str


@dataclass(frozen=True)
class Fact:
    name: str
    value: str
    strong: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and values under each other."""

    rows: Sequence[Fact]


@dataclass(frozen=True)
class Table:
    """A head and rows of as many cells; the columns in `figures` are numbers, at the end."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()


@dataclass(frozen=True)
class Item:
    words: str
    ticked: bool = False
    note: str = ""


@dataclass(frozen=True)
class Checklist:
    items: Sequence[Item]


@dataclass(frozen=True)
class Step:
    """One step of instructions: its number, what to do, and a picture that shows it."""

    number: int
    words: str
    picture: bytes | None = None  # PNG, JPEG or WebP
    picture_format: str = ""  # "png", "jpg" or "webp"
    picture_words: str = ""  # for who cannot see it


@dataclass(frozen=True)
class Bilingual:
    """The same sentences side by side: on the left what counts, on the right in `language`."""

    language: str  # ISO 639-1, also of scripts that run from right to left
    head: tuple[str, str]
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Signature:
    """A box to sign in; with `drawing` (PNG) it is signed."""

    name: str
    role: str = ""
    on: date | None = None
    drawing: bytes | None = None


@dataclass(frozen=True)
class Signatures:
    boxes: Sequence[Signature]


@dataclass(frozen=True)
class Pictogram:
    """A picture and the few words that it stands for."""

    picture: bytes  # SVG
    words: str
    second: str = ""  # the same in another language, under it


@dataclass(frozen=True)
class Pictograms:
    """What a paper says, in pictures, for who reads with difficulty."""

    items: Sequence[Pictogram]
    language: str = ""  # of the second words


@dataclass(frozen=True)
class PayCode:
    """A QR code that a banking app reads, with the words beside it. See `printing.payment`."""

    picture: bytes  # SVG
    words: str  # what it is, to who cannot see it
    beside: str


Block = (
    Heading
    | Paragraph
    | SmallPrint
    | Facts
    | Table
    | Checklist
    | Step
    | Bilingual
    | Signatures
    | PayCode
    | Pictograms
)


@dataclass(frozen=True)
class Document:
    """A sheet to read and to sign: head with code, title, blocks."""

    title: str
    sender: Sender
    on: date  # also the date in the file: the same document gives the same bytes
    blocks: Sequence[Block]
    language: str = "nl"
    code: str = ""  # as it is printed; the QR code holds the same
    code_words: str = ""  # what the code is of: "Lening"
    large: bool = False  # large print, for who reads with difficulty: 18 points


@dataclass(frozen=True)
class Letter:
    """A letter for a window envelope (C5 or DL, window on the right), with a code on request."""

    title: str
    sender: Sender
    to: Sequence[str]  # name, street, postcode and municipality
    paragraphs: Sequence[str]
    on: date
    language: str = "nl"
    place: str = ""
    code: str = ""
    code_words: str = ""
    qr: str = ""  # what the QR code holds when that is not `code`: an address
    address: str = ""  # where to type the code
    signed: str = ""


@dataclass(frozen=True)
class Card:
    """The card of a person, to cut out."""

    title: str
    name: str  # the given name alone: a lost card tells as little as it can
    code: str
    sender: Sender
    language: str = "nl"


@dataclass(frozen=True)
class Label:
    """A sticker on a device or a part."""

    code: str  # as it is printed: "T-7KD-4C9"
    name: str
    digibank: str = ""
    phone: str = ""  # E.164


@dataclass(frozen=True)
class Slip:
    """A number to hold while somebody waits, on a roll of 57 mm."""

    title: str
    number: str
    place: str
    told: str  # when it was taken
    language: str = "nl"
    author: str = field(default="Digibank", kw_only=True)


class Sheet(StrEnum):
    """What labels are printed on."""

    A4 = "a4"  # 24 labels of 70 by 37 mm
    ROLL = "roll"  # one label of 57 by 32 mm a page


@dataclass(frozen=True)
class Labels:
    title: str
    labels: Sequence[Label]
    sheet: Sheet
    skip: int = 0  # stickers of the first sheet that are gone already
    language: str = "nl"
    author: str = field(default="Digibank", kw_only=True)
