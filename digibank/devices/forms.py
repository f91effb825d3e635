"""Text in, typed values out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.models import (
    Device,
    DeviceToken,
    Erasure,
    LabelRoll,
    Placement,
    Reading,
    Stage,
    WriteOff,
)
from digibank.network.models import AccessPoint, Digibank
from digibank.ui import codes
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.inputs import DayField

UNITS = {"memory_bytes": 1024**3, "storage_bytes": 1000**3}  # GB of memory, GB of a disk


class Gigabytes(forms.DecimalField):
    """Shown and typed in GB, kept in bytes. Untouched, the bytes stay exactly what they were."""

    def __init__(self, unit: int, **options: Any) -> None:  # noqa: ANN401 those of any field
        super().__init__(required=False, min_value=0, max_value=100_000, **options)
        self.unit = unit
        self.widget.attrs["class"] = "w-4"

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 bytes, or text as it was typed
        return round(value / self.unit) or None if isinstance(value, int) else value

    def in_bytes(self, typed: Decimal | None, was: object) -> int | None:
        if not typed:
            return None
        same = isinstance(was, int) and round(was / self.unit) == typed
        return was if same else int(typed * self.unit)  # type: ignore[return-value]  # same says int


class DeviceForm(ModelForm):
    """What is known about a device."""

    memory_bytes = Gigabytes(UNITS["memory_bytes"], label=_("Memory in GB"))
    storage_bytes = Gigabytes(UNITS["storage_bytes"], label=_("Storage in GB"))

    class Meta:
        model = Device
        fields = [
            *("kind", "maker", "model", "serial"),
            *("cpu", "memory_bytes", "storage_bytes", "remark"),
        ]
        widgets = {
            "remark": forms.Textarea(attrs={"rows": 3}),
            "maker": forms.TextInput(attrs={"class": "w-10"}),
            "serial": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def clean_memory_bytes(self) -> int | None:
        return self.in_bytes("memory_bytes")

    def clean_storage_bytes(self) -> int | None:
        return self.in_bytes("storage_bytes")

    def in_bytes(self, name: str) -> int | None:
        field: Any = self.fields[name]
        return field.in_bytes(self.cleaned_data[name], self.initial.get(name))  # type: ignore[no-any-return]


class FactsForm(SeenForm, DeviceForm):
    """What is known about a device, with the version that was looked at."""


class RegisterForm(DeviceForm):
    """A new device: typed in, or filled from a report that was read before."""

    reading = forms.ModelChoiceField(
        Reading.objects.none(), required=False, widget=forms.HiddenInput
    )
    access_point = forms.ModelChoiceField(
        AccessPoint.objects.none(), required=False, label=_("Where is it now?")
    )
    label = forms.CharField(
        label=_("Scan the label that you stuck on it"),
        help_text=_("Does no label stick on it yet? Leave this empty, and we make one."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, digibank: Digibank, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        self.fields["reading"].queryset = Reading.objects.filter(digibank=digibank)  # type: ignore[attr-defined]
        points = AccessPoint.objects.filter(digibank=digibank).open()
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]
        if self.is_bound and (reading := self.known_reading()):
            self.initial = {**self.initial, **queries.described(reading)}

    def known_reading(self) -> Reading | None:
        """The report that this form was filled from, so that its exact bytes are kept."""
        try:
            found = self.fields["reading"].clean(self["reading"].value())
        except forms.ValidationError:
            return None
        return found if isinstance(found, Reading) else None

    def typed(self) -> dict[str, Any]:
        """What somebody typed, which wins from a report. A laptop is what stood there already."""
        names = [name for name in self.fields if name != "reading"]
        texts = {name: str(self[name].value() or "").strip() for name in names}
        return {name: text for name, text in texts.items() if text and text != Device.Kind.LAPTOP}


class UploadForm(Form):
    """A report. The server says what it thinks of the file, so nothing is asked here."""

    upload = forms.FileField(
        label=_("Report of the computer"),
        allow_empty_file=True,
        help_text=_("Of eReuse, lshw, smartctl, dmidecode, inxi or nwipe. We keep it as it is."),
    )


class AttachForm(Form):
    """Of which device a report is: its label, scanned or typed."""

    label = forms.CharField(
        label=_("Label of the device"),
        help_text=_("Scan it, or type it: T-7KD-4C9"),
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, account: Account, digibank: Digibank) -> None:  # noqa: ANN401
        super().__init__(data)
        self.within = Device.objects.visible_to(account).filter(digibank=digibank)

    def clean_label(self) -> str:
        text = str(self.cleaned_data["label"])
        seen = codes.recognised(text)
        code = seen[1] if seen and seen[0] == codes.DEVICE else text.strip().upper()
        self.device = self.within.filter(code=code).first()
        if self.device is None:
            raise forms.ValidationError(_("We know no device with this label."), code="unknown")
        return text

    def clean(self) -> dict[str, Any]:
        return {"device": self.device} if getattr(self, "device", None) else {}


class ErasureForm(Form):
    """How a device, or one drive of it, was erased; only what suits is offered, with its level."""

    technique = forms.ChoiceField(
        label=_("How was it erased?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was erased.")},
    )
    tool = forms.CharField(
        label=_("With which program or machine?"),
        help_text=_("nwipe, or the exact command: nvme format -s 1, hdparm --security-erase."),
        max_length=60,
        required=False,
    )
    tool_version = forms.CharField(
        label=_("Which version of it?"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-5"}),
    )
    verified = forms.BooleanField(
        label=_("I looked at the result: the drive was read back"), required=False
    )
    witness = forms.ModelChoiceField(
        Account.objects.none(),
        label=_("Destroyed: who saw it?"),
        required=False,
        empty_label=_("Nobody"),
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, device: Device, medium: str = "") -> None:  # noqa: ANN401
        super().__init__(data)
        self.fields["technique"].choices = queries.techniques(device, medium)  # type: ignore[attr-defined]
        people = Account.objects.filter(memberships__digibank=device.digibank_id, closed_at=None)
        self.fields["witness"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]
        if not device.has_storage:
            self.fields = {}  # nothing to ask: the verb says why

    def clean(self) -> dict[str, Any]:
        return {"technique": "", **self.cleaned_data}


class FailureForm(Form):
    """Erasing failed: how it was tried, and what went wrong."""

    technique = forms.ChoiceField(
        label=_("How was it tried?"), choices=Erasure.Technique.choices, widget=forms.RadioSelect
    )
    serial = forms.CharField(label=_("Serial number of the drive"), max_length=120, required=False)
    tool = forms.CharField(label=_("With which program or machine?"), max_length=60, required=False)
    why = forms.CharField(
        label=_("What went wrong?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("What went wrong?")},
    )

    def __init__(self, data: Any, *, device: Device) -> None:  # noqa: ANN401
        super().__init__(data)
        mine = queries.techniques(device)
        self.fields["technique"].choices = [  # type: ignore[attr-defined]
            (code, str(Erasure.Technique(code).label)) for code, _words in mine
        ]


class EvidenceForm(Form):
    upload = forms.FileField(
        label=_("The paper"),
        help_text=_("A PDF of the eraser, a proof of destruction, a picture."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file.")},
    )
    words = forms.CharField(label=_("What is it?"), max_length=120, required=False)


class RecallForm(Form):
    """Which erasures: filled from the address."""

    techniek = forms.ChoiceField(
        label=_("Technique"),
        choices=[("", _("Every technique")), *Erasure.Technique.choices],
        required=False,
    )
    programma = forms.CharField(label=_("Program or machine"), max_length=60, required=False)
    versie = forms.CharField(
        label=_("Version"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-5"}),
    )
    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Until"), required=False)

    def chosen(self) -> dict[str, Any]:
        """What was asked that makes sense; the rest is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class RemarkForm(Form):
    """Why."""

    remark = forms.CharField(label=_("What is wrong with it?"), max_length=200)


