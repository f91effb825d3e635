"""Connecting: SIM cards with a bundle come and go."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.models import Connection, Loan
from digibank.network.models import Digibank


@transaction.atomic
def add_connection(digibank: Digibank, *, by: Account, **says: Any) -> Connection:  # noqa: ANN401 fields
    """A SIM card that can be lent along; returns it. `says` are fields of Connection. Refuses:
    taken (this number is here), and what the fields refuse."""
    row = Connection(digibank=digibank, **says)
    row.clean_fields(exclude={"digibank"})
    row.validate_constraints(exclude=None)
    row.save()
    record("connection_added", row, facts={"expires_on": row.expires_on}, by=by)
    return row


@transaction.atomic
def renew_bundle(
    connection: Connection, *, bundle: str, expires_on: date | None, by: Account
) -> Connection:
    """The card has a new bundle, or the same one for longer, whoever has it now; returns it.

    `expires_on` is its last day, None when it has none. Refuses: ended, in_past, and what the
    fields refuse.
    """
    row = held(connection)
    if expires_on and expires_on < localdate():
        refusal = ValidationError(_("This day is over. Choose a later one."), code="in_past")
        raise ValidationError({"expires_on": refusal})
    before = row.expires_on
    row.bundle, row.expires_on = bundle, expires_on
    row.clean_fields(exclude={"digibank"})
    row.save(update_fields=["bundle", "expires_on"])
    facts = {"before": before, "expires_on": expires_on}
    record("bundle_renewed", row, facts=facts, words={"bundle": row.bundle}, by=by)
    return row


@transaction.atomic
def end_connection(connection: Connection, *, by: Account) -> Connection:
    """The card is not used any more; returns it. Refuses: ended, out (somebody has it)."""
    row = held(connection)
    if Loan.objects.open().filter(connection=row).exists():
        raise ValidationError(_("Somebody has this SIM card. Take it back first."), code="out")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("connection_ended", row, by=by)
    return row


def held(connection: Connection) -> Connection:
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if row.ended_at:
        raise ValidationError(_("This SIM card is not used any more."), code="ended")
    return row
