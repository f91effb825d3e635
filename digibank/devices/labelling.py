"""Labelling: labels are printed by the roll, and a device claims the one that sticks on it."""

from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.models import Device, LabelRoll, PrintedLabel
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.ui import codes
from digibank.ui.refusals import TAKEN

TRIES = 20  # at 100,000 devices one new code in fifty exists already


@transaction.atomic
def print_roll(
    digibank: Digibank, *, count: int, paper: str = LabelRoll.Paper.ROLL, by: Account
) -> LabelRoll:
    """Make `count` free labels with codes that stand nowhere yet; returns their roll.

    Refuses: min_value and max_value (1 to 500), invalid_choice, no_label.
    """
    roll = LabelRoll(digibank=digibank, count=count, paper=paper, made_by=by)
    roll.full_clean()
    roll.save()
    fill(roll)
    record("labels_printed", roll, facts={"count": count, "paper": str(paper)}, by=by)
    return roll


def fill(roll: LabelRoll) -> None:
    """Give `roll` its labels; a code that exists is drawn again. Refuses: no_label.

    A code that another roll got at this very moment is skipped by the database. The codes are
    sorted: two rolls that are made at once cannot wait for each other, and a person finds them.
    """
    for _try in range(TRIES):
        lacking = roll.count - roll.labels.count()
        if not lacking:
            return
        drawn = {codes.new_code(codes.DEVICE) for _ in range(lacking)}
        rows = [
            PrintedLabel(roll=roll, digibank=roll.digibank, code=code)
            for code in sorted(drawn - queries.worn(drawn))
        ]
        PrintedLabel.objects.bulk_create(rows, ignore_conflicts=True)
    raise no_label()


def no_label() -> ValidationError:
    """The refusal when every code that was drawn exists already."""
    return ValidationError(_("There is no free label. Call your coordinator."), code="no_label")


def free_label(digibank: Digibank, text: str) -> PrintedLabel:
    """The free label of `digibank` with the code in `text`, held until the transaction ends.

    Refuses: label_malformed, taken, and what `refuse_not_printed` refuses.
    """
    kind, code = codes.recognised(text) or ("", "")
    if kind != codes.DEVICE:
        refuse("label_malformed", _("This is not the code of a label. Scan it again."))
    printed = PrintedLabel.objects.select_for_update().filter(code=code).first()
    if not printed:
        refuse_not_printed(digibank, code)
    if printed.digibank_id != digibank.pk:
        refuse("label_elsewhere", _("This label belongs to another Digibank."))
    if printed.device:
        raise ValidationError(already_on(printed.device), code=TAKEN)
    return printed


def refuse_not_printed(digibank: Digibank, code: str) -> NoReturn:
    """Refuses: label_taken (by a device here), label_elsewhere, label_foreign.

    The last two say the same: nobody learns what another digibank has.
    """
    device = Device.objects.filter(code=code).first()
    if device and device.digibank_id == digibank.pk:
        refuse("label_taken", already_on(device))
    unknown = "label_elsewhere" if device else "label_foreign"
    refuse(unknown, _("This label belongs to another Digibank."))


def refuse(code: str, sentence: str) -> NoReturn:
    """Refuse the label that was scanned, at its field."""
    raise ValidationError({"label": ValidationError(sentence, code=code)})


def already_on(device: Device) -> str:
    """The sentence that the label is on `device` already."""
    told = {"label": device.label, "device": device.name}
    return _("Label %(label)s is on another device already: %(device)s.") % told


def claim(printed: PrintedLabel, device: Device) -> None:
    """Save a new `device` under the code of `printed`, which is free and held.

    Refuses: taken, when a device got that code all the same.
    """
    device.code = printed.code
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:
        first = Device.objects.filter(code=printed.code).first()
        if not first:
            raise
        raise ValidationError(already_on(first), code=TAKEN) from None
    printed.device, printed.claimed_at = device, timezone.now()
    printed.save(update_fields=["device", "claimed_at"])
