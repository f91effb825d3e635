from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.devices import checks, systems
from digibank.devices.models import Device, Inspection, Installation, Lock, NeedProfile
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.inputs import DayField

SMALL = forms.NumberInput(attrs={"class": "w-4", "min": 0})


class BenchForm(SeenForm):
    """The usual result in three taps: everything works, how it looks, save."""

    verdict = forms.ChoiceField(
        label=_("Did you look at everything on the list?"),
        choices=[("fine", _("Everything works")), ("mixed", _("Something does not work"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of both.")},
    )
    appearance = forms.ChoiceField(
        label=_("How does it look?"),
        choices=Inspection.Appearance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it looks.")},
    )
    battery_percent = forms.IntegerField(
        label=_("Battery in %"), min_value=0, max_value=100, required=False, widget=SMALL
    )
    grams = forms.IntegerField(
        label=_("Weight in grams"), min_value=1, max_value=200_000, required=False, widget=SMALL
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, device: Device, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        self.checks = checks.of(device.kind)
        for one in self.checks:
            self.fields[f"check_{one.code}"] = forms.ChoiceField(
                label=str(one.words),
                choices=list(checks.RESULTS.items()),
                initial=checks.FINE,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def results(self) -> list[forms.BoundField]:
        """The boxes of the checks, for when something does not work."""
        return [self[f"check_{one.code}"] for one in self.checks]

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        found = {one.code: told.pop(f"check_{one.code}", "") for one in self.checks}
        verdict = told.pop("verdict", "")
        if verdict == "fine":
            found = dict.fromkeys(found, checks.FINE)
        elif verdict == "mixed" and set(found.values()) <= {checks.FINE}:
            self.add_error("verdict", _("Then say below what does not work."))
        return {**told, "results": {code: text for code, text in found.items() if text}}


class InstallForm(ModelForm):
    supported_until = DayField(
        label=_("The system gets updates until"),
        help_text=_("Empty: we take the day that we know of this version."),
        required=False,
    )
    firmware_until = DayField(
        label=_("The firmware gets updates until"),
        help_text=_("As its maker says. Empty: not known."),
        required=False,
    )

    class Meta:
        model = Installation
        fields = [
            *("system", "version", "language", "licence", "image"),
            *("supported_until", "firmware_until"),
        ]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **options)
        self.fields["system"].widget.attrs |= {"list": "systems", "class": "w-10"}
        self.fields["version"].widget.attrs["class"] = "w-5"

    @property
    def known(self) -> list[str]:
        """The systems that we know, to choose from while typing."""
        return systems.NAMES


class LockForm(Form):
    kind = forms.ChoiceField(
        label=_("Which lock?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the lock.")},
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=1_000)

    def __init__(self, data: Any, *, device: Device, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        mine = Lock.SUITABLE.get(Device.Kind(device.kind), ())
        words = dict(Lock.Kind.choices)
        self.fields["kind"].choices = [(code, words[code]) for code in mine]  # type: ignore[attr-defined]


class UnlockForm(Form):
    how = forms.ChoiceField(
        label=_("How was it released?"),
        choices=Lock.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how.")},
    )


class WaiverForm(Form):
    reason = forms.CharField(
        label=_("Why may it go out like this?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Why may it go out like this?")},
    )


class ProfileForm(ModelForm):
    kinds = forms.MultipleChoiceField(
        label=_("Which types?"),
        choices=Device.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one type.")},
    )

    class Meta:
        model = NeedProfile
        fields = [
            *("name", "kinds", "memory_gb", "storage_gb", "battery_percent", "grams", "camera"),
        ]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **options)
        for name in ("memory_gb", "storage_gb", "battery_percent", "grams"):
            self.fields[name].widget.attrs["class"] = "w-5"
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        for name in ("memory_gb", "storage_gb", "battery_percent"):
            told[name] = told.get(name) or 0
        return told
