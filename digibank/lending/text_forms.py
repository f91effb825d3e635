from django import forms
from django.utils.translation import gettext_lazy as _

from digibank.ui.forms import SeenForm

BOX = {"rows": 16, "spellcheck": "true"}
MARKS = _("## is a heading, - an item. Use {digibank} and {telefoon} for name and number.")


class AgreementTextForm(SeenForm):
    nl = forms.CharField(
        label="Nederlands",
        help_text=MARKS,
        max_length=6_000,
        widget=forms.Textarea(attrs={**BOX, "lang": "nl"}),
    )
    fr = forms.CharField(
        label="Français",
        help_text=_("The same lines as in Dutch; empty when there is no translation"),
        max_length=6_000,
        required=False,
        widget=forms.Textarea(attrs={**BOX, "lang": "fr"}),
    )
    en = forms.CharField(
        label="English",
        help_text=_("The same lines as in Dutch; empty when there is no translation"),
        max_length=6_000,
        required=False,
        widget=forms.Textarea(attrs={**BOX, "lang": "en"}),
    )
