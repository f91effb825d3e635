"""The empty database that all migrations make, made once and copied: migrating takes half a minute.

A copy is kept under the sum of everything that a migration is made of, so it is never an old one.
Whoever copies it migrates as well: that does nothing, and says so when it does.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".migrated_cache"
# What a migration follows from: itself, the fields it names, and the libraries.
PARTS = ["digibank/*/migrations/*.py", "digibank/ui/fields.py", "digibank/settings.py"]
PARTS += ["requirements/dev.txt"]


def key() -> str:
    """The sum of what the migrations are made of."""
    total = hashlib.sha256()
    for part in PARTS:
        for path in sorted(ROOT.glob(part)):
            total.update(b"%s\0%s\0" % (str(path.relative_to(ROOT)).encode(), path.read_bytes()))
    return total.hexdigest()[:16]


@contextmanager
def alone() -> Iterator[None]:
    """One process makes a copy; the others wait for it."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(folder: str, database_url: str) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours = {"VAR": folder, "SECRET_KEY": "migrated", "DJANGO_SETTINGS_MODULE": "digibank.settings"}
    ours |= {"DATABASE_URL": database_url} if database_url else {}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=clean | ours,
        check=True,
    )


def sqlite_file() -> Path:
    """The migrated SQLite file; made when there is none."""
    kept = KEPT / f"{key()}.sqlite3"
    with alone():
        if not kept.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            with TemporaryDirectory(dir=KEPT) as folder:
                migrate(folder, "")
                whole = Path(folder) / "whole.sqlite3"  # without what waits in a log beside it
                with closing(sqlite3.connect(Path(folder) / "digibank.sqlite3")) as source:
                    source.execute("VACUUM INTO ?", [str(whole)])
                whole.rename(kept)
    return kept


def template(server: str) -> str:
    """The name of the migrated database on the PostgreSQL at `server`; made when there is none."""
    name = f"migrated_{key()}"
    with alone(), psycopg.connect(server, autocommit=True) as wire:
        found = wire.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            making = f"{name}_making"
            wire.execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
            wire.execute(f"CREATE DATABASE {making}")
            with TemporaryDirectory() as folder:
                migrate(folder, urlsplit(server)._replace(path=f"/{making}").geturl())
            wire.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


def fill(folder: Path) -> None:
    """Put the migrated SQLite file in `folder`, where an installation keeps it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(sqlite_file(), folder / "digibank.sqlite3")


def fill_memory(connection: sqlite3.Connection) -> None:
    """Put everything of the migrated SQLite file in the database behind `connection`, when that is
    empty."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        with closing(sqlite3.connect(sqlite_file())) as source:
            source.backup(connection)
