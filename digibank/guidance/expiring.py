"""Expiring: every night names and stories go that a digibank keeps no longer; what counts stays."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from digibank.guidance.forgetting import (
    forget_appointments,
    forget_mandates,
    forget_questions,
    forget_referrals,
)
from digibank.guidance.models import (
    Appointment,
    Attendee,
    Contact,
    Mandate,
    Note,
    Question,
    Referral,
)
from digibank.guidance.models.policy import policy_of
from digibank.ledger.recording import record
from digibank.network.models import Digibank

CHUNK = 2_000  # rows of one kind in one transaction


@dataclass(frozen=True)
class Gone:
    """How many of each kind lost their names and stories."""

    contacts: int = 0
    attendees: int = 0
    questions: int = 0
    appointments: int = 0
    referrals: int = 0
    mandates: int = 0

    @property
    def is_nothing(self) -> bool:
        return not any(asdict(self).values())


def expire() -> dict[str, Gone]:
    """Let go in every digibank what its rule keeps no longer; returns what went, by its name."""
    told = {}
    for digibank in Digibank.objects.order_by("pk"):
        gone = expire_in(digibank)
        if not gone.is_nothing:
            told[digibank.name] = gone
    return told


def expire_in(digibank: Digibank, now: datetime | None = None) -> Gone:
    """What went in `digibank`: all of it, however much there is, in turns."""
    together = Gone()
    while not (some := expire_some(digibank, now or timezone.now())).is_nothing:
        counts = {name: getattr(together, name) + value for name, value in asdict(some).items()}
        together = Gone(**counts)
    return together


@transaction.atomic
def expire_some(digibank: Digibank, now: datetime) -> Gone:
    """A bounded piece of it, with one entry that says how many of each."""
    policy = policy_of(digibank)

    def over(name: str) -> datetime:
        moment: datetime = timezone.localtime(now) - relativedelta(months=getattr(policy, name))
        return moment

    appointments = Appointment.objects.filter(
        digibank=digibank, forgotten_at=None, begins_at__lt=over("appointment_months")
    )
    referrals = Referral.objects.filter(
        digibank=digibank, forgotten_at=None, ended_at__lt=over("referral_months")
    )
    gone = Gone(
        contacts=unname_contacts(digibank, over("person_months")),
        attendees=unname_groups(digibank, over("person_months")),
        questions=questions_over(digibank, over("question_months")),
        appointments=forget_appointments(Appointment.objects.filter(pk__in=some_of(appointments))),
        referrals=forget_referrals(Referral.objects.filter(pk__in=some_of(referrals))),
        mandates=mandates_over(digibank, over("mandate_months")),
    )
    if not gone.is_nothing:
        record("help_forgotten", digibank, facts=asdict(gone), by=None)
    return gone


def some_of(rows: QuerySet[Any]) -> list[int]:
    """The keys of the first `CHUNK` of `rows`."""
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def unname_contacts(digibank: Digibank, moment: datetime) -> int:
    rows = Contact.objects.filter(digibank=digibank, person__isnull=False, at__lt=moment)
    numbers = some_of(rows)
    for model in (Question, Note, Referral):  # what still tells whose visit it was
        model._default_manager.filter(contact__in=numbers).update(contact=None)
    return Contact.objects.filter(pk__in=numbers).update(person=None)


def unname_groups(digibank: Digibank, moment: datetime) -> int:
    rows = Attendee.objects.filter(contact__digibank=digibank, contact__at__lt=moment)
    count, _kinds = Attendee.objects.filter(pk__in=some_of(rows)).delete()
    return count


def questions_over(digibank: Digibank, moment: datetime) -> int:
    rows = Question.objects.filter(digibank=digibank, forgotten_at=None, closed_at__lt=moment)
    return forget_questions(list(rows.order_by("pk")[:CHUNK]))


def mandates_over(digibank: Digibank, moment: datetime) -> int:
    over = Q(ends_on__lt=moment.date()) | Q(revoked_at__lt=moment)
    rows = Mandate.objects.filter(over, digibank=digibank, forgotten_at=None)
    return forget_mandates(list(rows.order_by("pk")[:CHUNK]))
