"""Reads of articles: lists, one to read, which fail, which are to be looked at again."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.accounts.models import Account
from digibank.guidance.models import Article, ArticleCheck, Edition
from digibank.guidance.suggesting import articles_about
from digibank.network.models import Digibank

LATELY = timedelta(days=30)
FOUND = 25  # articles in an answer


def article_list(
    account: Account, digibank: Digibank, *, text: str = "", theme: str = "", due: bool = False
) -> list[Edition] | QuerySet[Edition]:
    """The articles of `digibank`, each in the language of its first edition; with `text` the
    likeliest first, else by title."""
    if text:
        return articles_about(digibank, text, theme=theme, limit=FOUND)
    rows = Edition.objects.visible_to(account).current().filter(article__digibank=digibank)
    if theme:
        rows = rows.filter(article__theme=theme)
    if due:
        rows = rows.filter(article__review_on__lte=localdate())
    return rows.select_related("article__owner").order_by("title", "pk")


def edition_of(article: Article, language: str) -> Edition | None:
    """What is read of `article`: in `language`, else in Dutch, else in what there is."""
    found = {one.language: one for one in article.editions.filter(replaced_at=None)}
    return found.get(language) or found.get("nl") or next(iter(found.values()), None)


def checks_of(article: Article) -> QuerySet[ArticleCheck]:
    """What the desk said of `article` lately, newest first."""
    return article.checks.select_related("by").order_by("-at", "-pk")[:10]


def failing(account: Account, digibank: Digibank) -> QuerySet[Article]:
    """The articles that failed since their last edition, those that failed most on top."""
    since = timezone.now() - LATELY
    failed = Q(checks__works=False, checks__at__gte=since)
    rows = Article.objects.visible_to(account).current().filter(digibank=digibank)
    counted = rows.annotate(
        failures=Count("checks", filter=failed, distinct=True),
        rewritten=Count("editions", filter=Q(editions__made_at__gte=since), distinct=True),
    )
    return counted.filter(failures__gt=0).order_by("-failures", "pk")


def to_review(account: Account, digibank: Digibank) -> QuerySet[Article]:
    """The articles of which the day to look at them has come."""
    rows = Article.objects.visible_to(account).current()
    return rows.filter(digibank=digibank, review_on__lte=localdate()).order_by("review_on", "pk")


def titles(digibank: Digibank, theme: str) -> list[tuple[str, str]]:
    """(number of the article, title) of what is read in `digibank`, those of `theme` on top."""
    rows = Edition.objects.current().filter(article__digibank=digibank)
    known: dict[int, tuple[bool, str]] = {}
    for number, about, title in rows.values_list("article_id", "article__theme", "title"):
        known.setdefault(number, (about != theme, title))
    return [(str(pk), title) for pk, (_far, title) in sorted(known.items(), key=lambda i: i[1])]
