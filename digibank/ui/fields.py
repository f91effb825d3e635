"""Model fields for what people type: they refuse what we must never keep."""

from typing import TYPE_CHECKING

from django.db import models

from digibank.ui.validators import without_national_number

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
else:
    CharField, TextField = models.CharField, models.TextField


class Words(CharField):
    """A name or a short text typed by a person: never a national number."""

    default_validators = [*models.CharField.default_validators, without_national_number]


class FreeText(TextField):
    """A longer text typed by a person: never a national number."""

    default_validators = [*models.TextField.default_validators, without_national_number]
