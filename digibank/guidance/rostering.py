"""Rostering: who says when they can, who is where, who cannot come and who comes instead."""

from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance.models import HELPS, Shift
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint
from digibank.ui.refusals import TAKEN

MOST_WEEKS = 26


@transaction.atomic
def offer(
    access_point: AccessPoint,
    *,
    helper: Account,
    on: date,
    begins_at: time,
    ends_at: time,
    weeks: int = 1,
    confirmed: bool = False,
    by: Account,
) -> Shift:
    """`helper` can be at `access_point` on that day, and each week after it, `weeks` times in all.

    `confirmed` when a coordinator plans it. Returns the first shift. Refuses: no_helper, in_past,
    too_many_weeks, ends_before_it_begins, taken (on the roster then already).
    """
    refuse_helper(access_point, helper)
    if on < localdate():
        raise ValidationError({"on": ValidationError(_("This day is over."), code="in_past")})
    if not 1 <= weeks <= MOST_WEEKS:
        refusal = ValidationError(_("Half a year at most."), code="too_many_weeks")
        raise ValidationError({"weeks": refusal})
    if ends_at <= begins_at:
        refusal = ValidationError(
            _("The end lies before the beginning."), code="ends_before_it_begins"
        )
        raise ValidationError({"ends_at": refusal})
    turn(helper)
    days = [on + timedelta(weeks=number) for number in range(weeks)]
    made = [
        Shift(
            digibank_id=access_point.digibank_id,
            access_point=access_point,
            helper=helper,
            on=day,
            begins_at=begins_at,
            ends_at=ends_at,
            offered_by=by,
            confirmed_at=timezone.now() if confirmed else None,
            confirmed_by=by if confirmed else None,
        )
        for day in days
    ]
    for one in made:
        refuse_overlap(one)
    Shift.objects.bulk_create(made)
    facts = {"helper": helper.pk, "on": on, "weeks": weeks, "place": access_point.pk}
    record("shift_offered", made[0], facts=facts, by=by)
    return made[0]


@transaction.atomic
def confirm(shift: Shift, *, by: Account) -> Shift:
    """`shift` counts from now on; returns it. Refuses: taken, when it was given up."""
    row = held(shift)
    if row.confirmed_at is None:
        row.confirmed_at, row.confirmed_by = timezone.now(), by
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        record("shift_confirmed", row, facts={"helper": row.helper_id}, by=by)
    return row


@transaction.atomic
def give_up(shift: Shift, *, by: Account) -> Shift:
    """The helper cannot come; somebody else may. Nobody asks why. Returns it. Refuses: taken."""
    row = held(shift)
    row.given_up_at, row.given_up_by = timezone.now(), by
    row.save(update_fields=["given_up_at", "given_up_by"])
    record("shift_given_up", row, facts={"helper": row.helper_id}, by=by)
    return row


@transaction.atomic
def step_in(shift: Shift, *, by: Account) -> Shift:
    """`by` comes instead of who gave `shift` up; returns the new shift, confirmed when that was.

    Refuses: taken (nobody gave it up, somebody stepped in, or `by` is elsewhere then), in_past,
    no_helper.
    """
    # Who stands in for a substitute stands in for the first: one seat, one row to lock.
    row = Shift.objects.select_for_update(of=("self",)).get(pk=shift.replaces_id or shift.pk)
    if row.given_up_at is None or row.replaced_by.filter(given_up_at=None).exists():
        raise ValidationError(_("Somebody is on the roster already."), code=TAKEN)
    if row.on < localdate():
        raise ValidationError(_("This day is over."), code="in_past")
    refuse_helper(row.access_point, by)
    turn(by)
    made = Shift(
        digibank_id=row.digibank_id,
        access_point_id=row.access_point_id,
        helper=by,
        on=row.on,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        offered_by=by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        replaces=row,
    )
    refuse_overlap(made)
    made.save()
    record("stepped_in", made, facts={"for": row.pk}, by=by)
    return made


def turn(helper: Account) -> None:
    """Whatever fills the hours of one helper takes turns."""
    Account.objects.select_for_update(no_key=True).get(pk=helper.pk)


def held(shift: Shift) -> Shift:
    """`shift` read again, locked. Refuses: taken, when it was given up."""
    row = Shift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
    if row.given_up_at:
        raise ValidationError(_("This was given up already."), code=TAKEN)
    return row


def refuse_helper(access_point: AccessPoint, helper: Account) -> None:
    """Refuses: no_helper, when the account does not help in that digibank."""
    members = access_point.digibank.memberships.current().filter(account=helper)
    if not members.filter(grants__role__in=HELPS).exists():
        refusal = ValidationError(_("Choose somebody who helps here."), code="no_helper")
        raise ValidationError({"helper": refusal})


def refuse_overlap(shift: Shift) -> None:
    """Refuses: taken, when the helper is on the roster in that stretch already."""
    same = Shift.objects.standing().filter(helper=shift.helper, on=shift.on)
    if same.filter(begins_at__lt=shift.ends_at, ends_at__gt=shift.begins_at).exists():
        sentence = _("On %(day)s this helper is on the roster then already.")
        raise ValidationError(sentence % {"day": shift.on.strftime("%d/%m/%Y")}, code=TAKEN)
