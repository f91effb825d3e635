from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Device
from digibank.lending import visit_queries
from digibank.lending.models import Loan, Reservation, SlotRule
from digibank.lending.visit_queries import Slot
from digibank.network.hours import clock
from digibank.people.models import Person
from digibank.ui import codes
from digibank.ui.forms import Form, ModelForm

LIST = forms.CheckboxSelectMultiple


class ThingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes to tick: what is kept for somebody, or what they have."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 Django's
        if isinstance(obj, Loan):
            return f"{obj.device.name} · {obj.device.label}"
        return f"{obj.count} {obj.get_kind_display()}"


def in_words(moment: datetime) -> str:
    """A slot in a list: "dinsdag 10 maart, 14 uur"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'l j F')}, {clock(local.time())}"


class VisitForm(Form):
    starts_at = forms.ChoiceField(label=_("When?"))
    fetch = ThingsField(
        label=_("To fetch"), queryset=Reservation.objects.none(), required=False, widget=LIST
    )
    bring = ThingsField(
        label=_("To bring back"), queryset=Loan.objects.none(), required=False, widget=LIST
    )
    renew = ThingsField(
        label=_("To renew"), queryset=Loan.objects.none(), required=False, widget=LIST
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=200)

    def __init__(self, *args: Any, person: Person, slots: Sequence[Slot], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        free = [one for one in slots if one.free]
        moments = [one.starts_at for one in free]
        fields["starts_at"].choices = [(as_code(one), in_words(one)) for one in moments]
        fields["fetch"].queryset = visit_queries.can_fetch(person)
        fields["bring"].queryset = visit_queries.has(person)
        fields["renew"].queryset = visit_queries.has(person).filter(set=None)
        for name in ("fetch", "bring", "renew"):
            if not fields[name].queryset.exists():
                del fields[name]

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])


def as_code(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


class PullForm(Form):
    device = forms.CharField(label=_("Scan the label"), max_length=40)

    def __init__(self, *args: Any, digibank_id: int, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.digibank_id = digibank_id

    def clean_device(self) -> Device:
        scanned = codes.recognised(self.cleaned_data["device"])
        devices = Device.objects.filter(digibank=self.digibank_id)
        found = devices.filter(code=scanned[1]).first() if scanned else None
        if found is None:
            raise ValidationError(_("We do not know this label."), code="unknown")
        return found


class SlotForm(ModelForm):
    class Meta:
        model = SlotRule
        fields = ("minutes", "at_once")
