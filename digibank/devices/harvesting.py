"""Harvesting: parts come in, out of a device or from elsewhere; tested, used, or set apart."""

from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, queries, weights
from digibank.devices.models import (
    ChargerNeed,
    Device,
    PartUse,
    Placement,
    SparePart,
    WorkOrder,
    WriteOff,
)
from digibank.devices.releasing import end_release
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.refusals import TAKEN

GIVEN = frozenset({"digibank", "from_device", "access_point", "came_by", "tested_by"})
VOLTS = 0.5  # a charger may be so far off
NO_PARTS_LEFT = {"accessory", "connectivity"}


@transaction.atomic
def take_in_part(
    digibank: Digibank,
    *,
    kind: str,
    volts: float | None = None,
    access_point: AccessPoint | None = None,
    by: Account,
    **facts: object,
) -> SparePart:
    """Parts that were bought or given; returns them. `facts` are fields of SparePart.

    Refuses: other_digibank, used_drive (data can be on it: it comes in with its device), volts,
    serial_is_one, and what the fields refuse.
    """
    if kind == SparePart.Kind.DRIVE and facts.get("origin") == SparePart.Origin.GIVEN:
        sentence = _("A used drive can hold data. Take it in with its device, and erase that.")
        refuse("kind", sentence, "used_drive")
    if access_point and access_point.digibank_id != digibank.pk:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    row = SparePart(
        digibank=digibank,
        kind=kind,
        decivolts=in_decivolts(volts),
        access_point=access_point,
        came_by=by,
        **facts,
    )
    check(row)
    row.save()
    record("part_came", row, facts={"kind": kind, "count": row.count}, by=by)
    return row


def in_decivolts(volts: float | None) -> int | None:
    """Volts as we keep them. Refuses: volts (nothing that a charger gives)."""
    if volts is None:
        return None
    if not 1 <= volts <= 60:
        refuse("volts", _("From 1 to 60 volt."), "volts")
    return round(volts * 10)


def check(row: SparePart) -> None:
    """Refuses: serial_is_one, and what the fields refuse."""
    if row.serial and row.count != 1:
        refuse("count", _("With a serial number there is one."), "serial_is_one")
    row.clean_fields(exclude=GIVEN)


def refuse(field: str, sentence: str, code: str) -> NoReturn:
    raise ValidationError({field: ValidationError(sentence, code=code)})


@transaction.atomic
def harvest(
    device: Device,
    *,
    kind: str,
    volts: float | None = None,
    by: Account,
    **facts: object,
) -> SparePart:
    """Take a part out of `device`, which becomes a donor of parts; returns the part.

    Refuses: out, gone_otherwise (it is not here any more), not_erased (a drive), locked (a board),
    too_heavy (more than what is left of it), and what `take_in_part` refuses.
    """
    device = Device.objects.locked(device.pk)
    refuse_not_here(device)
    if kind == SparePart.Kind.DRIVE and not device.is_erased():
        refuse("kind", _("Erase it first: data can be on this drive."), "not_erased")
    if kind == SparePart.Kind.BOARD and device.is_locked():
        refuse("kind", _("The lock lives on this board."), "locked")
    row = SparePart(
        digibank=device.digibank,
        kind=kind,
        decivolts=in_decivolts(volts),
        from_device=device,
        access_point=queries.where(device).access_point,
        came_by=by,
        **facts,
    )
    check(row)
    if row.grams and device.grams and row.grams * row.count > left_of(device)[0]:
        refuse("grams", _("So much is not left of this device."), "too_heavy")
    row.save()
    become_donor(device, by)
    told: dict[str, object] = {"part": row.pk, "kind": kind, "count": row.count}
    record("harvested", device, facts=told, by=by)
    return row


def refuse_not_here(device: Device) -> None:
    """Refuses: out, in_transit, gone_otherwise."""
    place = queries.place_of(device)
    if place == Placement.Place.OUT:
        raise ValidationError(_("Take this device back first: it is out."), code="out")
    if place == Placement.Place.TRANSIT:
        sentence = _("This device is on its way to another place.")
        raise ValidationError(sentence, code="in_transit")
    if place == Placement.Place.GONE and not queries.lies_here(device):
        raise ValidationError(_("This device is not here any more."), code="gone_otherwise")


def left_of(device: Device) -> tuple[int, bool]:
    """(grams of `device` without the parts that were taken out, whether scales say so)."""
    base, measured = (device.grams, device.weighed) if device.grams else (0, False)
    base = base or weights.usual(device.kind)
    for part in device.harvested_parts.all():
        grams, weighed = part.weight
        base, measured = base - grams * part.count, measured and weighed
    return base, measured


def become_donor(device: Device, by: Account) -> None:
    """`device` is written off for its parts, unless it was written off before."""
    if queries.place_of(device) == Placement.Place.GONE:
        return
    point = queries.where(device).access_point
    WriteOff.objects.create(device=device, reason=WriteOff.Reason.PARTS, written_off_by=by)
    end_release(device)
    placing.put(device, place=Placement.Place.GONE, access_point=point)


