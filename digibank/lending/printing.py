"""Printing: the agreement as it was signed, on paper again at will."""

from collections.abc import Iterator
from itertools import groupby, zip_longest

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from stdnum import iban as numbers

from digibank.lending.agreeing import BESIDE
from digibank.lending.claiming import balance
from digibank.lending.models import Agreement, Claim, Loan, Policy, SetLoan
from digibank.lending.queries import agreement_of
from digibank.lending.terms import policy_of
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
    PayCode,
    Pictogram,
    Pictograms,
    Sender,
    Signature,
    Signatures,
)
from digibank.ui.templatetags.ui import euro, picture

NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


def agreement_pdf(loan: Loan) -> bytes:
    """The PDF/UA of the agreement in force, word for word as it was kept when it was signed."""
    agreement = agreement_of(loan)
    if agreement is None:
        raise LookupError(f"Loan {loan.pk} has no agreement in force.")
    return printing.document(sheet_of(loan, agreement))


def sheet_of(loan: Loan, agreement: Agreement) -> Document:
    """`agreement` as a document: Dutch alone, or Dutch with its translation beside it."""
    blocks, title = body_of(agreement)
    return Document(
        title=title,
        sender=sender_of(loan.device.digibank, loan.access_point),
        on=localdate(agreement.made_at),
        blocks=[*blocks, boxes(agreement, str(loan.person), str(loan.handed_out_by))],
        language="nl",
        code=loan.device.label,
        code_words="Toestel",
    )


def set_pdf(lent: SetLoan, agreement: Agreement) -> bytes:
    """The PDF/UA of the agreement about a set, word for word as it was kept."""
    blocks, title = body_of(agreement)
    signed = boxes(agreement, str(lent.person), str(lent.handed_out_by))
    return printing.document(
        Document(
            title=title,
            sender=sender_of(lent.digibank, lent.reservation.access_point),
            on=localdate(agreement.made_at),
            blocks=[*blocks, signed],
            language="nl",
        )
    )


def body_of(agreement: Agreement) -> tuple[list[Block], str]:
    """The text of `agreement` as blocks, Dutch alone or with its translation beside it; and the
    title."""
    dutch, _mark, other = agreement.text.partition(BESIDE)
    lines = [line for line in dutch.splitlines() if line]
    beside = [line for line in other.splitlines() if line]
    blocks = side_by_side(lines, beside, agreement.language) if beside else alone(lines)
    titles = [line.removeprefix("# ") for line in (lines[:1] + beside[:1])]
    return list(blocks), " / ".join(titles)


def sender_of(digibank: Digibank, point: AccessPoint | None) -> Sender:
    lines = [str(point), point.street, f"{point.postcode} {point.municipality}"] if point else []
    return Sender(digibank.name, phone=digibank.phone, lines=lines, email=digibank.email)


def kind_of(line: str) -> str:
    """What a line of the text is: title, picture, heading, fact, item or sentence."""
    marks = {"# ": "title", "## ": "heading", "- ": "item", "* ": "picture"}
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
        elif kind == "picture":
            yield Pictograms([pictogram(line) for line in found])
        elif kind == "item":
            yield Checklist([Item(line.removeprefix("- "), ticked=True) for line in found])
        elif kind == "sentence":
            yield from (Paragraph(line) for line in found)


def pictogram(line: str, second: str = "") -> Pictogram:
    """A line `* picture | words` as a picture, with the same in another language under it."""
    name, words = line.removeprefix("* ").split(" | ", 1)
    return Pictogram(picture(name), words, second.partition(" | ")[2])


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
        elif kind == "picture":
            items = [pictogram(one, two) for one, two in found]
            yield Pictograms(items, language)
        elif kind != "title":
            yield Bilingual(language, head, [(said(one), said(two)) for one, two in found])


def said(line: str) -> str:
    """A line as a sentence: "Label: T-7KD-4C9"."""
    return line.removeprefix("- ").replace(" | ", ": ", 1)


def boxes(agreement: Agreement, borrower: str, lender: str) -> Signatures:
    """Where the person signs, or has signed; and who handed the device out."""
    drawing = None
    if agreement.signature:
        with agreement.signature.file.open("rb") as file:
            drawing = file.read()
    on = localdate(agreement.made_at) if drawing else None
    with override("nl"):
        return Signatures(
            [
                Signature(borrower, role=_("borrows"), on=on, drawing=drawing),
                Signature(lender, role=_("lends")),
            ]
        )


def claim_pdf(claim: Claim) -> bytes:
    """The letter about `claim`: how much, why, and how to pay it, with a code for a banking app.
    PDF/UA."""
    policy, stands = policy_of(claim.digibank), balance(claim)
    loan = claim.loan
    rows = [
        Fact(_("For"), claim.get_kind_display()),
        Fact(_("Device"), f"{loan.device.name}, {loan.device.label}"),
        Fact(_("Borrowed by"), str(loan.person)),
        Fact(_("Amount asked"), euro(claim.cents)),
    ]
    if stands.paid:
        rows.append(Fact(_("Paid"), euro(stands.paid)))
    if stands.waived:
        rows.append(Fact(_("Let off"), euro(stands.waived)))
    rows.append(Fact(_("To pay"), euro(stands.due), strong=True))
    blocks: list[Block] = [Paragraph(str(claim.payer or loan.person), strong=True), Facts(rows)]
    if claim.reason:
        blocks.append(Paragraph(claim.reason))
    if policy.iban and stands.due:
        blocks += how_to_pay(policy, claim, stands.due)
    blocks.append(
        Paragraph(
            _("Can you not pay this, or not all at once? Come by or call. We find a way together.")
        )
    )
    return printing.document(
        Document(
            title=_("Please pay %(amount)s") % {"amount": euro(stands.due)},
            sender=sender_of(claim.digibank, loan.access_point),
            on=localdate(claim.asked_at or claim.made_at),
            blocks=blocks,
        )
    )


def how_to_pay(policy: Policy, claim: Claim, cents: int) -> list[Block]:
    """To which account, with which words, and the code that holds the same."""
    name = policy.account_name or claim.digibank.name
    number = numbers.format(policy.iban)
    words = claim.communication
    return [
        Heading(_("How to pay")),
        Facts(
            [
                Fact(_("In favour of"), name),
                Fact(_("Account number"), number, strong=True),
                Fact(_("Message"), words, strong=True),
            ]
        ),
        PayCode(
            printing.payment(name, policy.iban, cents, words),
            _("QR code to pay with a banking app"),
            _("Scan this with the app of your bank. You can also pay at our desk."),
        ),
    ]
