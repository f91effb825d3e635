"""Founding: the first account and the first digibank of an installation without a demo."""

import hmac
import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts import onetime
from digibank.accounts.models import Account
from digibank.accounts.registering import register
from digibank.ledger.recording import record
from digibank.network.models import Digibank, Membership, Role

PURPOSE = "founding"


def is_founded() -> bool:
    """Whether there is a digibank: from then on nobody founds anything any more."""
    return Digibank.objects.exists()


def setup_code() -> str | None:
    """The code that `digibank serve` prints while there is no account; None when there is one.

    Made once, in a file of VAR that its owner alone can read, so that each start prints the same.
    """
    if Account.objects.exists():
        place().unlink(missing_ok=True)
        return None
    file = place()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(made, onetime.new().encode())
        os.close(made)
    return file.read_text()


def place() -> Path:
    return Path(settings.VAR) / "setup_code"


def checked(code: str) -> str:
    """The digest of `code`, when it is the setup code: what a visitor carries on.

    Refuses: unknown_code.
    """
    digest = onetime.digest(PURPOSE, code)
    demand(digest)
    return digest


def demand(digest: str) -> None:
    expected = setup_code()
    if not expected or not hmac.compare_digest(onetime.digest(PURPOSE, expected), digest):
        sentence = _("This is not the code that the program printed when it started.")
        raise ValidationError({"code": ValidationError(sentence, code="unknown_code")})


@transaction.atomic
def found_account(
    digest: str, *, username: str, name: str, password: str, email: str, language: str
) -> Account:
    """Make the first account; returns it. The setup code ends with it.

    Refuses: unknown_code, username, national_number.
    """
    demand(digest)
    account = register(
        username=username, name=name, password=password, email=email, language=language
    )
    record("found_account", account, words={"name": name}, by=account)
    transaction.on_commit(lambda: place().unlink(missing_ok=True))
    return account


@transaction.atomic
def found_digibank(*, name: str, by: Account) -> Digibank:
    """Make the first digibank, from today on, with `by` as its coordinator; returns it.

    Refuses: founded_already, national_number.
    """
    Account.objects.select_for_update().get(pk=by.pk)  # two at once: one founder, one row
    if is_founded():
        raise ValidationError(_("There is a digibank already."), code="founded_already")
    digibank = Digibank(name=name, began_on=localdate())
    digibank.full_clean()
    digibank.save()
    membership = Membership.objects.create(account=by, digibank=digibank)
    membership.grants.create(role=Role.COORDINATOR)
    record("found_digibank", digibank, facts={"membership": membership.pk}, by=by)
    return digibank
