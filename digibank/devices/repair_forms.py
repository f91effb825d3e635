from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Device, SparePart, WorkOrder, WorkTask
from digibank.network.models import Digibank
from digibank.ui.forms import Form, ModelForm
from digibank.ui.inputs import DayField

SMALL = forms.NumberInput(attrs={"class": "w-4", "min": 1})
LINES = forms.Textarea(attrs={"rows": 3})


class OrderForm(ModelForm):
    class Meta:
        model = WorkOrder
        fields = ["fault", "problem"]
        widgets = {"problem": LINES}


class TaskForm(ModelForm):
    class Meta:
        model = WorkTask
        fields = ["words", "skill", "risk"]


class WorkForm(Form):
    minutes = forms.IntegerField(
        label=_("How many minutes?"), min_value=1, max_value=600, initial=15, widget=SMALL
    )
    remark = forms.CharField(
        label=_("What did you do?"), required=False, max_length=1_000, widget=LINES
    )
    done = forms.BooleanField(label=_("It is done"), required=False, initial=True)


class OrderEndForm(Form):
    result = forms.ChoiceField(
        label=_("How did it end?"), choices=WorkOrder.Result.choices, widget=forms.RadioSelect
    )
    barrier = forms.ChoiceField(
        label=_("Why can it not be repaired?"),
        choices=[("", _("It can")), *WorkOrder.Barrier.choices],
        required=False,
    )


class PhotoForm(Form):
    upload = forms.FileField(
        label=_("The photo"),
        help_text=_("The place where it was taken is removed."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        error_messages={"required": _("Choose the photo.")},
    )
    words = forms.CharField(label=_("What is on it?"), max_length=160, required=False)


class PartForm(ModelForm):
    """A part that comes in; volts as they stand on the charger."""

    volts = forms.FloatField(
        label=_("Volt (of a charger)"),
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "decimal"}),
    )

    class Meta:
        model = SparePart
        fields = ["kind", "origin", "name", "serial", "count", "grams", "watts", "connector"]
        widgets = {"count": SMALL, "grams": SMALL, "watts": SMALL}

    def __init__(self, data: Any, *, harvested: bool = False) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        if harvested:
            del self.fields["origin"]  # it comes out of the device

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        told["count"] = told.get("count") or 1
        return told


class ChargerForm(Form):
    volts = forms.FloatField(
        label=_("Volt"),
        localize=True,
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "decimal"}),
    )
    watts = forms.IntegerField(label=_("Watt, at least"), min_value=1, max_value=400, widget=SMALL)
    connector = forms.CharField(label=_("Plug"), max_length=40, help_text=_("USB-C, 4,5 mm …"))


class UseForm(Form):
    part = forms.ModelChoiceField(SparePart.objects.none(), label=_("Which part?"))
    count = forms.IntegerField(label=_("How many?"), min_value=1, initial=1, widget=SMALL)

    def __init__(self, data: Any, *, parts: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]


class RepairsForm(Form):
    upload = forms.FileField(
        label=_("A file of open repair data (ORDS, CSV)"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file.")},
    )


class LearntForm(Form):
    """Whose work, and when: filled from the address."""

    wie = forms.ModelChoiceField(Account.objects.none(), label=_("Who?"))
    van = DayField(label=_("From"))
    tot = DayField(label=_("Until"))

    def __init__(self, data: Any, *, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        people = Account.objects.filter(memberships__digibank=digibank, closed_at=None)
        self.fields["wie"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]


class KindForm(Form):
    soort = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("", _("Every part")), *SparePart.Kind.choices],
        required=False,
    )

    def chosen(self) -> str:
        return str(self.cleaned_data["soort"]) if self.is_valid() else ""


def labels_in(text: str) -> list[str]:
    """The labels in what a scanner typed: one on each line, or with commas."""
    return list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in Device.Kind]
