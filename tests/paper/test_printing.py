from bs4 import BeautifulSoup

from digibank.paper.printing import qr


def test_qr_is_a_drawing_without_style():
    drawing = BeautifulSoup(qr("T-7KD-4C9", words="Label"), "html.parser").svg

    assert (drawing["role"], drawing["aria-label"]) == ("img", "Label")
    assert drawing["viewbox"] == "0 0 29 29"  # 21 modules and a margin of four on each side
    assert [name for tag in drawing.find_all(True) for name in tag.attrs if name == "style"] == []


def test_qr_never_says_its_text():
    drawing = qr("otpauth://totp/x?secret=ABC")

    assert ("ABC" in drawing, BeautifulSoup(drawing, "html.parser").svg["aria-label"]) == (
        False,
        "QR-code",
    )


def test_qr_escapes_its_words():
    drawing = BeautifulSoup(qr("x", words='"><script>'), "html.parser")

    assert (drawing.svg["aria-label"], drawing.script) == ('"><script>', None)
