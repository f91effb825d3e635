from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models.articles import Article
from digibank.guidance.models.contacts import HELPS, Contact
from digibank.network.models import (
    AccessPoint,
    Digibank,
    Membership,
    where_they_work,
)
from digibank.people.models import Person
from digibank.ui.fields import FreeText, Words


def questions_reached(account: Account, path: str = "") -> Q:
    """The condition that a question at `path` lies where `account` works, or is theirs to do."""
    mine = Membership.objects.reaching(account, f"{path}digibank", *HELPS)
    here = where_they_work(account, f"{path}digibank", f"{path}access_point")
    return mine & (here | Q(**{f"{path}assigned_to": account})) if here else mine


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, account: Account) -> Self:
        """The questions of the access points where `account` works, and those they must do, with
        all that the page of a question names."""
        rows = self.filter(questions_reached(account))
        return rows.select_related(
            "digibank", "access_point", "person", "assigned_to", "opened_by", "closed_by", "article"
        )

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Question(models.Model):
    """A question that takes longer than one visit: it has a story, until that is forgotten."""

    class WaitingFor(models.TextChoices):
        PERSON = "person", _("the person")
        SERVICE = "service", _("another service")

    class Closed(models.TextChoices):
        SOLVED = "solved", _("Solved")
        HELPED_ON = "helped_on", _("Helped on")
        REFERRED = "referred", _("Referred")
        STAYED_AWAY = "stayed_away", _("The person did not come back")
        NOT_POSSIBLE = "not_possible", _("It cannot be solved")

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="questions", db_index=False)
    access_point = models.ForeignKey(
        AccessPoint, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    theme = models.CharField(_("About what?"), max_length=20, choices=themes.CHOICES)
    subject = Words(_("The question in one sentence"), max_length=160, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Who does it?"),
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    waiting_for = models.CharField(
        _("Waits for"), max_length=10, choices=WaitingFor.choices, blank=True
    )
    waiting_words = Words(_("Which service?"), max_length=120, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed = models.CharField(
        _("How did it end?"), max_length=12, choices=Closed.choices, blank=True
    )
    # The version: who changes a question says which one they saw.
    changed_at = models.DateTimeField(default=timezone.now)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # its story is gone

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closed="")
                | (Q(closed_at__gte=F("opened_at"), closed_by__isnull=False) & ~Q(closed="")),
                name="question_closed_with_how",
            ),
            models.CheckConstraint(
                condition=Q(waiting_for="", waiting_since=None)
                | (~Q(waiting_for="") & Q(waiting_since__isnull=False)),
                name="question_waits_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(closed_at__isnull=False, subject=""),
                name="question_forgotten_once_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "due_on", "opened_at"],
                condition=Q(closed_at=None),
                name="open_questions_by_due",
            ),
            models.Index(
                fields=["digibank", "-closed_at"],
                condition=Q(closed_at__isnull=False),
                name="closed_questions",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or gettext("%(theme)s, forgotten") % {"theme": self.theme_name}

    def get_absolute_url(self) -> str:
        return reverse("guidance:question", args=[self.pk])

    @property
    def theme_name(self) -> str:
        return themes.name_of(self.theme)

    @property
    def icon(self) -> str:
        return themes.icon_of(self.theme)

    @property
    def is_late(self) -> bool:
        return self.closed_at is None and self.due_on is not None and self.due_on < localdate()

    @property
    def state(self) -> tuple[str, str]:
        """(kind of tag, words) of how it stands."""
        if self.closed_at:
            return "ok", self.get_closed_display()
        if self.waiting_for:
            return "idle", gettext("Waits for %(what)s") % {"what": self.get_waiting_for_display()}
        if self.is_late:
            return "stop", gettext("Late")
        return (
            ("busy", gettext("Busy"))
            if self.assigned_to_id
            else ("warn", gettext("Nobody does it yet"))
        )


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(questions_reached(account, "question__"))


class Note(models.Model):
    """What happened with a question, in somebody's words."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="notes")
    text = FreeText(_("What happened?"), validators=[MaxLengthValidator(4000)])
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The visit in which it happened, when somebody was here or called.
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="notes"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class QuestionFileQuerySet(models.QuerySet["QuestionFile"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(questions_reached(account, "question__"))


class QuestionFile(models.Model):
    """A file with a question: a letter, a screenshot."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="files")
    file = models.ForeignKey("paper.Attachment", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = QuestionFileQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class QuestionWord(models.Model):
    """A word of the sentence of a question, as its stem: what the search looks in."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="words")
    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=30)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["digibank", "word", "question", "weight"], name="questions_by_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.question_id}"
