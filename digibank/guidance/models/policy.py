from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from digibank.network.models import Digibank

MONTHS = [MinValueValidator(1), MaxValueValidator(120)]


class HelpPolicy(models.Model):
    """How a digibank helps, and how long it keeps what is no longer needed.

    One row for each digibank; without a row the defaults below count.
    """

    digibank = models.OneToOneField(
        Digibank, models.CASCADE, primary_key=True, related_name="help_policy"
    )
    home_visits = models.BooleanField(_("We help people at home, always with two"), default=False)
    slot_minutes = models.PositiveSmallIntegerField(
        _("Minutes of an appointment"),
        default=30,
        validators=[MinValueValidator(10), MaxValueValidator(240)],
    )
    remind_days_before = models.PositiveSmallIntegerField(
        _("Remind of an appointment so many days before (0: never)"),
        default=1,
        validators=[MaxValueValidator(14)],
    )
    helpers_at_least = models.PositiveSmallIntegerField(
        _("Helpers at an open place, at least"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    person_months = models.PositiveSmallIntegerField(
        _("Whose question it was: months after the visit"), default=24, validators=MONTHS
    )
    question_months = models.PositiveSmallIntegerField(
        _("The story of a question: months after it was closed"), default=12, validators=MONTHS
    )
    appointment_months = models.PositiveSmallIntegerField(
        _("Words and address of an appointment: months after it"), default=6, validators=MONTHS
    )
    referral_months = models.PositiveSmallIntegerField(
        _("Words of a referral: months after its end"), default=12, validators=MONTHS
    )
    mandate_months = models.PositiveSmallIntegerField(
        _("A mandate: months after its end"), default=72, validators=MONTHS
    )

    def __str__(self) -> str:
        return str(self.digibank)


def policy_of(digibank: Digibank) -> HelpPolicy:
    """How `digibank` helps, as it stands now."""
    found = HelpPolicy.objects.filter(digibank=digibank).first()
    return found or HelpPolicy(digibank=digibank)
