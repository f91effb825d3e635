"""Ways: over which channel somebody is told, given what they want and which addresses work."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from digibank.post.carriers import gateway, mailer
from digibank.post.models import AddressFault, Channel
from digibank.post.recipients import Reach

# When the wanted way is closed: somebody calls, else a letter goes, else what is left.
INSTEAD = (Channel.CALL, Channel.LETTER, Channel.EMAIL, Channel.SMS)
SOFT, WITHIN = 3, timedelta(days=30)  # so many passing faults in so long make one that lasts
# A number that is wrong for a call is wrong for an SMS too; a landline takes calls and no SMS.
SHARED = {Channel.CALL: (Channel.CALL, Channel.SMS)}
Bad = frozenset[tuple[str, str]]  # (channel, address) that do not work


def unhealthy(digibank_id: int, addresses: Iterable[str]) -> Bad:
    """(channel, address) that do not work, of those in `addresses`; one query."""
    recent = Q(found_at__gte=timezone.now() - WITHIN, permanent=False)
    faults = AddressFault.objects.open().filter(
        digibank=digibank_id, address__in={address for address in addresses if address}
    )
    rows = faults.values("channel", "address").annotate(
        hard=Count("pk", filter=Q(permanent=True)), soft=Count("pk", filter=recent)
    )
    return frozenset(
        (channel, row["address"])
        for row in rows
        if row["hard"] or row["soft"] >= SOFT
        for channel in SHARED.get(Channel(row["channel"]), (row["channel"],))
    )


def unhealthy_of(digibank_id: int, reaches: Iterable[Reach]) -> Bad:
    """The addresses of all `reaches` that do not work; one query."""
    return unhealthy(digibank_id, (one for reach in reaches for one in reach.addresses.values()))


def works(channel: str) -> bool:
    """Whether this installation can send over `channel`."""
    if channel == Channel.EMAIL:
        return mailer.configured()
    return gateway.configured() if channel == Channel.SMS else True


def choose(reach: Reach, bad: Bad, first: str = "") -> tuple[str, str]:
    """(channel, address): `first` when it is open, else what they want, else what is left; ("", "")
    when there is no way."""
    if reach.channel == Channel.DESK and not first:
        return Channel.DESK, ""
    wanted = [first] if reach.channel == Channel.DESK else [first, reach.channel, *INSTEAD]
    for channel in dict.fromkeys(wanted):
        address = reach.addresses.get(channel, "")
        if address and (channel, address) not in bad and works(channel):
            return channel, address
    return (Channel.DESK, "") if reach.can_come else ("", "")
