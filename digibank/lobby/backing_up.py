"""Backing up: the database and the attachments in one file, as of one moment."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from digibank import VERSION
from digibank.lobby import archives
from digibank.lobby.archives import Manifest, RefusalError
from digibank.lobby.databases import SNAPSHOT
from digibank.paper import shelves


def back_up(target: Path) -> Manifest:
    """Write a backup of this installation to `target`, also while people work.

    The database comes first: every attachment that it names was on its shelf by then.
    Raises RefusalError when `target` exists, or when there is no room for it.
    """
    if target.exists():
        raise RefusalError(f"{target} exists already: choose another name.")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".digibank-") as folder:
            snapshot = Path(folder) / archives.DATABASE
            named = SNAPSHOT[connection.vendor](snapshot)
            manifest = Manifest(
                VERSION, connection.vendor, timezone.now().isoformat(), applied_migrations()
            )
            archives.write(target, manifest, members(snapshot, named))
    except OSError as error:
        raise RefusalError(f"No backup in {target.parent}: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise RefusalError(f"No backup in {target.parent}: {error}.") from error
    return manifest


def members(snapshot: Path, named: list[str]) -> Iterator[tuple[str, Path]]:
    """(name in the backup, place on the disk) of everything that goes in."""
    yield archives.DATABASE, snapshot
    for name in named:
        yield f"files/{name}", shelves.root() / name


def applied_migrations() -> list[str]:
    """ "people.0001_initial", for everything that was done to this database."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
