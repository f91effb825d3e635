import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digibank.paper.media import media_type


def zipped(name):
    with zipfile.ZipFile(made := io.BytesIO(), "w") as archive:
        archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"id": "laptop"}', "application/json"),
        (b"\n [1, 2]", "application/json"),
        (b"\xef\xbb\xbf{}", "application/json"),
        ('{"a": "é"}'.encode("utf-16"), "application/json"),
        (b"<?xml version='1.0'?><list/>", "application/xml"),
        (b"<!DOCTYPE html><p>", "text/html"),
        (b"hello <script>alert(1)</script>", "text/html"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "image/svg+xml"),
        (b"Zo\xeb werkt aan de balie", "text/plain"),
        ("Zoë werkt aan de balie".encode(), "text/plain"),
        (b"x" * 8191 + "é".encode(), "text/plain"),
        (b"BMW 320", "text/plain"),
        (b"%PDF-1.7\n1 0 obj", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (zipped("a.txt"), "application/zip"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"\x81\x8d\x8f", "application/octet-stream"),
    ],
)
def test_media_type_looks_at_the_bytes(content, kind):
    assert media_type(content) == kind


@given(st.binary(max_size=300))
def test_media_type_has_an_answer_for_any_bytes(content):
    kind, _, sort = media_type(content).partition("/")

    assert (kind.isalpha(), bool(sort)) == (True, True)
