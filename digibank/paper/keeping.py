"""Keeping: a file that somebody gave us becomes an attachment, and goes when no row is left."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePath, PureWindowsPath

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from digibank.paper import shelves
from digibank.paper.media import HEAD, media_type
from digibank.paper.models import Attachment
from digibank.paper.pictures import without_place

MIB = 1024 * 1024
PHOTO = 15 * MIB  # bytes of a photo as a phone makes it
GRACE = 24 * 3600  # seconds before a file without a row goes: its row may still be on its way


def keep(
    upload: "File[bytes] | bytes",
    *,
    name: str,
    by: AbstractBaseUser | None,
    limit_bytes: int = 5 * MIB,
) -> Attachment:
    """Store the bytes of `upload`, whole and unchanged; returns their attachment.

    Records nothing: the act that a file belongs to writes the entry. The file is on the disk
    before the row exists; when the act is undone, `drop_orphans` removes it a day later.
    Refuses: too_large, empty, national_number (in the name).
    """
    file = ContentFile(upload) if isinstance(upload, bytes) else upload
    with shelves.written(allowed(file.chunks(shelves.CHUNK), limit_bytes)) as (path, digest):
        made = Attachment(
            name=decent(name),
            media_type=media_type(first_bytes(path)),
            byte_count=path.stat().st_size,
            sha256=digest,
            kept_by_id=by.pk if by else None,
            file=shelves.shelf(digest),
        )
        made.full_clean(exclude=["kept_by"])
        shelves.put(path, digest)
    made.save()
    return made


def allowed(chunks: Iterable[bytes], limit_bytes: int) -> Iterator[bytes]:
    """`chunks` as they come, as long as they are something and not too much."""
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > limit_bytes:
            raise ValidationError(
                _("This file is too big. It may be %(size)s MB at most."),
                code="too_large",
                params={"size": limit_bytes // MIB},
            )
        yield chunk
    if count == 0:
        raise ValidationError(_("This file is empty. Choose another one."), code="empty")


def first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def decent(name: str) -> str:
    """`name` without folders and without signs that nobody sees; never empty, 200 signs at most.

    A long name loses its beginning: its ending says what it is.
    """
    last = PurePath(PureWindowsPath(name).name).name
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return seen.strip(" .")[-200:] or "bestand"


def drop_orphans(*, limit: int = 500, grace: float = GRACE) -> int:
    """Remove files that no attachment names, `limit` at most; returns how many went."""
    return len(list(islice(dropped(grace), limit)))


def dropped(grace: float) -> Iterator[str]:
    """The name of each file that went, one at a time."""
    for files in shelves.shelves():
        names = [file.name for file in files]
        rows = Attachment.objects.filter(sha256__in=names).values_list("sha256", flat=True)
        known = set(rows)
        for file in files:
            if file.name not in known and shelves.drop(file, older_than=grace):
                yield file.name
    for file in sorted((shelves.root() / shelves.NEW).glob("*")):
        if shelves.drop(file, older_than=grace):
            yield file.name


def keep_photo(upload: "File[bytes]", *, name: str, by: AbstractBaseUser) -> Attachment:
    """Keep a picture under `name`, without the place where it was taken; returns it.

    Refuses, at the field `upload`: too_large, and what `pictures.without_place` and `keep` refuse.
    """
    if (upload.size or 0) > PHOTO:
        sentence = _("This file is too big. It may be %(size)s MB at most.")
        refusal = ValidationError(sentence % {"size": PHOTO // MIB}, code="too_large")
        raise ValidationError({"upload": refusal})
    raw, ending = without_place(upload.read())
    bare = ContentFile(raw, name=f"{name}{ending}")
    return keep(bare, name=bare.name or "", by=by, limit_bytes=PHOTO)
