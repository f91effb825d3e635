"""What no name and no free text may hold: a national number."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.be import bis, nn

# Eleven digits, also written in groups: 85.07.30-033 28. Longer runs of digits are something else.
ELEVEN = re.compile(r"(?<!\d)\d(?:[ .\-/]?\d){10}(?!\d)")


def without_national_number(text: str) -> None:
    """Refuse `text` that holds a Belgian national number, BIS numbers too.

    Refuses: national_number. The sentence does not repeat the number, so that it is never logged.
    The check digits and the birth date decide, as in https://nl.wikipedia.org/wiki/Rijksregisternummer
    """
    for match in ELEVEN.finditer(text or ""):
        digits = re.sub(r"\D", "", match[0])
        if nn.is_valid(digits) or bis.is_valid(digits):
            raise ValidationError(
                _("This looks like a national number. Leave it out: we never keep it."),
                code="national_number",
            )
