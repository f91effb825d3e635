from django.utils.translation import gettext_lazy as _

from digibank.guidance.forms import PointsForm
from digibank.ui.inputs import DayField


class PeriodForm(PointsForm):
    """Which figures. Only these names reach the database."""

    van = DayField(label=_("From"), required=False)
    tot = DayField(label=_("Until"), required=False)
