"""Printing: the agreement as it was signed, on paper again at will."""

from collections.abc import Iterator
from itertools import groupby, zip_longest

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from digibank.lending.agreeing import BESIDE
from digibank.lending.models import Agreement, Loan
from digibank.lending.queries import agreement_of
from digibank.network.models import AccessPoint, Digibank
from digibank.paper import printing
from digibank.paper.sheets import (
    Bilingual,
    Block,
    Checklist,
    Document,
    Fact,
    Facts,
    Heading,
    Item,
    Paragraph,
    Sender,
    Signature,
    Signatures,
)

NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


def agreement_pdf(loan: Loan) -> bytes:
    """The PDF/UA of the agreement in force, word for word as it was kept when it was signed."""
    agreement = agreement_of(loan)
    if agreement is None:
        raise LookupError(f"Loan {loan.pk} has no agreement in force.")
    return printing.document(sheet_of(loan, agreement))


def sheet_of(loan: Loan, agreement: Agreement) -> Document:
    """`agreement` as a document: Dutch alone, or Dutch with its translation beside it."""
    dutch, _mark, other = agreement.text.partition(BESIDE)
    lines = [line for line in dutch.splitlines() if line]
    beside = [line for line in other.splitlines() if line]
    blocks = side_by_side(lines, beside, agreement.language) if beside else alone(lines)
    titles = [line.removeprefix("# ") for line in (lines[:1] + beside[:1])]
    return Document(
        title=" / ".join(titles),
        sender=sender_of(loan.device.digibank, loan.access_point),
        on=localdate(agreement.made_at),
        blocks=[*blocks, boxes(loan, agreement)],
        language="nl",
        code=loan.device.label,
        code_words="Toestel",
    )


def sender_of(digibank: Digibank, point: AccessPoint | None) -> Sender:
    lines = [str(point), point.street, f"{point.postcode} {point.municipality}"] if point else []
    return Sender(digibank.name, phone=digibank.phone, lines=lines, email=digibank.email)


def kind_of(line: str) -> str:
    """What a line of the text is: title, heading, fact, item or sentence."""
    marks = {"# ": "title", "## ": "heading", "- ": "item"}
    for mark, kind in marks.items():
        if line.startswith(mark):
            return kind
    return "fact" if " | " in line else "sentence"


def alone(lines: list[str]) -> Iterator[Block]:
    """The blocks of a text in one language; its title stands on top of the document already."""
    for kind, group in groupby(lines, kind_of):
        found = list(group)
        if kind == "heading":
            yield from (Heading(line.removeprefix("## ")) for line in found)
        elif kind == "fact":
            yield Facts([fact(line) for line in found])
        elif kind == "item":
            yield Checklist([Item(line.removeprefix("- "), ticked=True) for line in found])
        elif kind == "sentence":
            yield from (Paragraph(line) for line in found)


def fact(line: str) -> Fact:
    name, value = line.split(" | ", 1)
    return Fact(name, value)


def side_by_side(lines: list[str], beside: list[str], language: str) -> Iterator[Block]:
    """The blocks of a text in two languages, sentence by sentence."""
    pairs = zip_longest(lines, beside, fillvalue="")
    head = (NAMES["nl"], NAMES[language])
    for kind, group in groupby(pairs, lambda pair: kind_of(pair[0])):
        found = list(group)
        if kind == "heading":
            for one, two in found:
                yield Heading(one.removeprefix("## "), two.removeprefix("## "), language)
        elif kind != "title":
            yield Bilingual(language, head, [(said(one), said(two)) for one, two in found])


def said(line: str) -> str:
    """A line as a sentence: "Label: T-7KD-4C9"."""
    return line.removeprefix("- ").replace(" | ", ": ", 1)


def boxes(loan: Loan, agreement: Agreement) -> Signatures:
    """Where the person signs, or has signed; and who handed the device out."""
    drawing = None
    if agreement.signature:
        with agreement.signature.file.open("rb") as file:
            drawing = file.read()
    on = localdate(agreement.made_at) if drawing else None
    with override("nl"):
        return Signatures(
            [
                Signature(str(loan.person), role=_("borrows"), on=on, drawing=drawing),
                Signature(str(loan.handed_out_by), role=_("lends")),
            ]
        )
