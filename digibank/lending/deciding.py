"""Deciding: until when somebody may borrow, and because of what."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.handing_out import read_again
from digibank.lending.models import Eligibility, Ground
from digibank.network.models import Digibank
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN


@transaction.atomic
def decide(
    person: Person,
    *,
    until: date,
    grounds: Collection[Ground] = (),
    is_exception: bool = False,
    reason: str = "",
    by: Account,
) -> Eligibility:
    """Say that `person` may borrow until `until`, that day included; returns the decision.

    It replaces the one before, which is kept. A day in the past ends it; loans that are open stay.
    `grounds` is what was seen. An exception counts only when a second person agrees (`agree`).
    Refuses: erased, no_ground (the digibank has grounds, and none was seen), no_reason (of an
    exception), ended (a ground that does not count today), what `FreeText` refuses in the reason.
    """
    person = read_again(person)
    counting = set(Ground.objects.counting().filter(digibank=person.digibank_id))
    if set(grounds) - counting:
        refuse("grounds", _("This does not count any more."), "ended")
    if is_exception and not reason.strip():
        refuse("reason", _("Why is this an exception?"), "no_reason")
    lasts = until >= localdate()
    # Also in January, when the amounts of the new year are not there yet.
    known = Ground.objects.filter(digibank=person.digibank_id, ended_at=None)
    if lasts and not grounds and not is_exception and known.exists():
        sentence = _("Tick what you saw. Is it nothing of this? Ask for an exception.")
        refuse("grounds", sentence, "no_ground")
    former = person.eligibilities.waiting() if is_exception else person.eligibilities
    former.filter(replaced_at=None).update(replaced_at=timezone.now())
    decision = Eligibility(
        person=person, until=until, is_exception=is_exception, reason=reason, decided_by=by
    )
    decision.clean_fields(exclude={"person", "decided_by", "agreed_by"})
    decision.save()
    decision.grounds.set(grounds)
    facts: dict[str, object] = {
        "until": until.isoformat(),
        "grounds": sorted(one.pk for one in grounds),
    }
    facts |= {"exception": is_exception}
    record("eligibility_decided", person, facts=facts, words={"reason": reason}, by=by)
    return decision


def refuse(field: str, sentence: str, code: str) -> None:
    raise ValidationError({field: ValidationError(sentence, code=code)})


def waiting(decision: Eligibility) -> Eligibility:
    """The exception, its person held. Refuses: taken, when somebody answered it already."""
    read_again(decision.person)
    row = Eligibility.objects.waiting().select_related("person").filter(pk=decision.pk).first()
    if row is None:
        raise ValidationError(_("Somebody answered this already."), code=TAKEN)
    return row


@transaction.atomic
def agree(decision: Eligibility, *, by: Account) -> Eligibility:
    """A second person agrees with an exception: it counts from now on. Returns the decision.

    Refuses: taken (answered already), second_person (who asked cannot agree).
    """
    row = waiting(decision)
    if row.decided_by_id == by.pk:
        raise ValidationError(_("Somebody else has to agree with it."), code="second_person")
    now = timezone.now()
    row.person.eligibilities.in_force().update(replaced_at=now)
    row.agreed_at, row.agreed_by = now, by
    row.save(update_fields=["agreed_at", "agreed_by"])
    record("exception_agreed", row.person, facts={"until": row.until}, by=by)
    return row


@transaction.atomic
def turn_down(decision: Eligibility, *, by: Account) -> Eligibility:
    """An exception does not come; what was decided before still counts. Refuses: taken."""
    row = waiting(decision)
    row.replaced_at = timezone.now()
    row.save(update_fields=["replaced_at"])
    record("exception_turned_down", row.person, by=by)
    return row


@transaction.atomic
def add_ground(digibank: Digibank, *, by: Account, **says: Any) -> Ground:  # noqa: ANN401 fields
    """From now on somebody may borrow because of this; returns the ground.

    `says` are fields of Ground. Refuses: taken, no_year (an amount without a year), and what the
    fields refuse.
    """
    row = Ground(digibank=digibank, **says)
    row.clean_fields(exclude={"digibank"})
    row.validate_constraints(exclude=None)
    row.save()
    facts = {"year": row.year, "income_cents": row.income_cents, "member_cents": row.member_cents}
    record("ground_added", row, facts=facts, words={"words": row.words}, by=by)
    return row


@transaction.atomic
def end_ground(ground: Ground, *, by: Account) -> Ground:
    """It does not count for new decisions; those that were made stay. Refuses: taken."""
    row = Ground.objects.select_for_update().get(pk=ground.pk)
    if row.ended_at:
        raise ValidationError(_("This does not count any more."), code=TAKEN)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("ground_ended", row, by=by)
    return row
