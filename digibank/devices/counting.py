"""Counting: what is at a place is scanned, compared with what should be, and put right."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, queries, stock_queries
from digibank.devices.models import Device, Placement, StockScan, StockTake
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint
from digibank.ui import codes
from digibank.ui.refusals import TAKEN


@transaction.atomic
def begin(access_point: AccessPoint, *, by: Account) -> StockTake:
    """Begin to count at `access_point`; returns the stock-take. Refuses: taken (one is open)."""
    row = StockTake(digibank_id=access_point.digibank_id, access_point=access_point, began_by=by)
    if StockTake.objects.filter(access_point=access_point, ended_at=None).exists():
        raise ValidationError(_("Somebody is counting here already."), code=TAKEN)
    row.save()
    record("stock_take_began", row, facts={"place": access_point.pk}, by=by)
    return row


def scan(stock_take: StockTake, *, label: str, by: Account) -> StockScan:
    """Write that `label` is there; returns the scan, also of what we do not know. Twice is once.

    One row and no entry: thousands a day, and the entry comes when somebody closes the count.
    Refuses: empty, taken (closed already).
    """
    text = label.strip()[:40]
    if not text:
        refusal = ValidationError(_("Scan at least one label."), code="empty")
        raise ValidationError({"label": refusal})
    seen = codes.recognised(text)
    code = seen[1] if seen and seen[0] == codes.DEVICE else text.upper()[:40]  # ß grows to SS
    try:
        with transaction.atomic():
            open_ = StockTake.objects.filter(pk=stock_take.pk, ended_at=None)
            if not open_.select_for_update().exists():
                raise ValidationError(_("This count is closed already."), code=TAKEN)
            device = Device.objects.filter(digibank=stock_take.digibank_id, code=code).first()
            return StockScan.objects.create(stock_take=stock_take, code=code, device=device, by=by)
    except IntegrityError:
        return StockScan.objects.get(stock_take=stock_take, code=code)


@transaction.atomic
def reconcile(stock_take: StockTake, *, by: Account) -> StockTake:
    """Close the count: what was found here and stood elsewhere is moved here; what is missing
    stays where the paper says, and is listed until somebody finds it or writes it off.

    Returns the stock-take. What is lent or gone and lies here is left alone, and told.
    Refuses: taken.
    """
    row = StockTake.objects.select_for_update().get(pk=stock_take.pk)
    if row.ended_at:
        raise ValidationError(_("This count is closed already."), code=TAKEN)
    found = stock_queries.compared(row)
    moved = 0
    known = [one.device.pk for one in found.unexpected if one.device]
    for number in sorted(known):  # locks in one order
        device = Device.objects.locked(number)
        place = Placement.Place(queries.place_of(device))  # it may have gone out just now
        if place in {Placement.Place.SHELF, Placement.Place.WORKSHOP}:
            placing.put(device, place=place, access_point=row.access_point)
            moved += 1
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    facts = {
        "expected": found.expected,
        "found": len(found.found),
        "missing": len(found.missing),
        "unexpected": len(found.unexpected),
        "moved": moved,
    }
    record("stock_counted", row, facts=facts, by=by)
    return row
