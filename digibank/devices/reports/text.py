"""Bytes to text to JSON, whatever arrives: strictly, else mended, never an exception."""

import json
import re
from typing import Any

LONGEST = 120  # signs of one value
DEEPEST = 100
Node = dict[str, Any]
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]:]|[^\s{}\[\]:,"]+')


def decoded(raw: bytes) -> tuple[str | None, tuple[str, ...]]:
    """`raw` as text, with a warning when letters were damaged; None when it is no text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ()
    if b"\0" in raw[:4096]:
        return None, ()
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="replace"), ("encoding",)


def parsed(text: str) -> tuple[object, tuple[str, ...]]:
    """The JSON in `text`, with what had to be mended; None when there is none."""
    try:
        return json.loads(text, strict=False), ()
    except (ValueError, RecursionError):
        return mended(text)


def inside(value: object) -> object:
    """The JSON in a string in JSON; anything else as it is, None where there is nothing."""
    return parsed(value)[0] if isinstance(value, str) else value


def mended(text: str) -> tuple[object, tuple[str, ...]]:
    """JSON as old versions of lshw wrote it: commas missing, quotes loose, the end cut off.

    Commas are not looked at, a string ends at the end of its line at the latest, what is still
    open at the end is closed. Text before the first brace, like a warning of sudo, is skipped.
    """
    roots: list[Any] = []
    stack: list[tuple[Any, str]] = [(roots, "")]  # (what is open, the key that waits for a value)
    words = ""
    for match in TOKEN.finditer(text):
        token = match[0]
        box, key = stack[-1]
        if token in "}]":
            del stack[max(1, len(stack) - 1) :]
        elif token == ":":
            stack[-1] = (box, words)
        elif token in "{[":
            fresh: Any = {} if token == "{" else []
            put_in(box, key, fresh)
            stack[-1] = (box, "")
            stack.append((fresh, ""))
            if len(stack) > DEEPEST:
                return None, ()
        elif len(stack) > 1:
            value = scalar(token)
            words = value if isinstance(value, str) else ""
            if key or isinstance(box, list):
                put_in(box, key, value)
                stack[-1] = (box, "")
    found = [root for root in roots if root]
    return found or None, ("cut_off",) if len(stack) > 1 else ("repaired",)


def put_in(box: Any, key: str, value: object) -> None:  # noqa: ANN401 a list or a dict
    if isinstance(box, list):
        box.append(value)
    elif key:
        box[key] = value


def scalar(token: str) -> object:
    """A string, number, true, false or null; None for anything else."""
    try:
        return json.loads(token, strict=False)
    except ValueError:
        closed = len(token) > 1 and token.endswith('"')  # else the end of it is missing
        return token.strip('"') if closed and token.startswith('"') else None


def clean(value: object) -> str:
    """`value` when it is text, without signs that cannot be printed; "" when it is not."""
    if not isinstance(value, str):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in value[:LONGEST]).strip()


def told(node: object, key: str) -> str:
    """The text at `key`; "" when there is none."""
    return clean(node.get(key)) if isinstance(node, dict) else ""


def box(node: object, *keys: str) -> Node:
    """The object that the keys lead to; an empty one when they lead nowhere."""
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def boxes(node: object, *keys: str) -> list[Node]:
    """The objects in the list that the keys lead to."""
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return [one for one in node if isinstance(one, dict)] if isinstance(node, list) else []


def whole(value: object, most: int = 2**62) -> int | None:
    """A whole number from 0 to `most`; None for anything else, a truth or a broken number too."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < most
    return value if sound else None  # type: ignore[return-value]  # sound says it is an int


def truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


SIZES = {"kB": 10, "KB": 10, "KiB": 10, "MB": 20, "MiB": 20, "GB": 30, "GiB": 30, "TB": 40}
SIZE = re.compile(r"([\d.]{1,12})\s*(bytes|[kKMGT]i?B)")


def binary_size(text: str) -> int | None:
    """Bytes of "8 GB" or "238.47 GiB" as memory and inxi count them: in powers of 1024."""
    found = SIZE.match(text)
    try:
        return int(float(found[1]) * 2 ** {**SIZES, "TiB": 40}.get(found[2], 0)) if found else None
    except ValueError:
        return None
