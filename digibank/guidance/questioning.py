"""Questioning: a question that takes longer is opened, followed up, waits, and is closed."""

from datetime import date, datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import words
from digibank.guidance.contacting import (
    Chosen,
    count_visit,
    refuse_erased,
    refuse_strangers,
)
from digibank.guidance.models import (
    HELPS,
    Article,
    Contact,
    Note,
    Question,
    QuestionFile,
    QuestionWord,
)
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.paper.keeping import MIB, keep
from digibank.paper.models import Attachment
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN

# What may lie with a question, and the endings that such a file may have.
FILES = {
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/webp": {".webp"},
    "application/pdf": {".pdf"},
    "text/plain": {".txt", ".csv", ".log", ".md"},
}
# How a visit ended in which a question was closed; else somebody was helped on.
OUTCOMES: dict[str, str] = {
    Question.Closed.SOLVED: Contact.Outcome.SOLVED,
    Question.Closed.REFERRED: Contact.Outcome.REFERRED,
}
LARGEST = 10 * MIB  # bytes of a file
MOST_FILES = 20
GIVEN_KEYS = frozenset(
    {"digibank", "access_point", "person", "contact", "article", "opened_by", "assigned_to"}
    | {"closed_by"}
)


@transaction.atomic
def open_question(
    digibank: Digibank,
    *,
    theme: str,
    subject: str,
    text: str = "",
    access_point: AccessPoint | None = None,
    person: Person | None = None,
    contact: Contact | None = None,
    assigned_to: Account | None = None,
    due_on: date | None = None,
    by: Account,
) -> Question:
    """A question that takes longer than one visit; returns it.

    `contact` is the visit in which it was asked. Refuses: no_subject, other_digibank, erased,
    no_helper, due_too_early, and what the fields refuse.
    """
    refuse_strangers(digibank, access_point, person)
    refuse_erased(person or (contact.person if contact else None))
    if contact and contact.digibank_id != digibank.pk:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    row = Question(
        digibank=digibank,
        access_point=access_point,
        theme=theme,
        subject=subject.strip(),
        person=person or (contact.person if contact else None),
        contact=contact,
        opened_by=by,
    )
    if not row.subject:
        refusal = ValidationError(_("Write the question in one sentence."), code="no_subject")
        raise ValidationError({"subject": refusal})
    give_work(row, assigned_to, due_on)
    row.clean_fields(exclude=GIVEN_KEYS)
    row.save()
    if text.strip():
        write_note(row, text, by)
    index(row)
    facts: dict[str, object] = {"theme": theme}
    if row.person_id:
        facts["person"] = row.person_id
    record("question_opened", row, facts=facts, words={"subject": row.subject}, by=by)
    return row


@transaction.atomic
def follow_up(
    question: Question,
    *,
    seen: datetime,
    text: str = "",
    assigned_to: Account | None = None,
    due_on: date | None = None,
    waiting_for: str = "",
    waiting_words: str = "",
    channel: str = "",
    minutes: int | None = None,
    access_point: AccessPoint | None = None,
    by: Account,
) -> Question:
    """What happened with `question`, and what comes next; returns it.

    With a `channel` somebody was here or called: then it also counts as a visit, at `access_point`.
    Refuses: taken (somebody changed it after `seen`, or closed it), nothing_new, no_helper,
    due_too_early, which_service, and what the fields refuse.
    """
    row = held(question, seen)
    before = (row.assigned_to_id, row.due_on, row.waiting_for, row.waiting_words)
    give_work(row, assigned_to, due_on)
    let_wait(row, waiting_for, waiting_words)
    changed = before != (row.assigned_to_id, row.due_on, row.waiting_for, row.waiting_words)
    if not (text.strip() or channel or changed):
        raise ValidationError({"text": ValidationError(_("Write what happened."), "nothing_new")})
    row.clean_fields(exclude=GIVEN_KEYS)
    visit = visited(row, channel, minutes, access_point, by)
    if text.strip():
        write_note(row, text, by, visit)
    row.changed_at = timezone.now()
    row.save()
    facts: dict[str, object] = {"assigned_to": row.assigned_to_id, "waiting_for": row.waiting_for}
    if visit:
        facts["contact"] = visit.pk
    record("question_followed_up", row, facts=facts, by=by)
    return row


