from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.contacting import Chosen
from digibank.guidance.models import Contact, Theme
from digibank.guidance.queries import Filter, Tile
from digibank.network.models import AccessPoint, Digibank
from digibank.network.territory import municipalities_at
from digibank.people.models import Person
from digibank.people.queries import found as persons_found
from digibank.ui import codes
from digibank.ui.forms import Form, ModelForm
from digibank.ui.inputs import DayField, DayInput, PhoneField
from digibank.ui.numbers import whole_number

MINUTES = (5, 15, 30, 60)  # what can be pressed; any other number can be typed
ANY = [("", _("All"))]
NOT_TOLD = [("", _("Not told"))]


class ContactForm(Form):
    """A visit: one theme or more, and how it ended. All else may stay as it is."""

    theme = forms.MultipleChoiceField(
        label=_("About what?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it was about.")},
    )
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Contact.Outcome.choices,
        widget=forms.RadioSelect,
        initial=Contact.Outcome.SOLVED,
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"),
        required=False,
        min_value=1,
        max_value=600,
        initial=15,
        widget=forms.NumberInput(attrs={"class": "w-4", "inputmode": "numeric"}),
    )
    channel = forms.ChoiceField(
        label=_("How?"),
        choices=Contact.Channel.choices,
        widget=forms.RadioSelect,
        initial=Contact.Channel.COUNTER,
        required=False,
    )
    head_count = forms.IntegerField(
        label=_("How many people?"),
        help_text=_("More than one for a group, for example an information session."),
        required=False,
        min_value=1,
        max_value=500,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "w-4", "inputmode": "numeric"}),
    )
    equipment = forms.ChoiceField(
        label=_("On what?"),
        choices=[*NOT_TOLD, *Contact.Equipment.choices[:-1]],
        required=False,
    )
    age_band = forms.ChoiceField(
        label=_("Age"), choices=[*NOT_TOLD, *Person.AgeBand.choices], required=False
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=Person.Gender.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"}),
    )
    refnis = forms.ChoiceField(label=_("Municipality"), required=False)
    target_groups = forms.MultipleChoiceField(
        label=_("Target groups"),
        choices=Person.TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only what somebody tells you. Tick nothing when it is not told."),
    )
    on = DayField(
        label=_("On another day?"),
        help_text=_("Leave empty for now. For example 12/03/2026"),
        required=False,
    )
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tiles: list[Tile], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.tiles = tiles
        self.minutes_choices = MINUTES
        self.fields["theme"].choices = [(one.key, one.name) for one in tiles]  # type: ignore[attr-defined]
        self.initial.setdefault("once", uuid4())
        self.place()

    def place(self) -> None:
        """A postcode of several municipalities asks which one; any other says it itself."""
        postcode = self.data.get("postcode") if self.is_bound else self.initial.get("postcode")
        known = municipalities_at(str(postcode).strip()) if postcode else []
        if len(known) > 1:
            self.fields["refnis"].choices = [("", _("Not told")), *known]  # type: ignore[attr-defined]
        else:
            del self.fields["refnis"]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        known = {one.key: one for one in self.tiles}
        pressed = [known[key] for key in cleaned.pop("theme", [])]
        cleaned["chosen"] = [Chosen(one.code, one.theme) for one in pressed]
        cleaned["channel"] = cleaned.get("channel") or Contact.Channel.COUNTER
        cleaned["head_count"] = cleaned.get("head_count") or 1
        return cleaned

    @property
    def pressed(self) -> set[str]:
        """The keys of the tiles that are ticked."""
        value: Any = self["theme"].value() or []
        return {value} if isinstance(value, str) else set(value)


