"""Demanding: somebody asks for devices that are not ready yet; the workshop does these first."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Demand
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.refusals import TAKEN


@transaction.atomic
def demand(
    digibank: Digibank,
    *,
    kind: str,
    count: int,
    access_point: AccessPoint | None = None,
    wanted_on: date | None = None,
    what_for: str = "",
    by: Account,
) -> Demand:
    """Ask for `count` devices of a type, there, by that day; returns the demand.

    Refuses: other_digibank, in_past, and what the fields refuse.
    """
    if access_point and access_point.digibank_id != digibank.pk:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if wanted_on and wanted_on < localdate():
        refusal = ValidationError(_("This day is over."), code="in_past")
        raise ValidationError({"wanted_on": refusal})
    row = Demand(
        digibank=digibank,
        kind=kind,
        count=count,
        access_point=access_point,
        wanted_on=wanted_on,
        what_for=what_for.strip(),
        asked_by=by,
    )
    row.clean_fields(exclude={"digibank", "access_point", "asked_by"})
    row.save()
    record("demanded", row, facts={"kind": kind, "count": count}, by=by)
    return row


@transaction.atomic
def end_demand(row: Demand, *, by: Account) -> Demand:
    """It is not asked for any more, or it was given; returns the demand. Refuses: taken."""
    held = Demand.objects.select_for_update().get(pk=row.pk)
    if held.ended_at:
        raise ValidationError(_("This was ended already."), code=TAKEN)
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    record("demand_ended", held, by=by)
    return held
