"""Lettering: letters are printed together, with a list; a batch that went wrong is undone."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper import printing
from digibank.paper.sheets import Document, Letter, Sender, Table
from digibank.post.failing import blame_address, fail
from digibank.post.gathering import locked
from digibank.post.models import AddressFault, Channel, Dispatch, LetterBatch
from digibank.post.queries import open_pause
from digibank.post.refreshing import each_refreshed
from digibank.ui.refusals import TAKEN

AT_MOST = 500  # letters in one batch
UNDO_WITHIN = timedelta(days=2)


@transaction.atomic
def print_letters(digibank: Digibank, *, by: Account) -> LetterBatch:
    """All letters of `digibank` that wait are printed now, 500 at most; returns the batch.

    Each is looked at again first: what makes no sense any more is not printed.
    Refuses: nothing_to_print, paused.
    """
    if open_pause(digibank):
        sentence = _("Sending is paused: no letters are printed either.")
        raise ValidationError(sentence, code="paused")
    locked(digibank.pk, wait=True)
    waiting = Dispatch.objects.waiting().filter(digibank=digibank, channel=Channel.LETTER)
    rows = list(waiting.select_for_update(of=("self",)).order_by("pk")[:AT_MOST])
    going, _unread = each_refreshed(rows)
    if not going:
        sentence = _("No letter waits any more.")
        raise ValidationError(sentence, code="nothing_to_print")
    batch = LetterBatch.objects.create(digibank=digibank, letter_count=len(going), printed_by=by)
    keys = [one.row.pk for one in going]
    Dispatch.objects.filter(pk__in=keys).update(batch=batch, sent_at=batch.printed_at)
    record("letters_printed", batch, facts={"letters": len(going)}, by=by)
    return batch


def until(batch: LetterBatch) -> datetime:
    """The last moment at which the printing of `batch` can be undone."""
    return batch.printed_at + UNDO_WITHIN


def can_undo(batch: LetterBatch) -> bool:
    return batch.undone_at is None and timezone.now() <= until(batch)


@transaction.atomic
def undo(batch: LetterBatch, *, by: Account) -> LetterBatch:
    """The letters of `batch` were not posted: they wait again; returns the batch.

    A letter that came back stays as it is. Refuses: taken when it was undone already, too_late
    after two days.
    """
    batch = LetterBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise ValidationError(_("These letters wait again already."), code=TAKEN)
    if not can_undo(batch):
        sentence = _("These letters were printed more than two days ago.")
        raise ValidationError(sentence, code="too_late")
    count = batch.letters.filter(failed_at=None).update(batch=None, sent_at=None)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record("letters_undone", batch, facts={"letters": count}, by=by)
    return batch


@transaction.atomic
def came_back(dispatch: Dispatch, *, by: Account) -> Dispatch:
    """The letter `dispatch` came back: its address counts no more, and another way is taken.

    Returns the letter. Refuses: taken, not_a_letter.
    """
    row = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if row.channel != Channel.LETTER or row.sent_at is None:
        raise ValidationError(_("This letter was never printed."), code="not_a_letter")
    if row.failed_at:
        raise ValidationError(_("This letter came back already."), code=TAKEN)
    blame_address(row, source=AddressFault.Source.RETURNED)
    new = fail(row, Dispatch.Failed.RETURNED)
    record("letter_returned", row, facts={"instead": new.channel if new else ""}, by=by)
    return row


def letter_of(row: Dispatch, sender: Sender) -> Letter:
    """`row` on paper, for a window envelope."""
    on = localdate(row.sent_at or timezone.now())
    return Letter(
        title=row.title,
        sender=sender,
        to=[row.through or row.name, *row.address.split("\n")],
        paragraphs=[part for part in row.body.split("\n\n") if part.strip()],
        on=on,
        language=row.language,
        signed=signed_in(row.language),
    )


def sender_of(digibank: Digibank) -> Sender:
    """Who writes, with where a letter comes back to: its first place."""
    point = digibank.access_points.open().order_by("pk").first()
    lines = [point.name, point.street, f"{point.postcode} {point.municipality}"] if point else []
    return Sender(digibank.name, phone=digibank.phone, email=digibank.email, lines=lines)


def signed_in(language: str) -> str:
    with override(language):
        return _("Kind regards,")


def pdf(batch: LetterBatch) -> bytes:
    """All letters of `batch` in one PDF, each on a page of its own, in the order of the list."""
    sender = sender_of(batch.digibank)
    letters = [letter_of(row, sender) for row in batch.letters.order_by("name", "pk")]
    return printing.letters(letters, title=_("Letters"), on=localdate(batch.printed_at))


def list_pdf(batch: LetterBatch) -> bytes:
    """The list that goes with the letters: who gets one, to tick off."""
    rows = batch.letters.order_by("name", "pk")
    lines = [("", row.name, row.address_line, row.title) for row in rows]
    head = (_("Posted"), _("Name"), _("Address"), _("What is it about?"))
    digibank = batch.digibank
    sheet = Document(
        title=_("List of letters"),
        sender=Sender(digibank.name, phone=digibank.phone),
        on=localdate(batch.printed_at),
        blocks=[Table(head=head, rows=lines)],
    )
    return printing.document(sheet)
