"""What goes along with a loan otherwise than as a part: a SIM card with its bundle. And silence,
when somebody died, moved or is ill."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.lending.models.loans import LENDS
from digibank.network.models import Digibank, Membership
from digibank.people.models import Person
from digibank.ui.fields import Words
from digibank.ui.refusals import TAKEN

SOON = timedelta(days=14)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *LENDS))

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def ending(self) -> Self:
        """Those whose bundle ended, or ends within two weeks; the first to end first."""
        rows = self.open().filter(expires_on__lte=localdate() + SOON)
        return rows.order_by("expires_on", "pk")

    def free(self) -> Self:
        """Those that nobody has now and whose bundle runs."""
        rows = self.open().exclude(loans__ended_at=None, loans__isnull=False)
        return rows.exclude(expires_on__lt=localdate())


class Connection(models.Model):
    """A SIM card with a bundle, lent along with a device."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="connections")
    number = Words(_("Number on the card"), max_length=40)  # of the line, or of the card itself
    provider = Words(_("Which company?"), max_length=60, blank=True)
    bundle = Words(_("How much internet?"), max_length=80)
    expires_on = models.DateField(_("Ends on"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "number"],
                condition=Q(ended_at=None),
                name="one_connection_with_this_number",
                violation_error_code=TAKEN,
                violation_error_message=_("This number is here already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.bundle}"

    def get_absolute_url(self) -> str:
        return reverse("lending:connection", args=[self.pk])

    @property
    def ends_soon(self) -> bool:
        """Whether the bundle ended, or ends within two weeks: somebody renews it."""
        return self.expires_on is not None and self.expires_on <= localdate() + SOON


class Quiet(models.Model):
    """We do not remind this person any more; somebody else may be spoken with."""

    class Why(models.TextChoices):
        DIED = "died", _("Has died")
        MOVED = "moved", _("Has moved far away")
        ILL = "ill", _("Is ill for long")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(Person, models.CASCADE, related_name="silences")
    why = models.CharField(_("Why?"), max_length=6, choices=Why.choices)
    contact = Words(_("With whom can we speak?"), max_length=160, blank=True)
    since = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None),
                name="one_silence_per_person",
                violation_error_code=TAKEN,
                violation_error_message=_("They are not reminded already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_why_display()
