"""What differs between installations comes from environment variables; docs/operating.md has all.

Readers fail loudly: a typing error must not open a door. This file loads next to nothing, because
the process that only watches server and worker reads it too.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def switch(name: str, default: bool = False) -> bool:
    """A variable that is 0 or 1. Refuses anything else."""
    value = text(name) or str(int(default))
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 0 or 1.")
    return value == "1"


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number. Refuses anything that does not lie between `lowest` and `highest`."""
    value = text(name) or str(default)
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: write a number from {lowest} to {highest}."
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Words with commas between them."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


VAR = Path(text("VAR") or ROOT / "var").absolute()  # database, files, keys: all that is not code
HOST = text("HOST") or "127.0.0.1"
LOOPBACK = HOST in {"127.0.0.1", "localhost", "::1"}
PORT = number("PORT", 8000, 1, 65535)
SERVERS = number("SERVERS", 4, 1, 64)  # processes that answer requests
THREADS = number("THREADS", 4, 1, 64)  # requests at a time in each of them
