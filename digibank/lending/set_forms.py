from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device
from digibank.lending.forms import AGREEMENT_LANGUAGES
from digibank.lending.kits import KITS
from digibank.lending.models import Agreement, Loan, Part, Reservation
from digibank.lending.taking_back import Returned
from digibank.ui.forms import Form, SignPad
from digibank.ui.inputs import DayInput


class DevicesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes to tick, each with the name and the label of a device."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 Django's
        return f"{obj.label} · {obj.name}"


class SetForm(Form):
    devices = DevicesField(
        label=_("Which devices go along?"),
        queryset=Device.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    along = forms.MultipleChoiceField(
        label=_("What goes along with each?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label=_("Back on"), widget=DayInput)
    language = forms.ChoiceField(label=_("Agreement in"), choices=AGREEMENT_LANGUAGES)
    signing = forms.ChoiceField(
        label=_("How does this person sign?"),
        choices=Agreement.Signing.choices,
        widget=forms.RadioSelect,
        initial=Agreement.Signing.PAPER,
    )
    signature = forms.CharField(required=False, widget=SignPad)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's
        row: Reservation,
        kept: Sequence[int],
        others: Sequence[int],
        **kwargs: Any,  # noqa: ANN401 Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        mine = Case(When(pk__in=kept, then=0), default=1)  # what is kept stands first
        devices = Device.objects.filter(pk__in=others).order_by(mine, "code")
        fields["devices"].queryset = devices
        fields["devices"].initial = kept
        kinds = KITS[row.kind]
        fields["along"].choices = [(kind, Part.Kind(kind).label) for kind in kinds]
        fields["along"].initial = [kinds[0]] if kinds else []
        if not kinds:
            del self.fields["along"]


OUT = "out"


class SetBackForm(Form):
    """A line for each device: what happens with it, and what is not fine."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, loans: Sequence[Loan], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.loans = loans
        choices = [*Loan.Outcome.choices, (OUT, _("Is not back yet"))]
        for loan in loans:
            self.fields[f"outcome_{loan.pk}"] = forms.ChoiceField(
                choices=choices, initial=Loan.Outcome.SHELF, label=loan.device.label
            )
            self.fields[f"missing_{loan.pk}"] = forms.MultipleChoiceField(
                label=_("Missing"),
                choices=[(part.kind, part.get_kind_display()) for part in given(loan)],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def lines(self) -> list[dict[str, object]]:
        """For the template: each loan with its two fields."""
        return [
            {
                "loan": loan,
                "outcome": self[f"outcome_{loan.pk}"],
                "missing": self[f"missing_{loan.pk}"],
            }
            for loan in self.loans
        ]

    def clean(self) -> dict[str, Any]:
        outcomes, missing = {}, {}
        for loan in self.loans:
            how = self.cleaned_data.pop(f"outcome_{loan.pk}", OUT)
            gone = self.cleaned_data.pop(f"missing_{loan.pk}", [])
            if how != OUT:
                outcomes[loan] = how
                missing[loan] = [Returned(kind, Part.Back.MISSING) for kind in gone]
        self.cleaned_data |= {"outcomes": outcomes, "missing": missing}
        return self.cleaned_data


def given(loan: Loan) -> list[Part]:
    return [part for part in loan.parts.all() if part.given != Part.Given.NOT_GIVEN]
