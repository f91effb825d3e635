from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.article_queries import titles
from digibank.guidance.forms import ANY, PointsForm
from digibank.guidance.models import HELPS, Article, Contact, Question
from digibank.network.models import Digibank
from digibank.ui.forms import Form, SeenForm
from digibank.ui.inputs import DayField

SECRETS = _("No password, no PIN, no national number: people keep their own secrets.")
NOT_HERE = [("", _("No"))]


def helpers_of(digibank: Digibank) -> Any:  # noqa: ANN401 a QuerySet of accounts
    """Who helps people in `digibank`, by name."""
    helpers = Account.objects.filter(
        memberships__digibank=digibank,
        memberships__ended_on=None,
        memberships__grants__role__in=HELPS,
        closed_at=None,
    )
    return helpers.order_by("name").distinct()


class WorkForm(Form):
    """Who does it, and by when."""

    assigned_to = forms.ModelChoiceField(
        Account.objects.none(),
        label=_("Who does it?"),
        required=False,
        empty_label=_("Nobody yet"),
    )
    due_on = DayField(
        label=_("To be done by"), required=False, help_text=_("For example 12/03/2027")
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = helpers_of(digibank)  # type: ignore[attr-defined]


class OpenForm(WorkForm):
    subject = forms.CharField(
        label=_("The question in one sentence"),
        max_length=160,
        error_messages={"required": _("Write the question in one sentence.")},
    )
    theme = forms.ChoiceField(label=_("About what?"), choices=themes.CHOICES, initial="other")
    text = forms.CharField(
        label=_("What do we know already?"),
        help_text=SECRETS,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VisitForm(Form):
    """Whether somebody was here or called, so that it counts."""

    channel = forms.ChoiceField(
        label=_("Was the person here?"),
        choices=[*NOT_HERE, *Contact.Channel.choices],
        help_text=_("Here or on the phone: then it counts."),
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"),
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"class": "w-4", "inputmode": "numeric"}),
    )


class FollowUpForm(SeenForm, WorkForm, VisitForm):
    text = forms.CharField(
        label=_("What happened?"),
        help_text=SECRETS,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    waiting_for = forms.ChoiceField(
        label=_("Waits for"),
        choices=[("", _("Nobody")), *Question.WaitingFor.choices],
        required=False,
    )
    waiting_words = forms.CharField(label=_("Which service?"), max_length=120, required=False)


class CloseForm(VisitForm):
    closed = forms.ChoiceField(
        label=_("How did it end?"), choices=Question.Closed.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What solved it?"),
        help_text=SECRETS,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    article = forms.ChoiceField(label=_("Did an article answer it?"), required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        known = titles(question.digibank, question.theme)
        self.fields["article"].choices = [("", _("No")), *known]  # type: ignore[attr-defined]

    def clean_article(self) -> Article | None:
        chosen = self.cleaned_data["article"]
        return Article.objects.get(pk=int(chosen)) if chosen else None


class FileForm(Form):
    file = forms.FileField(
        label=_("A letter or a screenshot"),
        help_text=_("A picture, a PDF or a plain text, 10 MB at most. No identity card."),
        error_messages={"required": _("Choose a file.")},
    )


class QuestionFilterForm(PointsForm):
    """What the list of questions is narrowed to. Only these names reach the database."""

    q = forms.CharField(label=_("Words, or a name"), max_length=200, required=False)
    thema = forms.ChoiceField(label=_("Theme"), choices=[*ANY, *themes.CHOICES], required=False)
