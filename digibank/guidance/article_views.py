"""Pages of articles: search, read, print, write, and say at the desk whether the steps work."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import article_queries, printing, rules, suggesting, themes, writing
from digibank.guidance.article_forms import (
    ArticleForm,
    CheckForm,
    KeepArticleForm,
    NewArticleForm,
)
from digibank.guidance.models import LANGUAGES, Article, Edition
from digibank.network.queries import version_of
from digibank.paper import doors
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.paging import paged

NAV = "guidance:article_list"


def article_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_read_articles)
    text, theme = asked(request, "q"), asked(request, "thema")
    theme = theme if theme in themes.BY_CODE else ""
    due = asked(request, "staat") == "na-te-kijken"
    rows = article_queries.article_list(request.user, digibank, text=text, theme=theme, due=due)
    return page(
        request,
        "guidance/article_list.html",
        title=_("Articles"),
        nav=NAV,
        text=text,
        theme=theme,
        due=due,
        themes=themes.COMMON,
        rows=paged(request, rows),
        can_write=rules.can_write_articles(request.user, digibank),
    )


def article(request: SignedIn[Account], pk: int) -> HttpResponse:
    article = gate(request, rules.can_see_article, Article, pk=pk)
    language = asked(request, "taal") or get_language() or "nl"
    edition = article_queries.edition_of(article, language)
    if edition is None:
        raise Http404
    current = article.editions.filter(replaced_at=None)
    return page(
        request,
        "guidance/article.html",
        title=edition.title,
        nav=NAV,
        article=article,
        edition=edition,
        steps=edition.steps.select_related("picture"),
        languages=[(one.language, one.get_language_display()) for one in current],
        missing=[one for one in LANGUAGES if one[0] not in {row.language for row in current}],
        checks=article_queries.checks_of(article),
        can_write=rules.can_write_article(request.user, article) and not article.ended_at,
        can_check=rules.can_check_article(request.user, article) and not article.ended_at,
    )


def article_pdf(request: SignedIn[Account], pk: int, language: str) -> HttpResponse:
    article = gate(request, rules.can_see_article, Article, pk=pk)
    edition = article_queries.edition_of(article, language)
    if edition is None or edition.language != language:
        raise Http404
    return doors.pdf(printing.article_pdf(edition), name=f"{edition.title}.pdf")


def step_picture(request: SignedIn[Account], pk: int, position: int) -> FileResponse:
    edition = gate(request, rules.can_see_edition, Edition, pk=pk)
    step = edition.steps.filter(position=position).exclude(picture=None).first()
    if step is None or step.picture is None:
        raise Http404
    return doors.download(step.picture)


def article_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_write_articles)
    sent = typed(request)
    form = NewArticleForm(
        sent,
        request.FILES if sent is not None else None,
        digibank=digibank,
        version="",
        initial={"owner": request.user, "theme": asked(request, "thema")},
    )
    if form.is_valid() and (steps := form.written(request.user)) is not None:
        wanted = ("theme", "language", "title", "summary", "owner", "review_on")
        facts = {name: form.cleaned_data[name] for name in wanted}
        form.cleaned_data = {}
        made = form.attempt(writing.write, digibank=digibank, steps=steps, by=request.user, **facts)
        if made:
            messages.success(request, _("The article is there. The desk finds it from now on."))
            return redirect(made)
        form.let_go()
    return page(
        request, "guidance/article_new.html", title=_("Write an article"), nav=NAV, form=form
    )


def article_edit(request: SignedIn[Account], pk: int, language: str) -> HttpResponse:
    article = gate(request, rules.can_write_article, Article, pk=pk)
    if language not in dict(LANGUAGES):
        raise Http404
    edition = article.editions.filter(language=language, replaced_at=None).first()
    sent = typed(request)
    form = ArticleForm(
        sent,
        request.FILES if sent is not None else None,
        edition=edition,
        version=writing.version_of_edition(article, language),
    )
    if form.is_valid() and (steps := form.written(request.user)) is not None:
        facts = {name: form.cleaned_data[name] for name in ("title", "summary", "seen")}
        form.cleaned_data = {}
        given = {"article": article, "language": language, "steps": steps, "by": request.user}
        if form.attempt(writing.rewrite, **given, **facts):
            messages.success(request, _("Saved. From now on people read this."))
            return redirect(article)
        form.let_go()
    return page(
        request,
        "guidance/article_edit.html",
        title=_("%(title)s: rewrite") % {"title": edition or article},
        nav=NAV,
        form=form,
        article=article,
        edition=edition,
        language=language,
    )


def article_keep(request: SignedIn[Account], pk: int) -> HttpResponse:
    article = gate(request, rules.can_write_article, Article, pk=pk)
    now = {name: getattr(article, name) for name in ("theme", "owner", "review_on")}
    form = KeepArticleForm(
        typed(request), digibank=article.digibank, version=version_of(article), initial=now
    )
    if form.is_valid():
        form.cleaned_data.pop("seen")
        if form.attempt(writing.take_care, article=article, by=request.user):
            messages.success(request, _("Saved."))
            return redirect(article)
    return page(
        request,
        "guidance/article_keep.html",
        title=_("Who keeps this article?"),
        nav=NAV,
        form=form,
        article=article,
    )


def article_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    article = gate(request, rules.can_write_article, Article, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(writing.withdraw, article=article, by=request.user):
        messages.success(request, _("Taken away. Nobody finds it any more."))
        return redirect(NAV)
    return page(
        request,
        "guidance/article_end.html",
        title=_("Take this article away?"),
        nav=NAV,
        form=form,
        article=article,
    )


def article_check(request: SignedIn[Account], pk: int) -> HttpResponse:
    """One press at the desk: it works, or it no longer works."""
    article = gate(request, rules.can_check_article, Article, pk=pk)
    form = CheckForm(typed(request))
    if form.is_valid() and form.attempt(writing.check, article=article, by=request.user):
        messages.success(request, _("Thank you. Who keeps this article sees it."))
        return redirect(article)
    return page(
        request,
        "guidance/article_check.html",
        title=_("Do the steps work?"),
        nav=NAV,
        form=form,
        article=article,
    )


def suggestions(request: SignedIn[Account]) -> HttpResponse:
    """What answers the words that are being typed; a page shows a part of it in its own."""
    digibank = gate_here(request, rules.can_help)
    text, theme = asked(request, "subject"), asked(request, "theme")
    return page(
        request,
        "guidance/suggestions.html",
        title=_("This may help"),
        nav=NAV,
        articles=suggesting.articles_about(digibank, text, theme=theme),
        questions=suggesting.questions_like(request.user, digibank, text),
    )
