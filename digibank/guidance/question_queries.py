"""Reads of questions: lists of work, one question whole, what a person asked."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.accounts.models import Account
from digibank.guidance.models import Note, Question
from digibank.guidance.suggesting import questions_like
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.people.queries import found as persons_found

STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("Open"),
    "mijn": gettext_lazy("Mine"),
    "niemand": gettext_lazy("Of nobody yet"),
    "laat": gettext_lazy("Late"),
    "wacht": gettext_lazy("Waiting"),
    "klaar": gettext_lazy("Closed"),
}
FOUND = 100  # questions in an answer to words


def question_list(
    account: Account,
    digibank: Digibank,
    *,
    state: str = "open",
    text: str = "",
    theme: str = "",
    point: AccessPoint | None = None,
) -> QuerySet[Question]:
    """The questions of `digibank` that `account` may see: what has to be done first on top, or
    closed ones, newest first."""
    rows = Question.objects.visible_to(account).filter(condition_of(state, account))
    rows = rows.filter(digibank=digibank)
    if theme:
        rows = rows.filter(theme=theme)
    if point:
        rows = rows.filter(access_point=point)
    if text:
        alike = [one.pk for one in questions_like(account, digibank, text, FOUND)]
        people = [one.pk for one in persons_found(digibank, text)]
        rows = rows.filter(Q(pk__in=alike) | Q(person__in=people))
    rows = rows.select_related("person", "access_point", "assigned_to")
    if state == "klaar":
        return rows.order_by("-closed_at", "-pk")
    return rows.order_by(F("due_on").asc(nulls_last=True), "opened_at", "pk")


def condition_of(state: str, account: Account) -> Q:
    if state == "klaar":
        return Q(closed_at__isnull=False)
    conditions = {
        "mijn": Q(assigned_to=account),
        "niemand": Q(assigned_to=None),
        "laat": Q(due_on__lt=localdate()),
        "wacht": ~Q(waiting_for=""),
    }
    return Q(closed_at=None) & conditions.get(state, Q())


def notes_of(question: Question) -> QuerySet[Note]:
    return question.notes.select_related("by", "contact").order_by("at", "pk")


def questions_of(account: Account, person: Person, limit: int = 5) -> list[Question]:
    """What `person` asked, open ones on top, then the newest."""
    rows = Question.objects.visible_to(account).filter(person=person)
    rows = rows.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
    return list(rows.select_related("assigned_to")[:limit])


def to_do(account: Account, digibank: Digibank) -> QuerySet[Question]:
    """What `account` has to do now: its own questions that wait for nobody else."""
    rows = question_list(account, digibank, state="mijn")
    return rows.filter(Q(waiting_for="") | Q(due_on__lte=localdate()))


def held_about(person: Person) -> list[dict[str, object]]:
    """Everything questions hold of `person`, for who asks what we know."""
    rows: list[dict[str, object]] = []
    for question in Question.objects.filter(person=person).order_by("pk"):
        waits = f", {question.waiting_words}" if question.waiting_words else ""
        rows.append({"words": _("Question"), "value": f"{question}{waits}"})
        for note in question.notes.order_by("at", "pk"):
            rows.append({"words": note.at, "value": note.text})
        for one in question.files.select_related("file"):
            rows.append({"words": _("File"), "value": str(one.file)})
    return rows


def still_open(person: Person) -> str | None:
    """Why `person` cannot be erased now: a question is open."""
    if Question.objects.open().filter(person=person).exists():
        return _("A question of this person is still open. Close it first.")
    return None


def version_of_question(question: Question) -> str:
    return question.changed_at.isoformat()


def moment_seen(text: str) -> datetime | None:
    """The version that somebody saw, as a moment; None when it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
