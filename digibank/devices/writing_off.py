"""Writing off: a device leaves the stock for good; on the same day that can be a mistake."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, queries
from digibank.devices.models import Device, Placement, WriteOff
from digibank.devices.releasing import end_release
from digibank.ledger.recording import record
from digibank.ui.refusals import TAKEN


@transaction.atomic
def write_off(device: Device, *, reason: str, remark: str = "", by: Account) -> WriteOff:
    """Say that `device` is gone, and why; returns the write-off. Its release ends.

    Refuses: taken (written off already), out, in_transit, not_chosen (recycled, given and sold are
    acts of their own).
    """
    device = Device.objects.locked(device.pk)
    lacking = dict(queries.missing(device))
    if "written_off" in lacking:
        raise ValidationError(lacking["written_off"], code=TAKEN)
    if "out" in lacking:
        raise ValidationError(_("Take this device back first: it is out."), code="out")
    if "in_transit" in lacking:
        raise ValidationError(lacking["in_transit"], code="in_transit")
    if reason in WriteOff.Reason.values and reason not in WriteOff.CHOSEN:
        refusal = ValidationError(_("Choose from the list."), code="not_chosen")
        raise ValidationError({"reason": refusal})
    made = gone(device, reason=reason, remark=remark, by=by)
    words = {"remark": remark} if remark else None
    record("written_off", device, facts={"reason": reason}, words=words, by=by)
    return made


def gone(device: Device, *, reason: str, remark: str = "", by: Account) -> WriteOff:
    """`device` is not here any more; returns the write-off. The act that calls it holds the device
    and records: also what was lent and did not come back. Refuses what the fields refuse."""
    made = WriteOff(device=device, reason=reason, remark=remark, written_off_by=by)
    made.full_clean()
    made.save()
    end_release(device)
    placing.put(device, place=Placement.Place.GONE)
    return made


@transaction.atomic
def bring_back(device: Device, *, by: Account) -> Placement:
    """Undo a write-off of the last 24 hours; returns the placement in the workshop.

    Refuses: not_written_off, too_late, gone_for_good (given, sold, on a pallet, or taken apart).
    """
    device = Device.objects.locked(device.pk)
    gone = queries.where(device)
    if gone.place != Placement.Place.GONE:
        raise ValidationError(_("This device is not written off."), code="not_written_off")
    if is_gone_for_good(device):
        raise ValidationError(_("This device is not here any more."), code="gone_for_good")
    if not queries.can_come_back(gone):
        raise ValidationError(
            _("This device was written off more than a day ago. Register it again."),
            code="too_late",
        )
    device.write_offs.filter(ended_at=None).update(ended_at=timezone.now())
    back = placing.put(device, place=Placement.Place.WORKSHOP)
    record("brought_back", device, by=by)
    return back


def is_gone_for_good(device: Device) -> bool:
    """Whether it is somebody's own, on a pallet, or taken apart: then nobody undoes that."""
    return (
        hasattr(device, "handover")
        or hasattr(device, "shipment_line")
        or device.harvested_parts.exists()
    )
