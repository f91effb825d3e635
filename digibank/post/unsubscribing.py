"""Unsubscribing: who gets our mail says that no more should come. They are told another way."""

from uuid import UUID

from django.db import transaction

from digibank.ledger.recording import record
from digibank.post.failing import blame_address
from digibank.post.models import AddressFault, Channel, Dispatch


@transaction.atomic
def unsubscribe(number: UUID) -> bool:
    """No more automatic mail to the address of dispatch `number`; false when it is not ours.

    The second time changes nothing.
    """
    row = Dispatch.objects.select_for_update(of=("self",)).filter(number=number).first()
    if row is None or row.channel != Channel.EMAIL or not row.address:
        return False
    if not row.faults.open().filter(source=AddressFault.Source.ASKED).exists():
        blame_address(row, source=AddressFault.Source.ASKED)
        record("unsubscribed", row, by=None)
    return True
