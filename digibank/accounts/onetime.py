"""Codes that work once: printed, handed over, typed in. Only their digest is kept."""

from secrets import choice

from django.utils.crypto import salted_hmac

from digibank.ui.codes import ALPHABET

LENGTH = 12  # 22**12 is 53 bits; guessing is rate limited and the key of the digest is no row
GROUP = 4


def new() -> str:
    """A random code as it is printed: "7KD4-9CPR-XY23"."""
    signs = "".join(choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def digest(purpose: str, code: str) -> str:
    """What is kept of `code`, however it was typed: small letters, spaces, no dashes."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac(f"digibank.onetime.{purpose}", signs, algorithm="sha256").hexdigest()
