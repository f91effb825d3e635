"""Fields for what people type: a day, an hour, a telephone number, in each form they write it."""

import re
from datetime import time
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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


class MoneyField(forms.DecimalField):
    """Euro as people write them (12 or 12,50), kept as cents."""

    def __init__(self, *, most: int = 2_000, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        widget = forms.TextInput(attrs={"class": "w-4", "inputmode": "decimal"})
        limits: Any = {"min_value": 0, "max_value": most, "max_digits": 9, "decimal_places": 2}
        super().__init__(widget=widget, localize=True, **limits, **kwargs)

    def clean(self, value: object) -> Any:  # noqa: ANN401 cents or None
        text = re.sub(r"[€\s]", "", str(value or ""))
        euro = super().clean(re.sub(r"\.(?=\d{3}\b)", "", text))
        return None if euro is None else int(euro * 100)

    def prepare_value(self, value: object) -> object:
        return f"{value / 100:.2f}".replace(".", ",") if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day of this century or the next: with others calendars and time zones break."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(widget=DayInput, **kwargs)

    def clean(self, value: object) -> Any:  # noqa: ANN401 a date or None
        day = super().clean(value)
        if day and not 2000 <= day.year < 2200:
            raise ValidationError(_("Look at the year again."), code="year")
        return day


class DayInput(forms.DateInput):
    """A day as people write it; the browser's own calendar follows its language, not the page's."""

    def __init__(self) -> None:
        super().__init__(format="%d/%m/%Y", attrs={"class": "w-10", "inputmode": "numeric"})
