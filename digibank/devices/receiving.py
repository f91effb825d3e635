"""Receiving: a hardware report comes in. It is kept whole, whatever we understand of it."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices import reports
from digibank.devices.attaching import belong
from digibank.devices.erasing import prove
from digibank.devices.models import Device, DeviceToken, Reading
from digibank.devices.reading import understood
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper.keeping import keep

LIMIT = 5 * 1024 * 1024  # bytes; a report of a big server has 200 kB


@transaction.atomic
def take_in(
    digibank: Digibank, *, upload: "File[bytes]", by: Account, token: DeviceToken | None = None
) -> Reading:
    """Keep `upload`; a worker reads it within seconds. Returns the reading, which may wait.

    `token` is the one with which a stick sent it. The same file twice is one reading, `known`.
    Refuses: too_large, empty, national_number (in its name).
    """
    reading, made = kept(digibank, upload, by)
    reading.known = not made
    if made:
        facts = {"reading": reading.pk} | ({"token": token.pk} if token else {})
        record("report_received", reading, facts=facts, by=by)
    if token:
        DeviceToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    return reading


def receive(
    digibank: Digibank, *, upload: "File[bytes]", by: Account, device: Device | None = None
) -> Reading:
    """Keep `upload` and read it at once, of `device` when that is known; returns the reading.

    The same file twice is one reading. Parsing never fails, and happens before the transaction,
    so that nobody waits for it.
    Refuses: too_large, empty, national_number (in its name), read_already (of another device).
    """
    raw = upload.read() if upload.size and upload.size <= LIMIT else b""
    return received(digibank, upload, reports.read(raw), device, by)


@transaction.atomic
def received(
    digibank: Digibank,
    upload: "File[bytes]",
    report: reports.Report,
    device: Device | None,
    by: Account,
) -> Reading:
    if device:  # first of all: who attaches a report locks in this order too
        device = Device.objects.locked(device.pk)
    reading, made = kept(digibank, upload, by)
    if reading.read_version < reports.VERSION:
        understood([(reading, report)])
    fresh = device is not None and reading.device_id is None
    erasure = None
    if device:
        reading = belong(reading, device)
        erasure = prove(device, by=by)
    facts = {"reading": reading.pk, "format": reading.format}
    if erasure and device:
        record("erased", device, facts={**facts, "technique": erasure.technique}, by=by)
    elif made or fresh:
        told = {"warnings": reading.warnings} if made else {}
        record("report_read", device or reading, facts={**facts, **told}, by=by)
    return reading


def kept(digibank: Digibank, upload: "File[bytes]", by: Account) -> tuple[Reading, bool]:
    """(the reading of these bytes, whether it is new): it waits until somebody reads it."""
    try:
        file = keep(upload, name=upload.name or "", by=by, limit_bytes=LIMIT)
    except ValidationError as refusal:
        raise ValidationError({"upload": ValidationError(sentences(refusal))}) from refusal
    reading, made = Reading.objects.get_or_create(
        digibank=digibank, sha256=file.sha256, defaults={"file": file, "read_by": by}
    )
    if not made:
        file.delete()
    return reading, made


def sentences(refusal: ValidationError) -> list[ValidationError]:
    """The sentences of `refusal`, whichever field they were about there."""
    return [error for errors in refusal.update_error_dict({}).values() for error in errors]
