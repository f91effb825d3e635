from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.mandating import can_hold
from digibank.guidance.models import Mandate, Referral
from digibank.guidance.question_forms import helpers_of
from digibank.guidance.referral_queries import WORDS
from digibank.network.models import Digibank, Organisation
from digibank.network.queries import current_partners_of
from digibank.ui.forms import Form, SignPad
from digibank.ui.inputs import DayField, PhoneField

NEED = forms.Textarea(attrs={"rows": 3})


class SendForm(Form):
    """What both ways ask: about what, what is needed, and whether the person agrees."""

    theme = forms.ChoiceField(label=_("About what?"), choices=themes.CHOICES, initial="other")
    need = forms.CharField(
        label=_("What is needed?"),
        help_text=_("As little as helps. No illness, no debts, no passwords."),
        max_length=600,
        widget=NEED,
        error_messages={"required": _("Write what is needed.")},
    )
    consent = forms.ChoiceField(
        label=_("Does the person agree?"),
        choices=Referral.Consent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask the person first. Without their yes nothing is told.")},
    )


class ReferOutForm(SendForm):
    room = forms.ChoiceField(
        label=_("To what?"),
        choices=Referral.Room.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    partner = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which partner?"),
        required=False,
        empty_label=_("None of these"),
    )
    elsewhere = forms.CharField(label=_("Or which organisation?"), max_length=120, required=False)
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only when there is no record of this person."),
        max_length=120,
        required=False,
    )
    shared = forms.MultipleChoiceField(
        label=_("What may we tell?"),
        choices=list(WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, digibank: Digibank, known: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = current_partners_of(digibank)  # type: ignore[attr-defined]
        del self.fields["name" if known else "shared"]


class ReferInForm(SendForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Fill in a name to call somebody by.")},
    )
    phone = PhoneField(label=_("Phone"), required=False)


class AnswerForm(Form):
    answer = forms.ChoiceField(
        label=_("Your answer"), choices=Referral.Answer.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why not?"), max_length=200, required=False)


class OutcomeForm(Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Referral.Outcome.choices[:3],
        widget=forms.RadioSelect,
    )
    outcome_words = forms.CharField(label=_("In a few words"), max_length=200, required=False)


class MandateForm(Form):
    helper = forms.ModelChoiceField(
        Account.objects.none(),
        label=_("Who may act?"),
        help_text=_("Somebody who works here, never a volunteer."),
    )
    acts = forms.MultipleChoiceField(
        label=_("For what?"),
        choices=Mandate.Act.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    other = forms.CharField(label=_("Something else"), max_length=200, required=False)
    ends_on = DayField(label=_("Until"), help_text=_("A year at most. For example 12/03/2027"))
    signing = forms.ChoiceField(
        label=_("How does this person sign?"),
        choices=Mandate.Signing.choices,
        widget=forms.RadioSelect,
        initial=Mandate.Signing.PAPER,
    )
    signature = forms.CharField(required=False, widget=SignPad)

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        able = [one.pk for one in helpers_of(digibank) if can_hold(digibank, one)]
        rows = Account.objects.filter(pk__in=able).order_by("name")
        self.fields["helper"].queryset = rows  # type: ignore[attr-defined]
