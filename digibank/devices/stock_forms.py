from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models import Demand, Device, Piece, SparePart, WorkshopPolicy
from digibank.devices.repair_forms import labels_in
from digibank.network.models import AccessPoint, Digibank
from digibank.ui import codes
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.inputs import DayField

SMALL = forms.NumberInput(attrs={"class": "w-5", "min": 1})


class ScanForm(Form):
    """Labels as a scanner types them, of devices within reach."""

    labels = forms.CharField(
        label=_("Scan the labels"),
        help_text=_("One on each line, as the scanner does."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Scan at least one label.")},
    )

    def __init__(self, data: Any, *, account: Account, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        self.within = Device.objects.visible_to(account).filter(digibank=digibank)

    def clean_labels(self) -> list[Device]:
        texts = labels_in(str(self.cleaned_data["labels"]))
        seen = {text: codes.recognised(text) for text in texts}
        wanted = {text: found[1] if found else text.upper() for text, found in seen.items()}
        known = {one.code: one for one in self.within.filter(code__in=wanted.values())}
        if strange := [text for text, code in wanted.items() if code not in known]:
            sentence = _now("We know no device with label %(label)s.") % {"label": strange[0]}
            raise forms.ValidationError(sentence, code="unknown")
        return [known[code] for code in dict.fromkeys(wanted.values())]

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        if "labels" in told:
            told["devices"] = told.pop("labels")
        return told


class SendForm(ScanForm):
    to_point = forms.ModelChoiceField(
        AccessPoint.objects.none(), label=_("Where does it go?"), empty_label=None
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=500)

    def __init__(self, data: Any, *, account: Account, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data, account=account, digibank=digibank)
        points = AccessPoint.objects.filter(digibank=digibank).open()
        self.fields["to_point"].queryset = points  # type: ignore[attr-defined]


class ReceiveForm(ScanForm):
    rest_missing = forms.BooleanField(label=_("The others are not in it"), required=False)

    def __init__(self, data: Any, *, account: Account, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data, account=account, digibank=digibank)
        self.fields["labels"].required = False

    def clean_labels(self) -> list[Device]:
        return super().clean_labels() if self.cleaned_data["labels"] else []


class CountForm(Form):
    access_point = forms.ModelChoiceField(
        AccessPoint.objects.none(), label=_("Where do you count?"), empty_label=None
    )

    def __init__(self, data: Any, *, digibank: Digibank, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        points = AccessPoint.objects.filter(digibank=digibank).open()
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]


class LabelForm(Form):
    label = forms.CharField(
        label=_("Scan a label"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Scan at least one label.")},
    )


class DemandForm(ModelForm):
    wanted_on = DayField(label=_("By which day?"), required=False)

    class Meta:
        model = Demand
        fields = ["kind", "count", "access_point", "wanted_on", "what_for"]
        widgets = {"count": SMALL, "what_for": forms.TextInput}

    def __init__(self, data: Any, *, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        points = AccessPoint.objects.filter(digibank=digibank).open()
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]
        self.fields["access_point"].label = _("Where?")
        self.fields["kind"].choices = Device.Kind.choices  # type: ignore[attr-defined]


class ShipmentForm(Form):
    carrier = forms.CharField(
        label=_("Who takes it along?"),
        max_length=120,
        error_messages={"required": _("Who takes it along?")},
    )


class PalletForm(Form):
    """One device on the pallet: scanned, with its weight when somebody weighed it."""

    label = forms.CharField(
        label=_("Scan a label"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off"}),
        error_messages={"required": _("Scan at least one label.")},
    )
    grams = forms.IntegerField(
        label=_("Weight in grams"), min_value=1, max_value=200_000, required=False, widget=SMALL
    )

    def __init__(self, data: Any, *, account: Account, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        self.within = Device.objects.visible_to(account).filter(digibank=digibank)

    def clean_label(self) -> Device:
        text = str(self.cleaned_data["label"])
        seen = codes.recognised(text)
        found = self.within.filter(code=seen[1] if seen else text.strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_("We know no device with this label."), code="unknown")
        return found

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        if "label" in told:
            told["device"] = told.pop("label")
        return told


class RestForm(Form):
    """What goes along without a label: pieces that were refused, and parts."""

    piece = forms.ModelChoiceField(Piece.objects.none(), required=False)
    part = forms.ModelChoiceField(SparePart.objects.none(), required=False)
    grams = forms.IntegerField(min_value=1, max_value=50_000_000, required=False)

    def __init__(self, data: Any, *, pieces: Any, parts: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        self.fields["piece"].queryset = pieces  # type: ignore[attr-defined]
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]


class LeaveForm(Form):
    proof_number = forms.CharField(label=_("Number of the proof"), max_length=60, required=False)
    proof = forms.FileField(label=_("The proof itself"), required=False, allow_empty_file=True)


class HandoverForm(Form):
    to_name = forms.CharField(
        label=_("To whom?"), max_length=160, error_messages={"required": _("To whom?")}
    )
    euro = forms.DecimalField(
        label=_("Price in euro"),
        help_text=_("Empty: it is a gift."),
        min_value=0,
        max_value=2_000,
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "decimal"}),
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        told["cents"] = int((told.pop("euro", None) or 0) * 100)
        return told


class WorkshopForm(SeenForm, ModelForm):
    class Meta:
        model = WorkshopPolicy
        fields = [
            *("centre", "minimum_lot", "packing", "tests", "displacement", "loan_years"),
            "donor_months",
        ]
        widgets = {
            "packing": forms.Textarea(attrs={"rows": 3}),
            "tests": forms.Textarea(attrs={"rows": 4}),
            "minimum_lot": SMALL,
            "displacement": SMALL,
            "loan_years": SMALL,
            "donor_months": SMALL,
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **options)
        self.fields["tests"].help_text = _(
            "One on each line. After = what the bench calls it: visual, function, safe. "
            "Empty: the usual four."
        )


class YearForm(Form):
    jaar = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2100, widget=SMALL)