@transaction.atomic
def take_over(question: Question, *, by: Account) -> Question:
    """`by` does `question` from now on; returns it. Refuses: taken, when it is closed."""
    row = held(question)
    if row.assigned_to_id != by.pk:
        facts = {"from": row.assigned_to_id}
        row.assigned_to, row.changed_at = by, timezone.now()
        row.save(update_fields=["assigned_to", "changed_at"])
        record("question_taken_over", row, facts=facts, by=by)
    return row


@transaction.atomic
def say_whose(question: Question, *, person: Person, by: Account) -> Question:
    """`question` is of `person`; returns it. Refuses: taken, other_digibank, erased."""
    row = held(question)
    refuse_strangers(row.digibank, None, person)
    refuse_erased(person)
    row.person, row.changed_at = person, timezone.now()
    row.save(update_fields=["person", "changed_at"])
    record("question_of", row, facts={"person": person.pk}, by=by)
    return row


@transaction.atomic
def close(
    question: Question,
    *,
    closed: str,
    text: str = "",
    article: Article | None = None,
    channel: str = "",
    minutes: int | None = None,
    access_point: AccessPoint | None = None,
    by: Account,
) -> Question:
    """`question` is done; returns it. `article` is what answered it.

    Refuses: taken (it is closed), no_how, other_digibank, and what `follow_up` refuses.
    """
    if closed not in Question.Closed.values:
        raise ValidationError({"closed": ValidationError(_("Say how it ended."), "no_how")})
    row = held(question)
    if article and article.digibank_id != row.digibank_id:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    outcome = OUTCOMES.get(closed, Contact.Outcome.HELPED_ON)
    visit = visited(row, channel, minutes, access_point, by, outcome)
    if text.strip():
        write_note(row, text, by, visit)
    row.closed, row.closed_by, row.closed_at = closed, by, timezone.now()
    row.article = article
    row.waiting_for, row.waiting_words, row.waiting_since = "", "", None
    row.changed_at = row.closed_at
    row.save()
    facts: dict[str, object] = {"how": closed}
    if visit:
        facts["contact"] = visit.pk
    record("question_closed", row, facts=facts, by=by)
    return row


@transaction.atomic
def reopen(question: Question, *, by: Account) -> Question:
    """`question` was not done after all; returns it. Refuses: taken (it is open), forgotten."""
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.closed_at is None:
        raise ValidationError(_("This question is open already."), code=TAKEN)
    if row.forgotten_at:
        sentence = _("What happened is no longer kept. Open a new question.")
        raise ValidationError(sentence, code="forgotten")
    row.closed, row.closed_by, row.closed_at = "", None, None
    row.changed_at = timezone.now()
    row.save()
    record("question_reopened", row, by=by)
    return row


def add_file(question: Question, *, upload: "File[bytes]", by: Account) -> QuestionFile:
    """Keep `upload` with `question`; returns the file.

    Refuses: taken (it is closed), too_many_files, too_large, empty, national_number (in the name),
    kind_of_file, other_than_it_says.
    """
    # The bytes first, outside the transaction: a slow disk holds up nobody.
    name = upload.name or "bestand"
    attachment = keep(upload, name=name, by=by, limit_bytes=LARGEST)
    try:
        return put_with(question, attachment, by)
    except ValidationError:
        attachment.delete()  # what was refused is not kept
        raise


def put_with(question: Question, attachment: Attachment, by: Account) -> QuestionFile:
    """Refuses as `add_file` says, for a file whose bytes are kept already."""
    refuse_kind(attachment.media_type, attachment.name)
    with transaction.atomic():
        row = held(question)
        if row.files.count() >= MOST_FILES:
            raise ValidationError(_("Twenty files are enough here."), code="too_many_files")
        made = QuestionFile.objects.create(question=row, file=attachment, by=by)
        facts = {"file": made.pk, "kind": attachment.media_type}
        record("question_file_added", row, facts=facts, words={"name": attachment.name}, by=by)
    return made


