"""Failing: it did not arrive. What is known of the address counts, and another way is taken."""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.network.models import Digibank
from digibank.post.carriers.faults import Blame, cleaned
from digibank.post.composing import Texts
from digibank.post.gathering import say
from digibank.post.judging import AWAY, drop, judged
from digibank.post.models import AddressFault, Channel, Dispatch, Message
from digibank.post.ways import choose, unhealthy_of

# What a refusal of another system is called here.
FAILED = {
    Blame.ADDRESS: Dispatch.Failed.ADDRESS,
    Blame.FULL: Dispatch.Failed.FULL,
    Blame.SYSTEM: Dispatch.Failed.SYSTEM,
    Blame.MESSAGE: Dispatch.Failed.MESSAGE,
}
log = logging.getLogger(__name__)
EVIDENCE = 20_000  # signs of the mail that came back


def blame_address(
    row: Dispatch,
    *,
    source: str,
    permanent: bool = True,
    code: str = "",
    words: str = "",
    evidence: str = "",
) -> None:
    """Keep that the address of `row` does not work; the same source tells it once, and again after
    it was healed."""
    AddressFault.objects.update_or_create(
        dispatch=row,
        source=source,
        defaults={
            "found_at": timezone.now(),
            "healed_at": None,
            "healed_by": None,
            "digibank_id": row.digibank_id,
            "channel": row.channel,
            "address": row.address,
            "permanent": permanent,
            "code": code[:40],
            "words": cleaned(words)[:300],
            "evidence": evidence[:EVIDENCE],
        },
    )


def fail(row: Dispatch, why: str, *, again: bool = True) -> Dispatch | None:
    """`row` did not arrive, and why; returns the dispatch that takes its place, over another way.

    None without `again`, when nothing in it makes sense any more (then the failure is settled), or
    when there is no other way. Call it inside a transaction that holds `row`.
    """
    row.failed_at, row.failed_for, row.leased_until = timezone.now(), why, None
    row.save(update_fields=["failed_at", "failed_for", "leased_until"])
    if not again:
        return None
    try:
        with transaction.atomic():
            return follow(row)
    except AWAY:
        raise
    except Exception:  # noqa: BLE001 a message that cannot be read: the failure stands on the list
        log.exception("dispatch %s cannot go another way", row.pk)
        return None


def follow(row: Dispatch, channel: str = "", by: Account | None = None) -> Dispatch | None:
    """A dispatch that tells what the failed `row` told, over the way that is left, or over the
    `channel` that `by` chose; None when nothing makes sense any more or no way is left."""
    now = timezone.now()
    messages = list(row.messages.order_by("pk"))
    verdicts, known = judged(messages)
    kept = drop(messages, verdicts, now)
    if not kept:
        row.settled_at = now
        row.save(update_fields=["settled_at"])
        return None
    reach = known[row.recipient]
    bad = unhealthy_of(row.digibank_id, [reach]) | tried(row)
    way, address = (channel, reach.addresses.get(channel, "")) if channel else choose(reach, bad)
    if not way:
        return None
    new = Dispatch(
        digibank_id=row.digibank_id,
        recipient=row.recipient,
        person_id=row.person_id,
        channel=way,
        address=address,
        day=row.day,
        follows=row,
        chosen_by=by,
        not_before=now,
    )
    say(new, Texts(Digibank.objects.get(pk=row.digibank_id)), kept, verdicts, reach)
    new.save()
    Message.objects.filter(pk__in=[message.pk for message in kept]).update(dispatch=new)
    return new


def tried(row: Dispatch | None) -> set[tuple[str, str]]:
    """(channel, address) of `row` and of all that it follows: none of these is taken again, but
    for what was healed since."""
    ways = set()
    while row:
        faults = list(row.faults.all())
        if not faults or any(fault.healed_at is None for fault in faults):
            ways.add((row.channel, row.address))
        row = row.follows
    return ways


@transaction.atomic
def did_not_arrive(
    number: UUID,
    *,
    source: str,
    blame: Blame,
    code: str = "",
    words: str = "",
    evidence: str = "",
) -> bool:
    """Another system says that dispatch `number` (a UUID) did not arrive; whether that was ours.

    The second time changes nothing. A full mailbox counts for a while, a bad address until it is
    healed, trouble of the system or with our message not against the address.
    """
    row = Dispatch.objects.select_for_update(of=("self",)).filter(number=number).first()
    if row is None or row.channel not in {Channel.EMAIL, Channel.SMS}:
        return False
    if row.failed_at or row.withdrawn_at or not row.address:
        return True  # told before, or the recipient was erased: then no word of it is kept
    if blame in {Blame.ADDRESS, Blame.FULL}:
        hard = blame is Blame.ADDRESS
        facts = {"code": code, "words": words, "evidence": evidence}
        blame_address(row, source=source, permanent=hard, **facts)
    row.answer = cleaned(f"{code} {words}")[:300]
    row.save(update_fields=["answer"])
    fail(row, FAILED[blame], again=blame is not Blame.MESSAGE)
    return True
