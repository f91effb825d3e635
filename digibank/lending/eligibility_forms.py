from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.lending.models import Ground
from digibank.network.models import Digibank
from digibank.ui.forms import Form, ModelForm
from digibank.ui.inputs import DayInput, MoneyField


class GroundsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes to tick, each with the amounts that go with it."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 Django's
        return " · ".join(filter(None, [str(obj), obj.amounts]))


class EligibilityForm(Form):
    grounds = GroundsField(
        label=_("What did you see?"),
        help_text=_("One is enough. Look at the proof and give it back: we keep no copy."),
        queryset=Ground.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("May borrow until"),
        help_text=_("Day/month/year, for example 31/12/2026"),
        widget=DayInput,
    )
    is_exception = forms.BooleanField(
        label=_("Nothing of this, but still: ask for an exception"),
        help_text=_("It counts when a second person agrees. Write why."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Volunteers see the day, never the reason."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        counts = Ground.objects.counting().filter(digibank=digibank)
        if counts:
            self.fields["grounds"].queryset = counts  # type: ignore[attr-defined]
        else:
            del self.fields["grounds"], self.fields["is_exception"]


class GroundForm(ModelForm):
    income_cents = MoneyField(
        label=_("Income of one person under"),
        help_text=_("Euro a year; empty when income does not count"),
        most=500_000,
        required=False,
    )
    member_cents = MoneyField(
        label=_("And for each other member of the household"),
        help_text=_("Euro a year"),
        most=500_000,
        required=False,
    )

    class Meta:
        model = Ground
        fields = ("words", "year", "income_cents", "member_cents")

    def clean(self) -> dict[str, Any]:
        """Nothing typed adds nothing."""
        self.cleaned_data["member_cents"] = self.cleaned_data.get("member_cents") or 0
        return self.cleaned_data
