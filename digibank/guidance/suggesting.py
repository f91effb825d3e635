"""Suggesting: the articles that answer a question, and questions like it, while somebody types."""

from collections.abc import Iterable
from math import log
from typing import Any

from django.db.models import Model, Q

from digibank.accounts.models import Account
from digibank.guidance import words
from digibank.guidance.models import ArticleWord, Edition, Question, QuestionWord
from digibank.network.models import Digibank

FIRST = 5  # suggestions of one kind
ROWS = 3_000  # of the index for one word: a word that stands everywhere tells little anyway
SHORTEST = 3  # letters of a word that is still being typed
SAME_THEME = 1.5  # what the theme on which somebody stands is worth, in words


def articles_about(
    digibank: Digibank, text: str, *, theme: str = "", limit: int = FIRST
) -> list[Edition]:
    """The articles of `digibank` that `text` asks for, the likeliest first, each in one language.

    Without text those of `theme`, newest first.
    """
    current = Edition.objects.current().filter(article__digibank=digibank)
    current = current.select_related("article")
    if not text.strip():
        rows = current.filter(article__theme=theme).order_by("-made_at", "-pk") if theme else []
        return one_of_each(rows)[:limit]
    scores = scored(ArticleWord, "edition_id", digibank, text)
    found = current.in_bulk(best(scores, limit * 6))
    for pk, edition in found.items():
        scores[pk] += SAME_THEME if edition.article.theme == theme else 0
    likeliest = sorted(found.values(), key=lambda one: (-scores[one.pk], one.pk))
    return one_of_each(likeliest)[:limit]


def questions_like(
    account: Account, digibank: Digibank, text: str, limit: int = FIRST
) -> list[Question]:
    """The questions that `account` may see and that speak of the same, the likeliest first."""
    if not text.strip():
        return []
    scores = scored(QuestionWord, "question_id", digibank, text)
    rows = Question.objects.visible_to(account).filter(forgotten_at=None)
    found = rows.select_related("person").in_bulk(best(scores, limit * 6))
    likeliest = sorted(found.values(), key=lambda one: (-scores[one.pk], -one.pk))
    return likeliest[:limit]


def best(scores: dict[int, float], count: int) -> list[int]:
    return sorted(scores, key=lambda pk: (-scores[pk], -pk))[:count]


def scored(model: type[Model], path: str, digibank: Digibank, text: str) -> dict[int, float]:
    """Key -> how well its words answer `text`; a word that few use is worth more than a common one.

    Only what has a third of the words at least: else one common word would find the whole house.
    """
    groups = words.asked(text)
    scores: dict[int, float] = {}
    matched: dict[int, int] = {}
    for number, group in enumerate(groups):
        last = number == len(groups) - 1
        rows = model._default_manager.filter(wanted(group, last), digibank=digibank)
        hits = best_weights(rows.values_list(path, "weight")[:ROWS])
        worth = log(1 + ROWS / len(hits)) if hits else 0
        for pk, weight in hits.items():
            scores[pk] = scores.get(pk, 0) + worth * weight
            matched[pk] = matched.get(pk, 0) + 1
    return {pk: score for pk, score in scores.items() if matched[pk] * 3 >= len(groups)}


def wanted(group: list[str], last: bool) -> Q:
    """The rows of one word; of the last one also those that begin so, because it is being typed.

    The z's hold in every collation: stems have only a to z and digits.
    """
    condition = Q(word__in=group)
    typed = min(group, key=len)
    if last and len(typed) >= SHORTEST:
        condition |= Q(word__gte=typed, word__lt=typed + "zzzzzzzz")
    return condition


def best_weights(rows: Iterable[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk, weight in rows:
        found[pk] = max(weight, found.get(pk, 0))
    return found


def one_of_each(editions: Iterable[Edition]) -> list[Edition]:
    """One edition of each article, in their order."""
    seen: dict[int, Edition] = {}
    for one in editions:
        seen.setdefault(one.article_id, one)
    return list(seen.values())
