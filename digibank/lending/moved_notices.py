"""The message to who reserved something that went to somebody else: nobody finds that out at the
counter."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.lending.models import Loan, Reservation
from digibank.network.models import Digibank
from digibank.post.asking import message
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.ui.templatetags.ui import day

MOVED = "lending.moved"
OTHER = _("We keep another one for you.")
NONE = _("Now none is free. We call you to look for another day.")


def message_of(row: Reservation, loan: Loan, by: Account | None = None) -> Message:
    """The message that `loan` took what was kept for `row`, unsaved."""
    whom = row.person or row.organisation
    if whom is None:
        raise LookupError(f"Reservation {row.pk} is for nobody.")
    step = f"loan:{loan.pk}"
    return message(row.digibank, to=whom, purpose=MOVED, about=row, step=step, by=by)


def tell(messages: Sequence[Message]) -> list[Verdict]:
    found = Reservation.objects.in_bulk({row.subject_number for row in messages})
    return [verdict(found.get(row.subject_number)) for row in messages]


def verdict(row: Reservation | None) -> Verdict:
    if row is None or row.ended_at:
        return Drop("reservation_over")
    told = NONE if row.short_since else OTHER
    return Case({"soort": row.get_kind_display(), "vanaf": day(row.from_on), "nu": told})


def samples(digibank: Digibank) -> list[Message]:
    loan = Loan.objects.filter(digibank=digibank).order_by("-pk").first()
    rows = Reservation.objects.open().filter(digibank=digibank)[:10]
    return [message_of(row, loan) for row in rows] if loan else []


NOTICE = Purpose(
    code=MOVED,
    name=_("Somebody else got what you reserved"),
    words={
        "soort": Word(_("the type of device"), _("Laptop")),
        "vanaf": Word(_("the day it was reserved from"), "10 maart 2026"),
        "nu": Word(_("what happens now"), OTHER),
    },
    needs=frozenset({"soort", "nu"}),
    default=Text(
        title=_("Something changed about your {soort}"),
        body=_(
            "Hello {voornaam},\n\nYou reserved with us: {soort}, from {vanaf} on. Somebody else "
            "needed it urgently. {nu}\n\nDo you have a question? Call us: {telefoon}."
        ),
        short=_(
            "What you reserved ({soort}, {vanaf}) went to somebody else. {nu} "
            "A question? {telefoon}."
        ),
        script=_(
            "Hello, this is {digibank}. Am I speaking with {naam}?\n\nYou reserved with us: "
            "{soort}, from {vanaf} on. Somebody else needed it urgently.\n\n{nu}"
        ),
    ),
    tell=tell,
    samples=samples,
    drops={"reservation_over": _("The reservation is over.")},
    automatic=False,
)
