"""Asking: something has to be told. The row is written in the transaction of the act itself."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.models import name_of
from digibank.network.models import Digibank
from digibank.people.models import Person
from digibank.post import recipients
from digibank.post.models import Message


def message(
    digibank: Digibank,
    *,
    to: Model,
    purpose: str,
    about: Model,
    step: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    by: Account | None = None,
) -> Message:
    """A message, unsaved: `to` whom, of which `purpose`, `about` what, and which `step` of it.

    It goes from `due_at` (now) until `expires_at` (for ever).
    """
    return Message(
        digibank=digibank,
        recipient=recipients.named(to),
        person=to if isinstance(to, Person) else None,
        purpose=purpose,
        subject=name_of(about),
        step=step,
        due_at=due_at or timezone.now(),
        expires_at=expires_at,
        asked_by=by,
    )


def ask(messages: Iterable[Message]) -> None:
    """Write `messages` in the transaction of the act that causes them.

    What was asked before (the same recipient, purpose, subject and step) stays as it is. Records
    nothing: the act that calls for it writes the entry.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Ask inside the act's own transaction.")
    Message.objects.bulk_create(messages, batch_size=500, ignore_conflicts=True)
