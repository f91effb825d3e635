from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device
from digibank.lending import booking_queries
from digibank.lending.models.bookings import MOST
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.ui.forms import Form
from digibank.ui.inputs import DayInput


class ReservationForm(Form):
    organisation = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organisation.objects.none(), required=False
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Device.Kind.choices)
    count = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=MOST,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
    )
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(label=_("Until"), widget=DayInput)
    access_point = forms.ModelChoiceField(
        label=_("Where is it fetched?"), queryset=AccessPoint.objects.none(), required=False
    )
    purpose = forms.CharField(label=_("What for?"), required=False, max_length=200)

    def __init__(self, *args: Any, digibank: Digibank, for_person: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["access_point"].queryset = booking_queries.points(digibank)
        if for_person:
            del fields["organisation"]
        else:
            fields["organisation"].queryset = booking_queries.partners(digibank)


class CancelForm(Form):
    reason = forms.CharField(label=_("Why?"), required=False, max_length=200)
