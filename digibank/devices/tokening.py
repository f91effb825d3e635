"""Tokening: a boot stick gets a secret with which it sends its reports, until somebody ends it."""

from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import DeviceToken
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.ui.refusals import TAKEN

BYTES = 32


def digest(secret: str) -> str:
    """What is kept of the token `secret`.

    A bare SHA-256: there are 256 random bits in a token, so nobody finds it by trying, and it
    needs no salt and no slow hash as a password does. Looking the hash up tells nothing by its
    time either: who does not know the token cannot steer its hash.
    """
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def give_token(digibank: Digibank, *, name: str, by: Account) -> tuple[DeviceToken, str]:
    """Make a token for the stick used at `name`; returns it with its secret, shown this once.

    Refuses: national_number.
    """
    secret = token_urlsafe(BYTES)
    made = DeviceToken(
        digibank=digibank, name=name, digest=digest(secret), hint=secret[-4:], made_by=by
    )
    made.full_clean()
    made.save()
    record("token_given", made, facts={"hint": made.hint}, words={"name": name}, by=by)
    return made, secret


@transaction.atomic
def end_token(token: DeviceToken, *, by: Account) -> DeviceToken:
    """From now on nothing comes in with `token`; returns it. Refuses: taken."""
    row = DeviceToken.objects.select_for_update().get(pk=token.pk)
    if row.ended_at:
        raise ValidationError(_("This key has ended already."), code=TAKEN)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("token_ended", row, by=by)
    return row


def open_token(secret: str) -> DeviceToken | None:
    """The token `secret` while it has not ended, with its maker and digibank; one query."""
    rows = DeviceToken.objects.select_related("digibank", "made_by")
    return rows.filter(digest=digest(secret), ended_at=None).first()
