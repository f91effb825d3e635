"""Deciding: until when somebody may borrow."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.handing_out import read_again
from digibank.lending.models import Eligibility
from digibank.people.models import Person


@transaction.atomic
def decide(person: Person, *, until: date, reason: str = "", by: Account) -> Eligibility:
    """Say that `person` may borrow until `until`, that day included; returns the decision.

    It replaces the one before, which is kept. A day in the past ends it; loans that are open stay.
    Refuses: erased, and what `FreeText` refuses in the reason.
    """
    person = read_again(person)
    person.eligibilities.filter(replaced_at=None).update(replaced_at=timezone.now())
    decision = Eligibility(person=person, until=until, reason=reason, decided_by=by)
    decision.clean_fields(exclude={"person", "decided_by"})
    decision.save()
    facts = {"until": until.isoformat()}
    record("eligibility_decided", person, facts=facts, words={"reason": reason}, by=by)
    return decision
