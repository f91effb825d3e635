from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum import iban as numbers

from digibank.devices.models import Device
from digibank.lending.models import Policy, Product, Term
from digibank.ui.forms import ModelForm, SeenForm
from digibank.ui.inputs import MoneyField

SMALL = {"class": "w-4", "inputmode": "numeric"}


class YearEndField(forms.CharField):
    """A day of each year, written as 15/7; kept as month-day."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        words = {
            "label": _("Ends at the latest on this day of the year"),
            "help_text": _("Day/month, for example 15/7 for the end of the school year"),
        }
        widget = forms.TextInput(attrs={"class": "w-4"})
        super().__init__(required=False, max_length=5, widget=widget, **(words | kwargs))

    def clean(self, value: object) -> str:
        text = super().clean(value)
        day, sign, month = text.partition("/")
        if sign and day.strip().isdecimal() and month.strip().isdecimal():
            return f"{int(month):02}-{int(day):02}"
        return str(text)  # the verb refuses what is no day, in a sentence

    def prepare_value(self, value: object) -> object:
        month, sign, day = str(value or "").partition("-")
        return f"{int(day)}/{int(month)}" if sign and (day + month).isdecimal() else value


class Narrow(ModelForm):
    """A form whose numbers have narrow boxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField) and not isinstance(field, MoneyField):
                field.widget.attrs.update(SMALL)


class PolicyForm(SeenForm, Narrow):
    year_end = YearEndField()
    deposit_cents = MoneyField(label=_("Deposit"), help_text=_("Euro; 0 for none"), required=False)
    fee_cents = MoneyField(label=_("Fee"), help_text=_("Euro; 0 for none"), required=False)
    claim_most_cents = MoneyField(
        label=_("Ask at most"),
        help_text=_("Euro, for what is broken or lost; empty for no limit"),
        required=False,
    )

    class Meta:
        model = Policy
        fields = [
            *("loan_days", "year_end", "renewal_days", "renewals_at_most"),
            "needs_decision",
            *("per_person", "per_household", "lead_days", "deposit_cents", "fee_cents"),
            *("buffer_days", "workshop_days", "answer_days", "week_points"),
            *("checkup_days", "remind_days_before", "late_every_days", "late_at_most"),
            *("call_days", "letter_days", "decide_days"),
            *("iban", "account_name", "claim_most_cents"),
        ]

    def clean(self) -> dict[str, Any]:
        """Nothing typed is no money."""
        for name in ("deposit_cents", "fee_cents"):
            self.cleaned_data[name] = self.cleaned_data.get(name) or 0
        self.cleaned_data["iban"] = numbers.compact(self.cleaned_data.get("iban", ""))
        return self.cleaned_data


class TermForm(Narrow):
    product = forms.ChoiceField(
        label=_("For what?"), choices=[("", _("Everything")), *Product.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Type"), choices=[("", _("Every type")), *Device.Kind.choices], required=False
    )
    year_end = YearEndField()
    deposit_cents = MoneyField(label=_("Deposit"), help_text=_("Euro; 0 for none"), required=False)
    fee_cents = MoneyField(label=_("Fee"), help_text=_("Euro; 0 for none"), required=False)

    class Meta:
        model = Term
        fields = [
            *("product", "kind", "loan_days", "year_end", "renewal_days", "renewals_at_most"),
            *("per_person", "per_household", "lead_days", "deposit_cents", "fee_cents"),
            *("late_every_days", "late_at_most", "call_days", "letter_days", "decide_days"),
            *("times_a_year", "weeks_a_year"),
        ]
