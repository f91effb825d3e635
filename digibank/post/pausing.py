"""Pausing: nothing goes out until somebody says so; and within which hours it goes."""

from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.network.queries import version_of, who_was_first
from digibank.post.models import Pause, Schedule
from digibank.post.queries import schedule_of
from digibank.ui.refusals import TAKEN


@transaction.atomic
def pause(digibank: Digibank, *, by: Account) -> Pause:
    """From now on nothing goes out of `digibank`; returns the pause. Refuses: taken."""
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank.pk)
    if Pause.objects.filter(digibank=digibank, ended_at=None).exists():
        raise ValidationError(_("Sending is paused already."), code=TAKEN)
    made = Pause.objects.create(digibank=digibank, reason=Pause.Reason.ASKED, began_by=by)
    record("post_paused", digibank, by=by)
    return made


@transaction.atomic
def resume(pause: Pause, *, by: Account) -> Pause:
    """What waits goes out again; returns the ended pause. Refuses: taken."""
    row = Pause.objects.select_for_update(of=("self",)).get(pk=pause.pk)
    if row.ended_at:
        raise ValidationError(_("Sending goes on already."), code=TAKEN)
    row.ended_at, row.ended_by = timezone.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    record("post_resumed", row.digibank, facts={"reason": row.reason}, by=by)
    return row


def pause_everywhere(reason: str) -> int:
    """Nothing goes out of any digibank until its coordinator says so; returns how many paused now.

    Records nothing: nobody of the house did this.
    """
    open_ones = Pause.objects.filter(ended_at=None).values("digibank")
    others = Digibank.objects.exclude(pk__in=open_ones)
    made = [Pause(digibank=digibank, reason=reason) for digibank in others]
    return len(Pause.objects.bulk_create(made))


@transaction.atomic
def set_schedule(
    digibank: Digibank,
    *,
    opens_at: time,
    closes_at: time,
    on_sundays: bool,
    on_holidays: bool,
    at_most_a_day: int,
    seen: str | None = None,
    by: Account,
) -> Schedule:
    """From now on automatic messages of `digibank` go within these hours; returns the schedule.

    `seen` is the version that was looked at. Refuses: taken, hours, less than one a day.
    """
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank.pk)
    if seen is not None and seen != version_of(schedule_of(digibank)):
        raise ValidationError(who_was_first(digibank), code=TAKEN)
    made = Schedule(
        digibank=digibank,
        opens_at=opens_at,
        closes_at=closes_at,
        on_sundays=on_sundays,
        on_holidays=on_holidays,
        at_most_a_day=at_most_a_day,
    )
    made.clean_fields(exclude={"digibank"})
    made.validate_constraints()
    made.save()
    facts = {"opens_at": f"{opens_at:%H:%M}", "closes_at": f"{closes_at:%H:%M}"}
    record(
        "schedule_set",
        digibank,
        facts={**facts, "sundays": on_sundays, "holidays": on_holidays, "at_most": at_most_a_day},
        by=by,
    )
    return made