class CorrectForm(ContactForm):
    """One contact put right: one theme, and not another day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        del self.fields["on"], self.fields["once"]
        names = [(one.key, one.name) for one in self.tiles]
        self.fields["theme"] = forms.ChoiceField(
            label=_("About what?"), choices=names, widget=forms.RadioSelect
        )

    def clean(self) -> dict[str, Any]:
        if key := self.cleaned_data.get("theme"):
            self.cleaned_data["theme"] = [key]
        return super().clean()


class TallyForm(Form):
    """One press, one question."""

    theme = forms.ChoiceField()
    once = forms.UUIDField(required=False)

    def __init__(self, *args: Any, tiles: list[Tile], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.known = {one.key: one for one in tiles}
        self.fields["theme"].choices = [(key, key) for key in self.known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if key := self.cleaned_data.pop("theme", None):
            self.cleaned_data["chosen"] = [Chosen(self.known[key].code, self.known[key].theme)]
        return self.cleaned_data


class OnceForm(Form):
    """A button that counts something: who presses twice counts once."""

    once = forms.UUIDField(required=False)


class RemoveForm(Form):
    removed_for = forms.ChoiceField(
        label=_("Why?"),
        choices=[one for one in Contact.Removed.choices if one[0] != Contact.Removed.UNDONE],
        widget=forms.RadioSelect,
    )


def carrying(account: Account, digibank: Digibank, text: str) -> Person | None:
    """Who carries the card with the code `text` in `digibank`, as `account` may see them."""
    scanned = codes.recognised(text)
    if not scanned or scanned[0] != codes.CARD:
        return None
    holders = Person.objects.visible_to(account).filter(digibank=digibank)
    return holders.filter(cards__code=scanned[1], cards__ended_at=None).first()


class WhoForm(Form):
    """A person that was chosen, or a card that was scanned, or a part of a name."""

    person = forms.ModelChoiceField(Person.objects.none(), required=False)
    who = forms.CharField(label=_("Scan the card, or type a name"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's
        account: Account,
        digibank: Digibank,
        **kwargs: Any,  # noqa: ANN401 Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.digibank = account, digibank
        people = Person.objects.visible_to(account).filter(digibank=digibank, erased_at=None)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only `person` goes to a verb: who was chosen, else who carries the card."""
        text = self.cleaned_data.pop("who", "")
        chosen = self.cleaned_data.get("person") or carrying(self.account, self.digibank, text)
        return {"person": chosen}

    @property
    def text(self) -> str:
        """What was typed or scanned."""
        return str(self["who"].value() or "").replace("\x00", "").strip()[:200]

    @cached_property
    def found(self) -> list[Person]:
        """Who may be meant by it, when nobody was chosen."""
        chosen = self.is_bound and self.is_valid() and self.cleaned_data.get("person")
        return persons_found(self.digibank, self.text) if self.text and not chosen else []


class NewPersonForm(Form):
    """The least that makes somebody a person here; the rest is known from the visit."""

    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    born_on = forms.DateField(label=_("Birth date"), required=False, widget=DayInput)
    phone = PhoneField(label=_("Phone"), required=False)
    others = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_others(self) -> list[int]:
        return [whole_number(one) for one in self.cleaned_data["others"].split(",") if one]


class PointsForm(forms.Form):
    """A filter in the address of a list, of which a value that makes no sense narrows nothing."""

    plaats = forms.ModelChoiceField(
        AccessPoint.objects.none(), label=_("Place"), required=False, empty_label=_("All")
    )

    def __init__(self, asked: Mapping[str, str], *, points: Any) -> None:  # noqa: ANN401 a QuerySet
        typed = {name: text.replace("\x00", "") for name, text in asked.items()}
        super().__init__(typed or None)
        self.fields["plaats"].queryset = points  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What was asked, as far as it makes sense."""
        self.is_valid()
        return self.cleaned_data if self.is_bound else {}


class FilterForm(PointsForm):
    """What a list of contacts is narrowed to. Only these names reach the database."""

    q = forms.CharField(label=_("Name, phone or card"), max_length=200, required=False)
    thema = forms.ChoiceField(label=_("Theme"), choices=[*ANY, *themes.CHOICES], required=False)
    einde = forms.ChoiceField(
        label=_("Outcome"), choices=[*ANY, *Contact.Outcome.choices], required=False
    )
    hoe = forms.ChoiceField(
        label=_("How?"), choices=[*ANY, *Contact.Channel.choices], required=False
    )
    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Until"), required=False)
    mijn = forms.BooleanField(label=_("Only mine"), required=False)

    def chosen(self) -> Filter:
        """What is asked, as far as it makes sense: what does not narrows nothing."""
        asked = self.asked()
        return Filter(
            text=asked.get("q", ""),
            theme=asked.get("thema", ""),
            outcome=asked.get("einde", ""),
            channel=asked.get("hoe", ""),
            point=asked.get("plaats"),
            first=asked.get("van"),
            last=asked.get("tot"),
            mine=bool(asked.get("mijn")),
        )


class ThemeForm(ModelForm):
    class Meta:
        model = Theme
        fields = ["code", "name", "product"]
        help_texts = {
            "code": _("Figures count it under this."),
            "name": _("Empty: the common name."),
            "product": _("The number in the Flemish catalogue of products, when you know it."),
        }
        widgets = {"product": forms.TextInput(attrs={"class": "w-10", "inputmode": "numeric"})}
