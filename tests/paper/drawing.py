"""Small PNG files, made here so that tests need no picture on the disk."""

import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=96, height=30, *, drawn=True):
    """A transparent picture, with a line across when `drawn`."""
    empty, line = b"\0" + b"\0\0\0\0" * width, b"\0" + b"\x20\x10\x20\xff" * width
    rows = b"".join(line if drawn and row == height // 2 else empty for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
