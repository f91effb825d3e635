from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.lending.models import Quiet
from digibank.ui.forms import Form
from digibank.ui.inputs import DayField


class BundleForm(Form):
    bundle = forms.CharField(
        label=_("How much internet?"),
        help_text=_("For example: 20 GB a month"),
        max_length=80,
    )
    expires_on = DayField(label=_("Ends on"), required=False)


class ConnectionForm(BundleForm):
    number = forms.CharField(label=_("Number on the card"), max_length=40)
    provider = forms.CharField(label=_("Which company?"), max_length=60, required=False)
    field_order = ("number", "provider", "bundle", "expires_on")


class QuietForm(Form):
    why = forms.ChoiceField(label=_("Why?"), choices=Quiet.Why.choices, widget=forms.RadioSelect)
    contact = forms.CharField(
        label=_("With whom can we speak?"),
        help_text=_("For example: daughter Els, 0471 12 34 56"),
        required=False,
        max_length=160,
    )
