"""What a file is, by its first bytes. What a browser or a name says about it counts for nothing."""

import codecs
import re

import filetype

HEAD = 8192  # bytes that decide
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
# Formats that may look like text. Of other text `guess_mime` says too much: BMW is no bitmap.
READABLE = frozenset({"application/pdf", "application/rtf", "application/postscript"})
MARKUP = (
    ("text/html", re.compile(r"<(!doctype html|html|head|body|script|iframe)\b", re.IGNORECASE)),
    ("image/svg+xml", re.compile(r"<svg\b", re.IGNORECASE)),
    ("application/xml", re.compile(r"\s*<\?xml\b")),
    ("application/json", re.compile(r"\s*[\[{]")),
)


def media_type(head: bytes) -> str:
    """The media type of a file that begins with `head`; unknown bytes are octet-stream."""
    text = as_text(head[:HEAD])
    kind = filetype.guess_mime(head[:HEAD])  # type: ignore[no-untyped-call]  # has no types
    if text is None or kind in READABLE:
        return str(kind or "application/octet-stream")
    return next((kind for kind, sign in MARKUP if found(sign, text)), "text/plain")


def found(sign: re.Pattern[str], text: str) -> bool:
    # Only JSON and XML must begin so; markup that a browser would run may stand anywhere.
    return bool(sign.match(text) if sign.pattern.startswith(r"\s") else sign.search(text))


def as_text(head: bytes) -> str | None:
    """`head` as text; None when it holds what no text holds. The last sign may be cut in two."""
    for encoding in encodings(head):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return None if CONTROL.search(text) else text
    return None


def encodings(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "cp1252")  # cp1252: what older programs on Windows write
