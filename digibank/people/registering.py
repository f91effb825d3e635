"""Registering: somebody new, or what we know of somebody changes."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.network.queries import partners_of
from digibank.network.territory import municipalities_at
from digibank.people import indexing, languages, names, queries
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN

LIKELY = "likely_same"
OLDEST = 120  # years


@transaction.atomic
def register(
    digibank: Digibank, *, others: Collection[int] = (), by: Account, **facts: object
) -> Person:
    """Register somebody in `digibank` with `facts`, fields of Person; returns the person.

    `others` are persons (their numbers) whom the desk saw and calls somebody else.
    Refuses: likely_same, no_name, born_later, born_too_early, postcode, refnis, phone,
    no_address, no_phone, no_email, no_helper, no_referrer, other_digibank, national_number,
    payment_card, secret.
    """
    person = Person(digibank=digibank, registered_by=by)
    fill(person, facts)
    person.save()
    # The index holds its names until the end: two desks with the same person take turns here.
    indexing.index(person)
    alike = [one for one in queries.alike(person) if one.person.pk not in others]
    if alike:
        words = _("Look whether this person is here already.")
        raise ValidationError(words, code=LIKELY, params={"alike": alike})
    record("registered", person, facts={"age": person.age, "language": person.language}, by=by)
    return person


@transaction.atomic
def change(person: Person, *, seen: datetime, by: Account, **facts: object) -> Person:
    """Change `person`, who was as at the moment `seen`; returns the changed person.

    Refuses: taken, when somebody changed the record after `seen`; erased; and what `register` does.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        raise ValidationError(_("This person is erased."), code="erased")
    if person.changed_at != seen:
        raise ValidationError(_("Somebody else changed this person just now."), code=TAKEN)
    before = {name: getattr(person, name) for name in facts}
    fill(person, facts)
    changed = sorted(name for name in facts if getattr(person, name) != before[name])
    if changed:
        person.changed_at = timezone.now()
        person.save()
        indexing.index(person)
        record("changed", person, facts={"fields": changed}, by=by)
    return person


def fill(person: Person, facts: dict[str, object]) -> None:
    """Put `facts` on `person`, each in the form we keep it, and check the whole."""
    for name, value in facts.items():
        setattr(person, name, value)
    person.phone = phone_of(person.phone)
    person.email = person.email.strip().lower()
    if person.born_on:
        person.age_band = ""
    check_birth(person.born_on)
    place(person)
    person.full_clean()
    check_language(person)
    check_referrer(person)
    check_channel(person)


def phone_of(text: str) -> str:
    """A phone number in any notation as E.164. Refuses: phone."""
    found = names.e164(text) if text else ""
    if text and not found:
        raise ValidationError(
            {"phone": ValidationError(_("Look at the phone number again."), code="phone")}
        )
    return found


def check_birth(born_on: date | None) -> None:
    """Refuses: born_later, born_too_early."""
    today = localdate()
    if born_on and born_on > today:
        refusal = ValidationError(_("This day is still to come."), code="born_later")
        raise ValidationError({"born_on": refusal})
    if born_on and born_on.year < today.year - OLDEST:
        refusal = ValidationError(_("Look at the year again."), code="born_too_early")
        raise ValidationError({"born_on": refusal})


def place(person: Person) -> None:
    """The municipality that belongs to the postcode. Refuses: postcode, refnis."""
    if not person.postcode:
        person.refnis = ""
        return
    known = [code for code, _name in municipalities_at(person.postcode)]
    if not known:
        refusal = ValidationError(_("This postcode does not exist in Belgium."), code="postcode")
        raise ValidationError({"postcode": refusal})
    if len(known) == 1:
        person.refnis = known[0]
    if person.refnis not in known:
        refusal = ValidationError(_("Choose the municipality."), code="refnis")
        raise ValidationError({"refnis": refusal})


def check_language(person: Person) -> None:
    """Refuses: language."""
    if person.language not in languages.ALL:
        refusal = ValidationError(_("Choose a language."), code="language")
        raise ValidationError({"language": refusal})


def check_referrer(person: Person) -> None:
    """Refuses: other_digibank, when who sent the person here takes no part in this digibank."""
    referrer = person.referrer
    if referrer and not partners_of(person.digibank).filter(pk=referrer.pk).exists():
        refusal = ValidationError(_("Choose a partner of this digibank."), code="other_digibank")
        raise ValidationError({"referrer": refusal})


def check_channel(person: Person) -> None:
    """Refuses: no_address, no_phone, no_email, no_helper, no_referrer."""
    channel, ways = person.channel, Person.Channel
    if channel == ways.LETTER and not (person.street and person.postcode):
        refuse_channel(_("A letter needs a street and a postcode."), "no_address")
    if channel in {ways.PHONE, ways.SMS} and not person.phone:
        refuse_channel(_("Fill in a phone number, or choose another way."), "no_phone")
    if channel == ways.EMAIL and not person.email:
        refuse_channel(_("Fill in an e-mail address, or choose another way."), "no_email")
    if channel == ways.HELPER and not person.helper:
        refuse_channel(_("Fill in who helps, or choose another way."), "no_helper")
    if channel == ways.REFERRER and not person.referrer_id:
        refuse_channel(_("Choose which organisation, or choose another way."), "no_referrer")


def refuse_channel(words: str, code: str) -> None:
    raise ValidationError({"channel": ValidationError(words, code=code)})
