"""Forgetting: what was said to a person goes when the person is erased; that it was said stays."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.erasing import drop_words_with
from digibank.network.models import Digibank
from digibank.people.models import Person
from digibank.post.gathering import locked
from digibank.post.judging import NO_WORDS
from digibank.post.models import (
    AddressFault,
    CallAttempt,
    Dispatch,
    DispatchQuerySet,
    Message,
    MessageQuerySet,
)
from digibank.post.recipients import named


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
    locked(person.digibank_id, wait=True)  # in the order in which everybody takes these
    rows = Dispatch.objects.filter(person=person)
    list(rows.select_for_update(of=("self",)).order_by("pk"))
    drop_words_with(person=person.pk)  # remarks on calls
    faults = AddressFault.objects.filter(dispatch__in=rows)
    faults.exclude(address__in=shared(person, faults)).delete()
    faults.update(words="", evidence="")
    silence(Message.objects.filter(person=person), rows)


def forget_recipient(digibank: Digibank, recipient: Model) -> None:
    """The same for one who is no person of ours: a donor. Records nothing."""
    locked(digibank.pk, wait=True)
    rows = Dispatch.objects.filter(digibank=digibank, recipient=named(recipient))
    list(rows.select_for_update(of=("self",)).order_by("pk"))
    AddressFault.objects.filter(dispatch__in=rows).delete()
    silence(Message.objects.filter(digibank=digibank, recipient=named(recipient)), rows)


def silence(messages: MessageQuerySet, rows: DispatchQuerySet) -> None:
    """Nothing of `messages` goes out any more, and no word stays in the dispatches `rows`."""
    now = timezone.now()
    messages.waiting().update(dropped_at=now, dropped_for="gone")
    CallAttempt.objects.filter(dispatch__in=rows).update(remark="")
    rows.waiting().update(withdrawn_at=now, leased_until=None)
    rows.update(**NO_WORDS)


def forget_words_about(subjects: Iterable[str]) -> None:
    """Empty what was said about these subjects, to whomever it was said. Records nothing: it serves
    an act that erases."""
    said = Dispatch.objects.filter(messages__subject__in=list(subjects))
    Dispatch.objects.filter(pk__in=list(said.values_list("pk", flat=True))).update(**NO_WORDS)
