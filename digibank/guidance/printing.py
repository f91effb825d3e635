"""Printing: an article in large print, and other papers of the helpdesk."""

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from digibank.guidance.models import Edition, Ticket
from digibank.guidance.models import Step as Written
from digibank.network.models import Digibank
from digibank.paper import printing
from digibank.paper.printing import FORMATS
from digibank.paper.sheets import Block, Document, Paragraph, Sender, Slip, SmallPrint, Step


def sender_of(digibank: Digibank) -> Sender:
    return Sender(digibank.name, phone=digibank.phone)


def article_pdf(edition: Edition) -> bytes:
    """`edition` as PDF/UA in large print, with its pictures."""
    with override(edition.language):
        intro: list[Block] = [Paragraph(edition.summary, strong=True)] if edition.summary else []
        rows = edition.steps.select_related("picture")
        steps: list[Block] = [step_of(one) for one in rows]
        advice = _("Keep your password and your PIN to yourself. We never ask for them.")
        sheet = Document(
            title=edition.title,
            sender=sender_of(edition.article.digibank),
            on=localdate(edition.made_at),
            blocks=[*intro, *steps, SmallPrint(advice)],
            language=edition.language,
            large=True,
        )
    return printing.document(sheet)


def step_of(one: Written) -> Step:
    """A step for paper; without its picture when the file is gone."""
    if one.picture is None:
        return Step(one.position, one.text)
    try:
        with one.picture.file.open("rb") as file:
            drawing = file.read()
    except FileNotFoundError:
        return Step(one.position, one.text)
    return Step(one.position, one.text, drawing, FORMATS[one.picture.media_type], one.picture_words)


def ticket_pdf(ticket: Ticket) -> bytes:
    """The number on a slip of 57 mm, for the printer of labels."""
    taken = localtime(ticket.taken_at)
    sheet = Slip(
        title=_("Number %(number)d") % {"number": ticket.number},
        number=str(ticket.number),
        place=ticket.access_point.name,
        told=date_format(taken, "j F Y, H.i"),
        author=ticket.access_point.digibank.name,
    )
    return printing.slip(sheet, on=ticket.on)
