"""Signatures: a drawing from a sign pad, checked before anybody believes it."""

import binascii
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PREFIX = "data:image/png;base64,"
MAGIC = b"\x89PNG\r\n\x1a\n"
LONGEST = 400_000  # letters of the text: a busy signature has 40,000
WIDEST, HIGHEST = 2400, 1200  # pixels
RGBA = (8, 6, 0, 0, 0)  # eight bits, colour with transparency, not interlaced: what a canvas gives


def from_data_url(text: str) -> bytes:
    """The PNG in `text`, as `canvas.toDataURL()` writes it, without anything that is no drawing.

    Refuses: unsigned, too_large, broken.
    """
    if not text:
        raise unsigned()
    if len(text) > LONGEST:
        raise ValidationError(_("This drawing is too big. Sign again, smaller."), code="too_large")
    try:
        header, pixels = taken_apart(b64decode(text.removeprefix(PREFIX), validate=True))
    except (ValueError, binascii.Error, struct.error, zlib.error) as fault:
        raise ValidationError(
            _("This drawing did not arrive well. Sign again, or sign on paper."), code="broken"
        ) from fault
    if not any(pixels):
        raise unsigned()
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return MAGIC + b"".join(chunk(kind, data) for kind, data in parts)


def unsigned() -> ValidationError:
    return ValidationError(_("Sign in the box, or choose to sign on paper."), code="unsigned")


def taken_apart(png: bytes) -> tuple[bytes, bytes]:
    """(header, rows of pixels) of a PNG; ValueError when it is not what it says it is."""
    header, data = b"", b""
    for kind, content in chunks(png):
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            data += content
    width, height, *manner = struct.unpack(">IIBBBBB", header)
    if tuple(manner) != RGBA or not (0 < width <= WIDEST and 0 < height <= HIGHEST):
        raise ValueError("no drawing of ours")
    size = height * (1 + 4 * width)
    unpack = zlib.decompressobj()
    pixels = unpack.decompress(data, size)  # no more, so that a small file cannot become a huge one
    if len(pixels) != size or unpack.unconsumed_tail or not filtered(pixels, width):
        raise ValueError("other pixels than its header says")
    return header, pixels


def filtered(pixels: bytes, width: int) -> bool:
    """Whether each row begins with one of the five filters that exist."""
    return max(pixels[:: 1 + 4 * width]) <= 4


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of each chunk, up to the end; ValueError when one is damaged."""
    if not png.startswith(MAGIC):
        raise ValueError("no PNG")
    at, kind = len(MAGIC), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", png, at)
        content = png[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", png, at + 8 + length)
        if check != zlib.crc32(kind + content):
            raise ValueError("damaged")
        yield kind, content
        at += 12 + length


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
