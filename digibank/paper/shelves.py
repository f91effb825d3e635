"""Shelves: where the bytes of attachments lie in MEDIA_ROOT, and how they get there whole.

A file is written beside its place, flushed to the disk and then renamed: a killed server leaves a
file in `new`, never half a file on a shelf. Attachment and shelf meet only by the hash.
"""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

NEW = "new"  # the folder for files that are still being written
CHUNK = 64 * 1024


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def shelf(digest: str) -> str:
    """Where the bytes with that SHA-256 lie, from MEDIA_ROOT on: "ab/abcd…"."""
    return f"{digest[:2]}/{digest}"


def digest_of(path: Path) -> str:
    """The SHA-256 of the bytes that lie at `path` now."""
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


@contextmanager
def locked() -> Iterator[None]:
    """One process at a time shelves or drops. The kernel frees the lock when a process dies."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(root() / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def written(chunks: Iterable[bytes]) -> Iterator[tuple[Path, str]]:
    """(path, SHA-256) of a new file with `chunks`, readable by its owner alone.

    The file goes when it is not `put` on its shelf.
    """
    folder = root() / NEW
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = mkstemp(dir=folder)  # 0600
    try:
        digest = sha256()
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Path(name), digest.hexdigest()
    finally:
        Path(name).unlink(missing_ok=True)


def put(path: Path, digest: str) -> str:
    """Move the file at `path` to its shelf; returns the shelf. The same bytes lie there once.

    What lies there already is replaced, so that a damaged file is mended by who brings it again,
    and so that its age starts anew: `drop` leaves young files alone.
    """
    place = root() / shelf(digest)
    with locked():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(place)
        for folder in (place.parent, root()):
            flush(folder)
    return shelf(digest)


def flush(folder: Path) -> None:
    """Bring the names in `folder` to the disk: without this a power cut can undo a rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def aged(path: Path, seconds: float) -> bool:
    return path.exists() and time.time() - path.stat().st_mtime > seconds


def drop(path: Path, *, older_than: float) -> bool:
    """Remove the file at `path` when nobody shelved it in the last `older_than` seconds."""
    with locked():
        if not aged(path, older_than):
            return False
        path.unlink()
        return True


def shelves() -> Iterator[list[Path]]:
    """The files of each shelf, a shelf at a time."""
    for folder in sorted(root().glob("[0-9a-f][0-9a-f]")):
        yield sorted(folder.iterdir())
