"""What is printed is read back: by pypdf, as a stranger would."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from digibank.paper import printing, sheets
from digibank.paper.sheets import Label, Sheet
from tests.paper.drawing import png

MM = 72 / 25.4
SENDER = sheets.Sender(
    "Digibank Mechelen", "+3215123456", ("Minderbroedersgang 5", "2800 Mechelen")
)
WORDS = {
    "nl": "Je brengt de laptop terug. Eén coördinator, geïnteresseerd, ‘zo’.",
    "fr": "Vous rapportez l’ordinateur : déjà prêté à Noël, œuvre, €.",
    "tr": "Dizüstü bilgisayarı geri getirin. Şükrü Çağlayan Işık İğde.",
    "pl": "Oddajesz laptopa. Żółć, gęś, łąka, ćma, źdźbło, Łukasz.",
    "uk": "Ви дбаєте про ноутбук. Ґанок, їжак, Єва, щось, п’ять.",
    "el": "Επιστρέφετε τον φορητό υπολογιστή. Ελένη Παπαδοπούλου, ώρα.",
    "ro": "Aduceți laptopul înapoi. Ștefan, țară, împreună.",
}
HOSTILE = [
    "#let x = 1",
    "#panic()",
    '"); #panic("',
    "*vet* _schuin_ `code` $x^2$ @naam <label> ~ -- ...",
    "= kop",
    "/ term: uitleg",
    "\\#\\*\\u{41}",
    "{page} {{ data }} {% x %}",
    '#read("/etc/passwd")',
    "</script><b>x</b>&amp;",
]


def document(*blocks, **facts):
    given = {"title": "Afspraken over je laptop", "sender": SENDER, "on": date(2026, 3, 10)}
    return sheets.Document(blocks=blocks, **{**given, **facts})


def read(made):
    return PdfReader(io.BytesIO(made))


def text(made):
    """All text of a PDF, with one space between words."""
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def size(page):
    return round(float(page.mediabox.width) / MM, 1), round(float(page.mediabox.height) / MM, 1)


def fonts(reader):
    """(name, whether its file is in the PDF) of each font."""
    found = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            embedded = any(name in descriptor for name in ("/FontFile2", "/FontFile3"))
            found.add((font.get_object()["/BaseFont"].split("+")[-1], embedded))
    return found


def tags(reader):
    """How often each structure element stands in the PDF."""
    counts = {}

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                counts[node["/S"]] = counts.get(node["/S"], 0) + 1
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return counts


def agreement():
    return document(
        sheets.Paragraph("Je leent een laptop."),
        sheets.Heading("Wie en wat", "Хто і що", "uk"),
        sheets.Facts([sheets.Fact("Jij", "Olena Kovalenko"), sheets.Fact("Tot", "11 mei", True)]),
        sheets.Checklist([sheets.Item("Lader", True, "in orde"), sheets.Item("Tas")]),
        sheets.Bilingual("uk", ("Nederlands (dit telt)", "Українська"), [("Zorg.", "Дбайте.")]),
        sheets.Table(["Wat", "Aantal"], [["Lader", "1"], ["Muis", "2"]], figures=[1]),
        sheets.SmallPrint("Je mag alles inkijken."),
        sheets.Signatures(
            [
                sheets.Signature("Olena Kovalenko", on=date(2026, 3, 10), drawing=png()),
                sheets.Signature("Greet Claes", "Voor de digibank"),
            ]
        ),
        code="L-2026-0311",
        code_words="Lening",
    )


def test_document_has_everything_in_reading_order():
    assert text(printing.document(agreement())) == (
        "Digibank Mechelen Minderbroedersgang 5 2800 Mechelen 015 12 34 56 Lening L-2026-0311"
        " Afspraken over je laptop Je leent een laptop. Wie en wat / Хто і що"
        " Jij Olena Kovalenko Tot 11 mei Lader, in orde Tas"
        " Nederlands (dit telt) Українська Zorg. Дбайте."
        " Wat Aantal Lader 1 Muis 2 Je mag alles inkijken."
        " Olena Kovalenko Datum: 10 maart 2026 Greet Claes Voor de digibank"
        " Digibank Mechelen, 015 12 34 56, L-2026-0311 bladzijde 1 van 1"
    )


def test_document_says_what_it_is():
    reader = read(printing.document(agreement()))
    root = reader.trailer["/Root"]

    assert (reader.metadata.title, reader.metadata.author) == (
        "Afspraken over je laptop",
        "Digibank Mechelen",
    )
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nl", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert reader.metadata.creation_date.date() == date(2026, 3, 10)


def test_document_is_tagged():
    counts = tags(read(printing.document(agreement())))

    kinds = {"/H1", "/Table", "/TH", "/TR", "/L", "/LI", "/Lbl", "/LBody", "/Figure"}
    assert {kind: counts.get(kind) for kind in kinds} == {
        "/H1": 1,
        "/Table": 2,
        "/TH": 4,
        "/TR": 5,
        "/L": 1,
        "/LI": 2,
        "/Lbl": 2,
        "/LBody": 2,
        "/Figure": 4,  # the QR code, two boxes, the signature
    }


def test_document_has_regular_and_bold_of_one_font_inside_it():
    assert fonts(read(printing.document(agreement()))) == {("NotoSans-Regular", True)}
    assert len(read(printing.document(agreement())).pages[0]["/Resources"]["/Font"]) == 2


@pytest.mark.parametrize("language", WORDS)
def test_document_has_the_letters_of(language):
    sheet = document(sheets.Paragraph(WORDS[language], strong=True, language=language))

    assert WORDS[language] in text(printing.document(sheet))


def test_document_has_arabic_from_right_to_left():
    words = "أنت تعتني بالحاسوب المحمول"
    made = printing.document(
        document(sheets.Bilingual("ar", ("Nederlands", "العربية"), [("Zorg.", words)]))
    )

    assert fonts(read(made)) == {("NotoSans-Regular", True), ("NotoSansArabic-Regular", True)}
    # Readers order the letters each in their own way; that all are there is ours.
    assert set(words + "العربية") <= set(text(made))


@pytest.mark.parametrize(("language", "words"), [("fr", "page 1 sur 1"), ("en", "page 1 of 1")])
def test_document_speaks_its_own_language(language, words):
    made = printing.document(document(language=language))

    assert (read(made).trailer["/Root"]["/Lang"], text(made).endswith(words)) == (language, True)


def test_document_printed_again_is_the_same_to_the_byte():
    assert printing.document(agreement()) == printing.document(agreement())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_type_is_never_markup(hostile):
    sheet = document(
        sheets.Paragraph(hostile),
        sheets.Heading(hostile, hostile, "uk"),
        sheets.Facts([sheets.Fact(hostile, hostile)]),
        sheets.Table([hostile], [[hostile]]),
        sheets.Signatures([sheets.Signature(hostile, hostile)]),
        title=hostile,
        code=hostile,
        code_words=hostile,
    )

    made = printing.document(sheet)

    assert read(made).metadata.title == hostile
    # The code stands in the foot too, a heading has two languages.
    assert "".join(text(made).split()).count("".join(hostile.split())) == 13


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Jan 😀👩‍👩‍👧 Peeters", "Jan \ufffd Peeters"),
        ("a\x00b\x07c", "abc"),
        ("re\u202egel", "regel"),
        ("\ud800x", "\ufffdx"),
        ("e\u0301en", "éen"),
        ("\u0301x", "x"),
        ("王小明", "\ufffd"),
    ],
)
def test_what_no_font_can_draw_is_said_to_be_missing(typed, printed):
    made = printing.document(document(sheets.Paragraph(f"Begin {typed} einde")))

    assert f"Begin {printed} einde" in text(made)


def test_a_word_of_ten_thousand_letters_stays_on_the_page():
    made = printing.document(document(sheets.Paragraph("x" * 10_000)))

    assert text(made).replace("\u200b", "").replace(" ", "").count("x") == 10_000
    assert len(read(made).pages) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_printed(words):
    sheet = document(
        sheets.Heading(words),
        sheets.Facts([sheets.Fact(words, words)]),
        sheets.Bilingual("ar", (words, words), [(words, words)]),
        title=words,
        sender=sheets.Sender(words, words, [words], words),
    )

    assert printing.document(sheet)[:5] == b"%PDF-"


def test_threads_at_once_each_get_their_own_document():
    def made(number):
        return text(printing.document(document(sheets.Paragraph(f"nummer {number} einde"))))

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(made, range(40)))

    assert [f"nummer {number} einde" in texts[number] for number in range(40)] == [True] * 40


def test_labels_stand_twenty_four_on_a_sheet():
    stickers = [Label(f"T-7KD-{n:03}", f"Laptop {n}", "Digibank", "+3215123456") for n in range(25)]

    made = printing.labels(stickers, on=date(2026, 3, 10))

    pages = read(made).pages
    assert [size(page) for page in pages] == [(210.0, 297.0)] * 2
    assert [page.extract_text().count("T-7KD-") for page in pages] == [24, 1]
    assert "T-7KD-024 Laptop 24 Gevonden? Bel 015 12 34 56 Digibank" in text(made)


def test_labels_skip_the_stickers_that_are_gone():
    made = printing.labels([Label("T-7KD-4C9", "Laptop")] * 3, skip=22)

    assert [page.extract_text().count("T-7KD") for page in read(made).pages] == [2, 1]


def test_labels_on_a_roll_have_a_page_each():
    made = printing.labels([Label("T-7KD-4C9", "Laptop"), Label("T-ABC", "Tas")], sheet=Sheet.ROLL)

    pages = read(made).pages
    assert [size(page) for page in pages] == [(57.0, 32.0)] * 2
    assert [page.extract_text().split()[0] for page in pages] == ["T-7KD-4C9", "T-ABC"]


def test_a_label_with_a_long_name_stays_on_its_sticker():
    long = Label("T-7KD-4C9", "Lenovo " * 60, "Digibank " * 20, "+3215123456")

    made = printing.labels([long], sheet=Sheet.ROLL)

    assert len(read(made).pages) == 1
    assert text(made).count("Lenovo") == 8
    assert "…" in text(made)


@pytest.mark.parametrize("name", ["Olena", "Marie-Christine Vandenbroucke-Oppenheimer", "محمد"])
def test_card_fits_on_one_page_whatever_the_name(name):
    made = printing.card(sheets.Card("Kaart", name, "K-23456-789CD-EFHJK-NPRT", SENDER))

    assert len(read(made).pages) == 1
    assert "K-23456-789CD-EFHJK-NPRT" in text(made)
    assert "Digibank Mechelen" in text(made)


def test_letter_has_the_address_in_the_window():
    sheet = sheets.Letter(
        "Je uitnodiging",
        SENDER,
        ["Wouter Peeters", "Kerkstraat 1", "2800 Mechelen"],
        ["Dag Wouter,", "Je kan aan de slag."],
        date(2026, 3, 10),
        code="4F7K-9HCD",
        code_words="Jouw code",
        address="digibank.be/uitnodiging",
        signed="Greet Claes",
    )
    places = {}

    def note(words, page, line, _font, _size):
        x = line[4] * page[0] + line[5] * page[2] + page[4]
        y = line[4] * page[1] + line[5] * page[3] + page[5]
        places.setdefault(words.strip(), (x / MM, 297 - y / MM))

    made = printing.letter(sheet)
    read(made).pages[0].extract_text(visitor_text=note)

    left, top = next(place for words, place in places.items() if words.startswith("Wouter"))
    assert (110 < left < 120, 48 < top < 60) == (True, True), (left, top)
    assert "Jouw code 4F7K-9HCD digibank.be/uitnodiging" in text(made)


def test_qr_is_a_drawing_without_style():
    drawing = BeautifulSoup(printing.qr("T-7KD-4C9", words="Label"), "html.parser").svg

    assert (drawing["role"], drawing["aria-label"]) == ("img", "Label")
    assert drawing["viewbox"] == "0 0 29 29"  # 21 modules and a margin of four on each side
    assert [name for tag in drawing.find_all(True) for name in tag.attrs if name == "style"] == []


def test_qr_never_says_its_text():
    drawing = printing.qr("otpauth://totp/x?secret=ABC")

    assert ("ABC" in drawing, BeautifulSoup(drawing, "html.parser").svg["aria-label"]) == (
        False,
        "QR-code",
    )


def test_qr_escapes_its_words():
    drawing = BeautifulSoup(printing.qr("x", words='"><script>'), "html.parser")

    assert (drawing.svg["aria-label"], drawing.script) == ('"><script>', None)
