"""Sets: several devices that an organisation borrows together, for an activity."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.lending.models.bookings import Reservation
from digibank.lending.models.loans import LENDS
from digibank.network.models import Digibank, Membership, Organisation
from digibank.people.models import Person
from digibank.ui.fields import Words


class SetLoanQuerySet(models.QuerySet["SetLoan"]):
    def visible_to(self, account: Account) -> Self:
        mine = self.filter(Membership.objects.reaching(account, "digibank", *LENDS))
        return mine.select_related("digibank", "organisation", "person", "reservation")


class SetLoan(models.Model):
    """Devices that left together with an organisation; a person answers for them. Each device is a
    loan of its own; the set has ended when none of those is open."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="set_loans")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="set_loans")
    reservation = models.OneToOneField(Reservation, models.PROTECT, related_name="set_loan")
    purpose = Words(_("What for?"), max_length=200, blank=True)
    handed_out_at = models.DateTimeField(default=timezone.now)
    handed_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SetLoanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.reservation.get_kind_display()}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("lending:set_loan", args=[self.pk])
