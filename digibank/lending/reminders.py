"""Reminders: on which days a borrower is told about a loan, with which words, and whether still."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from digibank.lending.models import Loan, Quiet
from digibank.lending.terms import Rules, Terms, rules_of
from digibank.network.models import Digibank
from digibank.post.asking import message
from digibank.post.models import Channel, Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.timing import midnight

BACK, LATE = "lending.back", "lending.late"
CALL, LETTER = "lending.late_call", "lending.late_letter"
CHECK = "lending.checkup"
LOAN, SET = "lending.loan", "lending.setloan"  # as a message names its subject
LAST_MONTH = timedelta(days=30)
SERIOUS = timedelta(days=14)  # how long a call or a letter still makes sense


@dataclass(frozen=True)
class Step:
    """One telling about a loan: from the day `on` until before the day `until`."""

    purpose: str
    name: str
    on: date
    until: date


def steps(due_on: date, since: date, terms: Terms) -> Iterator[Step]:
    """Every telling about a loan that is due on `due_on`, in order.

    The first comes some days before, unless the loan (or its renewal, `since`) is younger than
    that. The due day is in each name, so a renewal begins anew. A reminder stops where a call or a
    letter begins, and a call where a letter does: nobody hears the same thing twice at once.
    """
    before = due_on - timedelta(days=terms.remind_days_before)
    if terms.remind_days_before and before > since:
        yield Step(BACK, f"before:{due_on}", before, due_on + timedelta(days=1))
    call, letter = (
        due_on + timedelta(days=days) if days else date.max
        for days in (terms.call_days, terms.letter_days)
    )
    every, stop = timedelta(days=terms.late_every_days), min(call, letter)
    for number in range(terms.late_at_most):
        on = due_on + timedelta(days=1) + number * every
        if on < stop:
            yield Step(LATE, f"late-{number + 1}:{due_on}", on, min(on + every, stop))
    if terms.call_days and call != letter:
        until = min(call + SERIOUS, letter if letter > call else date.max)
        yield Step(CALL, f"call:{due_on}", call, until)
    if terms.letter_days:
        yield Step(LETTER, f"letter:{due_on}", letter, letter + SERIOUS)


def checkups(loan: Loan, terms: Terms, today: date) -> Iterator[Step]:
    """On which days somebody asks how it goes, from `today` on: not in the last month, when they
    come back anyhow. A renewal adds days and moves none."""
    if not terms.checkup_days:
        return
    every, began = timedelta(days=terms.checkup_days), localdate(loan.handed_out_at)
    number, on = 1, began + every
    while on < loan.due_on - LAST_MONTH:
        if on > today:
            yield Step(CHECK, f"check-{number}", on, on + SERIOUS)
        number, on = number + 1, on + every


def message_of(loan: Loan, step: Step) -> Message:
    """`step` about `loan` as a message, unsaved."""
    return message(
        loan.digibank,
        to=loan.person,
        purpose=step.purpose,
        about=loan.set or loan,
        step=step.name,
        due_at=midnight(step.on),
        expires_at=midnight(step.until),
    )


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """Whether each message still makes sense: it is not back, the due day not moved."""
    found = lent(messages)
    people = {loan.person_id for loan, _count in found.values()}
    hushed = set(
        Quiet.objects.filter(person__in=people, ended_at=None).values_list("person", flat=True)
    )
    rules = {one.pk: rules_of(one) for one in {loan.digibank for loan, _count in found.values()}}
    nothing: tuple[Loan | None, list[str]] = (None, [])
    verdicts = []
    for row in messages:
        loan, labels = found.get(row.subject, nothing)
        quiet = loan is not None and loan.person_id in hushed
        verdicts.append(Drop("quiet") if quiet else verdict(loan, labels, row, rules))
    return verdicts


def lent(messages: Sequence[Message]) -> dict[str, tuple[Loan, list[str]]]:
    """Subject -> the loan it is about, and the label of each device; of a set the first loan that
    is out, and all labels that are."""
    subjects = {row.subject for row in messages}
    numbers: dict[str, list[int]] = {LOAN: [], SET: []}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        numbers[kind].append(int(number))
    rows = Loan.objects.select_related("device", "access_point", "digibank", "set__reservation")
    known = rows.in_bulk(numbers[LOAN])
    found = {f"{LOAN}:{key}": (one, [one.device.label]) for key, one in known.items()}
    for loan in rows.open().filter(set__in=numbers[SET]).order_by("-pk"):
        key = f"{SET}:{loan.set_id}"
        others = found[key][1] if key in found else []
        found[key] = (loan, [loan.device.label, *others])
    return found


def verdict(loan: Loan | None, labels: list[str], row: Message, rules: dict[int, Rules]) -> Verdict:
    """No reminder for what is back, for another due day, or that the digibank gave up meanwhile."""
    if loan is None or loan.ended_at:
        return Drop("loan_back")
    if row.purpose != CHECK and str(loan.due_on) != row.step.partition(":")[2]:
        return Drop("loan_moved")
    if not wanted(rules[loan.digibank_id].of(loan.product, loan.device.kind), row.purpose):
        return Drop("not_wanted")
    return Case(
        {
            "toestel": named(loan, len(labels)),
            "label": ", ".join(labels),
            "terug_op": loan.due_on,
            "dagen": in_days((localdate() - loan.due_on).days),
            "plaats": place_of(loan),
        }
    )


def in_days(count: int) -> str | Promise:
    """ "1 day", "14 days": in the language of the message that says it."""
    return format_lazy("{count} {words}", count=count, words=ngettext_lazy("day", "days", count))


def named(loan: Loan, count: int) -> str:
    """What has to come back: "HP ProBook 440", or "10 × Laptop" of a set."""
    return f"{count} × {loan.device.get_kind_display()}" if loan.set_id else loan.device.name


def wanted(terms: Terms, purpose: str) -> int:
    """Whether the digibank still sends these."""
    return {
        BACK: terms.remind_days_before,
        LATE: terms.late_at_most,
        CALL: terms.call_days,
        LETTER: terms.letter_days,
        CHECK: terms.checkup_days,
    }[purpose]


def place_of(loan: Loan) -> str:
    """Where to bring it, with the street."""
    point = loan.access_point
    return f"{point.name} ({point.street})" if point else loan.digibank.name


def samples(purpose: str, name: str, digibank: Digibank) -> list[Message]:
    """Messages about real loans, to look at a text with."""
    today = localdate()
    loans = Loan.objects.open().filter(digibank=digibank).select_related("digibank", "person")
    loans = loans.filter(due_on__gte=today) if purpose == BACK else loans.filter(due_on__lt=today)
    return [
        message_of(loan, Step(purpose, f"{name}:{loan.due_on}", today, today + timedelta(days=1)))
        for loan in loans.order_by("due_on", "pk")[:10]
    ]


WORDS = {
    "toestel": Word(_("the device"), "HP ProBook 440 G6"),
    "label": Word(_("the label on the device"), "T-7KD-4C9"),
    "terug_op": Word(_("the day it has to be back"), date(2026, 3, 10)),
    "dagen": Word(_("how many days it is late"), in_days(6)),
    "plaats": Word(_("where it was handed out"), "Bibliotheek (Markt 1)"),
}
DROPS = {
    "loan_back": _("The device is back already."),
    "loan_moved": _("The loan has another due day now."),
    "missed": _("Its day had passed before it could go."),
    "quiet": _("We do not remind this person any more."),
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
        samples=lambda digibank: samples(BACK, "before", digibank),
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
        samples=lambda digibank: samples(LATE, "late-1", digibank),
        drops=DROPS,
    ),
    Purpose(
        code=CALL,
        name=_("Still not back: call"),
        words=WORDS,
        needs=frozenset({"toestel", "terug_op"}),
        default=Text(
            title=_("Can we help you with {toestel}?"),
            body=_(
                "Hello {voornaam},\n\nYou borrowed {toestel} from us. Its label is {label}. "
                "It had to be back on {terug_op}, {dagen} ago.\n\n"
                "We would like to hear from you. Do you still need it? Is it broken, or lost? Tell "
                "us: nobody is angry. Call us: {telefoon}, or come to {plaats}."
            ),
            short=_(
                "{toestel} had to be back on {terug_op}. Do you need it longer, or is something "
                "wrong? Call {telefoon}."
            ),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "I call about {toestel}. It had to be back on {terug_op}, {dagen} ago.\n\n"
                "Is everything all right? Do you need it longer? Is it broken or lost? Nobody is "
                "angry.\n\nWhen can you bring it to {plaats}? Shall we come and fetch it?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(CALL, "call", digibank),
        drops=DROPS,
        way=Channel.CALL,
    ),
    Purpose(
        code=LETTER,
        name=_("Still not back: letter"),
        words=WORDS,
        needs=frozenset({"toestel", "terug_op"}),
        default=Text(
            title=_("Please let us hear from you about {toestel}"),
            body=_(
                "Hello {voornaam},\n\nYou borrowed {toestel} from us. Its label is {label}. "
                "It had to be back on {terug_op}, {dagen} ago. We wrote and called.\n\n"
                "Please bring it to {plaats}, or call us: {telefoon}. Do you need it longer? Is it "
                "broken, stolen or lost? Then we look for a solution together.\n\n"
                "Do we hear nothing? Then somebody of our team looks at it and decides. You pay "
                "nothing by itself."
            ),
            short=_(
                "{toestel} had to be back on {terug_op}. Please call {telefoon}: we look for a "
                "solution together."
            ),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "I call about {toestel}. It had to be back on {terug_op}. "
                "When can you bring it to {plaats}? Or shall we look for another solution?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(LETTER, "letter", digibank),
        drops=DROPS,
        way=Channel.LETTER,
    ),
    Purpose(
        code=CHECK,
        name=_("How does it go?"),
        words=WORDS,
        needs=frozenset({"toestel"}),
        default=Text(
            title=_("How does it go with {toestel}?"),
            body=_(
                "Hello {voornaam},\n\nYou have {toestel} from us. Does it work well? Is something "
                "difficult, or broken? We are glad to help.\n\nCall us: {telefoon}, or come to "
                "{plaats}. Is everything fine? Then you need not do anything."
            ),
            short=_("How does it go with {toestel}? A question? Call {telefoon}, or come by."),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\nHow does it go with "
                "{toestel}? Does it work well? Is something difficult? Do you want to learn more?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(CHECK, "check-1", digibank),
        drops=DROPS,
    ),
)
