"""Model fields for what people type: they refuse what we must never keep.

Typed fields (a phone number, a serial number, an IMEI, a label) are plain and refuse nothing.
"""

from typing import TYPE_CHECKING

from django.db import models

from digibank.ui.validators import (
    without_national_number,
    without_payment_card,
    without_secret,
)

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
else:
    CharField, TextField = models.CharField, models.TextField

NEVER = [without_national_number, without_payment_card]


class Words(CharField):
    """A name or a short text typed by a person: never a national number or a payment card."""

    default_validators = [*models.CharField.default_validators, *NEVER]


class FreeText(TextField):
    """A longer text typed by a person: never a number of theirs, never a password."""

    default_validators = [*models.TextField.default_validators, *NEVER, without_secret]
