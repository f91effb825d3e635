"""Reminders: on which days a borrower is told about a loan, with which words, and whether still."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.lending.models import Loan, Policy
from digibank.network.models import Digibank
from digibank.post.asking import message
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.timing import midnight

BACK, LATE = "lending.back", "lending.late"


@dataclass(frozen=True)
class Step:
    """One telling about a loan: from the day `on` until before the day `until`."""

    purpose: str
    name: str
    on: date
    until: date


def steps(due_on: date, since: date, policy: Policy) -> Iterator[Step]:
    """Every telling about a loan that is due on `due_on`, in order.

    The first comes some days before, unless the loan (or its renewal, `since`) is younger than
    that. The due day is in each name, so a renewal begins anew.
    """
    before = due_on - timedelta(days=policy.remind_days_before)
    if policy.remind_days_before and before > since:
        yield Step(BACK, f"before:{due_on}", before, due_on + timedelta(days=1))
    every = timedelta(days=policy.late_every_days)
    for number in range(policy.late_at_most):
        on = due_on + timedelta(days=1) + number * every
        yield Step(LATE, f"late-{number + 1}:{due_on}", on, on + every)


def message_of(loan: Loan, step: Step) -> Message:
    """`step` about `loan` as a message, unsaved."""
    return message(
        loan.digibank,
        to=loan.person,
        purpose=step.purpose,
        about=loan,
        step=step.name,
        due_at=midnight(step.on),
        expires_at=midnight(step.until),
    )


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """Whether each message still makes sense: the device is not back, the due day not moved."""
    loans = Loan.objects.select_related("device", "access_point", "digibank").in_bulk(
        {row.subject_number for row in messages}
    )
    policies = Policy.objects.in_bulk({row.digibank_id for row in messages})
    return [
        verdict(loans.get(row.subject_number), row, policies.get(row.digibank_id) or Policy())
        for row in messages
    ]


def verdict(loan: Loan | None, row: Message, policy: Policy) -> Verdict:
    """No reminder for what is back, for another due day, or that the digibank gave up meanwhile."""
    if loan is None or loan.ended_at:
        return Drop("loan_back")
    if str(loan.due_on) != row.step.partition(":")[2]:
        return Drop("loan_moved")
    if not (policy.remind_days_before if row.purpose == BACK else policy.late_at_most):
        return Drop("not_wanted")
    return Case(
        {
            "toestel": loan.device.name,
            "label": loan.device.label,
            "terug_op": loan.due_on,
            "dagen": (localdate() - loan.due_on).days,
            "plaats": place_of(loan),
        }
    )


def place_of(loan: Loan) -> str:
    """Where to bring it, with the street."""
    point = loan.access_point
    return f"{point.name} ({point.street})" if point else loan.digibank.name


def samples(late: bool, digibank: Digibank) -> list[Message]:
    """Messages about real loans, to look at a text with."""
    today = localdate()
    loans = Loan.objects.open().filter(digibank=digibank).select_related("digibank", "person")
    loans = loans.filter(due_on__lt=today) if late else loans.filter(due_on__gte=today)
    name = f"{'late-1' if late else 'before'}:"
    purpose = LATE if late else BACK
    return [
        message_of(loan, Step(purpose, f"{name}{loan.due_on}", today, today + timedelta(days=1)))
        for loan in loans.order_by("due_on", "pk")[:10]
    ]


WORDS = {
    "toestel": Word(_("the device"), "HP ProBook 440 G6"),
    "label": Word(_("the label on the device"), "T-7KD-4C9"),
    "terug_op": Word(_("the day it has to be back"), date(2026, 3, 10)),
    "dagen": Word(_("how many days it is late"), 6),
    "plaats": Word(_("where it was handed out"), "Bibliotheek (Markt 1)"),
}
DROPS = {
    "loan_back": _("The device is back already."),
    "loan_moved": _("The loan has another due day now."),
    "missed": _("Its day had passed before it could go."),
    "not_wanted": _("The digibank does not send these any more."),
}
PURPOSES = (
    Purpose(
        code=BACK,
        name=_("Bring back soon"),
        words=WORDS,
        needs=frozenset({"toestel", "terug_op"}),
        default=Text(
            title=_("Your {toestel} comes back on {terug_op}"),
            body=_(
                "Hello {voornaam},\n\nYou borrowed {toestel} from us. Its label is {label}.\n\n"
                "Please bring it back on {terug_op}, to {plaats}. Bring the charger and the other "
                "parts too.\n\nDo you want to keep it longer? Call us before that day: {telefoon}. "
                "We are glad to help.\n\nHave you brought it back? Then you need not do anything."
            ),
            short=_(
                "Please bring {toestel} back on {terug_op}, to {plaats}. "
                "Keep it longer? Call {telefoon}."
            ),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "You borrowed {toestel} from us. It comes back on {terug_op}, to {plaats}.\n\n"
                "Does that day suit you? If not, we look together for another day."
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(False, digibank),
        drops=DROPS,
    ),
    Purpose(
        code=LATE,
        name=_("Bring back: it is late"),
        words=WORDS,
        needs=frozenset({"toestel", "terug_op"}),
        default=Text(
            title=_("Your {toestel} should be back"),
            body=_(
                "Hello {voornaam},\n\nYou borrowed {toestel} from us. Its label is {label}. "
                "It had to be back on {terug_op}.\n\nPlease bring it back to {plaats}. "
                "Somebody else is waiting for it.\n\nIs something wrong, or do you need it longer? "
                "Call us: {telefoon}. We look for a solution together."
            ),
            short=_(
                "{toestel} had to be back on {terug_op}. Please bring it to {plaats}. "
                "A problem? Call {telefoon}."
            ),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "You borrowed {toestel} from us. It had to be back on {terug_op}. "
                "Is everything all right with it?\n\n"
                "When can you bring it to {plaats}? Or do you need it longer?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(True, digibank),
        drops=DROPS,
    ),
)
