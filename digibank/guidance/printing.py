"""Printing: an article in large print, and other papers of the helpdesk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from digibank.accounts.models import Account
from digibank.guidance.models import Edition, Mandate, Referral, Ticket
from digibank.guidance.models import Step as Written
from digibank.network.models import Digibank, Organisation
from digibank.paper import printing
from digibank.paper.printing import FORMATS
from digibank.paper.sheets import (
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Sender,
    Signature,
    Signatures,
    Slip,
    SmallPrint,
    Step,
    Table,
)
from digibank.ui.templatetags.ui import phone

if TYPE_CHECKING:
    from digibank.guidance.agenda_queries import Month


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


def hours_pdf(helper: Account, digibank: Digibank, months: Sequence["Month"]) -> bytes:
    """What `helper` gave, month by month, for their own record."""
    total = sum(one.minutes for one in months)
    rows = [
        (date_format(one.first, "F Y"), str(one.count), one.hours)
        for one in sorted(months, key=lambda one: one.first)
    ]
    times = str(sum(one.count for one in months))
    rows.append((_("Together"), times, f"{total // 60}.{total % 60:02}"))
    words = _("%(name)s helped people at the open desk of %(digibank)s.")
    sheet = Document(
        title=_("Hours of %(name)s") % {"name": helper},
        sender=sender_of(digibank),
        on=localdate(),
        blocks=[
            Paragraph(words % {"name": helper, "digibank": digibank}),
            Table((_("Month"), _("Times"), _("Hours")), rows, figures=(1, 2)),
            SmallPrint(_("Counted from the roster: what was confirmed and is over.")),
        ],
    )
    return printing.document(sheet)


def referral_pdf(referral: Referral, told: Sequence[tuple[str, str]]) -> bytes:
    """The note that a person carries: where to, for what, and what we told."""
    place = [Fact(_("Where to"), referral.where, strong=True)]
    partner = referral.partner
    if partner and referral.way == Referral.Way.OUT:
        known = ((_("Address"), address_of(partner)), (_("Phone"), phone(partner.phone)))
        place += [Fact(words, value) for words, value in known if value]
    blocks: list[Block] = [
        Facts([*place, Fact(_("About what?"), referral.theme_name)]),
        Heading(_("What is needed?")),
        Paragraph(referral.need),
        Heading(_("What we tell them")),
        Facts([Fact(words, value) for words, value in told])
        if told
        else Paragraph(_("Nothing: you tell it yourself.")),
        SmallPrint(_("You agreed to this. Changed your mind? Call us, and we take it back.")),
    ]
    sheet = Document(
        title=_("Take this note along"),
        sender=sender_of(referral.digibank),
        on=localdate(referral.made_at),
        blocks=blocks,
    )
    return printing.document(sheet)


def address_of(partner: Organisation) -> str:
    return f"{partner.street}, {partner.postcode} {partner.municipality}".strip(", ")


def mandate_pdf(mandate: Mandate) -> bytes:
    """A mandate as it was signed, with the drawing, or with boxes to sign in."""
    first, *lines = mandate.text.split("\n") or [""]
    drawing = None
    if mandate.signature:
        with mandate.signature.file.open("rb") as file:
            drawing = file.read()
    signed = Signature(str(mandate.person), on=mandate.begins_on, drawing=drawing)
    ours = Signature(str(mandate.helper), role=str(mandate.digibank), on=mandate.begins_on)
    sheet = Document(
        title=_("Mandate"),
        sender=sender_of(mandate.digibank),
        on=mandate.begins_on,
        blocks=[
            Paragraph(first, strong=True),
            *[Paragraph(line) for line in lines],
            Signatures([signed, ours]),
            SmallPrint(_("Control number: %(digest)s") % {"digest": mandate.digest[:16]}),
        ],
    )
    return printing.document(sheet)
