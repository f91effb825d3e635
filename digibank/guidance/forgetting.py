"""Forgetting: what was counted stays, the story goes."""

from django.db.models import QuerySet
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.guidance.models import (
    Appointment,
    Mandate,
    Note,
    Question,
    QuestionFile,
    QuestionWord,
    Referral,
)
from digibank.ledger.erasing import drop_words_about, drop_words_with
from digibank.paper.models import Attachment
from digibank.people.models import Person


def forget(person: Person, by: Account) -> None:
    """Take the story of `person` out of the helpdesk; contacts stay, of a numbered stub.

    Records nothing: the act that erases the person writes the entry, in its transaction.
    """
    forget_questions(list(Question.objects.filter(person=person)))
    forget_appointments(Appointment.objects.filter(person=person))
    forget_referrals(Referral.objects.filter(person=person))
    forget_mandates(list(Mandate.objects.filter(person=person)))
    drop_words_with(person=person.pk)


def forget_referrals(rows: QuerySet[Referral]) -> int:
    """Empty the words of referrals; that they were, and how they ended, stays. Returns how many.

    Records nothing.
    """
    for one in rows:
        drop_words_about(one)
    empty = {"name": "", "phone": "", "need": "", "reason": "", "outcome_words": ""}
    return rows.update(**empty, shared=[], forgotten_at=timezone.now())


def forget_mandates(mandates: list[Mandate]) -> int:
    """Empty the texts and signatures of mandates; their hashes stay. Returns how many.

    Records nothing.
    """
    drawings = [one.signature for one in mandates if one.signature]
    rows = Mandate.objects.filter(pk__in=[one.pk for one in mandates])
    count = rows.update(text="", other="", signature=None, forgotten_at=timezone.now())
    for drawing in drawings:
        drawing.delete()  # its bytes follow when no row is left
    return count


def forget_appointments(rows: QuerySet[Appointment]) -> int:
    """Empty the words and addresses of appointments; that they were stays. Returns how many.

    Records nothing.
    """
    empty = {"subject": "", "street": "", "postcode": "", "safety": ""}
    return rows.update(**empty, forgotten_at=timezone.now())


def forget_questions(questions: list[Question]) -> int:
    """Empty the stories of closed `questions`: sentence, notes, files, words in the ledger.

    Records nothing. Returns how many.
    """
    numbers = [one.pk for one in questions]
    Note.objects.filter(question__in=numbers).delete()
    QuestionWord.objects.filter(question__in=numbers).delete()
    files = list(QuestionFile.objects.filter(question__in=numbers))
    kept = [one.file_id for one in files]
    QuestionFile.objects.filter(question__in=numbers).delete()
    for attachment in Attachment.objects.filter(pk__in=kept):
        attachment.delete()  # its bytes follow when no row is left
    rows = Question.objects.filter(pk__in=numbers)
    rows.update(subject="", waiting_words="", forgotten_at=timezone.now())
    for one in questions:
        drop_words_about(one)
    return len(numbers)
