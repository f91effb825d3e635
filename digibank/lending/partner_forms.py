from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device
from digibank.lending import booking_queries
from digibank.lending.models.bookings import MOST
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.ui.forms import Form
from digibank.ui.inputs import DayInput, PhoneField

# How a person is reached, as a partner can know it.
WAYS = [
    (Person.Channel.PHONE, Person.Channel.PHONE.label),
    (Person.Channel.SMS, Person.Channel.SMS.label),
    (Person.Channel.REFERRER, _("Through us")),
]


class PartnerRequestForm(Form):
    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=4, required=False)
    channel = forms.ChoiceField(
        label=_("Best reached by"), choices=WAYS, widget=forms.RadioSelect, initial="phone"
    )
    family = forms.CharField(
        label=_("Who in the family needs one too?"),
        help_text=_("One name on each line: first name, then family name"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Device.Kind.choices, initial="laptop")
    goal = forms.CharField(
        label=_("What will they do with it?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    access_point = forms.ModelChoiceField(
        label=_("Where do they want to fetch it?"),
        queryset=AccessPoint.objects.none(),
        required=False,
    )
    consent = forms.BooleanField(
        label=_("They agree that I give you their name"),
        error_messages={
            "required": _("Ask them first. Without their consent we cannot take it up.")
        },
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["access_point"].queryset = booking_queries.points(digibank)  # type: ignore[attr-defined]

    def clean_family(self) -> list[tuple[str, str]]:
        """Each line as first and family name."""
        lines = [line.split() for line in self.cleaned_data["family"].splitlines()]
        found = [(words[0], " ".join(words[1:])) for words in lines if words]
        if len(found) > 9:
            raise ValidationError(_("Ten people at the most. Call us for more."), code="too_many")
        return found

    def clean(self) -> dict[str, Any]:
        """The family as people to register: they share phone, postcode and family name."""
        told = self.cleaned_data
        shared = {name: told.pop(name, "") for name in ("phone", "postcode", "channel")}
        given, family = told.pop("given_name", ""), told.pop("family_name", "")
        names = [(given, family), *told.pop("family", [])]
        told["people"] = [
            {"given_name": one, "family_name": two or family, **shared} for one, two in names
        ]
        return told


class PartnerSetForm(Form):
    kind = forms.ChoiceField(label=_("Type"), choices=Device.Kind.choices, initial="laptop")
    count = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=MOST,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
    )
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(label=_("Until"), widget=DayInput)
    purpose = forms.CharField(label=_("What do you do with it?"), max_length=200)
    access_point = forms.ModelChoiceField(
        label=_("Where is it fetched?"), queryset=AccessPoint.objects.none(), required=False
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["access_point"].queryset = booking_queries.points(digibank)  # type: ignore[attr-defined]
