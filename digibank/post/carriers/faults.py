"""What can go wrong when something is handed over to another system, and whose fault that is."""

from enum import Enum


class Blame(Enum):
    """Who has to change something before it goes."""

    ADDRESS = "address"  # it does not exist, or takes nothing: for good
    FULL = "full"  # the address takes nothing now: its mailbox is full, it is out of reach
    SYSTEM = "system"  # the other system is away, slow or busy: nothing is wrong with the address
    MESSAGE = "message"  # refused for what it is or for who sends it: trying again changes nothing


def cleaned(text: str) -> str:
    """`text` on one line, without signs that a database refuses: what others answer is not ours."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


class HandOverError(Exception):
    """Another system did not take it.

    `code` is what it answered ("550 5.1.1", "HTTP 503", "" when nothing came), `words` its sentence
    in one line of at most 300 signs.
    """

    def __init__(self, blame: Blame, code: str, words: str) -> None:
        self.blame, self.code, self.words = blame, cleaned(code)[:40], cleaned(words)[:300]
        super().__init__(f"{blame.value} {self.code} {self.words}".strip())
