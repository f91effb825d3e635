"""Pages of questions that take longer: anyone who helps there can go on from the page alone."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import queries, question_queries, questioning, rules, suggesting, themes
from digibank.guidance.contact_views import place_in, points_in
from digibank.guidance.forms import WhoForm
from digibank.guidance.models import Question, QuestionFile
from digibank.guidance.question_forms import (
    CloseForm,
    FileForm,
    FollowUpForm,
    OpenForm,
    QuestionFilterForm,
)
from digibank.ledger.looking import look
from digibank.paper import doors
from digibank.people.models import Person
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, tried, typed
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged
from digibank.ui.panels import panels_for

NAV = "guidance:question_list"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # what was seen by who sent no version


def question_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    state = request.GET.get("staat", "open")
    state = state if state in question_queries.STATES else "open"
    form = QuestionFilterForm(request.GET, points=points_in(request, digibank.pk))
    chosen = form.asked()
    rows = question_queries.question_list(
        request.user,
        digibank,
        state=state,
        text=chosen.get("q", ""),
        theme=chosen.get("thema", ""),
        point=chosen.get("plaats"),
    )
    return page(
        request,
        "guidance/question_list.html",
        title=_("Questions"),
        nav=NAV,
        state=state,
        states=question_queries.STATES.items(),
        filter=form,
        rows=paged(request, Capped(rows)),
    )


def question_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_help)
    contact = queries.saved(request.user, asked(request, "contact"))
    mine = Person.objects.visible_to(request.user).filter(digibank=digibank, erased_at=None)
    person = mine.filter(pk=whole_number(asked(request, "persoon"))).first()
    known = {"theme": contact.theme if contact else asked(request, "thema") or "other"}
    sent = typed(request)
    if sent and "look" in sent:
        form = OpenForm(digibank=digibank, initial=sent.dict())
    else:
        form = OpenForm(sent, digibank=digibank, initial={**known, "assigned_to": request.user})
    given = {"person": person, "contact": contact, "by": request.user}
    point = request.standing.access_point
    if form.is_valid() and (
        made := form.attempt(
            questioning.open_question, digibank=digibank, access_point=point, **given
        )
    ):
        messages.success(request, _("Saved. Anyone here can go on with it."))
        return redirect(made)
    text, theme = str(form["subject"].value() or ""), str(form["theme"].value() or "")
    theme = theme if theme in themes.BY_CODE else ""
    return page(
        request,
        "guidance/question_new.html",
        title=_("A question that takes longer"),
        nav=NAV,
        form=form,
        action=request.get_full_path(),
        person=person or (contact.person if contact else None),
        looked=bool(sent),
        articles=suggesting.articles_about(digibank, text, theme=theme) if sent else [],
        questions=suggesting.questions_like(request.user, digibank, text) if sent else [],
    )


def question(request: SignedIn[Account], pk: int) -> HttpResponse:
    question = gate(request, rules.can_see_question, Question, pk=pk)
    look(question.person or question, page="guidance:question", by=request.user)
    now = ("assigned_to", "due_on", "waiting_for", "waiting_words")
    form = FollowUpForm(
        typed(request),
        digibank=question.digibank,
        version=question_queries.version_of_question(question),
        initial={name: getattr(question, name) for name in now},
    )
    if form.is_valid():
        seen = question_queries.moment_seen(form.cleaned_data["seen"]) or NEVER
        point = place_in(request, question.digibank_id)
        given = {"question": question, "access_point": point, "by": request.user}
        if form.attempt(questioning.follow_up, **given, seen=seen):
            messages.success(request, _("Saved."))
            return redirect(question)
    return page(
        request,
        "guidance/question.html",
        title=str(question),
        nav=NAV,
        form=form,
        question=question,
        notes=question_queries.notes_of(question),
        files=question.files.select_related("file"),
        panels=panels_for(request.user, question),
        can_work=rules.can_work_on(request.user, question),
        can_reopen=bool(question.closed_at) and not question.forgotten_at,
    )


def question_close(request: SignedIn[Account], pk: int) -> HttpResponse:
    question = gate(request, rules.can_work_on, Question, pk=pk)
    look(question.person or question, page="guidance:question_close", by=request.user)
    form = CloseForm(typed(request), question=question)
    point = place_in(request, question.digibank_id)
    given = {"question": question, "access_point": point, "by": request.user}
    if form.is_valid() and form.attempt(questioning.close, **given):
        messages.success(request, _("Closed."))
        return redirect(question)
    return page(
        request,
        "guidance/question_close.html",
        title=_("How did it end?"),
        nav=NAV,
        form=form,
        question=question,
    )


@require_POST
def question_take(request: SignedIn[Account], pk: int) -> HttpResponse:
    question = gate(request, rules.can_see_question, Question, pk=pk)
    tried(request, questioning.take_over, question, done=_("You do it from now on."))
    return redirect(question)


@require_POST
def question_reopen(request: SignedIn[Account], pk: int) -> HttpResponse:
    question = gate(request, rules.can_see_question, Question, pk=pk)
    tried(request, questioning.reopen, question, done=_("The question is open again."))
    return redirect(question)


def question_person(request: SignedIn[Account], pk: int) -> HttpResponse:
    question = gate(request, rules.can_work_on, Question, pk=pk)
    form = WhoForm(typed(request), account=request.user, digibank=question.digibank)
    given = {"question": question, "by": request.user}
    named = form.is_valid() and form.cleaned_data["person"]
    if named and form.attempt(questioning.say_whose, **given):
        return redirect(question)
    return page(
        request,
        "guidance/question_person.html",
        title=_("Whose question is it?"),
        nav=NAV,
        question=question,
        form=form,
    )


def question_file_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    question = gate(request, rules.can_work_on, Question, pk=pk)
    sent = typed(request)
    form = FileForm(sent, request.FILES if sent is not None else None)
    if form.is_valid():
        upload = form.cleaned_data.pop("file")
        given = {"question": question, "upload": upload, "by": request.user}
        if form.attempt(questioning.add_file, **given):
            messages.success(request, _("The file is kept."))
            return redirect(question)
    return page(
        request,
        "guidance/question_file_new.html",
        title=_("Add a file"),
        nav=NAV,
        form=form,
        question=question,
    )


def question_file(request: SignedIn[Account], pk: int) -> FileResponse:
    file = gate(request, rules.can_see_file, QuestionFile, pk=pk)
    about = file.question.person or file.question
    look(about, page="guidance:question_file", by=request.user)
    return doors.download(file.file)


@require_POST
def question_file_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    file = gate(request, rules.can_remove_file, QuestionFile, pk=pk)
    tried(request, questioning.remove_file, file, done=_("The file is gone."))
    return redirect(file.question)