class WriteOffForm(Form):
    """Why a device goes for good."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[(one.value, one.label) for one in WriteOff.CHOSEN],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MoveForm(Form):
    """To which access point."""

    access_point = forms.ModelChoiceField(
        AccessPoint.objects.none(), label=_("Where does it go?"), empty_label=None
    )

    def __init__(self, data: Any, *, device: Device) -> None:  # noqa: ANN401
        super().__init__(data)
        points = AccessPoint.objects.filter(digibank=device.digibank_id).open()
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]


class Quick(forms.Select):
    """A select without a template for each option: four of them took a fifth of the list's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ANN401 Django's signature
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (one, mark_safe(" selected") if str(one) in chosen else "", words)
                for one, words in self.choices
            ),
        )
        told = {**self.attrs, **(attrs or {}), "name": name}
        return format_html("<select{}>{}</select>", flatatt(told), options)


class FilterForm(Form):
    """Which devices; a choice that does not exist chooses nothing."""

    q = forms.CharField(label=_("Label, maker, model or serial number"), required=False)
    soort = forms.ChoiceField(label=_("Type"), required=False, widget=Quick)
    stap = forms.ChoiceField(label=_("State"), required=False, widget=Quick)
    plek = forms.ChoiceField(label=_("Place"), required=False, widget=Quick)
    punt = forms.ModelChoiceField(
        AccessPoint.objects.none(),
        label=_("Access point"),
        required=False,
        empty_label=_("All access points"),
        widget=Quick,
    )

    def __init__(self, data: Any, *, digibank: Digibank) -> None:  # noqa: ANN401
        super().__init__(data)
        self.fields["soort"].choices = [("", _("All types")), *Device.Kind.choices]  # type: ignore[attr-defined]
        self.fields["stap"].choices = [("", _("All states")), *Stage.Step.choices]  # type: ignore[attr-defined]
        self.fields["plek"].choices = [("", _("All places")), *Placement.Place.choices]  # type: ignore[attr-defined]
        self.fields["punt"].queryset = AccessPoint.objects.filter(digibank=digibank)  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """What `queries.listed` asks for; wrong choices are left out."""
        self.is_valid()
        self.errors.clear()
        told = self.cleaned_data
        return {
            "text": told.get("q", ""),
            "kind": told.get("soort", ""),
            "step": told.get("stap", ""),
            "place": told.get("plek", ""),
            "access_point": told.get("punt"),
        }


class LabelsForm(Form):
    """Which labels, and from which sticker of the sheet on."""

    toestel = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    weg = forms.IntegerField(
        label=_("Stickers that are gone from the first sheet"),
        min_value=0,
        max_value=23,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-2"}),
    )


class RollForm(ModelForm):
    """How many labels, and for which printer."""

    class Meta:
        model = LabelRoll
        fields = ["count", "paper"]
        widgets = {
            "count": forms.NumberInput(attrs={"class": "w-4"}),
            "paper": forms.RadioSelect,
        }


class TokenForm(ModelForm):
    """Where the stick is used, so that a lost one can be told from the others."""

    class Meta:
        model = DeviceToken
        fields = ["name"]
        help_texts = {"name": _("For example: workshop, red stick.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
