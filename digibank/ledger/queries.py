from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model

from digibank.ledger.models import Detail, Entry, name_of


@dataclass(frozen=True)
class Line:
    """One act as a page tells it; `words` is empty when they were erased or never written."""

    at: datetime
    by: AbstractBaseUser | None
    verb: str
    facts: dict[str, object]
    words: dict[str, str] = field(default_factory=dict)


def history(subject: Model, *, limit: int = 200) -> list[Line]:
    """What happened to `subject`, newest first, at most `limit` acts; one query."""
    entries = (
        Entry.objects.filter(subject=name_of(subject))
        .select_related("by", "detail")
        .order_by("-at", "-pk")[:limit]
    )
    return [Line(entry.at, entry.by, entry.verb, entry.facts, words_of(entry)) for entry in entries]


def words_of(entry: Entry) -> dict[str, str]:
    detail: Detail | None = getattr(entry, "detail", None)
    return detail.words if detail else {}


def unsealed_count() -> int:
    return Entry.objects.filter(seal=None).count()
