from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models import Incident, Loan
from digibank.ui import codes
from digibank.ui.forms import Form
from digibank.ui.inputs import DayInput

OUTCOMES = [one for one in Loan.Outcome if one != Loan.Outcome.WRITTEN_OFF]


class SwapForm(Form):
    into = forms.CharField(
        label=_("Label of the device that goes along now"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    reason = forms.CharField(label=_("What is wrong with the old one?"), max_length=200)
    outcome = forms.ChoiceField(
        label=_("What happens with the old one?"),
        choices=[(one.value, one.label) for one in OUTCOMES],
        widget=forms.RadioSelect,
        initial=Loan.Outcome.REPAIR,
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_into(self) -> Device:
        seen = codes.recognised(self.cleaned_data["into"])
        mine = Device.objects.visible_to(self.account)
        device = mine.filter(code=seen[1]).first() if seen and seen[0] == codes.DEVICE else None
        if device is None:
            raise ValidationError(_("We know no device with this label."), code="unknown")
        return device


class IncidentForm(Form):
    kind = forms.ChoiceField(
        label=_("What happened?"), choices=Incident.Kind.choices, widget=forms.RadioSelect
    )
    happened_on = forms.DateField(label=_("When?"), widget=DayInput, initial=localdate)
    story = forms.CharField(
        label=_("What do they tell?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    police = forms.CharField(
        label=_("Number of the police report"),
        help_text=_("Only of a theft, when there is one."),
        required=False,
        max_length=60,
    )
    upload = forms.FileField(
        label=_("A photo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


class EndingForm(Form):
    ending = forms.CharField(label=_("How did it end?"), required=False, max_length=300)
