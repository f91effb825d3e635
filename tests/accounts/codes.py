"""Codes as an app on a phone makes them (RFC 6238), written apart from the library under test."""

import base64
import hmac
import time

from allauth.mfa.models import Authenticator

SEED = base64.b32encode(b"twintig bytes geheim").decode()


def totp(seed, at=None):
    counter = int(time.time() if at is None else at) // 30
    digest = hmac.digest(base64.b32decode(seed), counter.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def add_app(account, seed=SEED):
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=account, type=kind, data={"secret": seed})
    return seed


def test_totp_gives_the_codes_of_rfc_6238():
    seed = base64.b32encode(b"12345678901234567890").decode()

    assert [totp(seed, at) for at in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]
