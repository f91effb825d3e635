from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device
from digibank.lending import booking_queries
from digibank.lending.models import LoanRequest, NeedCriterion
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.ui.forms import Form
from digibank.ui.inputs import DayInput


class RequestForm(Form):
    kind = forms.ChoiceField(label=_("Type"), choices=Device.Kind.choices)
    goal = forms.CharField(
        label=_("What will they do with it?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    criteria = forms.ModelMultipleChoiceField(
        label=_("What counts?"),
        help_text=_("Tick what somebody saw or what they tell. Keep no papers."),
        queryset=NeedCriterion.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    channel = forms.ChoiceField(
        label=_("How do they ask?"),
        choices=LoanRequest.Channel.choices,
        widget=forms.RadioSelect,
        initial=LoanRequest.Channel.DESK,
    )
    referrer = forms.ModelChoiceField(
        label=_("Which partner?"), queryset=Organisation.objects.none(), required=False
    )
    access_point = forms.ModelChoiceField(
        label=_("Where do they want to fetch it?"),
        queryset=AccessPoint.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        counts = NeedCriterion.objects.filter(digibank=digibank, ended_at=None)
        fields["criteria"].queryset = counts
        if not counts.exists():
            del fields["criteria"]
        fields["referrer"].queryset = booking_queries.partners(digibank)
        fields["access_point"].queryset = booking_queries.points(digibank)


class OfferForm(Form):
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(label=_("Until"), widget=DayInput)
    reason = forms.CharField(
        label=_("Why does this person go first?"), required=False, max_length=200
    )

    def __init__(self, *args: Any, passes: int, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        if not passes:
            del self.fields["reason"]


class EndForm(Form):
    how = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[
            (one.value, one.label) for one in (LoanRequest.End.WITHDRAWN, LoanRequest.End.REFUSED)
        ],
        widget=forms.RadioSelect,
        initial=LoanRequest.End.WITHDRAWN,
    )
    refused_for = forms.ChoiceField(
        label=_("Why not?"),
        help_text=_("When it is refused: for the figures"),
        choices=LoanRequest.Refused.choices,
        initial=LoanRequest.Refused.OTHER,
        required=False,
    )
    reason = forms.CharField(label=_("Why?"), required=False, max_length=300)

    def clean_refused_for(self) -> str:
        return self.cleaned_data["refused_for"] or LoanRequest.Refused.OTHER


class CriterionForm(Form):
    words = forms.CharField(label=_("What counts?"), max_length=120)
    points = forms.IntegerField(
        label=_("How many points?"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
    )
