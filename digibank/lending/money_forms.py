from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.lending import booking_queries
from digibank.lending.models import Claim, LateDecision, Payment, Waiver
from digibank.network.models import Digibank, Organisation
from digibank.ui.forms import Form
from digibank.ui.inputs import DayField, MoneyField

BY_HAND = [(one.value, one.label) for one in (Claim.Kind.DAMAGE, Claim.Kind.PARTS, Claim.Kind.LOSS)]

# Why somebody is let off; that a loan was undone says itself.
BECAUSE = [(one.value, one.label) for one in Waiver.Why if one != Waiver.Why.UNDONE]


class ClaimForm(Form):
    kind = forms.ChoiceField(label=_("For what?"), choices=BY_HAND, widget=forms.RadioSelect)
    cents = MoneyField(label=_("How much?"), help_text=_("Euro"))
    reason = forms.CharField(
        label=_("Why this amount?"),
        help_text=_("For example: a new charger costs 25 euro."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    payer = forms.ModelChoiceField(
        label=_("Who pays it for them?"),
        help_text=_("For example the OCMW; empty when they pay it themselves"),
        queryset=Organisation.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, digibank: Digibank, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = booking_queries.partners(digibank)  # type: ignore[attr-defined]


class PaymentForm(Form):
    cents = MoneyField(label=_("How much?"), help_text=_("Euro"))
    how = forms.ChoiceField(
        label=_("How?"),
        choices=Payment.How.choices,
        widget=forms.RadioSelect,
        initial=Payment.How.CASH,
    )
    on = DayField(label=_("On"), initial=localdate, required=False)


class WaiverForm(Form):
    cents = MoneyField(label=_("How much?"), help_text=_("Euro"))
    why = forms.ChoiceField(
        label=_("Why?"), choices=Waiver.Why.choices[:4] + [("other", _("Something else"))]
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)


class CashMoveForm(Form):
    out = forms.ChoiceField(
        label=_("In or out?"),
        choices=[("", _("Into the box")), ("out", _("Out of the box"))],
        widget=forms.RadioSelect,
        required=False,
    )
    cents = MoneyField(label=_("How much?"), help_text=_("Euro"))
    words = forms.CharField(
        label=_("What is it?"), help_text=_("For example: change, to the bank"), max_length=120
    )

    def clean(self) -> dict[str, Any]:
        """What goes out counts down."""
        if self.cleaned_data.pop("out", "") and self.cleaned_data.get("cents"):
            self.cleaned_data["cents"] = -self.cleaned_data["cents"]
        return self.cleaned_data


class CashClosingForm(Form):
    counted_cents = MoneyField(label=_("How much is in the box?"), help_text=_("Count it: euro"))
    remark = forms.CharField(
        label=_("What explains the difference?"),
        help_text=_("Only when it is not what the book says"),
        required=False,
        max_length=200,
    )


class LateDecisionForm(Form):
    how = forms.ChoiceField(
        label=_("What do we do?"), choices=LateDecision.How.choices, widget=forms.RadioSelect
    )
    until_on = DayField(
        label=_("Until"),
        help_text=_("The new day, or when somebody looks again"),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, may_give: bool, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        choices = LateDecision.How.choices
        gift = LateDecision.How.GIFT
        how: Any = self.fields["how"]
        how.choices = [one for one in choices if may_give or one[0] != gift]


class GiftForm(Form):
    cents = MoneyField(
        label=_("Price in euro"), help_text=_("Empty: it is a gift."), required=False
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Nothing typed is a gift."""
        self.cleaned_data["cents"] = self.cleaned_data.get("cents") or 0
        return self.cleaned_data
