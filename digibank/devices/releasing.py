"""Releasing: the workshop says that a device may go out, and that word ends."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import gates, placing, queries
from digibank.devices.models import Device, Placement, Release, Waiver
from digibank.ledger.recording import record
from digibank.ui.fields import FreeText
from digibank.ui.refusals import TAKEN


@transaction.atomic
def release(device: Device, *, by: Account) -> Release:
    """Say that `device` may go out and put it on the shelf; returns the release.

    What only lacks something that may be waived goes out when somebody else asked for that: this
    act is the word of the second person. Refuses with the code of each obstacle (see `gates`),
    second_person (the waiver is one's own), taken.
    """
    device = Device.objects.locked(device.pk)
    lacking = gates.obstacles(device)
    refuse_hard([one for one in lacking if one.code in gates.ELSEWHERE.values()])
    if device.is_released():
        raise ValidationError(_("This device is released already."), code=TAKEN)
    refuse_hard(lacking)
    waiver = agreed(device, lacking, by) if lacking else None
    release = Release(device=device, released_by=by, waiver=waiver)
    release.full_clean()
    release.save()
    stays = queries.where(device).access_point
    placing.put(device, place=Placement.Place.SHELF, access_point=stays)
    facts = {"waived": waiver.codes, "asked_by": waiver.asked_by_id} if waiver else None
    record("released", device, facts=facts, by=by)
    return release


def refuse_hard(lacking: list[gates.Obstacle]) -> None:
    """Refuses: the code of each of `lacking` that nobody may waive."""
    if hard := [one for one in lacking if one.is_hard]:
        raise ValidationError([ValidationError(one.words, code=one.code) for one in hard])


def agreed(device: Device, lacking: list[gates.Obstacle], by: Account) -> Waiver:
    """The waiver of all that is `lacking`, to which `by` agrees. Refuses: the codes of what nobody
    asked to waive, second_person."""
    waiver = device.waivers.open().first()
    asked = waiver.codes if waiver else []
    if over := [one for one in lacking if one.code not in asked]:
        raise ValidationError([ValidationError(one.words, code=one.code) for one in over])
    assert waiver is not None  # noqa: S101 something is lacking, and all of it is asked
    if waiver.asked_by_id == by.pk:
        sentence = _("You asked for this exception. Somebody else must agree.")
        raise ValidationError(sentence, code="second_person")
    waiver.agreed_at, waiver.agreed_by = timezone.now(), by
    waiver.save(update_fields=["agreed_at", "agreed_by"])
    return waiver


@transaction.atomic
def ask_waiver(device: Device, *, reason: str, by: Account) -> Waiver:
    """Ask that `device` may go out although something is missing; returns the waiver, which counts
    when somebody else releases the device.

    Refuses: no_reason, the codes of what nobody may waive, nothing_to_waive, taken, and what
    `FreeText` refuses.
    """
    device = Device.objects.locked(device.pk)
    if not reason.strip():
        refusal = ValidationError(_("Why may it go out like this?"), code="no_reason")
        raise ValidationError({"reason": refusal})
    lacking = gates.obstacles(device)
    refuse_hard(lacking)
    if not lacking:
        raise ValidationError(_("Nothing is missing: release it."), code="nothing_to_waive")
    device.waivers.open().filter(asked_by=by, agreed_at=None).update(ended_at=timezone.now())
    waiver = Waiver(
        digibank=device.digibank,
        device=device,
        codes=[one.code for one in lacking],
        reason=reason.strip(),
        asked_by=by,
    )
    waiver.full_clean()
    waiver.save()
    facts = {"codes": waiver.codes}
    record("waiver_asked", device, facts=facts, words={"reason": waiver.reason}, by=by)
    return waiver


def end_release(device: Device, now: datetime | None = None) -> None:
    """The word of the workshop about `device` ends, with the exception that it stood on. The act
    that calls it records."""
    now = now or timezone.now()
    device.releases.filter(withdrawn_at=None).update(withdrawn_at=now)
    device.waivers.open().update(ended_at=now)


@transaction.atomic
def withdraw(device: Device) -> None:
    """End the release of `device`, if any, and all that was said of it: it has been with somebody.

    Records nothing: the act that takes the device back writes the entry. Undoing a hand-out does
    not call this: the device never left.
    """
    device = Device.objects.locked(device.pk)
    now = timezone.now()
    end_release(device, now)
    for rows in (
        *(device.erasures, device.drive_erasures),
        *(device.inspections, device.installations),
    ):
        rows.filter(outdated_at=None).update(outdated_at=now)


@transaction.atomic
def retract(device: Device, *, remark: str, by: Account) -> Placement:
    """Take back the word that `device` may go out, and bring it to the workshop with the reason.

    It stays erased: nobody has had it since. It is looked at again. Returns the placement.
    Refuses: written_off, out, not_released, and what `FreeText` refuses in the remark.
    """
    for refuse in FreeText.default_validators:
        refuse(remark)
    device = Device.objects.locked(device.pk)
    for code, sentence in queries.missing(device):
        if code not in {"not_erased", "locked"}:
            raise ValidationError(sentence, code=code)
    end_release(device)
    device.inspections.filter(outdated_at=None).update(outdated_at=timezone.now())
    stays = queries.where(device).access_point
    placement = placing.put(device, place=Placement.Place.WORKSHOP, access_point=stays)
    record("retracted", device, words={"remark": remark}, by=by)
    return placement
