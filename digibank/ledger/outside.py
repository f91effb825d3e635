"""The last seal, kept outside the database: who drops the newest seals there is found here."""

import os
from pathlib import Path

from django.conf import settings


def place() -> Path:
    return Path(settings.VAR) / "last_seal"


def keep(number: int, hash: str) -> None:
    """Write the last seal down, readable by its owner alone; an older one than is kept is not."""
    before = kept()
    if before and before[0] >= number:
        return
    new = place().with_name(f"last_seal.{os.getpid()}")
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(file, f"{number} {hash}\n".encode())
    os.fsync(file)
    os.close(file)
    new.replace(place())


def kept() -> tuple[int, str] | None:
    """(number, hash) of the last seal that was kept; None when there is none yet."""
    if not place().exists():
        return None
    number, _, hash = place().read_text().strip().partition(" ")
    return (int(number), hash) if number.isdigit() else (0, hash)


def forget() -> None:
    """Start anew: another database stands here now (after `restore`)."""
    place().unlink(missing_ok=True)
