"""Recycling: a pallet is filled, leaves, and is proven; and a device becomes somebody's own."""

from typing import NoReturn

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, queries, weights
from digibank.devices.erasing import PAPERS
from digibank.devices.harvesting import left_of
from digibank.devices.models import (
    Device,
    Handover,
    Piece,
    Placement,
    Shipment,
    ShipmentLine,
    SparePart,
    WriteOff,
)
from digibank.devices.releasing import end_release
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper.keeping import MIB, keep
from digibank.ui.refusals import TAKEN


@transaction.atomic
def begin_shipment(digibank: Digibank, *, carrier: str, by: Account) -> Shipment:
    """A pallet for the recycler; returns it. Refuses what the field refuses."""
    row = Shipment(digibank=digibank, carrier=carrier.strip(), made_by=by)
    row.clean_fields(exclude={"digibank", "made_by", "proof"})
    row.save()
    record("shipment_began", row, by=by)
    return row


def held(shipment: Shipment) -> Shipment:
    """The shipment, read again and held. Refuses: frozen (it left)."""
    row = Shipment.objects.select_for_update(of=("self",)).get(pk=shipment.pk)
    if row.left_at:
        raise ValidationError(_("This pallet has left: its list is frozen."), code="frozen")
    return row


def refuse(field: str, sentence: str, code: str) -> NoReturn:
    raise ValidationError({field: ValidationError(sentence, code=code)})


@transaction.atomic
def put_device(
    shipment: Shipment, *, device: Device, grams: int | None = None, by: Account
) -> ShipmentLine:
    """Put `device` on the pallet; it is written off as recycled. Returns the line.

    `grams` is what the scale says; without it what is left of its weight counts, else a usual one.
    Refuses: frozen, other_digibank, out, in_transit, gone (sold, given, stolen, or on a pallet),
    not_erased (data can be on it), no_weight.
    """
    row = held(shipment)
    device = Device.objects.locked(device.pk)
    if device.digibank_id != row.digibank_id:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    refuse_unfit(device)
    weight, measured = weight_of(device, grams)
    line = ShipmentLine(
        shipment=row,
        device=device,
        category=weights.category(device.kind),
        grams=weight,
        measured=measured,
        put_by=by,
    )
    line.clean_fields(exclude={"shipment", "device", "part", "piece", "put_by"})
    line.save()
    if queries.place_of(device) != Placement.Place.GONE:
        WriteOff.objects.create(device=device, reason=WriteOff.Reason.RECYCLED, written_off_by=by)
        end_release(device)
        placing.put(device, place=Placement.Place.GONE)
    facts = {"shipment": row.pk, "grams": weight, "measured": measured}
    record("put_on_pallet", device, facts=facts, by=by)
    return line


def refuse_unfit(device: Device) -> None:
    """Refuses: out, in_transit, gone, not_erased."""
    lacking = dict(queries.missing(device))
    if "out" in lacking:
        raise ValidationError(_("Take this device back first: it is out."), code="out")
    if "in_transit" in lacking:
        raise ValidationError(lacking["in_transit"], code="in_transit")
    if "written_off" in lacking and not queries.lies_here(device):
        raise ValidationError(_("This device is not here any more."), code="gone")
    if not device.is_erased():
        sentence = _("Data can be on this device. Erase it, or destroy its drive first.")
        raise ValidationError(sentence, code="not_erased")


def weight_of(device: Device, grams: int | None) -> tuple[int, bool]:
    """(grams, whether a scale said so) of what goes on the pallet. Refuses: no_weight."""
    if grams:
        return grams, True
    left, measured = left_of(device)
    if left <= 0:
        refuse("grams", _("Nothing is left of it by its parts. Weigh it."), "no_weight")
    return left, measured


@transaction.atomic
def put_part(
    shipment: Shipment, *, part: SparePart, grams: int | None = None, by: Account
) -> ShipmentLine:
    """Put what is left of `part` on the pallet; returns the line. A battery goes with batteries.

    Refuses: frozen, other_digibank, gone, none_left.
    """
    row = held(shipment)
    thing = SparePart.objects.select_for_update().get(pk=part.pk)
    if thing.digibank_id != row.digibank_id:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if thing.gone_at:
        raise ValidationError(_("This part is gone."), code="gone")
    left = thing.count - sum(thing.uses.values_list("count", flat=True))
    if left <= 0:
        raise ValidationError(_("Nothing is left of this part."), code="none_left")
    each, weighed = thing.weight
    known = grams or each * left
    line = ShipmentLine(
        shipment=row,
        part=thing,
        category=weights.part_category(thing.kind),
        count=left,
        grams=known,
        measured=bool(grams) or weighed,
        put_by=by,
    )
    line.clean_fields(exclude={"shipment", "device", "part", "piece", "put_by"})
    line.save()
    thing.gone_at = timezone.now()
    thing.save(update_fields=["gone_at"])
    record("part_on_pallet", thing, facts={"shipment": row.pk, "grams": known}, by=by)
    return line


