from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models import LANGUAGES, Edition
from digibank.guidance.writing import MOST_STEPS, Written
from digibank.network.models import Digibank
from digibank.paper.keeping import MIB, keep
from digibank.paper.models import Attachment
from digibank.ui.forms import Form, SeenForm
from digibank.ui.inputs import DayField
from digibank.ui.numbers import whole_number

BLANK = 3  # empty steps under those that are written
REVIEW = timedelta(days=182)  # how long an article is trusted, unless somebody says otherwise
PICTURE_MB = 5


class CareForm(forms.Form):
    """Who keeps an article, and when it is looked at again."""

    theme = forms.ChoiceField(label=_("About what?"), choices=themes.CHOICES)
    owner = forms.ModelChoiceField(Account.objects.none(), label=_("Kept by"))
    review_on = DayField(label=_("Look at it again on"), help_text=_("For example 12/03/2027"))

    def care_for(self, digibank: Digibank) -> None:
        members = Account.objects.filter(
            memberships__digibank=digibank, memberships__ended_on=None, closed_at=None
        )
        self.fields["owner"].queryset = members.order_by("name").distinct()  # type: ignore[attr-defined]
        self.initial.setdefault("review_on", localdate() + REVIEW)


class ArticleForm(SeenForm):
    """An edition: a title, a sentence, and steps, each with a picture when that helps.

    A picture that is there already stays by its number (`kept_`), which must be one of `edition`.
    """

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As people ask it: “itsme on a new phone”.")
    )
    summary = forms.CharField(label=_("In one sentence"), max_length=240, required=False)

    def __init__(self, *args: Any, edition: Edition | None = None, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fresh: list[Attachment] = []  # pictures that were kept for this try
        steps = list(edition.steps.select_related("picture")) if edition else []
        self.pictures = {one.picture_id: one.picture for one in steps if one.picture_id}
        if edition:
            self.initial.setdefault("title", edition.title)
            self.initial.setdefault("summary", edition.summary)
        self.count = min(MOST_STEPS, max(len(steps) + BLANK, self.sent()))
        for number in range(self.count):
            step = steps[number] if number < len(steps) else None
            self.add_step(number, step)

    def sent(self) -> int:
        """How many steps the visitor sent."""
        return sum(1 for name in self.data if name.startswith("text_")) if self.is_bound else 0

    def add_step(self, number: int, step: Any) -> None:  # noqa: ANN401 a Step or None
        words = {"number": number + 1}
        self.fields[f"text_{number}"] = forms.CharField(
            label=_("Step %(number)s") % words,
            required=False,
            max_length=600,
            initial=step.text if step else "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"picture_{number}"] = forms.FileField(
            label=_("Picture with step %(number)s") % words,
            required=False,
            widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        )
        self.fields[f"alt_{number}"] = forms.CharField(
            label=_("What the picture shows"),
            required=False,
            max_length=200,
            initial=step.picture_words if step else "",
        )
        self.fields[f"kept_{number}"] = forms.CharField(
            required=False,
            widget=forms.HiddenInput,
            initial=(step.picture_id or "") if step else "",
        )

    def lines(self) -> list[dict[str, Any]]:
        """For the template: each step with its fields."""
        return [
            {
                "number": number + 1,
                "text": self[f"text_{number}"],
                "picture": self[f"picture_{number}"],
                "alt": self[f"alt_{number}"],
                "kept": self[f"kept_{number}"],
                "has": str(self[f"kept_{number}"].value() or ""),
            }
            for number in range(self.count)
        ]

    def written(self, by: Account) -> list[Written] | None:
        """The steps, their new pictures kept; None when a file was refused, said at its field."""
        steps = []
        for number in range(self.count):
            picture = self.picture_of(number, by)
            if self.has_error(f"picture_{number}"):
                self.let_go()
                return None
            alt = self.cleaned_data[f"alt_{number}"]
            steps.append(Written(self.cleaned_data[f"text_{number}"], picture, alt))
        return steps

    def let_go(self) -> None:
        """Keep nothing of what was refused."""
        for picture in self.fresh:
            picture.delete()
        self.fresh = []

    def picture_of(self, number: int, by: Account) -> Any:  # noqa: ANN401 an Attachment or None
        upload = self.cleaned_data.get(f"picture_{number}")
        if not upload:
            kept = self.cleaned_data.get(f"kept_{number}", "")
            return self.pictures.get(whole_number(kept))
        try:
            made = keep(upload, name=upload.name, by=by, limit_bytes=PICTURE_MB * MIB)
            self.fresh.append(made)
            return made
        except ValidationError as refusal:
            self.add_error(f"picture_{number}", refusal)
            return None


class NewArticleForm(ArticleForm, CareForm):
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.care_for(digibank)


class KeepArticleForm(SeenForm, CareForm):
    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.care_for(digibank)


class CheckForm(Form):
    """Two buttons, and a few words when it went otherwise."""

    works = forms.TypedChoiceField(
        label=_("Do the steps work?"),
        choices=[("yes", _("It works")), ("no", _("No longer works"))],
        coerce=lambda pressed: pressed == "yes",
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label=_("What went otherwise?"), max_length=200, required=False)
