"""Settling: somebody takes care of what did not arrive, or chooses another way."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.post.failing import follow
from digibank.post.gathering import locked
from digibank.post.judging import withdraw
from digibank.post.models import AddressFault, Channel, Dispatch
from digibank.post.recipients import reaches
from digibank.post.refreshing import reworded
from digibank.post.ways import unhealthy, works
from digibank.ui.refusals import TAKEN


def unsettled(dispatch: Dispatch) -> Dispatch:
    """`dispatch` read again and held: it waits for people, or it failed. Refuses: taken."""
    row = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    done = row.settled_at or hasattr(row, "follower") or row.state in {"sent", "withdrawn"}
    if done or (row.leased_until and row.leased_until > timezone.now()):
        raise ValidationError(_("This went its way already. Look again."), code=TAKEN)
    return row


@transaction.atomic
def go_another_way(dispatch: Dispatch, *, channel: str, by: Account) -> Dispatch:
    """Tell what `dispatch` tells over `channel`, also over the same one again.

    Returns the dispatch that goes. Refuses: taken, no_way when the address or the channel is not
    there or the address does not work, not_needed when nothing in it makes sense any more.
    """
    locked(dispatch.digibank_id, wait=True)  # in the order in which everybody takes these
    row = unsettled(dispatch)
    refuse_way(row, channel)
    if row.failed_at is None:
        row.channel, row.chosen_by, row.not_before = channel, by, timezone.now()
        row.failure_count = 0
        row.save(update_fields=["channel", "chosen_by", "not_before", "failure_count"])
        # Its address and its words are those of the new way; its day is for who sends it.
        reworded(Digibank.objects.get(pk=row.digibank_id), [row], timezone.now())
        new = Dispatch.objects.waiting().filter(pk=row.pk).first()
    else:
        new = follow(row, channel, by)
    if new is None:
        raise ValidationError(_("This makes no sense any more."), code="not_needed")
    record("rerouted", new, facts={"channel": channel}, by=by)
    return new


def refuse_way(row: Dispatch, channel: str) -> None:
    """Refuses: no_way; taken, when it goes that way already."""
    reach = reaches([row.recipient]).get(row.recipient)
    address = reach.addresses.get(channel, "") if reach else ""
    at_desk = channel == Channel.DESK and reach is not None
    if channel not in Channel.values or not (address or at_desk) or not works(channel):
        sentence = _("We have no address for this. Fill it in first, or choose another way.")
        raise ValidationError({"channel": ValidationError(sentence, code="no_way")})
    if (channel, address) in unhealthy(row.digibank_id, [address]):
        sentence = _("This address does not work. Say first that it works again.")
        raise ValidationError({"channel": ValidationError(sentence, code="no_way")})
    if row.failed_at is None and row.channel == channel:
        raise ValidationError(_("It goes this way already."), code=TAKEN)


@transaction.atomic
def settle(dispatch: Dispatch, *, by: Account) -> Dispatch:
    """Somebody took care of it outside the program, or it is not needed; returns the dispatch.

    Refuses: taken.
    """
    row = unsettled(dispatch)
    now = timezone.now()
    if row.failed_at:
        row.settled_at = now
        row.save(update_fields=["settled_at"])
    else:
        withdraw([row], now)
    record("settled", row, by=by)
    return row


@transaction.atomic
def heal(fault: AddressFault, *, by: Account) -> AddressFault:
    """The address works again over this channel; returns the fault. Refuses: taken.

    That somebody asked for no more mail is another matter than that mail came back: each is healed
    by itself.
    """
    row = AddressFault.objects.select_for_update(of=("self",)).get(pk=fault.pk)
    if row.healed_at:
        raise ValidationError(_("This address works again already."), code=TAKEN)
    same = AddressFault.objects.open().filter(
        digibank=row.digibank_id, address=row.address, channel=row.channel
    )
    asked = AddressFault.Source.ASKED
    same = same.filter(source=asked) if row.source == asked else same.exclude(source=asked)
    same.update(healed_at=timezone.now(), healed_by=by)
    record("address_healed", row, facts={"channel": row.channel}, by=by)
    row.refresh_from_db()
    return row
