"""A backup is one file: a zip whose last 64 bytes are the SHA-256 of everything before them.

    manifest.json     version, database, migrations; the SHA-256 of every other member
    database          a file of SQLite, or what pg_dump writes
    files/ab/abcd...  attachments, under their own hash

Any program opens it as a zip, and `head -c -64 FILE | sha256sum` tells whether it is whole.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"
MEMBER = re.compile(r"database|files/([0-9a-f]{2})/\1[0-9a-f]{62}")
SUM = 64  # bytes at the end of the file
CHUNK = 1024 * 1024


class RefusalError(Exception):
    """A sentence for whoever typed the command."""


@dataclass
class Manifest:
    version: str
    vendor: str  # sqlite or postgresql
    made_at: str
    migrations: list[str]  # "people.0001_initial"
    members: dict[str, str] = field(default_factory=dict)  # name -> SHA-256
    format: int = FORMAT


def copied(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy everything; returns the SHA-256 of what was copied."""
    digest = sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def write(target: Path, manifest: Manifest, sources: Iterator[tuple[str, Path]]) -> None:
    """Write a backup of `sources` to `target`: whole, flushed to the disk, or not at all.

    Whoever removes an attachment in the meantime leaves it out of the backup as well.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600), "w+b") as file:  # noqa: PTH123 to set the mode at once
            fill(file, manifest, sources)
            seal(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def fill(file: IO[bytes], manifest: Manifest, sources: Iterator[tuple[str, Path]]) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in sources:
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue
            with source, archive.open(name, "w", force_zip64=True) as member:
                manifest.members[name] = copied(source, member)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        archive.comment = b"0" * SUM  # the place of the sum


def seal(file: IO[bytes]) -> None:
    """Put the sum over all that comes before it at the end of `file`."""
    digest = sum_of(file)
    file.seek(-SUM, os.SEEK_END)
    file.write(digest.encode())


def sum_of(file: IO[bytes]) -> str:
    """The SHA-256 of `file` without its last 64 bytes."""
    left = file.seek(0, os.SEEK_END) - SUM
    file.seek(0)
    digest = sha256()
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


@dataclass
class Archive:
    """A backup that was found whole."""

    manifest: Manifest
    zip: ZipFile

    def unpack(self, folder: Path) -> None:
        """Write every member below `folder`. Raises RefusalError when one is not what it was."""
        for name, digest in self.manifest.members.items():
            target = folder / name  # `checked` has let through names of ours alone
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.zip.open(name) as source, target.open("wb") as file:
                found = copied(source, file)
                file.flush()
                os.fsync(file.fileno())
            if found != digest:
                raise RefusalError(f"This backup is damaged: {name} is not what it was.")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The backup at `path`, after its sum and its list of members have been checked.

    Raises RefusalError when it is damaged, cut short, or no backup of ours.
    """
    try:
        with path.open("rb") as file:
            if not is_whole(file):
                raise RefusalError(f"{path} is damaged, cut short, or no backup: its sum is wrong.")
            with ZipFile(file) as archive:
                yield Archive(checked(archive), archive)
    except OSError as error:
        raise RefusalError(f"{path} cannot be read: {error.strerror}.") from error
    except BadZipFile as error:
        raise RefusalError(f"{path} is no backup of Digibank.") from error


def is_whole(file: IO[bytes]) -> bool:
    digest = sum_of(file)
    file.seek(max(0, file.seek(0, os.SEEK_END) - SUM))
    return file.read() == digest.encode()


def checked(archive: ZipFile) -> Manifest:
    """The manifest. Raises RefusalError when it is newer than this code, or does not say what lies
    in the file: every member once, under a name of ours that cannot lead outside a folder."""
    names = archive.namelist()
    try:
        read = json.loads(archive.read(MANIFEST))
        if read["format"] > FORMAT:
            raise RefusalError("This backup was made by a newer Digibank: restore it with that.")
        manifest = Manifest(**read)
    except (KeyError, TypeError, ValueError) as error:
        raise RefusalError("This is no backup of Digibank: its list cannot be read.") from error
    listed = sorted([MANIFEST, *manifest.members])
    strange = [name for name in manifest.members if not MEMBER.fullmatch(name)]
    if strange or sorted(names) != listed or DATABASE not in manifest.members:
        raise RefusalError("This backup is not what its list says it is: it is not restored.")
    return manifest
