"""Exporting: lists and figures of lending as CSV and as a spreadsheet."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.lending.figures import Figures, Use
from digibank.lending.models import Loan

Rows = Iterator[list[object]]


def loan_rows(loans: QuerySet[Loan]) -> Rows:
    """Loans with who has them and how to reach that person; the moment it came back too."""
    yield [
        *(_("Label"), _("Device"), _("Type"), _("For what?"), _("Person"), _("Phone")),
        *(_("E-mail"), _("Street"), _("Postcode"), _("Place"), _("Handed out"), _("Back on")),
        *(_("Days late"), _("Came back"), _("How it ended"), _("Organisation")),
    ]
    named = ("device", "person", "access_point", "set__organisation")
    for one in loans.select_related(*named).iterator(chunk_size=2_000):
        person, late = one.person, (localdate() - one.due_on).days
        yield [
            *(one.device.label, one.device.name, one.device.get_kind_display()),
            *(one.get_product_display(), str(person), person.phone, person.email),
            *(person.street, person.postcode),
            one.access_point.name if one.access_point else "",
            moment(one.handed_out_at),
            one.due_on.isoformat(),
            late if one.ended_at is None and late > 0 else "",
            moment(one.ended_at) if one.ended_at else "",
            one.get_end_display() if one.end else "",
            one.set.organisation.name if one.set else "",
        ]


def moment(at: object) -> str:
    """A moment on the clock of the digibank: "2026-03-03 10:00"."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]  # a moment


def figure_rows(made: Figures) -> Rows:
    """The figures, a block for each table."""
    period = made.period
    yield [_("From"), period.first.isoformat()]
    yield [_("Until"), period.last.isoformat()]
    yield [_("Place"), str(period.point or _("everywhere"))]
    for words, count in totals(made):
        yield [words, count]
    for table in made.tables:
        yield []
        yield [table.title, _("How many")]
        for line in table.lines:
            yield [line.label, line.count]


def totals(made: Figures) -> list[tuple[str, float]]:
    """Words and number of each total, in the order of the page."""
    return [
        (_("Loans begun"), made.begun),
        (_("Loans ended"), made.ended),
        (_("Out at the end"), made.out),
        (_("Late today"), made.overdue),
        (_("Loan-months"), made.months),
        (_("People"), made.people),
        (_("Households"), made.households),
        (_("Organisations"), made.organisations),
    ]


def use_rows(found: list[Use]) -> Rows:
    yield [_("Label"), _("Device"), _("Type"), _("Loans"), _("Days"), _("Loan-months")]
    for one in found:
        device = one.device
        kind = device.get_kind_display()
        yield [device.label, device.name, kind, one.loans, one.days, one.months]
