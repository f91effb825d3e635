"""Secret addresses: of a screen in the waiting room, of a calendar. Only their digest is kept."""

from secrets import token_urlsafe

from django.utils.crypto import salted_hmac

BYTES = 24  # 192 bits: nobody finds one by trying


def new() -> tuple[str, str]:
    """(secret, digest) of a new address; the secret is shown once."""
    secret = token_urlsafe(BYTES)
    return secret, digest_of(secret)


def digest_of(secret: str) -> str:
    """What is kept of `secret`."""
    return salted_hmac("digibank.guidance.address", secret, algorithm="sha256").hexdigest()
