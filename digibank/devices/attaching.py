"""Attaching: somebody says of which device a report is, and may take that back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.erasing import end_if_strange, prove, withdraw_proof
from digibank.devices.models import Device, Reading
from digibank.ledger.recording import record


@transaction.atomic
def attach(reading: Reading, *, device: Device, by: Account) -> Reading:
    """Say that `reading` is a report of `device`; returns it. What was typed stays as it is.

    A log proves the erasure of the drives in it; when with it each drive of the device is proven,
    this act is the erasure. Refuses: other_digibank, read_already.
    """
    device = Device.objects.locked(device.pk)
    reading = belong(reading, device)
    erasure = prove(device, by=by)
    facts = {"reading": reading.pk, "format": reading.format}
    if erasure:
        record("erased", device, facts={**facts, "technique": erasure.technique}, by=by)
    else:
        record("report_attached", device, facts=facts, by=by)
    return reading


@transaction.atomic
def detach(reading: Reading, *, by: Account) -> Reading:
    """Take back that `reading` is of its device: it waits again in the list. Returns it.

    What it proved is proven no more. Refuses: not_attached, and while its proof counts: out.
    """
    device = Device.objects.locked(reading.device_id) if reading.device_id else None
    reading = Reading.objects.select_for_update().get(pk=reading.pk)
    if device is None or reading.device_id != device.pk:
        raise ValidationError(_("This report is of no device."), code="not_attached")
    withdraw_proof(device, reading)
    reading.device = None
    reading.save(update_fields=["device"])
    end_if_strange(device)
    facts = {"reading": reading.pk, "format": reading.format}
    record("report_detached", device, facts=facts, by=by)
    return reading


def belong(reading: Reading, device: Device) -> Reading:
    """Write that `reading` is the report of `device`; returns it. The act that calls it records.

    Refuses: not_read_yet, other_digibank, read_already.
    """
    reading = Reading.objects.select_for_update().get(pk=reading.pk)
    if reading.read_version == 0:
        raise ValidationError(_("This file waits for its turn."), code="not_read_yet")
    if reading.digibank_id != device.digibank_id:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if reading.device and reading.device != device:
        raise ValidationError(
            _("This file was read before: it is of device %(label)s."),
            code="read_already",
            params={"label": reading.device.label},
        )
    reading.device = device
    reading.save(update_fields=["device"])
    return reading