@transaction.atomic
def remove_file(file: QuestionFile, *, by: Account) -> Question:
    """Take `file` away for good; returns the question. Refuses: taken, when that is closed or
    somebody else was first."""
    row = held(file.question)
    gone, _rows = row.files.filter(pk=file.pk).delete()
    if not gone:
        raise ValidationError(_("The file is gone."), code=TAKEN)
    record("question_file_removed", row, facts={"file": file.pk}, by=by)
    file.file.delete()  # its bytes follow when no row is left
    return row


def refuse_kind(media_type: str, name: str) -> None:
    """Refuses: kind_of_file; other_than_it_says, when the ending of `name` is that of something
    else."""
    if media_type not in FILES:
        sentence = _("Choose a picture, a PDF or a plain text.")
        raise ValidationError({"file": ValidationError(sentence, code="kind_of_file")})
    ending = PurePath(name).suffix.lower()
    if ending and ending not in FILES[media_type]:
        sentence = _("The name of this file says something else than what is in it.")
        raise ValidationError({"file": ValidationError(sentence, code="other_than_it_says")})


def held(question: Question, seen: datetime | None = None) -> Question:
    """`question` read again, locked. Refuses: taken, when it is closed or changed after `seen`."""
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.closed_at:
        raise ValidationError(_("This question is closed already."), code=TAKEN)
    if seen and row.changed_at != seen:
        raise ValidationError(_("Somebody else changed this question just now."), code=TAKEN)
    return row


def give_work(question: Question, assigned_to: Account | None, due_on: date | None) -> None:
    """Refuses: no_helper, due_too_early."""
    if assigned_to and assigned_to.pk != question.assigned_to_id:
        members = question.digibank.memberships.current().filter(account=assigned_to)
        if not members.filter(grants__role__in=HELPS).exists():
            refusal = ValidationError(_("Choose somebody who helps here."), code="no_helper")
            raise ValidationError({"assigned_to": refusal})
    if due_on and due_on < localdate() and due_on != question.due_on:
        refusal = ValidationError(_("Choose today or a later day."), code="due_too_early")
        raise ValidationError({"due_on": refusal})
    question.assigned_to, question.due_on = assigned_to, due_on


def let_wait(question: Question, waiting_for: str, waiting_words: str) -> None:
    """Refuses: which_service."""
    if waiting_for == Question.WaitingFor.SERVICE and not waiting_words.strip():
        refusal = ValidationError(_("Write which service."), code="which_service")
        raise ValidationError({"waiting_words": refusal})
    if waiting_for != question.waiting_for:
        question.waiting_since = timezone.now() if waiting_for else None
    question.waiting_for = waiting_for
    question.waiting_words = (
        waiting_words.strip() if waiting_for == Question.WaitingFor.SERVICE else ""
    )


def visited(
    question: Question,
    channel: str,
    minutes: int | None,
    access_point: AccessPoint | None,
    by: Account,
    outcome: str = Contact.Outcome.HELPED_ON,
) -> Contact | None:
    """The visit in which something happened with `question`, counted; None without a channel."""
    if not channel:
        return None
    return count_visit(
        question.digibank,
        chosen=[Chosen(question.theme)],
        access_point=access_point,
        person=question.person,
        facts={"channel": channel, "minutes": minutes, "outcome": outcome},
        by=by,
    )


def write_note(question: Question, text: str, by: Account, contact: Contact | None = None) -> Note:
    note = Note(question=question, text=text.strip(), by=by, contact=contact)
    try:
        note.clean_fields(exclude={"question", "by", "contact"})
    except ValidationError as refusal:
        raise ValidationError({"text": refusal.error_dict["text"]}) from refusal
    note.save()
    return note


def index(question: Question) -> None:
    """Write the words of the sentence of `question` for the search."""
    QuestionWord.objects.bulk_create(
        QuestionWord(question=question, digibank=question.digibank, word=word)
        for word in sorted(words.stems(question.subject))
    )
