"""Arranging: what a digibank is called, where it works, and what its volunteers may do."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Coverage, Digibank
from digibank.network.queries import area_of, version_of, version_of_area, who_was_first
from digibank.ui.refusals import TAKEN


def locked(digibank: Digibank) -> Digibank:
    return Digibank.objects.select_for_update().get(pk=digibank.pk)


@transaction.atomic
def change(digibank: Digibank, *, seen: str, by: Account, **facts: Any) -> Digibank:  # noqa: ANN401 fields of Digibank
    """Give `digibank` other `facts`: name, phone, e-mail, period, people to reach. Returns it.

    Refuses: taken, name_already, ends_before_it_began.
    """
    row = locked(digibank)
    if seen != version_of(row):
        raise ValidationError(who_was_first(row), code=TAKEN)
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record(
        "digibank_changed",
        row,
        facts={
            "began_on": str(row.began_on),
            "ends_on": str(row.ends_on or ""),
            "target_count": row.target_count,
        },
        words={"name": row.name},
        by=by,
    )
    return row


@transaction.atomic
def cover(digibank: Digibank, *, area: Iterable[str], seen: str, by: Account) -> Digibank:
    """`digibank` works in the municipalities with the REFNIS codes of `area` and no others.

    Returns it. Refuses: taken, refnis.
    """
    row = locked(digibank)
    had = area_of(row)
    if seen != version_of_area(row):
        raise ValidationError(who_was_first(row), code=TAKEN)
    wanted = frozenset(area)
    added = [Coverage(digibank=row, refnis=code) for code in sorted(wanted - had)]
    for one in added:
        one.clean_fields()
    row.coverages.exclude(refnis__in=wanted).delete()
    Coverage.objects.bulk_create(added)
    facts: dict[str, object] = {"added": sorted(wanted - had), "removed": sorted(had - wanted)}
    record("area_covered", row, facts=facts, by=by)
    return row


@transaction.atomic
def let_volunteers_lend(digibank: Digibank, *, by: Account) -> Digibank:
    """From this moment on volunteers hand out and take back; returns the digibank.

    Refuses: taken, when they do already.
    """
    row = locked(digibank)
    if row.volunteers_lend_since:
        raise ValidationError(_("Volunteers hand out and take back already."), code=TAKEN)
    row.volunteers_lend_since = timezone.now()
    row.save()
    record("volunteers_lend", row, by=by)
    return row


@transaction.atomic
def stop_volunteers_lending(digibank: Digibank, *, by: Account) -> Digibank:
    """From this moment on volunteers hand out and take back no longer; returns the digibank.

    Refuses: taken, when they do not.
    """
    row = locked(digibank)
    if not row.volunteers_lend_since:
        raise ValidationError(_("Volunteers do not hand out and take back."), code=TAKEN)
    since = row.volunteers_lend_since
    row.volunteers_lend_since = None
    row.save()
    record("volunteers_lend_no_longer", row, facts={"since": since.isoformat()}, by=by)
    return row
