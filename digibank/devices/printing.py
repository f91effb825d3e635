"""Printing: the papers of donations and of the workshop."""

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.devices import donation_queries, erasure_queries
from digibank.devices.models import Device, Donation, Erasure, Round
from digibank.devices.models.policy import policy_of
from digibank.network.models import Digibank
from digibank.paper import printing
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
    SmallPrint,
    Table,
)
from digibank.ui.templatetags.ui import phone


def sender_of(digibank: Digibank) -> Sender:
    """The digibank, with the name of its reuse centre, as the order of 23 June 2017 asks."""
    centre = policy_of(digibank).centre
    return Sender(digibank.name, phone=digibank.phone, lines=[centre] if centre else [])


def receipt(donation: Donation) -> bytes:
    """What came of `donation` and what was decided of it, to sign: PDF/UA, one for the donor."""
    blocks: list[Block] = [
        Facts(facts_of(donation)),
        Heading(_("What came")),
        tally_table(donation),
        *refusals(donation),
        SmallPrint(
            _("Each piece was looked at before it came in. Refused pieces are no property of ours.")
        ),
        Signatures([Signature(str(donation.donor), _("Donor")), Signature("", _("For us"))]),
    ]
    sheet = Document(
        title=_("Receipt of a donation"),
        sender=sender_of(donation.digibank),
        on=localdate(donation.arrived_at or donation.announced_at),
        blocks=blocks,
        code=donation.number,
        code_words=_("Donation"),
    )
    return printing.document(sheet)


def facts_of(donation: Donation) -> list[Fact]:
    donor = donation.donor
    place = " ".join(filter(None, [donor.street, donor.postcode]))
    rows = [(_("Given by"), str(donor)), (_("Whom to ask for"), donor.contact), (_("Place"), place)]
    if donation.arrived_at:
        rows.append((_("Here since"), day(donation.arrived_at)))
    return [Fact(str(name), value) for name, value in rows if value]


def day(moment: object) -> str:
    return date_format(localdate(moment), "j F Y")  # type: ignore[arg-type]  # a moment


def tally_table(donation: Donation) -> Table:
    rows = donation_queries.tally(donation)
    cells = [[one.words, str(one.promised), str(one.accepted), str(one.refused)] for one in rows]
    total = [str(sum(getattr(one, name) for one in rows)) for name in ("promised", "accepted")]
    total.append(str(sum(one.refused for one in rows)))
    head = [_("Type"), _("Announced"), _("Accepted"), _("Refused")]
    return Table(head, [*cells, [_("Total"), *total]], figures=[1, 2, 3])


def refusals(donation: Donation) -> list[Block]:
    """A table of what was refused and why; nothing when everything was accepted."""
    rows = list(donation_queries.pieces(donation).filter(device=None))
    if not rows:
        return []
    cells = [
        [one.name, one.serial, one.get_refused_for_display(), one.get_left_with_display()]
        for one in rows
    ]
    head = [_("What"), _("Serial number"), _("Why not"), _("What becomes of it")]
    return [Heading(_("Refused")), Table(head, cells)]


def round_sheet(round_: Round) -> bytes:
    """The list of a day for the driver: where, whom to call, how many; PDF/UA."""
    stops = donation_queries.stops(round_)
    packing = policy_of(round_.digibank).packing
    blocks: list[Block] = [Paragraph(text) for text in (round_.remark, packing) if text]
    for number, one in enumerate(stops, start=1):
        blocks += stop_blocks(number, one)
    if not stops:
        blocks.append(Paragraph(_("There is nothing on this round yet.")))
    sheet = Document(
        title=_("Round of %(day)s") % {"day": date_format(round_.on, "l j F Y")},
        sender=sender_of(round_.digibank),
        on=round_.on,
        blocks=blocks,
    )
    return printing.document(sheet)


def stop_blocks(number: int, one: Donation) -> list[Block]:
    donor = one.donor
    what = ", ".join(str(promise) for promise in one.promises.all())
    who = " · ".join(filter(None, [donor.contact, phone(donor.phone)]))
    rows = [
        (_("Where"), f"{one.street}, {one.postcode}".strip(", ")),
        (_("Whom to call"), who),
        (_("What"), what),
        (_("Remark"), one.what),
        (_("Number"), one.number),
    ]
    facts = Facts([Fact(str(name), value) for name, value in rows if value])
    return [Heading(f"{number}. {donor}"), facts]


