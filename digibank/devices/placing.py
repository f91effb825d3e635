"""Placing: a device is always in one place."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.models import Device, Placement
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint
from digibank.people.models import Person


def put(
    device: Device,
    *,
    place: Placement.Place,
    person: Person | None = None,
    access_point: AccessPoint | None = None,
) -> Placement:
    """Move `device` to `place`, with `person` when it goes out; returns the open placement.

    No act of its own: the act that moves the device holds its row (`Device.objects.locked`) and
    writes the entry.
    Refuses: out_is_with_a_person, other_digibank.
    """
    for one in (person, access_point):
        if one and one.digibank_id != device.digibank_id:
            raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if (place == Placement.Place.OUT) != (person is not None):
        sentence = _("A device that is out is with a person, and only then.")
        raise ValidationError(sentence, code="out_is_with_a_person")
    now = timezone.now()
    device.placements.open().update(left_at=now)
    return Placement.objects.create(
        device=device, place=place, person=person, access_point=access_point, put_at=now
    )


@transaction.atomic
def move(device: Device, *, access_point: AccessPoint, by: Account) -> Placement:
    """Bring `device` to another access point; it stays on the shelf or in the workshop.

    Returns the open placement. Refuses: written_off, out, other_digibank.
    """
    device = Device.objects.locked(device.pk)
    for code, sentence in queries.missing(device):
        if code in {"written_off", "out"}:
            raise ValidationError(sentence, code=code)
    place = Placement.Place(queries.where(device).place)
    placement = put(device, place=place, access_point=access_point)
    record("moved", device, facts={"access_point": access_point.pk}, by=by)
    return placement
