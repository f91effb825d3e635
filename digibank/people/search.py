"""What people adds to the one box: persons by name or phone, and scanned cards."""

from django.utils.formats import date_format

from digibank.accounts.models import Account
from digibank.network.models import Digibank
from digibank.people import queries, rules
from digibank.people.models import Card, Person
from digibank.ui.searching import Hit
from digibank.ui.templatetags.ui import phone


def persons(account: Account, digibank: Digibank, text: str, limit: int) -> list[Hit]:
    """The persons of `digibank` that `text` speaks of; none for who does not meet persons."""
    if not rules.can_meet_persons(account, digibank):
        return []
    return [hit_of(person) for person in queries.found(digibank, text, limit)]


def hit_of(person: Person) -> Hit:
    return Hit(str(person), meta_of(person), person.get_absolute_url(), "person")


def meta_of(person: Person) -> str:
    """What tells namesakes apart, on one line."""
    born = date_format(person.born_on, "j F Y") if person.born_on else person.get_age_band_display()
    facts = [born, person.municipality, phone(person.phone)]
    return " · ".join(str(fact) for fact in facts if fact)


def opened(account: Account, digibank: Digibank, code: str) -> str | None:
    """A scanned card: to the person, or to the card when it ended already."""
    card = Card.objects.visible_to(account).filter(code=code).select_related("person").first()
    if card is None:
        return None
    return card.get_absolute_url() if card.ended_at else card.person.get_absolute_url()
