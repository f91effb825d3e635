"""Erasing: somebody made sure that nothing of the last person is left on a device."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.models import Device, Erasure
from digibank.ledger.recording import record


@transaction.atomic
def record_erasure(device: Device, *, technique: str, remark: str = "", by: Account) -> Erasure:
    """Write that `by` erased `device` with `technique`; returns the erasure.

    Refuses: written_off, out, nothing_to_erase, unsuitable (for this type), taken.
    """
    device = Device.objects.locked(device.pk)
    for code, sentence in queries.missing(device):
        if code in {"written_off", "out"}:
            raise ValidationError(sentence, code=code)
    if not device.has_storage:
        raise ValidationError(_("Nothing can stay on this device."), code="nothing_to_erase")
    if technique not in dict(queries.techniques(device)):
        raise ValidationError(
            {"technique": ValidationError(_("That does not suit this type."), code="unsuitable")}
        )
    erasure = Erasure(device=device, technique=technique, remark=remark, erased_by=by)
    erasure.full_clean()
    erasure.save()
    words = {"remark": remark} if remark else None
    record("erased", device, facts={"technique": technique}, words=words, by=by)
    return erasure
