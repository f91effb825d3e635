"""What people type to join: the invitation, the code, the first account, the first digibank."""

from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.accounts.forms import CodeField, PasswordField
from digibank.accounts.models import Account, PasswordCode
from digibank.network.models import Digibank, Invitation, Role
from digibank.ui.forms import Form, ModelForm


class InviteForm(ModelForm):
    class Meta:
        model = Invitation
        fields = ("name", "email")
        help_texts = {"email": _("Only when this person has one. Nothing needs it.")}

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class JoinForm(Form):
    code = CodeField(help_text=_("Three groups of four signs. Dashes and capitals do not matter."))


class SetupForm(Form):
    code = CodeField(
        help_text=_("The program printed it when it started, in the window of the server.")
    )


class NewAccountForm(ModelForm):
    class Meta:
        model = Account
        fields = ("name", "username")
        help_texts = {
            "name": _("As your colleagues know you."),
            "username": _("With this you sign in. For example: an.peeters."),
        }
        widgets = {"username": forms.TextInput(attrs={"autocomplete": "username"})}

    password = PasswordField()


class FirstAccountForm(NewAccountForm):
    class Meta(NewAccountForm.Meta):
        fields = ("name", "username", "email")  # type: ignore[assignment]  # one more than above


class FirstDigibankForm(ModelForm):
    class Meta:
        model = Digibank
        fields = ("name",)
        help_texts = {"name": _("For example: Digibank Mechelen.")}


class PasswordCodeForm(Form):
    scope = forms.ChoiceField(
        label=_("What does this person need?"),
        choices=PasswordCode.Scope.choices,
        initial=PasswordCode.Scope.PASSWORD,
        widget=forms.RadioSelect,
    )
