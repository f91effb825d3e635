"""Texts: what the digibank says, for each purpose and language, and how it reads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank
from digibank.people import languages
from digibank.post import previewing, purposes, queries, rules, wording
from digibank.post.composing import OURS, ours
from digibank.post.forms import WordingForm
from digibank.post.models import Wording
from digibank.post.purposes import Purpose, Text
from digibank.post.views import NAV, tabs
from digibank.ui.doors import SignedIn, asked, gate_here, page, typed
from digibank.ui.forms import SeenForm

FORMS = ("title", "body", "short", "script")


def wording_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_arrange)
    own = queries.wordings_of(digibank)
    rows = [
        (purpose, [(row.language, languages.name_of(row.language), row) for row in mine], ours)
        for purpose in purposes.every()
        for mine in [own.get(purpose.code, [])]
        for ours in [missing(mine)]
    ]
    return page(
        request,
        "post/wording_list.html",
        title=_("Texts"),
        nav=NAV,
        tabs=tabs(request.user, digibank),
        here="post:wording_list",
        rows=rows,
        languages=languages.choices(),
    )


def wording_new(request: SignedIn[Account], purpose: str) -> HttpResponse:
    """A text in another language: the page where it is written."""
    gate_here(request, rules.can_arrange)
    language = asked(request, "taal")
    if purposes.find(purpose) is None or language not in languages.ALL:
        raise Http404
    return redirect("post:wording", purpose, language)


def missing(mine: list[Wording]) -> list[tuple[str, str]]:
    """(code, name) of our languages in which the digibank has no text of its own."""
    taken = {row.language for row in mine}
    return [(code, languages.name_of(code)) for code in ("nl", "fr", "en") if code not in taken]


def wording_text(request: SignedIn[Account], purpose: str, language: str) -> HttpResponse:
    """One text: change it, look at it with a real case, keep it."""
    digibank = gate_here(request, rules.can_arrange)
    known = purposes.find(purpose)
    if known is None or language not in languages.ALL:
        raise Http404
    current = queries.wording_in_force(digibank, purpose, language)
    shown = shown_version(request, digibank, known, language) or current
    start = as_text(shown) if shown else ours(known, language)
    version = str(current.version) if current else "0"
    form = WordingForm(typed(request), initial=fields_of(start), version=version)
    given = {"digibank": digibank, "purpose": known, "language": language, "by": request.user}
    if (
        request.method == "POST"
        and "keep" in request.POST
        and form.is_valid()
        and form.attempt(wording.set_wording, **given)
    ):
        messages.success(request, _("The text is saved. It counts from now on."))
        return redirect("post:wording", purpose, language)
    former = shown if shown != current and request.method == "GET" else None
    return wording_page(request, digibank, known, language, form, current, former)


def shown_version(
    request: SignedIn[Account], digibank: Digibank, purpose: Purpose, language: str
) -> Wording | None:
    """The former version that the address asks for."""
    number = asked(request, "versie")
    if not number.isdecimal() or len(number) > 6:
        return None
    return queries.versions(digibank, purpose.code, language).filter(version=number).first()


def as_text(row: Wording) -> Text:
    return Text(row.title, row.body, row.short, row.script)


def fields_of(text: Text) -> dict[str, str]:
    return {name: str(getattr(text, name)) for name in FORMS}


def wording_page(
    request: SignedIn[Account],
    digibank: Digibank,
    purpose: Purpose,
    language: str,
    form: WordingForm,
    current: Wording | None,
    former: Wording | None,
) -> HttpResponse:
    cases = previewing.real_cases(purpose, digibank)
    wanted = asked(request, "geval") or request.POST.get("geval", "")
    chosen = next((one for one in cases if str(one.number) == wanted), None)
    real = chosen or next(iter(cases), None) or previewing.example(purpose)
    text = Text(*(str(form[name].value() or "") for name in FORMS))
    return page(
        request,
        "post/wording.html",
        title=f"{purpose.name}: {languages.name_of(language)}",
        nav=NAV,
        form=form,
        purpose=purpose,
        spoken=language,  # the layout has a `language` of its own
        ours=language in OURS,
        current=current,
        former=former,
        cases=cases,
        real=real,
        words=previewing.words_of(purpose),
        shown=previewing.preview(digibank, purpose, language, text, real),
        versions=queries.versions(digibank, purpose.code, language)[:20],
    )


def wording_end(request: SignedIn[Account], purpose: str, language: str) -> HttpResponse:
    """Our own text counts again."""
    digibank = gate_here(request, rules.can_arrange)
    current = queries.wording_in_force(digibank, purpose, language)
    if current is None:
        raise Http404
    form = SeenForm(typed(request), version=str(current.version))
    if form.is_valid() and form.attempt(wording.drop_wording, wording=current, by=request.user):
        messages.success(request, _("The text that Digibank brings counts again."))
        return redirect("post:wording_list")
    return page(
        request,
        "post/wording_end.html",
        title=_("Use our text again?"),
        nav=NAV,
        form=form,
        row=current,
    )
