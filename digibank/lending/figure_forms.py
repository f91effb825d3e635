from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from digibank.network.models import AccessPoint
from digibank.ui.forms import Form
from digibank.ui.inputs import DayField


class PeriodForm(Form):
    """What the address asks; what is wrong in it asks nothing."""

    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Until"), required=False)
    plaats = forms.ModelChoiceField(
        label=_("Place"),
        queryset=AccessPoint.objects.none(),
        required=False,
        empty_label=_("Everywhere"),
    )

    def __init__(self, *args: Any, points: QuerySet[AccessPoint], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["plaats"].queryset = points  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