def held(part: SparePart) -> SparePart:
    """The part, read again and held. Refuses: gone."""
    row = SparePart.objects.select_for_update().get(pk=part.pk)
    if row.gone_at:
        raise ValidationError(_("This part is gone."), code="gone")
    return row


@transaction.atomic
def test_part(part: SparePart, *, fine: bool, by: Account) -> SparePart:
    """Write whether `part` works; returns it. Refuses: gone."""
    row = held(part)
    row.tested_at, row.tested_by, row.tested_fine = timezone.now(), by, fine
    row.save(update_fields=["tested_at", "tested_by", "tested_fine"])
    record("part_tested", row, facts={"fine": fine}, by=by)
    return row


@transaction.atomic
def set_apart(part: SparePart, *, by: Account) -> SparePart:
    """A swollen battery goes in quarantine: apart, in sand, until the recycler takes it; returns
    the part. Refuses: gone, taken."""
    row = held(part)
    if row.quarantined_at:
        raise ValidationError(_("This part is set apart already."), code=TAKEN)
    row.quarantined_at = timezone.now()
    row.save(update_fields=["quarantined_at"])
    record("part_set_apart", row, by=by)
    return row


@transaction.atomic
def need_charger(
    device: Device, *, volts: float, watts: int, connector: str, by: Account
) -> ChargerNeed:
    """Which charger fits `device`; returns that. Refuses: volts, and what the fields refuse."""
    device = Device.objects.locked(device.pk)
    row = ChargerNeed(
        device=device, decivolts=in_decivolts(volts) or 0, watts=watts, connector=connector.strip()
    )
    row.clean_fields(exclude={"device"})
    row.save()
    record("charger_needed", device, facts={"watts": watts, "plug": row.connector}, by=by)
    return row


@transaction.atomic
def use_part(
    part: SparePart,
    *,
    device: Device,
    order: WorkOrder | None = None,
    count: int = 1,
    by: Account,
) -> PartUse:
    """Put `count` of `part` in or with `device`; returns the use.

    Refuses: gone, other_digibank, set_apart, not_tested (out of another device), broken,
    not_enough, does_not_fit (a charger: volts, watts or plug), no_need (nobody wrote which charger
    fits), written_off, other_device (the order is of another one).
    """
    device = Device.objects.locked(device.pk)
    row = held(part)
    if row.digibank_id != device.digibank_id:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if queries.place_of(device) == Placement.Place.GONE:
        raise ValidationError(_("This device is written off."), code="written_off")
    if order and order.device_id != device.pk:
        raise ValidationError(_("That work order is of another device."), code="other_device")
    refuse_unusable(row)
    left = row.count - (row.uses.aggregate(sum=Sum("count"))["sum"] or 0)
    if not 1 <= count <= left:
        refuse("count", _("There are %(left)s left.") % {"left": left}, "not_enough")
    if row.kind == SparePart.Kind.CHARGER:
        refuse_charger(row, device)
    use = PartUse.objects.create(part=row, device=device, order=order, count=count, used_by=by)
    end_release(device)
    facts = {"part": row.pk, "kind": row.kind, "count": count}
    record("part_used", device, facts=facts, by=by)
    return use


def refuse_unusable(row: SparePart) -> None:
    """Refuses: set_apart, broken, not_tested."""
    if row.quarantined_at:
        raise ValidationError(_("This part is set apart: it is not safe."), code="set_apart")
    if row.tested_fine is False:
        raise ValidationError(_("This part does not work."), code="broken")
    if row.from_device_id and row.tested_fine is None:
        raise ValidationError(_("Test this part first."), code="not_tested")


def refuse_charger(row: SparePart, device: Device) -> None:
    """Refuses: no_need, does_not_fit."""
    need = ChargerNeed.objects.filter(device=device).first()
    if need is None:
        sentence = _("Write down first which charger fits this device.")
        raise ValidationError(sentence, code="no_need")
    if why := mismatch(row, need):
        raise ValidationError(why, code="does_not_fit")


def mismatch(charger: SparePart, need: ChargerNeed) -> str:
    """Why `charger` does not fit; "" when it does: the same volts, enough watts, the same plug."""
    if charger.decivolts is None or abs(charger.decivolts - need.decivolts) > VOLTS * 10:
        told = {"is": charger.volts or "?", "want": need.decivolts / 10}
        return _("Wrong voltage: %(is)s V, it wants %(want)s V.") % told
    if (charger.watts or 0) < need.watts:
        told = {"is": charger.watts or "?", "want": need.watts}
        return _("Too weak: %(is)s W, it wants %(want)s W.") % told
    if charger.connector.strip().casefold() != need.connector.strip().casefold():
        return _("Another plug: %(is)s.") % {"is": charger.connector or "?"}
    return ""
