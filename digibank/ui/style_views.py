"""The style page: every component on one page, with the template tags that the rooms use."""

from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.ui.doors import page
from digibank.ui.forms import Form, SignPad
from digibank.ui.templatetags.ui import drawings

STATES = [
    ("fine", gettext_lazy("Fine")),
    ("flaw", gettext_lazy("Has a flaw")),
    ("stays", gettext_lazy("Stays here")),
]
CHANNELS = [
    ("phone", gettext_lazy("By phone, between nine and five")),
    ("letter", gettext_lazy("By a letter in the mailbox")),
    ("helper", gettext_lazy("Through somebody who helps")),
]


TYPED = {"refused-year": "51x", "refused-state": "fine", "refused-language": "nl"}


class Sample(Form):
    """One field of each kind; nothing is done with it."""

    name = forms.CharField(label=gettext_lazy("Name"))
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        help_text=gettext_lazy("For example 0471 23 45 67"),
        required=False,
        widget=forms.TextInput(attrs={"class": "w-10"}),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Give a year, for example 1951.")},
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How is it?"), choices=STATES, widget=forms.RadioSelect, initial="fine"
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Best reached by"), choices=CHANNELS, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("nl", gettext_lazy("Dutch")), ("fr", gettext_lazy("French"))],
    )
    remark = forms.CharField(
        label=gettext_lazy("Good to know"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I read it aloud"),
        help_text=gettext_lazy("In a language that both of you speak."),
        required=False,
    )
    signature = forms.CharField(widget=SignPad, required=False)


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Every component; the form shows its errors from the start, so that they can be seen."""
    today = localdate()
    return page(
        request,
        "ui/style.html",
        title=_("Components"),
        sample=Sample(),
        refused=Sample(TYPED, prefix="refused"),
        rows=Paginator(range(38), 20).page(2),
        days=[today - timedelta(days=6), today, today + timedelta(days=1), today + timedelta(90)],
        icons=sorted(drawings()),
    )
