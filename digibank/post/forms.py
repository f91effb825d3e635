from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.post.models import CallAttempt, Channel, Schedule, Wording
from digibank.post.purposes import Reply
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.inputs import DayInput, HourField
from digibank.ui.numbers import whole_number


class ToldForm(Form):
    """That it was told: `told` are the messages whose words stood on the page. What they can answer
    at once is asked when `reply` says what."""

    told = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, reply: Reply | None = None, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        if reply is None:
            del self.fields["answer"]
            return
        field = self.fields["answer"]
        field.label = str(reply.question)
        field.choices = [*reply.choices.items(), ("", _("They do not know yet"))]  # type: ignore[attr-defined]

    def clean_told(self) -> list[int]:
        return [whole_number(one) for one in self.cleaned_data["told"].split()][:500]


class CallForm(ToldForm):
    """How a call went; a moment only when it has to be made again.

    `seen` is how many attempts stood on the page.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    result = forms.ChoiceField(
        label=_("How did it go?"), choices=CallAttempt.Result.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("Call back on"), required=False, widget=DayInput)
    hour = HourField(label=_("At what hour?"), required=False)
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the next one who calls should know"),
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        day, hour = found.pop("on", None), found.pop("hour", None)
        back = found.get("result") == CallAttempt.Result.CALL_BACK
        moment = timezone.make_aware(datetime.combine(day, hour)) if day and hour else None
        if back and moment is None and not {"on", "hour"} & set(self.errors):
            sentence = _("Say on which day and at what hour to call back.")
            self.add_error("on", ValidationError(sentence, code="when"))
        found["call_back_at"] = moment if back else None
        return found

    def show(self, refusal: ValidationError) -> None:
        """What is wrong with the moment stands at the day."""
        errors = refusal.update_error_dict({})
        if "call_back_at" in errors:
            errors["on"] = errors.pop("call_back_at")
        super().show(ValidationError(errors))


class OtherWayForm(Form):
    channel = forms.ChoiceField(label=_("In which way?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[str], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (code, words) for code, words in Channel.choices if code in ways
        ]


class ScheduleForm(SeenForm, ModelForm):
    opens_at = HourField(label=_("Not before"))
    closes_at = HourField(label=_("Not after"))

    class Meta:
        model = Schedule
        fields = ["opens_at", "closes_at", "on_sundays", "on_holidays", "at_most_a_day"]
        widgets = {"at_most_a_day": forms.NumberInput(attrs={"class": "w-4"})}


class WordingForm(SeenForm, ModelForm):
    class Meta:
        model = Wording
        fields = ["title", "body", "short", "script"]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "body": forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
            "short": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "script": forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
        }
        help_texts = {
            "short": _("For an SMS, and in a list of several things"),
            "script": _("Also for who tells it at the desk"),
        }
