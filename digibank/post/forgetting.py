"""Forgetting: what was said to a person goes when the person is erased; that it was said stays."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.erasing import drop_words_with
from digibank.people.models import Person
from digibank.post.gathering import locked
from digibank.post.judging import NO_WORDS
from digibank.post.models import AddressFault, CallAttempt, Dispatch, Message


def shared(person: Person, faults: QuerySet[AddressFault]) -> set[str]:
    """The addresses of these faults that somebody else here has too: the family keeps its wish."""
    addresses = set(faults.values_list("address", flat=True))
    others = Person.objects.filter(digibank=person.digibank_id).exclude(pk=person.pk)
    known = others.filter(Q(email__in=addresses) | Q(phone__in=addresses))
    same = {one for pair in known.values_list("email", "phone") for one in pair} & addresses
    streets = {address.partition("\n")[0]: address for address in addresses if "\n" in address}
    lived = others.filter(street__in=streets).values_list("street", flat=True)
    return same | {streets[street] for street in lived}


def forget(person: Person, by: Account) -> None:
    """Take names, addresses and texts out of all messages of `person`; what waits goes no more.

    Records nothing: the act that erases the person writes the entry, in its transaction.
    """
    now = timezone.now()
    locked(person.digibank_id, wait=True)  # in the order in which everybody takes these
    list(Dispatch.objects.filter(person=person).select_for_update(of=("self",)).order_by("pk"))
    waiting = Message.objects.waiting().filter(person=person)
    waiting.update(dropped_at=now, dropped_for="gone")
    rows = Dispatch.objects.filter(person=person)
    drop_words_with(person=person.pk)  # remarks on calls
    CallAttempt.objects.filter(dispatch__in=rows).update(remark="")
    faults = AddressFault.objects.filter(dispatch__in=rows)
    faults.exclude(address__in=shared(person, faults)).delete()
    faults.update(words="", evidence="")
    rows.waiting().update(withdrawn_at=now, leased_until=None)
    rows.update(**NO_WORDS)
