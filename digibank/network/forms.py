import re
from collections.abc import Iterable
from datetime import time
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from digibank.network.models import MEANING, AccessPoint, Digibank, Organisation, Partnership, Role
from digibank.network.territory import municipalities_at
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.templatetags.ui import phone

HOUR = re.compile(r"(\d{1,2})(?:[.:uh](\d{2})?)?\s*(?:uur|u|h)?", re.ASCII | re.IGNORECASE)


def hour(text: str) -> time | None:
    """The hour that people write as 9, 9.00, 9:00, 9u30 or 9 uur; None when it is none."""
    found = HOUR.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


class HourField(forms.Field):
    """An hour as people write it."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(widget=forms.TextInput(attrs={"class": "w-4"}), **kwargs)

    def to_python(self, value: str | None) -> time | None:
        if not (text := (value or "").strip()):
            return None
        if (found := hour(text)) is None:
            raise ValidationError(_("Write an hour like 9 or 13.30."), code="hour")
        return found

    def prepare_value(self, value: time | str | None) -> str | None:
        return f"{value.hour}.{value:%M}" if isinstance(value, time) else value


class PhoneField(forms.CharField):
    """A phone number as people write it; kept as E.164."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        widget = forms.TextInput(attrs={"class": "w-10", "type": "tel", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def to_python(self, value: str | None) -> str:
        if not (text := super().to_python(value)):
            return ""
        try:
            number = phonenumbers.parse(text, "BE")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("Write a phone number like 015 12 34 56."), code="phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def prepare_value(self, value: str | None) -> str | None:
        return phone(value) if value and value.startswith("+") else value


class DayInput(forms.DateInput):
    """The browser's own calendar; where it has none, typing works: 31/12/2026."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "w-10"})


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

    class Meta:
        model = Organisation
        fields = ["name", "kind", "kbo"]


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


class RolesForm(SeenForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, format_lazy("{}: {}", role.label, MEANING[role])) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role, or end the membership.")},
    )
