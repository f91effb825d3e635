"""Forgetting: what was said to a person goes when the person is erased; that it was said stays."""

from django.utils import timezone

from digibank.accounts.models import Account
from digibank.ledger.erasing import drop_words_with
from digibank.people.models import Person
from digibank.post.failing import NO_WORDS
from digibank.post.models import AddressFault, CallAttempt, Dispatch, Message


def forget(person: Person, by: Account) -> None:
    """Take names, addresses and texts out of all messages of `person`; what waits goes no more.

    Records nothing: the act that erases the person writes the entry, in its transaction.
    """
    now = timezone.now()
    waiting = Message.objects.waiting().filter(person=person)
    waiting.update(dropped_at=now, dropped_for="gone")
    rows = Dispatch.objects.filter(person=person)
    drop_words_with(person=person.pk)  # remarks on calls
    CallAttempt.objects.filter(dispatch__in=rows).update(remark="")
    AddressFault.objects.filter(dispatch__in=rows).delete()
    rows.waiting().update(withdrawn_at=now, leased_until=None)
    rows.update(**NO_WORDS)
