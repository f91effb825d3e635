"""Carding: a person gets a card, loses it, gets another one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.people.models import Card, Person
from digibank.ui import codes
from digibank.ui.refusals import TAKEN


@transaction.atomic
def issue(person: Person, *, by: Account) -> Card:
    """Give `person` a first card, with a new random code; returns the card.

    Refuses: erased; taken, when there is a valid card.
    """
    person = held(person)
    card = new_card(person)
    record("card_issued", person, facts={"card": card.pk}, by=by)
    return card


@transaction.atomic
def replace(card: Card, *, lost: bool = False, by: Account) -> Card:
    """End `card`, `lost` or worn, and give another one; returns the new card.

    Refuses: taken, when the card ended already; erased.
    """
    person = held(card.person)
    end(card, Card.End.LOST if lost else Card.End.REPLACED)
    made = new_card(person)
    facts: dict[str, object] = {"card": made.pk, "former": card.pk, "lost": lost}
    record("card_replaced", person, facts=facts, by=by)
    return made


@transaction.atomic
def revoke(card: Card, *, by: Account) -> Card:
    """End `card`; the person has none from now on. Returns the ended card.

    Refuses: taken, when the card ended already.
    """
    person = held(card.person)
    ended = end(card, Card.End.REVOKED)
    record("card_revoked", person, facts={"card": card.pk}, by=by)
    return ended


def held(person: Person) -> Person:
    """The person, locked: all that happens to cards of one person takes turns. Refuses: erased."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        raise ValidationError(_("This person is erased."), code="erased")
    return person


def new_card(person: Person) -> Card:
    card = Card(person=person, code=codes.new_code(codes.CARD))
    card.full_clean()
    card.save()
    return card


def end(card: Card, how: str) -> Card:
    card = Card.objects.get(pk=card.pk)  # read under the lock of its person
    if card.ended_at:
        raise ValidationError(_("This card ended already."), code=TAKEN)
    card.ended_at, card.end = timezone.now(), how
    card.full_clean()
    card.save()
    return card
