"""Snapshots: the whole database as one file, and back, on SQLite and on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.db import connection, connections, transaction

from digibank.lobby.archives import RefusalError

Named = list[str]  # the attachments that the snapshot names
NAMED = "SELECT DISTINCT file FROM paper_attachment ORDER BY file"
WIPE = """
DO $$ DECLARE item record; BEGIN
  FOR item IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', item.name);
  END LOOP;
  FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', item.name);
  END LOOP;
END $$;
"""


def file_of_sqlite() -> Path:
    return Path(connection.settings_dict["NAME"])


def snapshot_of_sqlite(target: Path) -> Named:
    """Copy the database as of one moment to `target`. Readers and writers go on meanwhile."""
    address = f"file:{quote(str(file_of_sqlite()))}?mode=rw"
    here, there = sqlite3.connect(address, uri=True), sqlite3.connect(target)
    with closing(here), closing(there):
        here.backup(there)
        there.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        return [name for (name,) in there.execute(NAMED)]


def snapshot_of_postgresql(target: Path) -> Named:
    """Write what pg_dump gives to `target`. It sees the same moment as the list of attachments."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
        cursor.execute(NAMED)
        named = [name for (name,) in cursor.fetchall()]
        postgresql(
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={moment}", f"--file={target}"),
        )
    return named


def postgresql(program: str, *arguments: str, connects: bool = True) -> None:
    """Run a program of PostgreSQL on our database. Raises RefusalError when it is not there."""
    if not shutil.which(program):
        raise RefusalError(f"{program} is missing: install Debian's package postgresql-client.")
    # Django knows how to tell psql where our database is; the password goes by the environment.
    psql, given = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    where = psql[1:] if connects else []
    done = subprocess.run(
        [program, *where, *arguments],
        env={**os.environ, **(given or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RefusalError(f"{program} did not succeed: {done.stderr.strip()}")


def put_sqlite(source: Path) -> None:
    """Put `source` in the place of the database. What stood there stays beside it as -replaced.

    A -wal or -shm that belongs to another file makes SQLite call the database malformed: the log
    moves along with its own database, the index of the log goes.
    """
    connections.close_all()
    place = file_of_sqlite()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    old = place.with_name(f"{place.name}-replaced")
    for end in ("", "-wal"):
        old.with_name(f"{old.name}{end}").unlink(missing_ok=True)
    for end in ("-wal", ""):
        now = place.with_name(f"{place.name}{end}")
        if now.exists():
            now.replace(old.with_name(f"{old.name}{end}"))
    place.with_name(f"{place.name}-shm").unlink(missing_ok=True)
    source.replace(place)


def put_postgresql(source: Path) -> None:
    """Put `source` in the place of all our tables: everything in one transaction, or nothing."""
    wipe, script = source.with_name("wipe.sql"), source.with_name("database.sql")
    wipe.write_text(WIPE)
    postgresql(
        "pg_restore",
        *("--no-owner", "--no-privileges", "--schema=public"),
        *(f"--file={script}", str(source)),
        connects=False,
    )
    connections.close_all()
    postgresql(
        "psql",
        *("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        *(f"--file={wipe}", f"--file={script}"),
    )


SNAPSHOT: dict[str, Callable[[Path], Named]] = {
    "sqlite": snapshot_of_sqlite,
    "postgresql": snapshot_of_postgresql,
}
PUT: dict[str, Callable[[Path], None]] = {"sqlite": put_sqlite, "postgresql": put_postgresql}
