from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device
from digibank.lending.kits import kit_of
from digibank.lending.models import Agreement, Connection, Loan, Part
from digibank.lending.taking_back import Returned
from digibank.ui.forms import Form, SignPad
from digibank.ui.inputs import DayInput

AGREEMENT_LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]


class KitForm(Form):
    """A form with a line for each part of the kit: its state, and what is wrong with it."""

    def part_fields(self, kinds: Iterable[str], states: Any, default: str) -> None:  # noqa: ANN401 a list of choices
        self.kinds = [Part.Kind(kind) for kind in kinds]
        for kind in self.kinds:
            self.fields[f"part_{kind}"] = forms.ChoiceField(
                choices=states, widget=forms.RadioSelect, initial=default, label=kind.label
            )
            self.fields[f"remark_{kind}"] = forms.CharField(
                required=False, max_length=200, label=_("What is wrong with it?")
            )

    def part_lines(self) -> list[dict[str, object]]:
        """For the template: each part with its two fields."""
        return [
            {"kind": kind, "state": self[f"part_{kind}"], "remark": self[f"remark_{kind}"]}
            for kind in self.kinds
        ]

    def pop_part(self, kind: str) -> tuple[str, str]:
        state = self.cleaned_data.pop(f"part_{kind}", "")
        return state, self.cleaned_data.pop(f"remark_{kind}", "")


class HandOutForm(KitForm):
    due_on = forms.DateField(
        label=_("Back on"), help_text=_("Day/month/year, for example 31/12/2026"), widget=DayInput
    )
    language = forms.ChoiceField(
        label=_("Agreement in"),
        help_text=_("The Dutch text counts; the others explain."),
        choices=AGREEMENT_LANGUAGES,
    )
    signing = forms.ChoiceField(
        label=_("How does this person sign?"),
        choices=Agreement.Signing.choices,
        widget=forms.RadioSelect,
        initial=Agreement.Signing.PAPER,
    )
    signature = forms.CharField(required=False, widget=SignPad)
    connection = forms.ModelChoiceField(
        label=_("Does a SIM card go along?"),
        queryset=Connection.objects.none(),
        required=False,
        empty_label=_("No"),
    )
    override = forms.CharField(
        label=_("Why does this person go first?"),
        help_text=_("Who reserved it gets another one that is free."),
        required=False,
        max_length=200,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's
        device: Device,
        may_go_first: bool = False,
        **kwargs: Any,  # noqa: ANN401 Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_go_first:
            del self.fields["override"]
        cards = Connection.objects.free().filter(digibank=device.digibank_id)
        if type(self) is HandOutForm and cards.exists():
            self.fields["connection"].queryset = cards  # type: ignore[attr-defined]
        else:
            del self.fields["connection"]
        self.part_fields(kit_of(device), Part.Given.choices, Part.Given.FINE)

    def clean(self) -> dict[str, Any]:
        parts = []
        for kind in self.kinds:
            state, remark = self.pop_part(kind)
            parts.append(Part(kind=kind, given=state, given_remark=remark))
        self.cleaned_data["parts"] = parts
        return self.cleaned_data


class CorrectForm(HandOutForm):
    reason = forms.CharField(label=_("What was wrong?"), max_length=200)


class UndoForm(Form):
    reason = forms.CharField(label=_("What was wrong?"), max_length=200)


class RenewForm(Form):
    due_on = forms.DateField(
        label=_("Back on"), help_text=_("Day/month/year, for example 31/12/2026"), widget=DayInput
    )


class TakeBackForm(KitForm):
    outcome = forms.ChoiceField(
        label=_("What happens with the device now?"),
        choices=Loan.Outcome.choices,
        widget=forms.RadioSelect,
        initial=Loan.Outcome.SHELF,
    )
    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("Damage, something the next person should know"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        given = [part.kind for part in loan.parts.all() if part.given != Part.Given.NOT_GIVEN]
        self.part_fields(given, Part.Back.choices, Part.Back.FINE)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["parts"] = [Returned(kind, *self.pop_part(kind)) for kind in self.kinds]
        return self.cleaned_data
