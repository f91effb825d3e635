"""Forgetting: names of private donors go when papers need them no longer; what was given stays."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from digibank.devices.models import Donation, Donor
from digibank.devices.models.policy import policy_of
from digibank.ledger.erasing import drop_words_about
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.post.forgetting import forget_recipient

CHUNK = 500  # donors in one transaction


def forget_donors(now: datetime | None = None) -> dict[str, int]:
    """Forget in every digibank the private donors whom its rule keeps no longer; returns how many,
    by its name."""
    told = {}
    for digibank in Digibank.objects.order_by("pk"):
        count = 0
        while some := forget_some(digibank, now or timezone.now()):
            count += some
        if count:
            told[digibank.name] = count
    return told


@transaction.atomic
def forget_some(digibank: Digibank, now: datetime) -> int:
    """A bounded piece of it, with one entry that says how many; returns that."""
    local = timezone.localtime(now)
    moment = local - relativedelta(months=policy_of(digibank).donor_months)
    theirs = Donation.objects.filter(donor=OuterRef("pk"))
    busy = theirs.filter(
        Q(closed_at=None, cancelled_at=None)
        | Q(closed_at__gte=moment)
        | Q(cancelled_at__gte=moment)
    )
    rows = Donor.objects.select_for_update().filter(
        ~Exists(busy),
        digibank=digibank,
        kind=Donor.Kind.PERSON,
        forgotten_at=None,
        made_at__lt=moment,
    )
    donors = list(rows.order_by("pk")[:CHUNK])
    for donor in donors:
        forget(donor, now)
    if donors:
        record("donors_forgotten", digibank, facts={"count": len(donors)}, by=None)
    return len(donors)


def forget(donor: Donor, now: datetime) -> None:
    """Empty what tells who `donor` is, in gifts, messages and the ledger too. Records nothing."""
    gifts = Donation.objects.filter(donor=donor)
    for gift in gifts:
        drop_words_about(gift)
    gifts.update(street="", what="", cancelled_for="")
    forget_recipient(donor.digibank, donor)
    drop_words_about(donor)
    for name in ("name", "contact", "phone", "email", "street"):
        setattr(donor, name, "")
    donor.forgotten_at = now
    donor.save()
