"""Watching: a theme or a broken article that rises all of a sudden reaches the coordinators.

A rise is seven days with at least LEAST questions, twice what is usual, and so many more that
chance does not do it: counts of rare things vary with the root of their mean (Poisson).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from math import sqrt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance.models import Article, ArticleCheck, Contact, Rise
from digibank.guidance.rise_notices import rows_about
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.post.asking import ask
from digibank.ui.refusals import TAKEN

WEEK, WEEKS = timedelta(days=7), 8
LEAST, TIMES, DEVIATIONS = 10, 2.0, 4.0
FAILURES = 3  # "no longer works" in a week, more than "it works"


def is_rise(count: int, usual: float) -> bool:
    """Whether `count` in a week is more than `usual` gives by chance."""
    above = count - usual
    return count >= LEAST and count >= TIMES * usual and above >= DEVIATIONS * sqrt(usual + 1)


def watch() -> int:
    """Look in every digibank that has not ended; returns how many rises are new."""
    today = localdate()
    going = Digibank.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return sum(watch_in(digibank, today) for digibank in going.order_by("pk"))


@transaction.atomic
def watch_in(digibank: Digibank, today: date) -> int:
    """The new rises in `digibank` as of `today`, told to who coordinates; returns how many."""
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank.pk)
    rises = (
        Rise.objects.filter(digibank=digibank)
        .filter(Q(seen_at=None) | Q(on__gt=today - WEEK))
        .values_list("theme", "article")
    )
    known = {(None if article else theme, article) for theme, article in rises}
    found = [*risen_themes(digibank, today), *failing_articles(digibank, today)]
    fresh = [one for one in found if key_of(one) not in known]
    for one in fresh:
        one.save()
        facts = {"theme": one.theme, "article": one.article_id, "count": one.count}
        record("rise_noticed", one, facts={**facts, "usual": one.usual}, by=None)
        ask(rows_about(one))
    return len(fresh)


def key_of(rise: Rise) -> tuple[str | None, int | None]:
    """What makes two rises the same: the article, whatever its theme is now; else the theme."""
    return None if rise.article_id else rise.theme, rise.article_id


def risen_themes(digibank: Digibank, today: date) -> Iterable[Rise]:
    since, before = today - WEEK, today - WEEK - WEEKS * WEEK
    rows = Contact.objects.counted().filter(digibank=digibank, on__gt=before, on__lte=today)
    counted = rows.values("theme").annotate(
        lately=Count("pk", filter=Q(on__gt=since)), earlier=Count("pk", filter=Q(on__lte=since))
    )
    for row in counted.order_by("theme"):
        usual = row["earlier"] / WEEKS
        if row["theme"] != "other" and is_rise(row["lately"], usual):
            yield Rise(
                digibank=digibank,
                theme=row["theme"],
                on=today,
                count=row["lately"],
                usual=round(usual),
            )


def failing_articles(digibank: Digibank, today: date) -> Iterable[Rise]:
    """Articles that failed FAILURES times in a week, more often than they worked, and were not
    rewritten since."""
    since = timezone.now() - WEEK
    checks = ArticleCheck.objects.filter(article__digibank=digibank, at__gt=since)
    counted = checks.values("article").annotate(
        failed=Count("pk", filter=Q(works=False)), worked=Count("pk", filter=Q(works=True))
    )
    for row in counted.filter(failed__gte=FAILURES).order_by("article"):
        article = Article.objects.get(pk=row["article"])
        rewritten = article.editions.filter(made_at__gt=since).exists()
        if article.ended_at is None and row["failed"] > row["worked"] and not rewritten:
            yield Rise(
                digibank=digibank,
                theme=article.theme,
                article=article,
                on=today,
                count=row["failed"],
                usual=0,
            )


@transaction.atomic
def see(rise: Rise, *, by: Account) -> Rise:
    """A coordinator has seen `rise`; returns it. Refuses: taken."""
    row = Rise.objects.select_for_update(of=("self",)).get(pk=rise.pk)
    if row.seen_at:
        raise ValidationError(_("Somebody has seen this already."), code=TAKEN)
    row.seen_at, row.seen_by = timezone.now(), by
    row.save(update_fields=["seen_at", "seen_by"])
    record("rise_seen", row, by=by)
    return row
