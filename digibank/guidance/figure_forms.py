from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.guidance.forms import PointsForm
from digibank.ui.inputs import DayInput


class PeriodForm(PointsForm):
    """Which figures. Only these names reach the database."""

    van = forms.DateField(label=_("From"), required=False, widget=DayInput)
    tot = forms.DateField(label=_("Until"), required=False, widget=DayInput)
