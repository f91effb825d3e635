"""Registering: a device comes in, gets a label of ours, and is described better later on."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import labelling, placing
from digibank.devices.attaching import belong
from digibank.devices.erasing import prove
from digibank.devices.models import (
    Device,
    Donation,
    LotList,
    Piece,
    Placement,
    PrintedLabel,
    Reading,
    Stage,
)
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.network.queries import version_of, who_was_first
from digibank.ui import codes
from digibank.ui.refusals import TAKEN


@transaction.atomic
def register(
    digibank: Digibank,
    *,
    kind: str,
    by: Account,
    access_point: AccessPoint | None = None,
    reading: Reading | None = None,
    label: str = "",
    donation: Donation | None = None,
    **facts: object,
) -> Device:
    """Take a device in at the workshop, with a new label or the printed one in `label`; returns it.

    `facts` are fields of Device; `reading` is the report that they were filled from, if any;
    `donation` is the one that it came with, of which it is an accepted piece.
    Refuses: other_digibank, read_already, serial_known, what the fields refuse, what
    `labelling.free_label` and `claim` refuse, and what `arrived` refuses.
    """
    device = enrolled(
        Device(digibank=digibank, kind=kind, **facts),
        label=label,
        access_point=access_point,
        donation=donation,
        by=by,
    )
    if reading:
        belong(reading, device)
        prove(device, by=by)
    told: dict[str, object] = {"kind": kind}
    if printed := PrintedLabel.objects.filter(device=device).first():
        told["roll"] = printed.roll_id
    if donation:
        told["donation"] = donation.pk
    record("registered", device, facts=told, by=by)
    return device


def enrolled(
    device: Device,
    *,
    label: str = "",
    access_point: AccessPoint | None = None,
    donation: Donation | None = None,
    lot_list: LotList | None = None,
    by: Account,
) -> Device:
    """Save a new `device` at the workshop, as a piece of `donation` when it came with one; returns
    it. The act that calls it records. Refuses as `register` says."""
    refuse_known_serial(device)
    device.full_clean(exclude=["code"])
    printed = labelling.free_label(device.digibank, label) if label else None
    if printed:
        labelling.claim(printed, device)
    else:
        labelled(device)
    placing.put(device, place=Placement.Place.WORKSHOP, access_point=access_point)
    if donation:
        arrived(donation, device.digibank)
        Piece.objects.create(
            donation=donation,
            lot_list=lot_list,
            kind=device.kind,
            maker=device.maker,
            model=device.model,
            serial=device.serial,
            device=device,
            decided_by=by,
        )
    return device


def arrived(donation: Donation, digibank: Digibank) -> None:
    """From the first decision about a piece on, its donation has arrived.

    Refuses: other_digibank, cancelled, closed.
    """
    row = Donation.objects.locked(donation.pk)
    if row.digibank_id != digibank.pk:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if row.cancelled_at:
        raise ValidationError(_("This donation was called off."), code="cancelled")
    if row.closed_at:
        raise ValidationError(_("This donation is closed."), code="closed")
    if row.arrived_at is None:
        Donation.objects.filter(pk=row.pk).update(arrived_at=timezone.now())


def labelled(device: Device) -> None:
    """Save a new `device` under a code that nobody has; a code that exists is drawn again.

    Refuses: no_label.
    """
    for _try in range(labelling.TRIES):
        device.code = codes.new_code(codes.DEVICE)
        if PrintedLabel.objects.filter(code=device.code).exists():
            continue  # it waits on a roll for another device
        try:
            with transaction.atomic():
                return device.save(force_insert=True)
        except IntegrityError:
            if not Device.objects.filter(code=device.code).exists():
                raise
    raise labelling.no_label()


def refuse_known_serial(device: Device) -> None:
    """Refuses: serial_known, when another device here has the maker and serial of `device`.

    One that is written off has let go of its serial number: it may come in again.
    """
    if not device.serial:
        return
    Digibank.objects.select_for_update().get(pk=device.digibank_id)  # one after the other
    same = Device.objects.exclude(stage__step=Stage.Step.GONE).filter(
        digibank=device.digibank_id, maker__iexact=device.maker, serial__iexact=device.serial
    )
    if other := same.exclude(pk=device.pk).first():
        sentence = _("Device %(label)s has this serial number already.") % {"label": other.label}
        raise ValidationError({"serial": ValidationError(sentence, code="serial_known")})


@transaction.atomic
def describe(device: Device, *, seen: str | None = None, by: Account, **facts: object) -> Device:
    """Change what is known about `device`; returns it. Records which fields changed, if any.

    `seen` is the version that was looked at, None when nobody looked.
    Refuses: taken when somebody changed it since, serial_known, and what the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    if seen is not None and seen != version_of(device):
        raise ValidationError(who_was_first(device), code=TAKEN)
    changed = sorted(name for name, value in facts.items() if getattr(device, name) != value)
    for name in changed:
        setattr(device, name, facts[name])
    refuse_known_serial(device)
    device.full_clean(exclude=["code"])
    if changed:
        device.save(update_fields=changed)
        record("described", device, facts={"fields": changed}, by=by)
    return device
