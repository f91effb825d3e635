"""Lists of a lot as people send them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook

from digibank.devices import lots

GB = 1024**3


def csv(text, encoding="utf-8"):
    return text.encode(encoding)


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_read_knows_heads_in_any_order_and_language():
    raw = csv("Serial Number;Brand;Kind;RAM;Opslag (GB);Prijs\nX1;HP;Notebook;8 GB;0,5 TB;99\n")
    [line] = lots.read(raw)

    assert (line.number, line.faults) == (2, [])
    assert line.facts == {
        "serial": "X1",
        "maker": "HP",
        "kind": "laptop",
        "memory": 8 * GB,
        "storage": 500 * 10**9,
    }


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_read_takes_what_spreadsheets_write(separator, encoding):
    text = f"type{separator}merk{separator}opmerking\nécran{separator}Philips{separator}ë\n"
    [line] = lots.read(csv(text, encoding))

    assert line.facts == {"kind": "screen", "maker": "Philips", "remark": "ë"}


def test_read_takes_a_spreadsheet_with_a_title_above_it():
    raw = xlsx(["Lijst voor Digibank"], [], ["Toestel", "Model", "Gewicht"], ["gsm", "A51", 172.0])
    [line] = lots.read(raw)

    assert (line.number, line.facts) == (4, {"kind": "smartphone", "model": "A51", "grams": 172})


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        (";HP;X;;", [("kind", "no_kind")]),
        ("toaster;HP;X;;", [("kind", "unknown_kind")]),
        ("laptop;HP;X;acht;", [("memory", "no_number")]),
        ("laptop;HP;X;-8;", [("memory", "no_number")]),
        ("laptop;HP;X;NaN;", [("memory", "no_number")]),
        ("laptop;HP;X;1000000;", [("memory", "too_much")]),
        ("laptop;HP;X;;lelijk", [("refused", "unknown_reason")]),
        (f"laptop;{'H' * 81};X;;", [("maker", "too_long")]),
    ],
)
def test_read_says_what_is_wrong_in_a_line(cells, faults):
    [line] = lots.read(csv(f"type;merk;serienummer;ram;weigering\n{cells}\n"))

    assert line.faults == faults


def test_read_sees_what_stands_twice():
    lines = lots.read(csv("type;serienummer\nlaptop;AB1\nlaptop;ab1\nlaptop;\nlaptop;\n"))

    assert [one.faults for one in lines] == [[], [("serial", "serial_twice")], [], []]


@pytest.mark.parametrize(
    ("text", "grams"), [("2,1 kg", 2100), ("1500", 1500), ("1500 g", 1500), ("1.4KG", 1400)]
)
def test_read_weighs(text, grams):
    [line] = lots.read(csv(f"type;gewicht\nlaptop;{text}\n"))

    assert line.facts["grams"] == grams


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no_heads"),
        (b"naam;voornaam\nx;y\n", "no_heads"),
        (b"type;merk\n\n;\n", "no_lines"),
        (b"type\n" + b"laptop\n" * 2_001, "too_many"),
        (b"PK\x03\x04 not a zip", "no_table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no_table"),
        (xlsx(["naam"], ["x"]), "no_heads"),
    ],
)
def test_read_refuses_what_is_no_list(raw, code):
    with pytest.raises(lots.UnreadableError) as broken:
        lots.read(raw)
    assert broken.value.code == code
    assert code in lots.UNREADABLE


@given(
    some.binary(max_size=400)
    | some.text(max_size=200).map(lambda text: f"type;merk\n{text}".encode())
)
def test_read_never_falls_over(raw):
    try:
        lines = lots.read(raw)
    except lots.UnreadableError as broken:
        assert broken.code in lots.UNREADABLE
    else:
        assert all(code in lots.FAULTS for line in lines for _column, code in line.faults)


@pytest.mark.parametrize("text", ["1e1000000", "9" * 400, "-3", "NaN", "∞"])
def test_a_number_that_no_computer_counts_to_is_a_fault(text):
    [line] = lots.read(csv(f"type;geheugen\nlaptop;{text}\n"))

    assert [code for _column, code in line.faults] in [["no_number"], ["too_much"]]


def test_a_spreadsheet_that_was_damaged_on_its_way_is_no_list():
    """Each of a hundred places in the file is broken once: it is read, or refused with a code."""
    whole = xlsx(["type", "merk"], *(["laptop", f"HP {number}"] for number in range(50)))
    ends = set()
    for at in range(30, len(whole), len(whole) // 100):
        broken = whole[:at] + bytes([whole[at] ^ 0xFF]) * 4 + whole[at + 4 :]
        try:
            ends.add(len(lots.read(broken)))
        except lots.UnreadableError as refusal:
            ends.add(refusal.code)
    assert "no_table" in ends
    assert ends <= {"no_table", "no_heads", "no_lines", *range(51)}
