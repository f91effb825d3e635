"""Renewing: a loan may last longer."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.ledger.recording import record
from digibank.lending.handing_out import refuse_due
from digibank.lending.models import Loan, Renewal
from digibank.lending.occupying import move_end
from digibank.lending.reminding import remind
from digibank.lending.terms import terms_of
from digibank.lending.undoing import refuse_if_ended


@transaction.atomic
def renew(loan: Loan, *, due_on: date, by: Account) -> Renewal:
    """Move the due day of `loan` to `due_on`; returns the renewal.

    Refuses: taken when the loan has ended, of_a_set, renewals_at_most by the rules of the digibank,
    due_too_early (not after the present due day and today), closed_day, reserved (by who waits for
    the device).
    """
    device = Device.objects.locked(loan.device_id)
    loan = Loan.objects.select_related("access_point", "person", "digibank").get(pk=loan.pk)
    refuse_if_ended(loan, device)
    if loan.set_id:
        raise ValidationError(_("This is part of a set. Renew the set."), code="of_a_set")
    at_most = terms_of(device.digibank, loan.product, device.kind).renewals_at_most
    if loan.renewals.count() >= at_most:
        sentence = ngettext(
            "This loan was renewed %(count)d time already. That is the most.",
            "This loan was renewed %(count)d times already. That is the most.",
            at_most,
        )
        raise ValidationError(sentence % {"count": at_most}, code="renewals_at_most")
    refuse_due(due_on, max(loan.due_on, localdate()), loan.access_point)
    move_end(loan, due_on)
    renewal = Renewal.objects.create(
        loan=loan, was_due_on=loan.due_on, due_on=due_on, renewed_by=by
    )
    loan.due_on = due_on
    loan.save(update_fields=["due_on"])
    facts = {"loan": loan.pk, "person": loan.person_id, "due_on": due_on.isoformat()}
    record("renewed", device, facts=facts, by=by)
    remind(loan)
    return renewal
