"""Restoring: a backup takes the place of what stands here."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from digibank.ledger import outside
from digibank.lobby import archives, working
from digibank.lobby.archives import DATABASE, Manifest, RefusalError
from digibank.lobby.databases import PUT
from digibank.lobby.preparing import is_filled
from digibank.paper import shelves
from digibank.post import pausing
from digibank.post.models import Pause


def restore(source: Path, *, replace: bool) -> Manifest:
    """Put the backup `source` here. Everything is checked and unpacked before anything changes.

    Raises RefusalError: damaged, newer than this code, of the other database, somebody works here
    already (not with `replace`), the house is open.
    """
    with archives.opened(source) as archive:
        refuse_strange(archive.manifest)
        refuse_occupied(replace)
        home = Path(settings.VAR)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with TemporaryDirectory(dir=home, prefix=".restore-") as folder:
                archive.unpack(Path(folder))
                PUT[connection.vendor](Path(folder) / DATABASE)
                begin_anew()  # before anything else can fail: nothing may go out of it
                put_files(Path(folder) / "files")
        except OSError as error:
            raise RefusalError(f"Not restored: {error.strerror}.") from error
        return archive.manifest


def refuse_strange(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise RefusalError(
            f"This is a backup of {manifest.vendor}, and here stands {connection.vendor}."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or {}}
    if newer := sorted(set(manifest.migrations) - known):
        raise RefusalError(
            f"This backup was made by a newer Digibank ({manifest.version}; "
            f"this is code without {newer[0]}): restore it with that."
        )


def refuse_occupied(replace: bool) -> None:
    if is_open():
        raise RefusalError("Digibank is running here: stop it first.")
    if not replace and is_filled():
        raise RefusalError("Somebody works here already: --replace puts the backup in its place.")


def is_open() -> bool:
    """Whether a worker lives; without our tables, or with a broken database, none does."""
    try:
        last = working.last_sign()
    except Error:
        connection.close()
        return False
    return last is not None and timezone.now() - last <= working.ALIVE


def put_files(new: Path) -> None:
    """Let the attachments in `new` take the place of those here, which stay as -replaced."""
    place = shelves.root()
    old = place.with_name(f"{place.name}-replaced")
    remove(old)
    if place.exists():
        place.replace(old)
    new.mkdir(mode=0o700, exist_ok=True)
    new.replace(place)


def remove(folder: Path) -> None:
    if folder.exists():
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def begin_anew() -> None:
    """Nobody is logged in, no worker lives, nothing is sent, and the last seal is the backup's."""
    if Pause._meta.db_table in connection.introspection.table_names():
        pausing.pause_everywhere(Pause.Reason.RESTORED)  # what waited then may have gone since
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
        cursor.execute("DELETE FROM lobby_heartbeat")
        cursor.execute("SELECT number, hash FROM ledger_seal ORDER BY number DESC LIMIT 1")
        last = cursor.fetchone()
    outside.forget()
    if last:
        outside.keep(*last)
