"""Printing: sheets become PDF, codes become QR drawings. Nothing is kept: `keeping` does that."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import segno
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from segno.helpers import make_epc_qr

from digibank.paper.sheets import Bilingual, Card, Document, Label, Labels, Letter, Sheet, Slip
from digibank.paper.typesetting import plain, typeset
from digibank.ui.templatetags.ui import phone

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}  # that can be printed
BOX = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{}</svg>'
EMPTY = BOX.format('<path d="M1 1h14v14H1z" fill="#fff" stroke="#1b1b1b" stroke-width="1.6"/>')
TICKED = EMPTY.replace(
    "</svg>", '<path d="M4 8.5l3 3 5.500-7" fill="none" stroke="#1b1b1b" stroke-width="2"/></svg>'
)


def document(sheet: Document) -> bytes:
    """The PDF/UA of `sheet`. The same sheet gives the same bytes."""
    with override(sheet.language):
        facts = told(sheet) | {"author": plain(sheet.sender.name), "words": words()}
        facts |= {"qr": drawn(sheet.code), "ticked": TICKED, "empty": EMPTY}
        return typeset("document.typ", facts, on=sheet.on)


def letter(sheet: Letter) -> bytes:
    """The PDF/UA of `sheet`, with the address where the window of the envelope is."""
    with override(sheet.language):
        facts = told(sheet) | {"author": plain(sheet.sender.name), "words": words()}
        return typeset("letter.typ", facts | {"qr": drawn(sheet.qr or sheet.code)}, on=sheet.on)


def letters(sheets: Sequence[Letter], *, title: str, on: date) -> bytes:
    """One PDF/UA of all `sheets`, each on pages of its own, in their own languages.

    `title` and `on` are those of the file. The same sheets give the same bytes.
    """
    facts: dict[str, object] = {"title": title, "language": get_language() or "nl"}
    facts |= {"author": plain(sheets[0].sender.name) if sheets else "", "words": words()}
    facts["letters"] = [in_own_language(sheet) for sheet in sheets]
    return typeset("letters.typ", facts, on=on)


def in_own_language(sheet: Letter) -> dict[str, object]:
    with override(sheet.language):
        return told(sheet) | {
            "qr": drawn(sheet.qr or sheet.code),
            "right": sheet.language in RIGHT_TO_LEFT,
        }


def card(sheet: Card, *, on: date | None = None) -> bytes:
    """The PDF/UA of a card of 85.6 by 54 mm on A4, with marks to cut along."""
    with override(sheet.language):
        facts = told(sheet) | {"author": plain(sheet.sender.name), "words": words()}
        return typeset("card.typ", facts | {"qr": drawn(sheet.code)}, on=on or localdate())


def labels(
    stickers: Sequence[Label],
    *,
    sheet: Sheet = Sheet.A4,
    skip: int = 0,
    language: str = "nl",
    on: date | None = None,
) -> bytes:
    """The PDF/UA of `stickers`; `skip` stickers of the first A4 sheet are gone already."""
    with override(language):
        made = Labels(title=_("Labels"), labels=stickers, sheet=sheet, skip=skip, language=language)
        facts = told(made) | {"words": words()}
        facts["labels"] = [told(shortened(one)) | {"qr": drawn(one.code)} for one in stickers]
        return typeset("labels.typ", facts, on=on or localdate())


def slip(sheet: Slip, *, on: date) -> bytes:
    """The PDF/UA of a number for the waiting room, on a roll of 57 mm."""
    with override(sheet.language):
        return typeset("slip.typ", told(sheet), on=on)


def shortened(sticker: Label) -> Label:
    """`sticker` with names that can be read on it: 60 signs at most."""
    cut = {
        name: text if len(text) <= 60 else f"{text[:59].rstrip()}…"
        for name, text in (("name", sticker.name), ("digibank", sticker.digibank))
    }
    return replace(sticker, **cut)


def words() -> dict[str, str]:
    """What the layouts say themselves, in the language that is active now."""
    return {
        "page": _("page {page} of {pages}"),
        "qr": _("QR code"),
        "yes": _("yes"),
        "no": _("no"),
        "date": _("Date"),
        "signature": _("Signature"),
        "found": _("Found? Call"),
        "cut": _("Cut the card out along the marks. Bring it when you come."),
    }


def told(sheet: object) -> dict[str, object]:
    """A sheet or a part of it as JSON can hold it, with its name under "block"."""
    facts = {one.name: value_of(one.name, getattr(sheet, one.name)) for one in fields(sheet)}  # type: ignore[arg-type]  # a dataclass
    if isinstance(sheet, Bilingual):
        facts["right"] = sheet.language in RIGHT_TO_LEFT
    return facts | {"block": type(sheet).__name__}


def value_of(name: str, value: object) -> object:
    match value:
        case str() if name == "title":
            return plain(value).strip() or "–"  # PDF/UA asks for a title
        case str():
            return plain(phone(value) if name == "phone" else value)
        case bytes():
            return list(value)
        case date():
            return plain(date_format(value, "j F Y"))
        case list() | tuple():
            return [value_of(name, one) for one in value]
        case None if name == "on":
            return ""
    return told(value) if is_dataclass(value) else value


@lru_cache(maxsize=256)
def drawn(text: str) -> str:
    """`text` as a QR code for paper, which has its own white margin; "" gives nothing."""
    if not text:
        return ""
    drawing = segno.make_qr(text, error="m").svg_inline(border=0, omitsize=True)
    return str(drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def payment(name: str, iban: str, cents: int, words: str) -> bytes:
    """A SEPA credit transfer as a QR code, an SVG: to `name` on `iban`, with `words`.

    European Payments Council, EPC069-12 version 002. A Belgian structured communication is no ISO
    11649 reference, so that it stands as unstructured remittance information, where banks find it.
    """
    code = make_epc_qr(name=name, iban=iban, amount=Decimal(cents) / 100, text=words)
    drawing = code.svg_inline(border=0, omitsize=True)
    return str(drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)).encode()


def qr(text: str, *, words: str = "") -> SafeString:
    """`text` as a QR code: an SVG to stand in a page, dark on light in every mode.

    `words` says what it is to who cannot see it; never `text` itself, which may be a secret.
    """
    # make_qr and not make: few scanners read the small Micro QR that make takes for a short text.
    drawing = segno.make_qr(text, error="m").svg_inline(
        border=4, omitsize=True, light="#fff", dark="#000", svgclass=None, lineclass=None
    )
    opened = format_html('<svg class="qr" role="img" aria-label="{}"', words or _("QR code"))
    return mark_safe(drawing.replace("<svg", opened, 1))  # noqa: S308 drawn by segno, words escaped
