from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.agenda_queries import Slot
from digibank.guidance.models import Appointment, HelpPolicy
from digibank.guidance.question_forms import helpers_of
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.forms import Form, ModelForm, SeenForm
from digibank.ui.inputs import DayField, HourField


class OfferForm(Form):
    """When somebody can come, once or each week."""

    access_point = forms.ModelChoiceField(AccessPoint.objects.none(), label=_("Where"))
    on = DayField(label=_("Day"), help_text=_("For example 12/03/2027"))
    begins_at = HourField(label=_("From"))
    ends_at = HourField(label=_("Until"))
    weeks = forms.IntegerField(
        label=_("How many weeks?"),
        help_text=_("1: only that day. 10: each week, ten times."),
        min_value=1,
        max_value=26,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "w-4", "inputmode": "numeric"}),
    )
    helper = forms.ModelChoiceField(Account.objects.none(), label=_("Helper"), empty_label=None)

    def __init__(self, *args: Any, digibank: Digibank, plans: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        points = digibank.access_points.open().filter(helps=True)
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]
        if plans:
            self.fields["helper"].queryset = helpers_of(digibank)  # type: ignore[attr-defined]
        else:
            del self.fields["helper"]


class MomentForm(Form):
    """A free hour, or another one with its helper."""

    # Any hour with its helper: the verb says whether it is still free.
    slot = forms.RegexField(
        r"^[0-9]{1,11}-[0-9]{1,18}\Z",
        label=_("Free hours"),
        widget=forms.RadioSelect,
        required=False,
    )
    day = DayField(label=_("Or another day"), help_text=_("For example 12/03/2027"), required=False)
    hour = HourField(label=_("Hour"), required=False)
    helper = forms.ModelChoiceField(
        Account.objects.none(), label=_("Helper"), required=False, empty_label=_("Choose")
    )
    second = forms.ModelChoiceField(
        Account.objects.none(),
        label=_("Second helper"),
        help_text=_("Only for a visit at home."),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, digibank: Digibank, slots: list[Slot], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.slots = slots
        self.fields["slot"].widget.choices = [
            ("", _("Another hour, below")),
            *[(slot.key, said(slot)) for slot in slots],
        ]
        helpers = helpers_of(digibank)
        self.fields["helper"].queryset = helpers  # type: ignore[attr-defined]
        self.fields["second"].queryset = helpers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The moment and the helper, from the free hour or from day, hour and helper."""
        cleaned = self.cleaned_data
        moment, _dash, number = cleaned.pop("slot", "").partition("-")
        day, hour = cleaned.pop("day", None), cleaned.pop("hour", None)
        helpers: Any = self.fields["helper"]
        helper = helpers.queryset.filter(pk=int(number)).first() if number else None
        if helper:
            cleaned["begins_at"] = datetime.fromtimestamp(int(moment), UTC)
            cleaned["helper"] = helper
        elif not self.errors:
            self.ask_for(day, hour)
        return cleaned

    def ask_for(self, day: date | None, hour: Any) -> None:  # noqa: ANN401 a time or None
        if day and hour and self.cleaned_data.get("helper"):
            moment = timezone.make_aware(datetime.combine(day, hour))
            self.cleaned_data["begins_at"] = moment
            return
        for name, value in (("day", day), ("hour", hour)):
            if not value:
                self.add_error(name, _("Choose a free hour, or fill this in."))
        if not self.cleaned_data.get("helper"):
            self.add_error("helper", _("Choose a free hour, or fill this in."))


def said(slot: Slot) -> str:
    """A free hour as people say it."""
    return f"{date_format(localtime(slot.begins_at), 'l j F, H.i')} · {slot.helper}"


class AppointForm(MomentForm):
    kind = forms.ChoiceField(
        label=_("How?"),
        choices=Appointment.Kind.choices,
        widget=forms.RadioSelect,
        initial=Appointment.Kind.PLACE,
    )
    access_point = forms.ModelChoiceField(
        AccessPoint.objects.none(), label=_("Where"), required=False, empty_label=_("Choose")
    )
    theme = forms.ChoiceField(label=_("About what?"), choices=themes.CHOICES, initial="other")
    subject = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=160, required=False)
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"}),
    )
    safety = forms.CharField(
        label=_("Good to know for a visit at home"),
        help_text=_("The dog, the bell, the lift. No illness, no debts."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, digibank: Digibank, home: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, digibank=digibank, **kwargs)
        points = digibank.access_points.open()
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]
        if not home:
            for name in ("street", "postcode", "safety", "second"):
                del self.fields[name]
            kinds = [one for one in Appointment.Kind.choices if one[0] != Appointment.Kind.HOME]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class CancelForm(Form):
    cancelled = forms.ChoiceField(
        label=_("Why not?"), choices=Appointment.Cancelled.choices, widget=forms.RadioSelect
    )


class PolicyForm(SeenForm, ModelForm):
    class Meta:
        model = HelpPolicy
        exclude = ["digibank"]
