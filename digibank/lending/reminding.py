"""Reminding: borrowers are told when something has to be back. Reminders go through `post`."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.ledger.models import name_of
from digibank.lending.models import Loan
from digibank.lending.reminders import PURPOSES, Step, checkups, message_of, steps
from digibank.lending.terms import Rules, rules_of, terms_of
from digibank.network.models import Digibank
from digibank.post.asking import ask
from digibank.post.models import Message
from digibank.post.recipients import named

CHUNK = 500
CODES = [purpose.code for purpose in PURPOSES]


def remind(loan: Loan) -> None:
    """Ask for the reminder before the due day of `loan`, in the transaction that set that day."""
    today = localdate()
    terms = terms_of(loan.digibank, loan.product, loan.device.kind)
    found = steps(loan.due_on, today, terms)
    wanted = [step for step in found if step.purpose == PURPOSES[0].code]
    wanted += checkups(loan, terms, today)
    ask(message_of(loan, step) for step in wanted)


def plan() -> int:
    """Ask for every reminder whose day has come and that nobody asked for; returns how many.

    Run it as often or as seldom as you like: what was missed and still makes sense goes, the rest
    stays as a message that was dropped, with the reason.
    """
    return sum(plan_of(digibank) for digibank in Digibank.objects.order_by("pk"))


def plan_of(digibank: Digibank) -> int:
    rules, today = rules_of(digibank), localdate()
    horizon = today + timedelta(days=rules.policy.remind_days_before)
    loans = Loan.objects.open().filter(digibank=digibank, due_on__lte=horizon)
    loans = loans.select_related("digibank", "person", "device", "set").order_by("pk")
    loans = loans.annotate(renewed_at=Max("renewals__renewed_at"))
    count, last = 0, 0
    while rows := list(loans.filter(pk__gt=last)[:CHUNK]):
        count += plan_for(rows, rules, today)
        last = rows[-1].pk
    return count


@transaction.atomic
def plan_for(loans: list[Loan], rules: Rules, today: date) -> int:
    """Ask for what is missing about these loans; returns how many messages that gave."""
    subjects = [name_of(loan.set or loan) for loan in loans]
    asked = Message.objects.filter(subject__in=subjects, purpose__in=CODES)
    known = set(asked.values_list("recipient", "subject", "step"))
    rows = {}  # the devices of a set are told about once
    for loan, subject in zip(loans, subjects, strict=True):
        for step in due(loan, rules, today):
            key = (named(loan.person), subject, step.name)
            if key not in known:
                rows[key] = as_it_stands(loan, step, today)
    ask(rows.values())
    return len(rows)


def due(loan: Loan, rules: Rules, today: date) -> Iterable[Step]:
    """The tellings about `loan` whose day has come."""
    since = localdate(getattr(loan, "renewed_at", None) or loan.handed_out_at)
    terms = rules.of(loan.product, loan.device.kind)
    return (step for step in steps(loan.due_on, since, terms) if step.on <= today)


def as_it_stands(loan: Loan, step: Step, today: date) -> Message:
    """The message for `step`; one whose time has passed is dropped from the start."""
    row = message_of(loan, step)
    if step.until <= today:
        row.dropped_at, row.dropped_for = timezone.now(), "missed"
    return row