@transaction.atomic
def put_piece(
    shipment: Shipment, *, piece: Piece, grams: int | None = None, by: Account
) -> ShipmentLine:
    """Put a piece that was refused on the pallet; returns the line.

    Refuses: frozen, other_digibank, not_ours (accepted, or it stayed with the donor), taken.
    """
    row = held(shipment)
    thing = Piece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    if thing.donation.digibank_id != row.digibank_id:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if thing.left_with != Piece.LeftWith.RECYCLER:
        raise ValidationError(_("This piece does not go to the recycler."), code="not_ours")
    if hasattr(thing, "shipment_line"):
        raise ValidationError(_("This piece is on a pallet already."), code=TAKEN)
    known = grams or thing.grams
    line = ShipmentLine(
        shipment=row,
        piece=thing,
        category=weights.category(thing.kind),
        grams=known or weights.usual(thing.kind),
        measured=bool(grams) or bool(thing.grams and thing.measured),
        put_by=by,
    )
    line.clean_fields(exclude={"shipment", "device", "part", "piece", "put_by"})
    line.save()
    facts = {"piece": thing.pk, "grams": line.grams}
    record("piece_on_pallet", row, facts=facts, by=by)
    return line


@transaction.atomic
def leave(
    shipment: Shipment,
    *,
    proof: "File[bytes] | None" = None,
    proof_number: str = "",
    by: Account,
) -> Shipment:
    """The carrier takes the pallet along: its list is frozen; returns the shipment.

    `proof` is what the carrier signed. Refuses: frozen, empty_pallet, no_proof (neither paper nor
    number), wrong_kind, too_large.
    """
    row = held(shipment)
    if not row.lines.exists():
        raise ValidationError(_("Nothing is on this pallet."), code="empty_pallet")
    if proof is None and not proof_number.strip():
        refuse("proof_number", _("Give the proof, or its number."), "no_proof")
    if proof:
        file = keep(proof, name=proof.name or "", by=by, limit_bytes=10 * MIB)
        if file.media_type not in PAPERS:
            refuse("proof", _("Give a PDF, a picture or a text."), "wrong_kind")
        row.proof = file
    row.proof_number = proof_number.strip()
    row.left_at = timezone.now()
    row.clean_fields(exclude={"digibank", "made_by", "proof"})
    row.save()
    lines = row.lines.values_list("grams", flat=True)
    facts = {"lines": len(lines), "grams": sum(lines)}
    record("shipment_left", row, facts=facts, by=by)
    return row


@transaction.atomic
def hand_over(
    device: Device, *, to_name: str, cents: int = 0, remark: str = "", by: Account
) -> Handover:
    """`device` becomes somebody's own, given or sold; returns the handover. Its history stays.

    Refuses: no_name, the codes of `queries.missing` (it must be ready, whoever gets it), and what
    the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    for code, sentence in queries.missing(device):
        raise ValidationError(sentence, code=code)
    return passed(Handover(device=device, to_name=to_name, cents=cents, remark=remark, given_by=by))


@transaction.atomic
def leave_with(
    device: Device,
    *,
    person: int,
    to_name: str,
    cents: int = 0,
    remark: str = "",
    by: Account,
) -> Handover:
    """`device`, which is out, becomes the own of who has it, the person with the number `person`;
    returns the handover.

    Refuses: not_out, no_name, and what the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    if not any(code == "out" for code, _sentence in queries.missing(device)):
        raise ValidationError(_("Nobody has this device."), code="not_out")
    facts = {"to_name": to_name, "cents": cents, "remark": remark, "given_by": by}
    return passed(Handover(device=device, was_lent=True, **facts), person=person)


def passed(row: Handover, **facts: int) -> Handover:
    """Save the handover; the device is gone from here. The entry keeps `facts` too. Refuses:
    no_name, what the fields refuse."""
    device, cents, by = row.device, row.cents, row.given_by
    row.to_name, row.remark = row.to_name.strip(), row.remark.strip()
    if not row.to_name:
        refuse("to_name", _("To whom?"), "no_name")
    row.clean_fields(exclude={"device", "given_by"})
    row.save()
    reason = WriteOff.Reason.SOLD if cents else WriteOff.Reason.GIVEN
    WriteOff.objects.create(device=device, reason=reason, written_off_by=by)
    end_release(device)
    placing.put(device, place=Placement.Place.GONE)
    told = {"cents": cents, **facts}
    record("handed_over", device, facts=told, words={"to": row.to_name}, by=by)
    return row