def certificate(device: Device) -> bytes:
    """The certificate of the erasure of `device`, every drive on it; a failure report, under that
    title, as long as it is not erased. PDF/UA."""
    erasure = erasure_queries.current(device)
    if erasure is None:
        return failure_report(device)
    blocks: list[Block] = [
        Facts(device_facts(device)),
        *certificate_of(erasure),
        *earlier_failures(device),
        Paragraph(_("No data of anybody was left on this device when this was written.")),
        Signatures([Signature(str(erasure.erased_by), _("Erased by")), Signature("", _("For us"))]),
    ]
    return printing.document(
        Document(
            title=_("Certificate of erasure"),
            sender=sender_of(device.digibank),
            on=localdate(erasure.erased_at),
            blocks=blocks,
            code=device.label,
            code_words=_("Label"),
        )
    )


def device_facts(device: Device) -> list[Fact]:
    rows = [
        (_("Device"), device.name),
        (_("Type"), str(device.get_kind_display())),
        (_("Serial number"), device.serial),
    ]
    return [Fact(str(name), value) for name, value in rows if value]


def certificate_of(erasure: Erasure) -> list[Block]:
    """What a certificate says of each drive, with the fields of NIST SP 800-88."""
    blocks: list[Block] = []
    for number, one in enumerate(erasure_queries.proofs(erasure), start=1):
        rows = [
            (_("Serial number"), one.serial),
            (_("Medium"), one.medium),
            (_("Technique"), one.technique),
            (_("Method"), one.method),
            (_("Program or machine"), one.tool),
            (_("Level reached"), one.standard),
            (_("Result looked at"), _("yes") if one.verified else _("no")),
            (_("Erased on"), day(one.at)),
            (_("Erased by"), one.by),
            (_("Witness"), one.witness),
        ]
        blocks.append(
            Heading(_("Drive %(number)s: %(what)s") % {"number": number, "what": one.what})
        )
        blocks.append(Facts([Fact(str(name), str(value)) for name, value in rows if value]))
    return blocks


def earlier_failures(device: Device) -> list[Block]:
    rows = erasure_queries.failures(device)
    if not rows:
        return []
    head = [_("Drive"), _("How"), _("What went wrong"), _("When")]
    cells = [[one.serial or "?", one.technique, one.why, day(one.at)] for one in rows]
    return [Heading(_("Tried before, and failed")), Table(head, cells)]


def failure_report(device: Device) -> bytes:
    """That `device` is not erased, and each time that it was tried. Never a certificate."""
    failed = earlier_failures(device)
    nothing = Paragraph(_("Nobody tried to erase it yet."))
    blocks: list[Block] = [
        Facts(device_facts(device)),
        Paragraph(_("This device is not erased. Data can be on it."), strong=True),
        *(failed or [nothing]),
    ]
    return printing.document(
        Document(
            title=_("Report: not erased"),
            sender=sender_of(device.digibank),
            on=localdate(),
            blocks=blocks,
            code=device.label,
            code_words=_("Label"),
        )
    )


def certificates(donation: Donation) -> bytes:
    """One paper for the donor: each device with its drives, and what is still to do. PDF/UA."""
    rows = erasure_queries.first_of(donation)
    open_ = [device for device, erasure in rows if erasure is None]
    blocks: list[Block] = [Facts(facts_of(donation))]
    if open_:
        labels = ", ".join(one.label for one in open_)
        words = _("Not erased yet: %(labels)s. This is no certificate for these.")
        blocks.append(Paragraph(words % {"labels": labels}, strong=True))
    if done := [(device, erasure) for device, erasure in rows if erasure]:
        blocks.append(drives_table(done))
    blocks.append(Signatures([Signature("", _("For us"))]))
    complete = _("Certificate of erasure")
    return printing.document(
        Document(
            title=_("Erasure: not complete") if open_ or not rows else complete,
            sender=sender_of(donation.digibank),
            on=localdate(donation.closed_at or donation.arrived_at or donation.announced_at),
            blocks=blocks,
            code=donation.number,
            code_words=_("Donation"),
        )
    )


def drives_table(rows: list[tuple[Device, Erasure]]) -> Table:
    head = [_("Device"), _("Drive"), _("Technique"), _("Level reached"), _("Erased on")]
    cells = [
        [
            f"{device.name} {device.serial} ({device.label})",
            f"{one.what} {one.serial}".strip(),
            " · ".join(filter(None, [one.technique, one.tool])),
            one.level or _("no level"),
            day(one.at),
        ]
        for device, erasure in rows
        for one in erasure_queries.proofs(erasure)
    ]
    return Table(head, cells)
