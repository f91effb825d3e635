"""Judging: whether messages still make sense, asked of the rooms whose purpose they have."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from digibank.post import purposes
from digibank.post.models import Dispatch, Message
from digibank.post.purposes import Case, Drop, Verdict
from digibank.post.recipients import Reach, reaches

AWAY = (OperationalError, InterfaceError)  # the database: then all of it later


def judged(messages: Collection[Message]) -> tuple[dict[int, Verdict], dict[str, Reach]]:
    """(primary key -> verdict, recipient -> how to reach them) as things stand now.

    Each purpose is asked once for all its messages.
    """
    now = timezone.now()
    known = reaches({message.recipient for message in messages})
    verdicts: dict[int, Verdict] = {}
    asked: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.recipient not in known:
            verdicts[message.pk] = Drop("gone")
        elif message.expires_at and message.expires_at <= now:
            verdicts[message.pk] = Drop("too_late")
        else:
            asked[message.purpose].append(message)
    for code, group in asked.items():
        purpose = purposes.find(code)
        told = purpose.tell(group) if purpose else [Drop("unknown")] * len(group)
        verdicts |= {message.pk: verdict for message, verdict in zip(group, told, strict=True)}
    return verdicts, known


def drop(messages: Iterable[Message], verdicts: dict[int, Verdict], now: datetime) -> list[Message]:
    """Drop those of `messages` that make no sense any more, each for its reason; returns the rest.

    Records nothing: the row itself says why nothing was sent.
    """
    kept, gone = [], defaultdict(list)
    for message in messages:
        verdict = verdicts[message.pk]
        if isinstance(verdict, Drop):
            gone[verdict.code].append(message.pk)
        else:
            kept.append(message)
    for code, keys in gone.items():
        rows = Message.objects.filter(pk__in=keys, dropped_at=None)
        rows.update(dispatch=None, dropped_at=now, dropped_for=code)
    return kept


def cases(messages: Iterable[Message], verdicts: dict[int, Verdict]) -> list[tuple[str, Case]]:
    """(purpose, case) of the messages that still make sense, in their order."""
    told = ((message.purpose, verdicts[message.pk]) for message in messages)
    return [(purpose, verdict) for purpose, verdict in told if isinstance(verdict, Case)]


def withdraw(rows: Iterable[Dispatch], now: datetime) -> None:
    """Nothing in these makes sense any more."""
    keys = [row.pk for row in rows]
    waiting = Dispatch.objects.waiting().filter(pk__in=keys)  # somebody may just have told it
    waiting.update(withdrawn_at=now, leased_until=None)


def blank(rows: Iterable[Dispatch]) -> None:
    """Take names, addresses and texts out of these: their recipient was erased meanwhile."""
    Dispatch.objects.filter(pk__in=[row.pk for row in rows]).update(**NO_WORDS)


NO_WORDS = {"address": "", "name": "", "through": "", "title": "", "body": "", "answer": ""}
