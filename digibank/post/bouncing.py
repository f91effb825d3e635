"""Bouncing: mail that came back, and what gateways tell afterwards, reach the dispatch."""

import re
from collections.abc import Iterable
from uuid import UUID

from digibank.post import mailing
from digibank.post.carriers import bounces
from digibank.post.carriers.faults import Blame
from digibank.post.failing import did_not_arrive
from digibank.post.models import AddressFault

HEX = re.compile(r"[0-9a-f]{32}")


def take_back(raw: bytes) -> bool:
    """A mail came into the mailbox for returned mail; true when it tells of a dispatch of ours.

    Only what names a number of ours counts: anybody can write a mail that says that an address
    does not work, but the number stands in nothing but the mail that we sent. An automatic reply
    tells nothing about an address.
    """
    found = bounces.read(raw)
    if found is None or not found.failures:
        return False
    first = found.failures[0]  # a dispatch has one recipient
    evidence = bounces.report_in(raw)
    known = [
        did_not_arrive(
            number,
            source=AddressFault.Source.BOUNCE,
            blame=first.blame,
            code=first.code,
            words=first.words,
            evidence=evidence,
        )
        for number in numbers(found.message_ids, found.recipients)
    ]
    return any(known)


def numbers(message_ids: Iterable[str], recipients: Iterable[str]) -> set[UUID]:
    """The numbers of dispatches that a mail names: in our Message-IDs, in our own addresses."""
    ours = [one for one in message_ids if one.endswith(f"@{mailing.domain()}>")]
    return {UUID(found[0]) for text in [*ours, *recipients] if (found := HEX.search(text.lower()))}


def tell_of_sms(reference: str, *, failed: bool, bad_number: bool, words: str) -> bool:
    """A gateway tells what became of the SMS with our `reference`; true when that is ours."""
    if not HEX.fullmatch(reference):
        return False
    if not failed:
        return True
    return did_not_arrive(
        UUID(reference),
        source=AddressFault.Source.GATEWAY,
        blame=Blame.ADDRESS if bad_number else Blame.SYSTEM,
        words=words,
    )
