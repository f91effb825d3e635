"""What a digibank decides about its workshop."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from digibank.network.models import Digibank
from digibank.ui.fields import FreeText, Words


class WorkshopPolicy(models.Model):
    """The rules of one digibank for what it takes in and lets go."""

    digibank = models.OneToOneField(
        Digibank, models.CASCADE, primary_key=True, related_name="workshop_policy"
    )
    # As it stands on labels and legal papers; ministerial order of 23 June 2017, art. 2.
    centre = Words(_("Name of the reuse centre"), max_length=120, blank=True)
    minimum_lot = models.PositiveSmallIntegerField(
        _("From how many pieces do you fetch?"), default=1, validators=[MinValueValidator(1)]
    )
    packing = FreeText(_("How the donor packs it"), blank=True)
    # The tests of the reuse record, a name on each line; see paper_queries.tests.
    tests = FreeText(_("Names of the tests on the reuse record"), blank=True)
    # See impact.py: what is shown, and over how many years it is spread.
    displacement = models.PositiveSmallIntegerField(
        _("Of 100 devices that are used again, how many replace a new one?"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    loan_years = models.PositiveSmallIntegerField(
        _("For how many years does a device get a second life?"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )

    # Papers of a gift are asked for as long as the register of materials is: five years (VLAREMA).
    donor_months = models.PositiveSmallIntegerField(
        _("How many months after their last gift do you keep names of private donors?"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )

    def __str__(self) -> str:
        return str(self.digibank)


def policy_of(digibank: Digibank) -> WorkshopPolicy:
    """The policy of `digibank`; the usual one, unsaved, when it decided nothing."""
    known = WorkshopPolicy.objects.filter(digibank=digibank).first()
    return known or WorkshopPolicy(digibank=digibank)
