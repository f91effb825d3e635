from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank, Organisation
from digibank.network.queries import partners_of
from digibank.network.territory import municipalities_at
from digibank.people import carding, languages, names
from digibank.people.models import Card, Person, band_of
from digibank.people.queries import Alike
from digibank.people.registering import LIKELY
from digibank.ui.forms import Form
from digibank.ui.numbers import whole_number

NOT_TOLD = [("", _("Not told"))]


class PersonForm(Form):
    """All that we may know of a person. Only the first name has to be filled in."""

    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    born_on = forms.DateField(
        label=_("Birth date"), required=False, help_text=_("For example 12/03/1951")
    )
    age_band = forms.ChoiceField(
        label=_("Or only the age"),
        choices=[*NOT_TOLD, *Person.AgeBand.choices],
        required=False,
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=4, required=False)
    refnis = forms.ChoiceField(label=_("Municipality"), widget=forms.RadioSelect, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=160, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    channel = forms.ChoiceField(
        label=_("Best reached by"),
        choices=Person.Channel.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    helper = forms.CharField(
        label=_("Helper"),
        max_length=160,
        required=False,
        help_text=_("Name and phone number of a daughter, neighbour or social worker"),
    )
    referrer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Sent here by"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("The partner that sent this person here"),
    )
    language = forms.ChoiceField(label=_("Language"))
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    reads_with_difficulty = forms.BooleanField(label=_("Reads with difficulty"), required=False)
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=Person.Gender.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Target groups"),
        choices=Person.TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only what somebody tells you. Tick nothing when it is not told."),
    )
    remark = forms.CharField(
        label=_("Good to know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
        help_text=_("Write what helps, not why. No illness, no belief, no debts, no passwords."),
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        partners = partners_of(digibank)
        self.fields["referrer"].queryset = partners  # type: ignore[attr-defined]
        self.fields["language"].choices = languages.choices()  # type: ignore[attr-defined]
        for name, size in (("postcode", "w-4"), ("born_on", "w-10"), ("phone", "w-10")):
            self.fields[name].widget.attrs["class"] = size
        self.fields["phone"].widget.input_type = "tel"
        self.fields["postcode"].widget.attrs["inputmode"] = "numeric"
        self.place()

    def place(self) -> None:
        """A postcode of several municipalities asks which one; any other says it itself."""
        postcode = self["postcode"].value() or ""
        known = municipalities_at(str(postcode).strip())
        if len(known) > 1:
            self.fields["refnis"].choices = known  # type: ignore[attr-defined]
        else:
            del self.fields["refnis"]


class RegisterForm(PersonForm):
    """Somebody new. `others` are the likely persons that the desk has seen: somebody else."""

    others = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_others(self) -> list[int]:
        return [whole_number(one) for one in self.cleaned_data["others"].split(",") if one]

    @property
    def alike(self) -> list[Alike]:
        """Who is likely the same person, when that is why the form comes back."""
        refused = self.errors.as_data().get(NON_FIELD_ERRORS, []) if self.is_bound else []
        return [
            alike
            for error in refused
            if error.code == LIKELY
            for alike in (error.params or {}).get("alike", [])
        ]


def guessed(text: str) -> dict[str, object]:
    """What somebody typed in the box, as a start for the form."""
    start = names.guess(text)
    year = start.pop("born_in")
    if isinstance(year, int) and not start["born_on"]:
        start["age_band"] = band_of(date(year, 1, 1))
    return {key: value for key, value in start.items() if value}


class ChangeForm(PersonForm):
    """`seen` is the moment of the last change that this form shows."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            raise ValidationError(_("Open the page again."), code="seen") from None


def fields_of(person: Person) -> dict[str, Any]:
    """What the form shows of `person`."""
    known = {name: getattr(person, name) for name in PersonForm.base_fields}
    return known | {"referrer": person.referrer_id, "seen": person.changed_at.isoformat()}


def chosen(sent: MultiValueDict[str, str], person: Person) -> MultiValueDict[str, str]:
    """What was sent, but for each `keep-field=theirs` what the record holds now."""
    mine = sent.copy()
    now = fields_of(person)
    for key, value in sent.items():
        name = key.removeprefix("keep-")
        if name != key and name in now and value == "theirs":
            mine.setlist(name, listed(now[name]))
    return mine


def listed(value: object) -> list[str]:
    """A value as a form sends it."""
    if isinstance(value, list):
        return [str(one) for one in value]
    if value is None or value is False:
        return []
    return ["on"] if value is True else [str(value)]


class OtherForm(Form):
    """Another record of the same digibank, chosen from what a search found."""

    other = forms.ModelChoiceField(Person.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(digibank=person.digibank_id, erased_at=None)
        self.fields["other"].queryset = others.exclude(pk=person.pk)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Without the other record the page is the search again, which has no fields of ours."""
        if "other" in self.errors:
            self.errors.clear()
            self.add_error(None, ValidationError(_("Choose another record."), code="no_other"))


class LinkForm(OtherForm):
    reason = forms.CharField(
        label=_("Why are they one person?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("For example: married name, the person said so."),
    )


class ConfirmForm(Form):
    """A button is all."""


class CardEndForm(Form):
    END = (
        ("lost", _("The card is lost: give a new one")),
        ("worn", _("The card is worn: give a new one")),
        ("revoked", _("No card any longer")),
    )
    how = forms.ChoiceField(label=_("What is it?"), choices=END, widget=forms.RadioSelect)

    def end(self, card: Card, *, by: Account) -> Card | None:
        """What the choice comes to: another card, or the ended one."""
        how = self.cleaned_data.pop("how")
        if how == "revoked":
            return self.attempt(carding.revoke, card=card, by=by)
        return self.attempt(carding.replace, card=card, lost=how == "lost", by=by)


class EraseForm(Form):
    erased_for = forms.ChoiceField(
        label=_("Why?"), choices=Person.Erased.choices, widget=forms.RadioSelect
    )


class Difference(NamedTuple):
    """One field of which two people made something else."""

    name: str
    words: str
    theirs: str
    mine: str


def differences(form: ChangeForm, person: Person) -> list[Difference]:
    """Where what was typed in `form` is not what `person` holds now."""
    now = fields_of(person)
    return [
        Difference(name, str(field.label), in_words(field, now[name]), in_words(field, mine))
        for name, field in form.fields.items()
        if name != "seen"
        for given in [form.cleaned_data.get(name)]
        for mine in [given.pk if isinstance(given, Organisation) else given]
        if listed(now[name] or None) != listed(mine or None)
    ]


def in_words(field: forms.Field, value: object) -> str:
    """A value as the form shows it; a choice by its words."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    known = {str(code): str(words) for code, words in getattr(field, "choices", [])}
    said = [known.get(one, one) for one in listed(value)]
    return ", ".join(said) or str(_("empty"))


def sent_again(form: ChangeForm, person: Person) -> list[tuple[str, str]]:
    """All that was typed, for a form without boxes, with the version that is there now."""
    fields = [
        (name, one) for name in form.fields if name != "seen" for one in listed(form[name].value())
    ]
    return [*fields, ("seen", person.changed_at.isoformat())]
