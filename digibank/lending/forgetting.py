"""Forgetting: the loans of a person stay for counting, what tells who it was goes."""

from digibank.accounts.models import Account
from digibank.ledger.erasing import drop_words_with
from digibank.lending.models import Agreement, Part
from digibank.people.models import Person


def forget(person: Person, by: Account) -> None:
    """Empty agreements, signatures, remarks and reasons about `person`, and names in the ledger.

    Records nothing: the act that erases the person writes the entry, in its transaction.
    """
    agreements = Agreement.objects.filter(loan__person=person)
    drawings = [one.signature for one in agreements.exclude(signature=None)]
    agreements.update(text="", signature=None)
    for drawing in drawings:
        if drawing:
            drawing.delete()  # its bytes follow when no row is left
    person.loans.update(remark="")
    Part.objects.filter(loan__person=person).update(given_remark="", back_remark="")
    person.eligibilities.update(reason="")
    drop_words_with(person=person.pk)
