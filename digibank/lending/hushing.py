"""Hushing: somebody died, moved or is ill; nobody reminds them any more, and a person decides."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.handing_out import read_again
from digibank.lending.models import Quiet
from digibank.people.models import Person


@transaction.atomic
def hush(person: Person, *, why: str, contact: str = "", by: Account) -> Quiet:
    """Nothing is told to `person` about loans any more; what they have is decided by a person.
    Returns the silence. Refuses: erased, taken (they are not reminded already), fields."""
    person = read_again(person)
    row = Quiet(person=person, why=why, contact=contact.strip(), made_by=by)
    row.clean_fields(exclude={"person", "made_by"})
    row.validate_constraints(exclude=None)
    row.save()
    record("hushed", person, facts={"why": why}, words={"contact": row.contact}, by=by)
    return row


@transaction.atomic
def speak(person: Person, *, by: Account) -> None:
    """They are told again. Refuses: not_quiet."""
    read_again(person)
    if not person.silences.filter(ended_at=None).update(ended_at=timezone.now()):
        raise ValidationError(_("They are reminded already."), code="not_quiet")
    record("told_again", person, by=by)
