from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from digibank.network.models import MEANING, AccessPoint, Digibank, Organisation, Partnership, Role
from digibank.network.queries import current_partners_of
from digibank.network.territory import municipalities_at
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.inputs import DayInput, HourField, PhoneField


class DigibankForm(SeenForm, ModelForm):
    phone = PhoneField(label=_("Phone"), required=False)

    class Meta:
        model = Digibank
        fields = ["name", "phone", "email", "began_on", "ends_on", "target_count"]
        widgets = {
            "began_on": DayInput,
            "ends_on": DayInput,
            "target_count": forms.NumberInput(attrs={"class": "w-4"}),
        }


class AreaForm(SeenForm):
    """The codes of all municipalities that are ticked."""

    def clean(self) -> dict[str, Any]:
        data: Any = self.data  # a QueryDict
        return {"area": data.getlist("area"), "seen": self.cleaned_data["seen"]}


class KboField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("KBO number"),
            help_text=_("For example 0207.499.430. An organisation that we know keeps its name."),
            max_length=20,
            required=False,
            widget=forms.TextInput(attrs={"class": "w-10"}),
        )


class PartnerForm(ModelForm):
    """An organisation and how it takes part."""

    kbo = KboField()
    part = forms.ChoiceField(
        label=_("Role"),
        choices=Partnership.Part.choices,
        widget=forms.RadioSelect,
        initial=Partnership.Part.PARTNER,
    )
    began_on = forms.DateField(label=_("Takes part from"), widget=DayInput)

    field_order = ["kbo", "name", "kind", "part", "began_on"]

    class Meta:
        model = Organisation
        fields = ["name", "kind"]


class OrganisationForm(SeenForm, ModelForm):
    kbo = KboField()
    phone = PhoneField(label=_("Phone"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "kind", "kbo", "contact", "email", "phone", "street", "postcode"]
        widgets = {"postcode": forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"})}
        help_texts = {"contact": _("Whom to ask for")}


class DayForm(Form):
    """One day on which something ends or turns."""

    on = forms.DateField(label=_("Day"), widget=DayInput)


class PointForm(ModelForm):
    """An access point; its municipality follows from the postcode, or is chosen when several
    municipalities share it."""

    phone = PhoneField(
        label=_("Phone"), required=False, help_text=_("Empty: visitors see that of the digibank.")
    )
    refnis = forms.CharField(label=_("Municipality"), required=False)

    class Meta:
        model = AccessPoint
        fields = ["name", "kind", "street", "postcode", "refnis", "phone"]
        fields += ["lends", "teaches", "helps", "remark"]
        widgets = {
            "kind": forms.RadioSelect,
            "postcode": forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"}),
            "remark": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"remark": _("Entrance, bus stop, wheelchair. Visitors read this.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        typed = self.data.get("postcode", "") if self.is_bound else self.initial.get("postcode", "")
        self.found = municipalities_at(typed.strip())
        several = len(self.found) > 1
        widget = forms.RadioSelect(choices=self.found) if several else forms.HiddenInput()
        self.fields["refnis"].widget = widget

    def clean(self) -> dict[str, Any]:
        codes = [code for code, _name in self.found]
        if len(codes) == 1:
            self.cleaned_data["refnis"] = codes[0]
        elif codes and self.cleaned_data.get("refnis") not in codes:
            sentence = _("Several municipalities have this postcode. Choose one.")
            self.add_error("refnis", ValidationError(sentence, code="several"))
        return self.cleaned_data


class PointChangeForm(SeenForm, PointForm):
    pass


class WeekForm(SeenForm):
    """Two stretches for each day, in four fields; the verb's refusals come back at the day."""

    PARTS = ("", "_until", "_again", "_last")
    WORDS = (_("open from"), _("until"), _("again from"), _("until (second)"))

    def __init__(self, *args: Any, rows: Iterable[Any], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        hours: dict[int, list[time]] = {}
        for row in rows:
            hours.setdefault(row.weekday, []).extend([row.opens_at, row.closes_at])
        for weekday in range(1, 8):
            for place, (part, words) in enumerate(zip(self.PARTS, self.WORDS, strict=True)):
                label = f"{WEEKDAYS[weekday - 1]}, {words}"
                now = dict(enumerate(hours.get(weekday, []))).get(place)
                self.fields[f"weekday_{weekday}{part}"] = HourField(
                    label=label, required=False, initial=now
                )

    def lines(self) -> list[dict[str, Any]]:
        """For the template: each day with its four fields."""
        return [
            {
                "day": WEEKDAYS[weekday - 1],
                "fields": [self[f"weekday_{weekday}{part}"] for part in self.PARTS],
            }
            for weekday in range(1, 8)
        ]

    def clean(self) -> dict[str, Any]:
        week = []
        for weekday in range(1, 8):
            names = [f"weekday_{weekday}{part}" for part in self.PARTS]
            for opens, closes in (names[:2], names[2:]):
                stretch = self.cleaned_data.get(opens), self.cleaned_data.get(closes)
                if all(stretch):
                    week.append((weekday, *stretch))
                elif any(stretch) and not {opens, closes} & set(self.errors):
                    missing = closes if stretch[0] else opens
                    sentence = _("Fill in this hour too, or leave both empty.")
                    self.add_error(missing, ValidationError(sentence, code="half"))
        return {"week": week, "seen": self.cleaned_data["seen"]}


class ExceptionForm(Form):
    first = forms.DateField(label=_("First day"), widget=DayInput)
    last = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput, help_text=_("Empty: only that day.")
    )
    opens_at = HourField(label=_("Opens at"), required=False, help_text=_("Empty: closed."))
    closes_at = HourField(label=_("Closes at"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=120,
        help_text=_("Visitors read this: holiday, training, works."),
    )


class WorkplacesForm(SeenForm):
    points = forms.ModelMultipleChoiceField(
        AccessPoint.objects.none(),
        label=_("Works at"),
        help_text=_("Tick nothing when somebody works at all access points."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("For which partner?"),
        help_text=_("A referrer sees only the people that this partner sends."),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["points"].queryset = digibank.access_points.open()  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = current_partners_of(digibank)  # type: ignore[attr-defined]


class RolesForm(SeenForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, format_lazy("{}: {}", role.label, MEANING[role])) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role, or end the membership.")},
    )
