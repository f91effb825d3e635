import struct
import zlib
from base64 import b64encode

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from digibank.paper.signatures import PREFIX, from_data_url
from tests.conftest import codes
from tests.paper.drawing import chunk, png


def url(made):
    return PREFIX + b64encode(made).decode()


def changed(**facts):
    """A PNG of 2 by 2 whose header or pixels are not what they should be."""
    given = {"width": 2, "height": 2, "depth": 8, "colour": 6, "lace": 0, "pixels": None, **facts}
    header = struct.pack(
        ">IIBBBBB", given["width"], given["height"], given["depth"], given["colour"], 0, 0,
        given["lace"],
    )  # fmt: skip
    pixels = given["pixels"] or (b"\0" + b"\x20\x10\x20\xff" * 2) * 2
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def refused(text):
    with pytest.raises(ValidationError) as refusal:
        from_data_url(text)
    return codes(refusal), refusal.value.messages


def test_from_data_url_gives_the_drawing():
    drawing = from_data_url(url(png()))

    assert drawing[:8] == b"\x89PNG\r\n\x1a\n"
    assert from_data_url(url(drawing)) == drawing


def test_from_data_url_drops_what_is_no_drawing():
    talkative = png().replace(chunk(b"IEND", b""), chunk(b"tEXt", b"x\0y") + chunk(b"IEND", b""))

    assert from_data_url(url(talkative + b"<script>")) == from_data_url(url(png()))


@pytest.mark.parametrize("text", ["", url(png(drawn=False))])
def test_from_data_url_refuses_an_empty_pad(text):
    assert refused(text) == (
        ["unsigned"],
        ["Teken in het vak, of kies om op papier te tekenen."],
    )


def test_from_data_url_refuses_what_is_too_long():
    assert refused(PREFIX + "A" * 400_000) == (
        ["too_large"],
        ["Deze tekening is te groot. Teken opnieuw, kleiner."],
    )


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        PREFIX,
        PREFIX + "%%%",
        "data:image/svg+xml;base64,PHN2Zy8+",
        url(b"GIF89a"),
        url(png()[:-20]),
        url(png()[:40]),
        url(png().replace(b"\x08\x06\x00\x00\x00", b"\x08\x02\x00\x00\x00")),
        url(changed(width=0)),
        url(changed(width=2401)),
        url(changed(height=1201)),
        url(changed(depth=16)),
        url(changed(colour=3)),
        url(changed(lace=1)),
        url(changed(pixels=b"\0" * 5)),
        url(changed(pixels=b"\1" * 500)),
        url(changed(pixels=b"\7" + b"\1" * 17)),
        url(b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b"")),
    ],
)
def test_from_data_url_refuses_what_is_no_drawing_of_ours(text):
    assert refused(text) == (
        ["broken"],
        ["Deze tekening kwam niet goed aan. Teken opnieuw, of teken op papier."],
    )


def test_from_data_url_never_unpacks_more_than_its_header_says():
    bomb = changed(width=2400, height=1200, pixels=b"\1" * 100_000_000)

    assert len(bomb) < 200_000
    assert refused(url(bomb))[0] == ["broken"]


@given(st.binary(max_size=200))
def test_from_data_url_refuses_any_bytes_with_a_sentence(noise):
    assert refused(url(b"\x89PNG\r\n\x1a\n" + noise))[0] == ["broken"]
