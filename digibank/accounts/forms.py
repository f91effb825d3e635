"""allauth's forms in our words, and our own."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms.widgets import PasswordInput, TextInput
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.ui.forms import Form, ModelForm

PASSWORD_HINT = _("At least 10 characters. Three words in a row are easy to remember.")


SENTENCES = {
    "password_too_short": _("This password is too short. Use at least 10 characters."),
    "password_too_common": _("Many people use this password. Choose another one."),
    "password_entirely_numeric": _("Use letters too, not only digits."),
}


def chosen(password: str) -> str:
    """`password`, when it may be one. Refuses: password_too_short, …_too_common, …_numeric."""
    try:
        validate_password(password)
    except ValidationError as refusal:
        code = refusal.error_list[0].code or ""
        raise ValidationError(SENTENCES[code], code=code) from None
    return password


def say(field: forms.Field, label: object, hint: object = "", **attributes: str) -> None:
    """Give `field` our label and hint; placeholders go, because they disappear while typing."""
    field.label, field.help_text = label, hint  # type: ignore[assignment]  # lazy sentences
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attributes


def say_code(field: forms.Field, label: object, hint: object) -> None:
    say(field, label, hint, autocomplete="one-time-code", autofocus="", **{"class": "input-code"})
    field.widget.attrs["spellcheck"] = "false"


class OurWords:
    """Mixed into allauth's forms: the server says what is missing, fields speak plainly."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        self.speak()

    def speak(self) -> None:
        raise NotImplementedError


class SignInForm(OurWords, LoginForm):
    def speak(self) -> None:
        say(
            self.fields["login"],
            _("User name or e-mail"),
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
            autofocus="",
        )
        say(self.fields["password"], _("Password"))
        say(
            self.fields["remember"],
            _("This is a fixed computer at the desk"),
            _("You stay signed in for twelve hours."),
        )


class CodeForm(OurWords, AuthenticateForm):
    def speak(self) -> None:
        hint = _("Open the app with codes on your phone. A recovery code works too.")
        say_code(self.fields["code"], _("Code of 6 digits"), hint)


class AgainCodeForm(OurWords, ReauthenticateCodeForm):
    speak = CodeForm.speak


class AgainForm(OurWords, ReauthenticateForm):
    def speak(self) -> None:
        say(self.fields["password"], _("Password"), autofocus="")


class AppForm(OurWords, ActivateTOTPForm):
    def speak(self) -> None:
        hint = _("The app shows a code of 6 digits. It changes every 30 seconds.")
        say_code(self.fields["code"], _("Code in the app"), hint)


class PasskeyForm(OurWords, AddWebAuthnForm):
    def speak(self) -> None:
        say(self.fields["name"], _("Name of this passkey"), _("For example: my phone."))
        say(self.fields["credential"], _("Passkey"))
        # With a passkey alone you come in: no password, no code. So it always asks for a finger,
        # a face or a PIN, and it lives on the device.
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True


class PasskeyNameForm(OurWords, EditWebAuthnForm):
    def speak(self) -> None:
        say(self.fields["name"], _("Name of this passkey"), _("For example: my phone."))


class NewPasswordForm(OurWords, ChangePasswordForm):
    def speak(self) -> None:
        say(self.fields["oldpassword"], _("Present password"))
        say(self.fields["password1"], _("New password"), PASSWORD_HINT)
        say(self.fields["password2"], _("New password, once more"))


class FirstPasswordForm(OurWords, SetPasswordForm):
    def speak(self) -> None:
        say(self.fields["password1"], _("New password"), PASSWORD_HINT)
        say(self.fields["password2"], _("New password, once more"))


class DetailsForm(ModelForm):
    class Meta:
        model = Account
        fields = ("name", "language")


class PasswordField(forms.CharField):
    """A password that somebody chooses; typed once, and never shown again."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 Django's signature
        widget = PasswordInput(attrs={"autocomplete": "new-password"})
        given = {"label": _("Password"), "help_text": PASSWORD_HINT, **given}
        super().__init__(widget=widget, strip=False, max_length=200, **given)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 Django's signature
        return chosen(super().clean(value))


class CodeField(forms.CharField):
    """A code from a paper of ours."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 Django's signature
        attributes = {
            "autocomplete": "off",
            "spellcheck": "false",
            "class": "input-code w-code",
        }
        given = {"label": _("Code"), "widget": TextInput(attrs=attributes), **given}
        super().__init__(max_length=40, **given)


class ResetForm(Form):
    """A code from a coordinator's paper, and the password that somebody chooses with it."""

    code = CodeField(help_text=_("The code is on the paper from your coordinator."))
    password = PasswordField(label=_("New password"))
    again = forms.CharField(
        label=_("New password, once more"),
        strip=False,
        max_length=200,
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        again = given.pop("again", None)
        if given.get("password") and given["password"] != again:
            self.add_error(
                "again",
                ValidationError(_("Type the same password twice."), code="not_the_same"),
            )
        return given
