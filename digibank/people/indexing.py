"""Indexing: the tables that find a name typed wrongly follow every act, in its own transaction."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from digibank.people import names
from digibank.people.models import Name, NameKey, Neighbour, Person

Row = tuple[int | str, ...]
BATCH = 10_000


def rows_of(person: Person) -> set[tuple[str, str]]:
    """(last key, first key) that the index should hold for `person`; none once erased."""
    return set() if person.erased_at else names.keys(person.given_name, person.family_name)


@transaction.atomic
def index(person: Person) -> None:
    """Bring the index up to date with the names of `person`.

    Names nobody bears any longer leave the vocabulary too: a rare name says who somebody is.
    """
    wanted = rows_of(person)
    stored = set(person.name_keys.values_list("last_key", "first_key"))
    if wanted == stored:
        return
    hold(words_in(wanted | stored))
    gone = stored - wanted
    for last, first in gone:
        person.name_keys.filter(last_key=last, first_key=first).delete()
    NameKey.objects.bulk_create(
        NameKey(digibank_id=person.digibank_id, person=person, last_key=last, first_key=first)
        for last, first in sorted(wanted - stored)
    )
    forget(words_in(gone))


def words_in(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(kind, key) of each name in `rows`, sorted: everybody locks in the same order."""
    pairs = {(names.LAST, last) for last, _ in rows} | {(names.FIRST, first) for _, first in rows}
    return sorted(pair for pair in pairs if pair[1])


def hold(vocabulary: list[tuple[str, str]]) -> None:
    """Make the names that are missing, and lock all of them until the transaction ends.

    Without the lock, somebody could register the last Dewolf while another erases the former one.
    """
    for kind, key in vocabulary:
        name, made = Name.objects.select_for_update().get_or_create(kind=kind, key=key)
        if made:
            Neighbour.objects.bulk_create(
                Neighbour(hash=hash, name_id=name.pk) for hash in sorted(names.hashes(kind, key))
            )


def forget(vocabulary: list[tuple[str, str]]) -> None:
    """Drop the names that no row of the index uses; `hold` has locked them."""
    for kind, key in vocabulary:
        column = "last_key" if kind == names.LAST else "first_key"
        if not NameKey.objects.filter(**{column: key}).exists():
            name = Name.objects.get(kind=kind, key=key)
            hashes = names.hashes(kind, key)
            Neighbour.objects.filter(hash__in=hashes, name_id=name.pk).delete()
            name.delete()


@transaction.atomic
def rebuild() -> int:
    """Make the whole index again from the persons; returns how many rows it has.

    For after a restore or a change in `names`: about a minute for a million persons.
    """
    for table in (Neighbour, Name, NameKey):
        write(f"DELETE FROM {table._meta.db_table}")
    vocabulary: set[tuple[str, str]] = set()
    count = copy(
        NameKey, ("digibank_id", "person_id", "last_key", "first_key"), all_rows(vocabulary)
    )
    numbered = list(enumerate(sorted(vocabulary), start=1))
    copy(Name, ("id", "kind", "key"), ((number, *pair) for number, pair in numbered))
    write_neighbours(numbered)
    restart_numbers()
    return count


def all_rows(vocabulary: set[tuple[str, str]]) -> Iterator[Row]:
    """Every row of the index; the names go into `vocabulary` on the way."""
    people = Person.objects.filter(erased_at=None).order_by("pk")
    facts = people.values_list("pk", "digibank_id", "given_name", "family_name")
    for pk, digibank, given, family in facts.iterator(BATCH):
        rows = sorted(names.keys(given, family))
        vocabulary.update(words_in(rows))
        yield from ((digibank, pk, last, first) for last, first in rows)


def write_neighbours(numbered: list[tuple[int, tuple[str, str]]]) -> None:
    """Sorted by the database on the way in: pages of a b-tree filled in order stay in memory."""
    table, waiting = Neighbour._meta.db_table, "people_neighbour_waiting"
    write(f"CREATE TEMPORARY TABLE {waiting} (hash BIGINT, name_id BIGINT)")
    rows = ((h, number) for number, (kind, key) in numbered for h in names.hashes(kind, key))
    fill(waiting, ("hash", "name_id"), rows)
    write(
        f"INSERT INTO {table} (hash, name_id) SELECT hash, name_id FROM {waiting}"
        " ORDER BY hash, name_id"
    )
    write(f"DROP TABLE {waiting}")


def copy(model: type[Name | NameKey], columns: tuple[str, ...], rows: Iterable[Row]) -> int:
    return fill(model._meta.db_table, columns, rows)


def fill(table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> int:
    """Write `rows` into `table` the fastest way this database has; returns how many.

    In batches, and each batch is whole before it goes: `rows` may read from the same connection,
    which cannot answer in the middle of a COPY.
    """
    count, waiting = 0, iter(rows)
    with closing(connection.cursor()) as cursor:
        while batch := list(islice(waiting, BATCH)):
            fill_batch(cursor, table, columns, batch)
            count += len(batch)
    return count


def fill_batch(
    cursor: CursorWrapper, table: str, columns: tuple[str, ...], batch: list[Row]
) -> None:
    listed = ", ".join(columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as door:
            for row in batch:
                door.write_row(row)
    else:
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", batch)


def restart_numbers() -> None:
    """PostgreSQL counts on from the numbers we gave; SQLite does that by itself."""
    if connection.vendor == "postgresql":
        table = Name._meta.db_table
        write(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
            f" (SELECT coalesce(max(id), 1) FROM {table}))"
        )


def write(order: str) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(order)
