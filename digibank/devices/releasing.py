"""Releasing: the workshop says that a device may go out, and that word ends."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices import placing, queries
from digibank.devices.models import Device, Placement, Release
from digibank.ledger.recording import record
from digibank.ui.fields import FreeText


@transaction.atomic
def release(device: Device, *, by: Account) -> Release:
    """Say that `device` may go out and put it on the shelf; returns the release.

    Refuses: written_off, out, not_erased (when data can stay on it), taken.
    """
    device = Device.objects.locked(device.pk)
    for code, sentence in queries.missing(device):
        if code != "not_released":
            raise ValidationError(sentence, code=code)
    release = Release(device=device, released_by=by)
    release.full_clean()
    release.save()
    stays = queries.where(device).access_point
    placing.put(device, place=Placement.Place.SHELF, access_point=stays)
    record("released", device, by=by)
    return release


@transaction.atomic
def withdraw(device: Device) -> None:
    """End the release of `device`, if any, and outdate its erasure: it has been with somebody.

    Records nothing: the act that takes the device back writes the entry. Undoing a hand-out does
    not call this: the device never left.
    """
    device = Device.objects.locked(device.pk)
    now = timezone.now()
    device.releases.filter(withdrawn_at=None).update(withdrawn_at=now)
    device.erasures.filter(outdated_at=None).update(outdated_at=now)
    device.drive_erasures.filter(outdated_at=None).update(outdated_at=now)


@transaction.atomic
def retract(device: Device, *, remark: str, by: Account) -> Placement:
    """Take back the word that `device` may go out, and bring it to the workshop with the reason.

    It stays erased: nobody has had it since. Returns the placement.
    Refuses: written_off, out, not_released, and what `FreeText` refuses in the remark.
    """
    for refuse in FreeText.default_validators:
        refuse(remark)
    device = Device.objects.locked(device.pk)
    for code, sentence in queries.missing(device):
        if code != "not_erased":
            raise ValidationError(sentence, code=code)
    device.releases.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    stays = queries.where(device).access_point
    placement = placing.put(device, place=Placement.Place.WORKSHOP, access_point=stays)
    record("retracted", device, words={"remark": remark}, by=by)
    return placement
