"""Papers: the reuse record, the statement to Recupel, the report for a donor, hours of work."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import paper_queries, repair_queries
from digibank.devices.models import (
    Device,
    Donation,
    Handover,
    ShipmentLine,
    Stage,
    WriteOff,
)
from digibank.devices.models.policy import policy_of
from digibank.devices.paper_queries import Balance, Sum
from digibank.devices.printing import certificate_of, day, device_facts, facts_of, sender_of
from digibank.network.models import Digibank
from digibank.paper import printing
from digibank.paper.sheets import (
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Signature,
    Signatures,
    SmallPrint,
    Table,
)
from digibank.ui.templatetags.ui import kilos


def reuse_record(device: Device) -> bytes:
    """The reuse record of `device`: every field of art. 3, and what is not filled in. PDF/UA."""
    made = paper_queries.reuse_record(device)
    centre = policy_of(device.digibank).centre
    top = [
        Fact(_("Reuse centre"), centre or _("not filled in")),
        Fact(_("Unique code"), device.label),
        *device_facts(device),
        Fact(_("Category of equipment"), made.category),
        Fact(_("Built in the year"), str(device.built_in or _("not known"))),
    ]
    blocks: list[Block] = [
        Facts(top),
        Heading(_("Visual inspection")),
        decision(made),
        Heading(_("Tests")),
        Table(
            [_("Test"), _("Result"), _("When"), _("By")],
            [[one.name, one.words, day(one.at) if one.at else "", one.by] for one in made.tests],
        ),
        *erasures(made),
        *repairs(made),
        *words_of_the_workshop(made),
    ]
    return document(device.digibank, _("Reuse record"), blocks, device.label, _("Label"))


def document(
    digibank: Digibank, title: str, blocks: list[Block], code: str = "", code_words: str = ""
) -> bytes:
    return printing.document(
        Document(
            title=title,
            sender=sender_of(digibank),
            on=localdate(),
            blocks=blocks,
            code=code,
            code_words=code_words,
        )
    )


def decision(made: paper_queries.ReuseRecord) -> Block:
    if made.piece is None:
        return Paragraph(_("It came in without a donation: nobody wrote down a pre-selection."))
    rows = [
        Fact(_("Accepted by looking at it"), day(made.piece.decided_at)),
        Fact(_("By"), str(made.piece.decided_by)),
        Fact(_("Donation"), made.piece.donation.number),
    ]
    return Facts(rows)


def erasures(made: paper_queries.ReuseRecord) -> list[Block]:
    blocks: list[Block] = []
    for one in made.erasures:
        blocks += [Heading(_("Erased on %(day)s") % {"day": day(one.erased_at)})]
        blocks += [block for block in certificate_of(one) if isinstance(block, Facts)]
    return blocks


def repairs(made: paper_queries.ReuseRecord) -> list[Block]:
    blocks: list[Block] = []
    if made.repairs:
        rows = [
            [str(one), str(one.get_result_display()), day(one.closed_at), str(one.closed_by)]
            for one in made.repairs
        ]
        head = [_("Fault"), _("How did it end?"), _("When"), _("By")]
        blocks += [Heading(_("Repairs")), Table(head, rows)]
    if made.parts:
        rows = [[str(one.part), str(one.count), one.part.origin_words] for one in made.parts]
        blocks.append(Table([_("Part"), _("How many?"), _("Origin")], rows, figures=[1]))
    return blocks


def words_of_the_workshop(made: paper_queries.ReuseRecord) -> list[Block]:
    if not made.releases:
        return [Paragraph(_("The workshop has not released this device yet."), strong=True)]
    rows = [[day(one.released_at), str(one.released_by)] for one in made.releases]
    return [Heading(_("Released for re-use")), Table([_("When"), _("By")], rows)]


def statement(digibank: Digibank, year: int) -> bytes:
    """The yearly statement to Recupel: pieces and weight per category. PDF/UA."""
    made = paper_queries.balance_of_year(digibank, year)
    title = _("Statement to Recupel for %(year)s") % {"year": year}
    recycled = [
        (str(ShipmentLine.Category(code).label), made.recycled[code])
        for code in ShipmentLine.Category.values
        if code in made.recycled
    ]
    blocks: list[Block] = [
        Heading(_("Handed over to the recycler")),
        sums([*recycled, (_("Total"), made.recycled_all)]),
        Heading(_("Collected and prepared for re-use")),
        sums(incoming(made)),
        SmallPrint(_("Measured is what a scale said; estimated is a usual weight of that type.")),
        Signatures([Signature("", _("For us"))]),
    ]
    return document(digibank, title, blocks)


def incoming(made: Balance) -> list[tuple[str, Sum]]:
    return [
        (_("Accepted"), made.accepted),
        (_("Refused, stayed with the donor"), made.refused_to_donor),
        (_("Refused, to the recycler"), made.refused_to_recycler),
        (_("Prepared for re-use"), made.prepared),
        (_("Parts used again"), made.parts_used),
    ]


def sums(rows: list[tuple[str, Sum]]) -> Table:
    head = [_("What"), _("Pieces"), _("Measured"), _("Estimated"), _("Total")]
    cells = [
        [name, str(one.pieces), kilos(one.measured), kilos(one.estimated), kilos(one.grams)]
        for name, one in rows
    ]
    return Table(head, cells, figures=[1, 2, 3, 4])


def donor_report(donation: Donation) -> bytes:
    """What became of a gift: for use, parts, recycled; what it saved, as a range. Not a word about
    who borrows. PDF/UA."""
    made = paper_queries.balance_of(donation)
    devices = Device.objects.filter(piece__donation=donation)
    saved = paper_queries.saved(donation.digibank, devices)
    fates = [[fate_words(code), str(count)] for code, count in sorted(made.fates.items())]
    told = {
        "low": kilos(saved.low),
        "high": kilos(saved.high),
        "central": kilos(saved.central),
    }
    blocks: list[Block] = [
        Facts(facts_of(donation)),
        Heading(_("What became of it")),
        *([Table([_("Now"), _("Pieces")], fates, figures=[1])] if fates else []),
        sums([*incoming(made), (_("Recycled"), made.recycled_all)]),
        Heading(_("What it saved")),
        Paragraph(
            _("Between %(low)s and %(high)s of CO2, most likely %(central)s.") % told, strong=True
        ),
        SmallPrint(calculation(saved)),
        SmallPrint(_("The digibank publishes this figure. Please do not add it to another one.")),
    ]
    title = _("What became of your gift")
    return document(donation.digibank, title, blocks, donation.number, _("Donation"))


def calculation(saved: paper_queries.Saved) -> str:
    sentence = _(
        "Of 100 devices that are used again, %(part)s replace a new one. What is saved counts for "
        "the days that somebody used it, of a second life of %(years)s years. New parts are "
        "taken off."
    )
    return sentence % {"part": saved.displacement, "years": saved.years}


def fate_words(code: str) -> str:
    """A step or a reason in words that tell nothing about a borrower."""
    if code in Stage.Step.values:
        return _("In use") if code == Stage.Step.OUT else str(Stage.Step(code).label)
    return str(WriteOff.Reason(code).label)


def skills(made: repair_queries.Learnt) -> list[Block]:
    by_skill = [[name, str(tasks), str(minutes)] for name, tasks, minutes in made.by_skill]
    by_fault = [[name, str(tasks)] for name, tasks in made.by_fault]
    return [
        Heading(_("By how hard it was")),
        Table([_("Skill"), _("Tasks"), _("Minutes")], by_skill, figures=[1, 2]),
        Heading(_("By what was wrong")),
        Table([_("Fault"), _("Tasks")], by_fault, figures=[1]),
    ]


def work_statement(
    worker: Account, digibank: Digibank, first: date, last: date, by: Account
) -> bytes:
    """The hours and skills of a trainee, to take along. PDF/UA."""
    made = repair_queries.learnt(worker, digibank, first, last)
    hours = f"{made.minutes // 60} u {made.minutes % 60:02d}"
    blocks: list[Block] = [
        Facts(
            [
                Fact(_("Name"), str(worker), strong=True),
                Fact(_("From"), f"{first:%d/%m/%Y}"),
                Fact(_("Until"), f"{last:%d/%m/%Y}"),
                Fact(_("Time at the bench"), hours),
                Fact(_("Tasks that a coach signed off"), str(made.signed)),
            ]
        ),
        *skills(made),
        Signatures([Signature(str(by), _("Coach")), Signature(str(worker), _("Trainee"))]),
    ]
    return document(digibank, _("Statement of work at the bench"), blocks)


def handover_paper(handover: Handover) -> bytes:
    """That a device is somebody's own from now on, to sign. PDF/UA."""
    device = handover.device
    price = f"{handover.cents / 100:.2f} euro".replace(".", ",")
    blocks: list[Block] = [
        Facts(
            [
                *device_facts(device),
                Fact(_("To whom?"), handover.to_name, strong=True),
                Fact(_("Price"), price if handover.cents else _("a gift")),
                Fact(_("On"), day(handover.given_at)),
            ]
        ),
        Paragraph(
            _("From this day on the device belongs to who is named here. It was on loan to them.")
            if handover.was_lent
            else _(
                "From this day on the device belongs to who is named here. It is erased and tested."
            )
        ),
        Signatures([Signature(handover.to_name), Signature(str(handover.given_by), _("For us"))]),
    ]
    title = _("Transfer of ownership")
    return document(device.digibank, title, blocks, device.label, _("Label"))
