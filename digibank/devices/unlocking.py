"""Unlocking: a lock is found, asked of the donor, and released. Until then nothing goes out."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.lock_notices import LOCKED
from digibank.devices.models import Device, Donation, Lock
from digibank.devices.releasing import end_release
from digibank.ledger.recording import record
from digibank.post.asking import ask, message
from digibank.post.recipients import named, reaches
from digibank.ui.refusals import TAKEN


@transaction.atomic
def find_lock(device: Device, *, kind: str, remark: str = "", by: Account) -> Lock:
    """Write that `device` is locked; returns the lock. A release of it ends.

    Refuses: unsuitable (for this type), taken, and what `FreeText` refuses.
    """
    device = Device.objects.locked(device.pk)
    if kind not in Lock.SUITABLE.get(Device.Kind(device.kind), ()):
        refusal = ValidationError(_("This lock is never on this type."), code="unsuitable")
        raise ValidationError({"kind": refusal})
    row = Lock(device=device, kind=kind, remark=remark, found_by=by)
    row.full_clean()
    row.save()
    end_release(device)
    words = {"remark": remark} if remark else None
    record("lock_found", device, facts={"lock": kind}, words=words, by=by)
    return row


@transaction.atomic
def unlock(lock: Lock, *, how: str, by: Account) -> Lock:
    """Write how a lock was released; returns it.

    Refuses: taken (released already), lives_elsewhere (erasing a drive releases BitLocker alone),
    not_erased (then BitLocker neither), and what the field refuses.
    """
    device = Device.objects.locked(lock.device_id)
    row = Lock.objects.select_for_update().get(pk=lock.pk)
    if row.released_at:
        raise ValidationError(_("This lock is released already."), code=TAKEN)
    if how == Lock.How.ERASED and row.kind != Lock.Kind.BITLOCKER:
        sentence = _("This lock does not live on the drive: erasing does not release it.")
        raise ValidationError({"how": ValidationError(sentence, code="lives_elsewhere")})
    if how == Lock.How.ERASED and not device.is_erased():
        sentence = _("This device is not erased yet.")
        raise ValidationError({"how": ValidationError(sentence, code="not_erased")})
    row.released_at, row.released_by, row.how = timezone.now(), by, how
    row.full_clean()
    row.save()
    record("lock_released", device, facts={"lock": row.kind, "how": how}, by=by)
    return row


@transaction.atomic
def ask_donor(donation: Donation, *, by: Account) -> Donation:
    """Ask the donor to release each open lock of `donation`, in one message with the serial
    numbers; returns the donation. Again a day later is a new message.

    Refuses: no_locks, no_way (nothing is known to reach the donor with).
    """
    row = Donation.objects.locked(donation.pk)
    locks = Lock.objects.of_donor(row.pk)
    count = locks.count()
    if not count:
        raise ValidationError(_("No device of this donation is locked."), code="no_locks")
    to = named(row.donor)
    if not reaches([to])[to].addresses:
        sentence = _("We know no phone, e-mail or address of this donor.")
        raise ValidationError(sentence, code="no_way")
    now = timezone.now()
    ask(
        [
            message(
                row.digibank,
                to=row.donor,
                purpose=LOCKED,
                about=row,
                step=now.date().isoformat(),
                by=by,
            )
        ]
    )
    locks.update(asked_at=now)
    record("donor_asked", row, facts={"locks": count}, by=by)
    return row
