"""Forgetting: the loans of a person stay for counting, what tells who it was goes."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.devices.models import Handover
from digibank.ledger.erasing import drop_words_with
from digibank.ledger.models import name_of
from digibank.lending.models import (
    Agreement,
    Claim,
    Eligibility,
    Incident,
    LateDecision,
    Loan,
    LoanRequest,
    Part,
    Reservation,
    Skip,
    Swap,
    Visit,
    Waiver,
)
from digibank.lending.occupying import end
from digibank.people.models import Person
from digibank.post.forgetting import forget_words_about


def forget(person: Person, by: Account) -> None:
    """Empty agreements, signatures, remarks and reasons about `person`, and names in the ledger.

    Records nothing: the act that erases the person writes the entry, in its transaction.
    """
    agreements = Agreement.objects.filter(Q(loan__person=person) | Q(set__person=person))
    drawings = [one.signature for one in agreements.exclude(signature=None)]
    agreements.update(text="", signature=None)
    for drawing in drawings:
        if drawing:
            drawing.delete()  # its bytes follow when no row is left
    person.silences.update(contact="")
    person.set_loans.update(purpose="")
    person.loans.update(remark="")
    Part.objects.filter(loan__person=person).update(given_remark="", back_remark="")
    person.eligibilities.update(reason="")
    Eligibility.grounds.through.objects.filter(eligibility__person=person).delete()
    now = timezone.now()
    for kept in person.reservations.open():
        end(kept, Reservation.End.CANCELLED, now)
    person.reservations.update(purpose="")
    person.loan_requests.open().update(ended_at=now, end=LoanRequest.End.WITHDRAWN)
    person.loan_requests.update(goal="", reason="")
    of_them = Q(request__person=person) | Q(offer__request__person=person)
    Skip.objects.filter(of_them).update(reason="")
    incidents = Incident.objects.filter(loan__person=person)
    photos = [one.photo for one in incidents.exclude(photo=None)]
    incidents.update(story="", police="", ending="", photo=None)
    for photo in photos:
        if photo:
            photo.delete()  # its bytes follow when no row is left
    LateDecision.objects.filter(loan__person=person).update(reason="–")
    claims = Claim.objects.filter(loan__person=person)
    claims.update(reason="")
    forget_words_about(name_of(one) for one in claims)  # who pays for them read their name
    Waiver.objects.filter(claim__loan__person=person).update(remark="")
    theirs = Handover.objects.filter(was_lent=True, device__loans__in=given_to(person))
    theirs.update(to_name="–", remark="")
    person.visits.open().update(closed_at=now, end=Visit.End.CANCELLED, closed_by=by)
    person.visits.update(remark="")
    Swap.objects.filter(loan__person=person).update(reason="–")
    drop_words_with(person=person.pk)


def given_to(person: Person) -> QuerySet[Loan]:
    """The loans that ended because the device is theirs."""
    return Loan.objects.filter(person=person, end=Loan.End.GIVEN)
