"""Verifying: is everything still as it was written?"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from digibank.ledger import guards, sealing
from digibank.ledger.models import Entry, Seal
from digibank.ledger.queries import unsealed_count
from digibank.paper.models import Attachment
from digibank.paper.queries import damaged

# What PostgreSQL was told to leave unchecked, or could not finish.
UNCHECKED = """
SELECT conrelid::regclass || ': ' || conname FROM pg_constraint WHERE NOT convalidated
UNION ALL SELECT indrelid::regclass || ': ' || indexrelid::regclass FROM pg_index
WHERE NOT indisvalid
"""


@dataclass(frozen=True)
class Finding:
    """One part of the house: what there is in words, and what is wrong with it."""

    part: str
    words: str
    faults: list[str]


def verify() -> list[Finding]:
    """What stands here, part by part."""
    return [
        Finding(
            "Ledger",
            f"{Entry.objects.count()} entries, {Seal.objects.count()} seals, "
            f"{unsealed_count()} entries wait for a seal",
            [
                *(f"seal {number} is broken" for number in sealing.verify()),
                *(f"the trigger {name} is missing" for name in guards.missing()),
            ],
        ),
        Finding("Database", connection.vendor, list(faults_of_database())),
        Finding(
            "Files",
            f"{Attachment.objects.count()} attachments",
            [f"attachment {row.pk} is missing or damaged" for row in damaged()],
        ),
    ]


def faults_of_database() -> Iterator[str]:
    if connection.vendor == "sqlite":
        return faults_of_sqlite()
    return faults_of_postgresql()


def faults_of_sqlite() -> Iterator[str]:
    """Pages, indexes, NOT NULL and CHECK by one pragma, foreign keys by another."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        yield from (words for (words,) in cursor.fetchall() if words != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, target, _ in cursor.fetchall():
            yield f"{table}, row {row}: points to a row of {target} that is not there"


def faults_of_postgresql() -> Iterator[str]:
    """PostgreSQL holds its constraints itself, except where somebody told it not to."""
    with connection.cursor() as cursor:
        cursor.execute(UNCHECKED)
        yield from (f"{words}: not checked" for (words,) in cursor.fetchall())
        for table, column, target, key in foreign_keys():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" a WHERE "{column}" IS NOT NULL '
                f'AND NOT EXISTS (SELECT 1 FROM "{target}" b WHERE b."{key}" = a."{column}")'
            )
            if count := cursor.fetchone()[0]:
                yield f"{table}: {count} rows point to a row of {target} that is not there"


def foreign_keys() -> Iterator[tuple[str | None, ...]]:
    """(table, column, target table, target column) of every foreign key of ours."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.remote_field and field.related_model:
                target = field.target_field  # type: ignore[attr-defined]  # it is a foreign key
                yield (
                    model._meta.db_table,
                    field.column,
                    target.model._meta.db_table,
                    target.column,
                )
