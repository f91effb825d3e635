"""Importing: a list of a lot is tried, taken in, and taken back when that was a mistake."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import lots
from digibank.devices.donation_queries import is_untouched
from digibank.devices.models import (
    Device,
    Donation,
    LotList,
    Piece,
    Placement,
    PrintedLabel,
    StockScan,
)
from digibank.devices.receiving import sentences
from digibank.devices.registering import arrived, enrolled
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper.keeping import MIB, keep
from digibank.ui.refusals import TAKEN

LARGEST = 5 * MIB


@dataclass(frozen=True)
class Verdict:
    """What would become of one line: why not, in sentences; nothing when it can be taken in."""

    line: lots.Line
    sentences: Sequence[str] = ()

    @property
    def is_good(self) -> bool:
        return not self.sentences


@transaction.atomic
def try_list(donation: Donation, *, upload: "File[bytes]", by: Account) -> LotList:
    """Keep a list of what `donation` brings; returns it. Nothing is taken in yet.

    Refuses: too_large, empty, national_number (in the name), what `lots.read` cannot read.
    """
    try:
        file = keep(upload, name=upload.name or "", by=by, limit_bytes=LARGEST)
    except ValidationError as refusal:
        raise ValidationError({"upload": ValidationError(sentences(refusal))}) from refusal
    row = LotList(digibank=donation.digibank, donation=donation, file=file, given_by=by)
    try:
        count = len(lines_of(row))
    except lots.UnreadableError as broken:
        sentence = str(lots.UNREADABLE[broken.code])
        raise ValidationError({"upload": ValidationError(sentence, broken.code)}) from broken
    row.save()
    record("lot_list_given", row, facts={"donation": donation.pk, "lines": count}, by=by)
    return row


def lines_of(row: LotList) -> list[lots.Line]:
    """The lines of a list, read from its file. Raises lots.UnreadableError."""
    with row.file.file.open() as kept:
        return lots.read(kept.read())


def dry_run(row: LotList) -> list[Verdict]:
    """What would become of each line now: every check of the real thing, and then undone."""
    verdicts: list[Verdict] = []
    with transaction.atomic():
        verdicts = tried(row, row.given_by)
        transaction.set_rollback(True)
    return verdicts


def tried(row: LotList, by: Account) -> list[Verdict]:
    """Take in each line that can be, and say why not for the others."""
    donation = Donation.objects.select_related("digibank").get(pk=row.donation_id)
    Digibank.objects.select_for_update().get(pk=donation.digibank_id)
    return [Verdict(line, outcome(row, donation, line, by)) for line in lines_of(row)]


def outcome(row: LotList, donation: Donation, line: lots.Line, by: Account) -> list[str]:
    if line.faults:
        return [str(lots.FAULTS[code]) for _column, code in line.faults]
    try:
        with transaction.atomic():
            take_line(row, donation, line, by)
    except ValidationError as refusal:
        return refusal.messages
    return []


def take_line(row: LotList, donation: Donation, line: lots.Line, by: Account) -> None:
    """One line becomes a device of ours, or a piece that was refused."""
    known = dict(line.facts)
    facts = {name: known.get(name, "") for name in ("kind", "maker", "model", "serial")}
    if line.refused:
        grams = known.get("grams")
        piece = Piece(
            donation=donation,
            lot_list=row,
            refused_for=line.refused,
            left_with=Piece.LeftWith.RECYCLER,
            grams=grams,
            measured=bool(grams),
            decided_by=by,
            **facts,
        )
        piece.clean_fields(exclude={"donation", "lot_list", "decided_by"})
        piece.save()
        return
    device = Device(
        digibank=donation.digibank,
        memory_bytes=known.get("memory"),
        storage_bytes=known.get("storage"),
        remark=known.get("remark", ""),
        **facts,
    )
    label = str(known.get("label", ""))
    enrolled(
        device,
        label=label,
        access_point=donation.access_point,
        donation=donation,
        lot_list=row,
        by=by,
    )


@transaction.atomic
def take_in(lot_list: LotList, *, by: Account) -> LotList:
    """Take in every line that can be; returns the list. The others stay in the file, and the page
    says why. Refuses: taken, same_file, nothing_to_take, and what `arrived` refuses."""
    row = LotList.objects.select_for_update().get(pk=lot_list.pk)
    if row.taken_in_at:
        raise ValidationError(_("This list is taken in already."), code=TAKEN)
    donation = Donation.objects.select_related("digibank").get(pk=row.donation_id)
    Digibank.objects.select_for_update().get(pk=donation.digibank_id)  # first, as `claim` does
    arrived(donation, donation.digibank)
    refuse_again(row)
    good = sum(one.is_good for one in tried(row, by))
    if not good:
        raise ValidationError(_("No line of this list can be taken in."), code="nothing_to_take")
    row.taken_in_at = timezone.now()
    row.save(update_fields=["taken_in_at"])
    record("lot_taken_in", row, facts={"donation": donation.pk, "count": good}, by=by)
    return row


def refuse_again(row: LotList) -> None:
    """Refuses: same_file. Lines without a serial number would come in twice."""
    same = LotList.objects.filter(
        donation=row.donation_id, file__sha256=row.file.sha256, taken_in_at__isnull=False
    )
    if same.filter(taken_back_at=None).exists():
        sentence = _("This very list was taken in already. Take that one back first.")
        raise ValidationError(sentence, code="same_file")


@transaction.atomic
def take_back(lot_list: LotList, *, by: Account) -> LotList:
    """Take back a list that was a mistake: its devices and refusals go, its printed labels are free
    again; returns the list. The file and the ledger stay.

    Refuses: not_taken_in, taken (back already), touched (naming devices that were worked on, or
    refused pieces that are on a pallet).
    """
    row = LotList.objects.select_for_update().get(pk=lot_list.pk)
    if not row.taken_in_at:
        raise ValidationError(_("This list is not taken in."), code="not_taken_in")
    if row.taken_back_at:
        raise ValidationError(_("This list was taken back already."), code=TAKEN)
    devices = list(Device.objects.filter(piece__lot_list=row).select_for_update())
    touched = [one.label for one in devices if not is_untouched(one)]
    touched += [str(one) for one in row.pieces.filter(shipment_line__isnull=False)]
    if touched := touched[:5]:
        sentence = _("Somebody worked on %(labels)s already. Write those off one by one.")
        raise ValidationError(sentence % {"labels": ", ".join(touched)}, code="touched")
    count = row.pieces.count()
    row.pieces.all().delete()
    PrintedLabel.objects.filter(device__in=devices).update(device=None, claimed_at=None)
    StockScan.objects.filter(device__in=devices).update(device=None)  # the code was seen there
    Placement.objects.filter(device__in=devices).delete()
    Device.objects.filter(pk__in=[one.pk for one in devices]).delete()
    row.taken_back_at = timezone.now()
    row.save(update_fields=["taken_back_at"])
    record("lot_taken_back", row, facts={"donation": row.donation_id, "count": count}, by=by)
    return row
