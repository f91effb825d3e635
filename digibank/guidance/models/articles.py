from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.network.models import Digibank, Membership
from digibank.ui.fields import FreeText, Words

LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, account: Account) -> Self:
        """The articles of every digibank where `account` works."""
        return self.filter(Membership.objects.reaching(account, "digibank"))

    def current(self) -> Self:
        return self.filter(ended_at=None)


class Article(models.Model):
    """Short steps that answer one question. Somebody keeps it, and looks at it again on a day."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="articles")
    theme = models.CharField(_("About what?"), max_length=20, choices=themes.CHOICES)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Kept by"), related_name="+"
    )
    review_on = models.DateField(_("Look at it again on"))
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="article_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "review_on"],
                condition=Q(ended_at=None),
                name="articles_to_review",
            ),
        ]

    def __str__(self) -> str:
        edition = self.editions.current().order_by("pk").first()
        return edition.title if edition else themes.name_of(self.theme)

    def get_absolute_url(self) -> str:
        return reverse("guidance:article", args=[self.pk])

    @property
    def icon(self) -> str:
        return themes.icon_of(self.theme)

    @property
    def theme_name(self) -> str:
        return themes.name_of(self.theme)

    @property
    def is_due(self) -> bool:
        """Whether it is time to look at it again."""
        return self.ended_at is None and self.review_on <= localdate()


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "article__digibank"))

    def current(self) -> Self:
        """The editions that are read now."""
        return self.filter(replaced_at=None, article__ended_at=None)


class Edition(models.Model):
    """An article in one language, as it was written at one moment. A change is a new edition."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="editions")
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGES)
    title = Words(_("Title"), max_length=120)
    summary = Words(_("In one sentence"), max_length=240, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=Q(replaced_at=None),
                name="one_edition_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One step of an edition, with a picture when that helps."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = FreeText(_("Step"), validators=[MaxLengthValidator(600)])
    picture = models.ForeignKey(
        "paper.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_words = Words(_("What the picture shows"), max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="one_step_per_position"),
            models.CheckConstraint(
                condition=Q(picture=None) | ~Q(picture_words=""),
                name="picture_says_what_it_shows",
                violation_error_code="picture_words",
                violation_error_message=_("Say in a few words what the picture shows."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"


class ArticleWord(models.Model):
    """A word of an edition, as its stem: what the search looks in."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="words")
    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=30)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["digibank", "word", "edition", "weight"], name="articles_by_word"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.edition_id}"


class ArticleCheckQuerySet(models.QuerySet["ArticleCheck"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "article__digibank"))


class ArticleCheck(models.Model):
    """Somebody at the desk followed the steps, and they worked, or no longer do."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="checks")
    works = models.BooleanField()
    remark = Words(_("What went otherwise?"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ArticleCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article", "-at"], name="checks_newest_first")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.works}"
