from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.network.models import AccessPoint, Digibank
from digibank.ui.forms import Form


class KioskForm(Form):
    name = forms.CharField(
        label=_("Which screen?"), max_length=60, help_text=_("For example “tablet at the door”.")
    )
    access_point = forms.ModelChoiceField(AccessPoint.objects.none(), label=_("Where"))

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["access_point"].queryset = digibank.access_points.open()  # type: ignore[attr-defined]


class SmileForm(Form):
    mood = forms.CharField(max_length=6)
    once = forms.UUIDField(required=False)
