"""Writing: articles with short steps, in editions, kept by somebody, checked at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import words
from digibank.guidance.models import (
    Article,
    ArticleCheck,
    ArticleWord,
    Edition,
    Step,
)
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.network.queries import version_of
from digibank.paper.models import Attachment
from digibank.paper.printing import FORMATS
from digibank.paper.typesetting import can_draw
from digibank.ui.refusals import TAKEN

MOST_STEPS = 20
TITLE, SUMMARY, STEP = 3, 2, 1  # what a word is worth by where it stands


@dataclass(frozen=True)
class Written:
    """One step as somebody wrote it; the picture is kept already."""

    text: str
    picture: Attachment | None = None
    picture_words: str = ""


@transaction.atomic
def write(
    digibank: Digibank,
    *,
    theme: str,
    language: str,
    title: str,
    summary: str = "",
    steps: Sequence[Written],
    owner: Account,
    review_on: date,
    by: Account,
) -> Article:
    """A new article of `digibank`, kept by `owner`; returns it.

    Refuses: no_steps, too_many_steps, no_picture, picture_words, review_too_early, no_member, and
    what the fields refuse.
    """
    article = Article(digibank=digibank, theme=theme, owner=owner, review_on=review_on, made_by=by)
    refuse_keeping(article)
    article.full_clean(exclude={"digibank", "owner", "made_by"})
    article.save()
    edition = publish(article, language, title, summary, steps, by)
    facts = {"edition": edition.pk, "language": language}
    record("article_written", article, facts=facts, words={"title": title}, by=by)
    return article


@transaction.atomic
def rewrite(
    article: Article,
    *,
    language: str,
    title: str,
    summary: str = "",
    steps: Sequence[Written],
    seen: str,
    by: Account,
) -> Article:
    """A new edition of `article` in `language`, the first in that language or in place of one.

    Returns the article. Refuses: taken (somebody wrote another one meanwhile, or it ended), and
    what `write` refuses.
    """
    row = held(article)
    if seen != version_of_edition(row, language):
        raise ValidationError(_("Somebody else changed this article just now."), code=TAKEN)
    for former in row.editions.filter(language=language, replaced_at=None):
        former.replaced_at = timezone.now()
        former.save(update_fields=["replaced_at"])
        former.words.all().delete()
    edition = publish(row, language, title, summary, steps, by)
    facts = {"edition": edition.pk, "language": language}
    record("article_rewritten", row, facts=facts, words={"title": title}, by=by)
    return row


@transaction.atomic
def take_care(
    article: Article, *, theme: str, owner: Account, review_on: date, by: Account
) -> Article:
    """Say who keeps `article`, under which theme, and when it is looked at again; returns it.

    Refuses: taken (it ended), review_too_early, no_member.
    """
    row = held(article)
    row.theme, row.owner, row.review_on = theme, owner, review_on
    refuse_keeping(row)
    row.full_clean(exclude={"digibank", "owner", "made_by"})
    row.save()
    facts = {"theme": theme, "owner": owner.pk, "review_on": review_on}
    record("article_kept", row, facts=facts, by=by)
    return row


@transaction.atomic
def withdraw(article: Article, *, by: Account) -> Article:
    """Nobody reads `article` any more; its editions stay. Returns it. Refuses: taken."""
    row = held(article)
    row.ended_at, row.ended_by = timezone.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    ArticleWord.objects.filter(edition__article=row).delete()
    record("article_ended", row, by=by)
    return row


@transaction.atomic
def check(article: Article, *, works: bool, remark: str = "", by: Account) -> ArticleCheck:
    """Somebody followed the steps, and they worked or no longer do; returns the check.

    Refuses: taken (it ended), and what the remark refuses.
    """
    row = held(article)
    made = ArticleCheck(article=row, works=works, remark=remark.strip(), by=by)
    made.clean_fields(exclude={"article", "by"})
    made.save()
    facts = {"check": made.pk, "works": works}
    told = {"remark": made.remark} if made.remark else {}
    record("article_checked", row, facts=facts, words=told, by=by)
    return made


def held(article: Article) -> Article:
    """`article` read again, locked. Refuses: taken, when it ended."""
    row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if row.ended_at:
        raise ValidationError(_("This article was taken away already."), code=TAKEN)
    return row


def refuse_keeping(article: Article) -> None:
    """Refuses: review_too_early, no_member."""
    if article.review_on <= localdate():
        refusal = ValidationError(_("Choose a day after today."), code="review_too_early")
        raise ValidationError({"review_on": refusal})
    members = article.digibank.memberships.current()
    if not members.filter(account=article.owner_id).exists():
        refusal = ValidationError(_("Choose somebody who works here."), code="no_member")
        raise ValidationError({"owner": refusal})


def publish(
    article: Article,
    language: str,
    title: str,
    summary: str,
    steps: Sequence[Written],
    by: Account,
) -> Edition:
    """Save an edition with its steps and its words. Refuses what `write` says."""
    edition = Edition(
        article=article, language=language, title=title.strip(), summary=summary.strip(), made_by=by
    )
    edition.clean_fields(exclude={"article", "made_by"})
    made = [step_of(one, number) for number, one in enumerate(given(steps), 1)]
    edition.save()
    for step in made:
        step.edition = edition
    Step.objects.bulk_create(made)
    index(edition, made)
    return edition


def given(steps: Sequence[Written]) -> Sequence[Written]:
    """`steps` that say something. Refuses: no_steps, too_many_steps."""
    found = [one for one in steps if one.text.strip()]
    if not found:
        raise ValidationError(_("Write one step at least."), code="no_steps")
    if len(found) > MOST_STEPS:
        sentence = _("Twenty steps at most. Make two articles of it.")
        raise ValidationError(sentence, code="too_many_steps")
    return found


def step_of(one: Written, number: int) -> Step:
    """Refuses: no_picture (the file is something else), picture_words, and what the field does."""
    if one.picture and not is_picture(one.picture):
        sentence = _("Step %(number)d: choose a picture (PNG, JPEG or WebP).")
        raise ValidationError(sentence % {"number": number}, code="no_picture")
    if one.picture and not one.picture_words.strip():
        sentence = _("Step %(number)d: say in a few words what the picture shows.")
        raise ValidationError(sentence % {"number": number}, code="picture_words")
    step = Step(
        position=number,
        text=one.text.strip(),
        picture=one.picture,
        picture_words=one.picture_words.strip() if one.picture else "",
    )
    try:
        step.clean_fields(exclude={"edition", "picture"})
    except ValidationError as refusal:
        facts = {"number": number}
        raise ValidationError(
            [
                ValidationError(
                    _("Step %(number)d: %(why)s"),
                    code=error.code,
                    params={**facts, "why": " ".join(error.messages)},
                )
                for errors in refusal.error_dict.values()
                for error in errors
            ]
        ) from refusal
    return step


def is_picture(file: Attachment) -> bool:
    """Whether `file` is a picture that can be shown and printed, whole and not only its head."""
    kind = FORMATS.get(file.media_type)
    if kind is None:
        return False
    with file.file.open("rb") as stream:
        return can_draw(stream.read(), kind)


def index(edition: Edition, steps: Sequence[Step]) -> None:
    """Write the words of `edition`, each with the best place where it stands."""
    weights: dict[str, int] = {}
    texts = [*((step.text, STEP) for step in steps), (edition.summary, SUMMARY)]
    for text, weight in [*texts, (edition.title, TITLE)]:
        for stem in words.stems(text, edition.language):
            weights[stem] = max(weight, weights.get(stem, 0))
    digibank = edition.article.digibank
    ArticleWord.objects.bulk_create(
        ArticleWord(edition=edition, digibank=digibank, word=word, weight=weight)
        for word, weight in sorted(weights.items())
    )


def version_of_edition(article: Article, language: str) -> str:
    """Which edition in `language` somebody saw; another one as soon as it is replaced."""
    current = article.editions.filter(language=language, replaced_at=None)
    return version_of(*current.values_list("pk", flat=True))
