"""Moving: devices go from one place to another; both ends say so."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, queries
from digibank.devices.models import Device, Placement, Transfer, TransferLine
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.refusals import TAKEN

MOST = 500
MOVES = {Placement.Place.SHELF, Placement.Place.WORKSHOP}


@transaction.atomic
def send(
    digibank: Digibank,
    *,
    devices: Sequence[Device],
    to_point: AccessPoint,
    remark: str = "",
    by: Account,
) -> Transfer:
    """Send `devices` to `to_point`: they are on their way, and nobody can lend them; returns the
    transfer. Refuses: no_devices, too_many, other_digibank, not_here (naming the device),
    already_there."""
    if not devices or len(devices) > MOST:
        sentence = _("From 1 to %(most)s devices at once.") % {"most": MOST}
        raise ValidationError({"labels": ValidationError(sentence, code="no_devices")})
    if {to_point.digibank_id, *(one.digibank_id for one in devices)} != {digibank.pk}:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    transfer = Transfer(digibank=digibank, to_point=to_point, remark=remark.strip(), sent_by=by)
    transfer.full_clean(exclude={"digibank", "to_point", "sent_by"})
    transfer.save()
    for one in sorted(devices, key=lambda device: device.pk):  # locks in one order
        go(transfer, Device.objects.locked(one.pk))
    facts = {"count": len(devices), "to": to_point.pk}
    record("transfer_sent", transfer, facts=facts, by=by)
    return transfer


def go(transfer: Transfer, device: Device) -> None:
    """One device leaves. Refuses: not_here, already_there."""
    here = queries.where(device)
    if here.place not in MOVES:
        sentence = _("%(label)s is not here: it cannot go along.") % {"label": device.label}
        raise ValidationError({"labels": ValidationError(sentence, code="not_here")})
    if here.access_point_id == transfer.to_point_id:
        sentence = _("%(label)s is there already.") % {"label": device.label}
        raise ValidationError({"labels": ValidationError(sentence, code="already_there")})
    TransferLine.objects.create(
        transfer=transfer, device=device, from_point=here.access_point, was_in=here.place
    )
    placing.put(device, place=Placement.Place.TRANSIT, access_point=transfer.to_point)


@transaction.atomic
def receive(
    transfer: Transfer, *, devices: Sequence[Device], rest_missing: bool = False, by: Account
) -> Transfer:
    """Whoever is there confirms which devices came; `rest_missing` says that the others did not.
    Returns the transfer. What is missing goes back to where it came from, on paper, to be sought.

    Refuses: taken (closed already), not_in_it (naming the device), nothing_came.
    """
    row = Transfer.objects.select_for_update().select_related("to_point").get(pk=transfer.pk)
    if row.ended_at:
        raise ValidationError(_("This transfer is closed already."), code=TAKEN)
    open_ = {one.device_id: one for one in row.lines.filter(ended_at=None).order_by("device_id")}
    if strange := [one for one in devices if one.pk not in open_]:
        sentence = _("%(label)s is not in this transfer.") % {"label": strange[0].label}
        raise ValidationError({"labels": ValidationError(sentence, code="not_in_it")})
    if not devices and not rest_missing:
        sentence = _("Scan at least one label.")
        raise ValidationError({"labels": ValidationError(sentence, code="nothing_came")})
    came = {one.pk for one in devices}
    for number, line in open_.items():
        if number in came:
            end(line, TransferLine.End.RECEIVED, row.to_point, by)
        elif rest_missing:
            end(line, TransferLine.End.MISSING, line.from_point, by)
    if not row.lines.filter(ended_at=None).exists():
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
    missing = len(open_) - len(came) if rest_missing else 0
    facts = {"received": len(came), "missing": missing}
    record("transfer_received", row, facts=facts, by=by)
    return row


def end(line: TransferLine, how: str, point: AccessPoint | None, by: Account) -> None:
    device = Device.objects.locked(line.device_id)
    placing.put(device, place=Placement.Place(line.was_in), access_point=point)
    line.end, line.ended_at, line.ended_by = how, timezone.now(), by
    line.save(update_fields=["end", "ended_at", "ended_by"])
