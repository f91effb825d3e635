import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices import donation_queries
from digibank.devices.models import Device, Donation, Donor, Piece, Round
from digibank.network.models import AccessPoint, Digibank, Membership
from digibank.ui.forms import Form, ModelForm
from digibank.ui.inputs import DayField, PhoneField

SMALL = forms.NumberInput(attrs={"class": "w-4", "min": 0})
OF_DONOR = ("donor_kind", "name", "contact", "phone", "email", "donor_street", "donor_postcode")


class DonationForm(ModelForm):
    """Who gives what, and how it comes here."""

    donor = forms.ModelChoiceField(
        Donor.objects.none(),
        label=_("Who gives it?"),
        required=False,
        empty_label=_("Somebody who is new here"),
    )
    donor_kind = forms.ChoiceField(
        label=_("What kind of donor?"),
        choices=Donor.Kind.choices,
        initial=Donor.Kind.COMPANY,
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    contact = forms.CharField(label=_("Whom to ask for"), max_length=120, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    from_on = DayField(label=_("From which day?"), required=False)
    until_on = DayField(label=_("Until which day?"), required=False)

    class Meta:
        model = Donation
        fields = [
            *("way", "access_point", "street", "postcode", "from_on", "until_on", "what"),
            "certificate_wanted",
        ]
        widgets = {
            "way": forms.RadioSelect,
            "what": forms.Textarea(attrs={"rows": 3}),
            "postcode": forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"}),
        }

    def __init__(self, data: Any, *, digibank: Digibank, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        self.fields["donor"].queryset = donation_queries.donors(digibank)  # type: ignore[attr-defined]
        points = AccessPoint.objects.filter(digibank=digibank).open()
        self.fields["access_point"].queryset = points  # type: ignore[attr-defined]
        self.fields["access_point"].label = _("Where does it come in?")
        self.fields["way"].choices = Donation.Way.choices  # type: ignore[attr-defined]  # no empty one
        self.initial.setdefault("way", Donation.Way.PICK_UP)
        for kind in Device.Kind:
            self.fields[f"count_{kind}"] = forms.IntegerField(
                label=kind.label, min_value=0, max_value=5_000, required=False, widget=SMALL
            )

    @property
    def counts(self) -> list[forms.BoundField]:
        """The boxes in which the donor says how many of which type."""
        return [self[f"count_{kind}"] for kind in Device.Kind]

    @property
    def of_donor(self) -> list[forms.BoundField]:
        return [self[name] for name in ("donor_kind", "name", "contact", "phone", "email")]

    def clean(self) -> dict[str, Any]:
        """What the verb takes: the promises by type, and the facts of a donor who is new."""
        told = dict(super().clean() or {})
        counts = {kind.value: told.pop(f"count_{kind}", None) or 0 for kind in Device.Kind}
        donor = {name: told.pop(name, "") for name in ("name", "contact", "phone", "email")}
        donor["kind"] = told.pop("donor_kind", "") or Donor.Kind.COMPANY
        donor |= {name: told.get(name, "") for name in ("street", "postcode")}
        return {**told, "promises": counts, "donor_facts": donor}


class RoundForm(Form):
    on = DayField(label=_("Which day?"))
    driver = forms.ModelChoiceField(
        Account.objects.none(), label=_("Who drives?"), required=False, empty_label=_("Not known")
    )
    remark = forms.CharField(
        label=_("What to bring"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, digibank: Digibank) -> None:  # noqa: ANN401 Django's
        super().__init__(data)
        members = Membership.objects.filter(digibank=digibank).current().values("account")
        people = Account.objects.filter(pk__in=members, closed_at=None).order_by("name")
        self.fields["driver"].queryset = people  # type: ignore[attr-defined]


class PutOnRoundForm(Form):
    round_ = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("On which round?"),
        required=False,
        empty_label=_("On none yet"),
    )

    def __init__(self, data: Any, *, rounds: Any, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        self.fields["round_"].queryset = rounds  # type: ignore[attr-defined]


class CallOffForm(Form):
    cancelled_for = forms.CharField(
        label=_("Why does it not come?"),
        max_length=200,
        error_messages={"required": _("Why does it not come?")},
    )


class ClaimForm(ModelForm):
    """Accepted: scan one label, or many after each other, for pieces that are alike."""

    labels = forms.CharField(
        label=_("Scan the labels that you stuck on them"),
        help_text=_("One label for each piece. The scanner puts each one on a line of its own."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Scan at least one label.")},
    )

    class Meta:
        model = Device
        fields = ["kind", "maker", "model"]

    def __init__(self, data: Any, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        self.fields["kind"].choices = Device.Kind.choices  # type: ignore[attr-defined]

    def clean_labels(self) -> list[str]:
        return list(dict.fromkeys(re.split(r"[\s,;]+", str(self.cleaned_data["labels"]).strip())))


class TurnDownForm(ModelForm):
    """Refused: what, why, and what becomes of it."""

    count = forms.IntegerField(
        label=_("How many?"), initial=1, min_value=1, max_value=500, widget=SMALL
    )

    class Meta:
        model = Piece
        fields = ["kind", "maker", "model", "serial", "refused_for", "left_with", "grams"]
        widgets = {
            "left_with": forms.RadioSelect,
            "grams": forms.NumberInput(attrs={"class": "w-5", "min": 1}),
        }

    def __init__(self, data: Any, **options: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(data, **options)
        self.fields["kind"].choices = Device.Kind.choices  # type: ignore[attr-defined]
        for name, choices in (("refused_for", Piece.Refused), ("left_with", Piece.LeftWith)):
            self.fields[name].required = True
            self.fields[name].choices = choices.choices  # type: ignore[attr-defined]
            self.fields[name].error_messages["required"] = _("Why not, and what becomes of it?")
        self.initial.setdefault("left_with", Piece.LeftWith.RECYCLER)
        self.fields["grams"].help_text = _(
            "Of one piece, on a scale. Empty: we take a usual weight."
        )


class ListForm(Form):
    upload = forms.FileField(
        label=_("The list"),
        help_text=_(
            "CSV or a spreadsheet (xlsx). The first line names the columns: type, merk, model, "
            "serienummer, geheugen, opslag, label, weigering, gewicht, opmerking."
        ),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file with the list.")},
    )
