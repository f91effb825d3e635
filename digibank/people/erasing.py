"""Erasing: who somebody was goes; that somebody came, with age and municipality, stays."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger import erasing as ledger_erasing
from digibank.people import indexing
from digibank.people.models import Card, HouseholdMember, Person, SamePerson
from digibank.ui import subjects

# What a figure may still need. Everything else on the record goes.
STAYS = frozenset(
    {"id", "digibank", "age_band", "postcode", "refnis", "gender", "target_groups", "language"}
    | {"registered_at", "registered_by", "changed_at", "erased_at", "erased_for"}
    | {"needs_interpreter", "reads_with_difficulty"}
)


@transaction.atomic
def erase(person: Person, *, erased_for: str, by: Account) -> Person:
    """Take all that tells who `person` is out of every room; returns the numbered stub.

    The entry in the ledger is that of the words that went: who erased, and when.
    Refuses: erased, in_use (a room still needs the person, an open loan), no_reason.
    """
    # Not its key: what others write about the person meanwhile (a new dispatch) need not wait.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.erased_at:
        raise ValidationError(_("This person is erased already."), code="erased")
    if erased_for not in Person.Erased.values:
        raise ValidationError(_("Say why."), code="no_reason")
    if reasons := subjects.kept_for(person):
        raise ValidationError([ValidationError(why, code="in_use") for why in reasons])
    empty(person)
    person.erased_at = person.changed_at = timezone.now()
    person.erased_for = erased_for
    person.full_clean()
    person.save()
    indexing.index(person)
    drop_words(person)
    ledger_erasing.drop_words_with(other=person.pk)  # why another record was linked with this one
    subjects.erase(person, by=by)
    ledger_erasing.erase_words(person, by=by)
    return person


def empty(person: Person) -> None:
    """Every field outside `STAYS` back to what a new record has; of the birth only the age."""
    person.age_band = person.age
    for field in person._meta.concrete_fields:
        if field.name not in STAYS:
            setattr(person, field.attname, field.get_default())


def drop_words(person: Person) -> None:
    """The cards end, their codes too; links stay for counting, without the words why."""
    person.cards.valid().update(ended_at=timezone.now(), end=Card.End.REVOKED)
    links = SamePerson.objects.filter(Q(one=person) | Q(other=person))
    links.update(reason="")
    HouseholdMember.objects.filter(person=person).delete()  # who lived with whom is of nobody else
