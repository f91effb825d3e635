"""Housing: who lives with whom, as far as the rules of a digibank need it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.people.models import Household, HouseholdMember, Person
from digibank.people.queries import household_of
from digibank.ui.refusals import TAKEN


@transaction.atomic
def join(person: Person, *, other: Person, by: Account) -> Household:
    """`person` lives with `other` and with everybody `other` lives with; returns the household.

    Refuses: same_record, other_digibank, erased, taken (lives with others already).
    """
    pair = Person.objects.select_for_update().filter(pk__in={person.pk, other.pk}).order_by("pk")
    both = {one.pk: one for one in pair}
    if len(both) < 2:
        raise ValidationError(_("Choose another record."), code="same_record")
    person, other = both[person.pk], both[other.pk]
    if person.digibank_id != other.digibank_id:
        raise ValidationError(_("This person belongs to another digibank."), code="other_digibank")
    if person.erased_at or other.erased_at:
        raise ValidationError(_("This person is erased."), code="erased")
    household = household_of(other, hold=True)
    if household_of(person):
        raise ValidationError(_("This person lives with others already."), code=TAKEN)
    if household is None:
        household = Household.objects.create(digibank_id=other.digibank_id)
        HouseholdMember.objects.create(household=household, person=other)
    HouseholdMember.objects.create(household=household, person=person)
    record("lives_with", person, facts={"household": household.pk, "other": other.pk}, by=by)
    return household


@transaction.atomic
def leave(person: Person, *, by: Account) -> None:
    """`person` does not live with them any more; who is left alone is no household either.

    Refuses: taken (lives with nobody).
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    household = household_of(person, hold=True)
    if household is None:
        raise ValidationError(_("This person lives with nobody we know of."), code=TAKEN)
    household.members.filter(person=person, left_at=None).update(left_at=timezone.now())
    rest = household.members.filter(left_at=None)
    if rest.count() == 1:
        rest.update(left_at=timezone.now())
    record("lives_apart", person, facts={"household": household.pk}, by=by)
