"""What no name and no free text may hold: national numbers, payment cards, passwords.

The sentences do not repeat what was found, so that it is never logged.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.be import bis, nn

# Between two digits that belong together: up to three spaces, dots, dashes, slashes and the like.
# The look-ahead finds numbers that begin inside another one: a phone number, then this.
BETWEEN = r"[\s._,:;/\\|+()\-]{0,3}"
ELEVEN = re.compile(rf"(?<!\d)(?=(\d(?:{BETWEEN}\d){{10}})(?!\d))")
CARD = re.compile(r"(?<!\d)(?=(\d(?:[ .\-]?\d){12,18})(?!\d))")
# Visa, Mastercard, American Express, Maestro and Bancontact. An IMEI has 15 digits as well.
CARD_BEGINS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}"
    r"|(?:50|5[6-8]|6\d)(?!\d{13}$)\d{11,17}"
)
WORD = r"(?:wachtwoord|paswoord|password|passwd|mot\s+de\s+passe|mdp|ww|pw)"
SECRET = re.compile(
    rf"\b{WORD}\b[^.:=\n]{{0,30}}[:=]\s*\S+|\b{WORD}\s+(?:is|est)\s+(?=\S*\d)\S+"
    r"|\b(?:pin|puk)(?:\s*-?\s*code)?\b[^.\d\n]{0,20}\d{4,8}\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """`text` with digits of any script as 0-9 and dashes of any kind as -, nothing invisible."""
    return "".join(plain_signs(unicodedata.normalize("NFKC", text)))


def plain_signs(text: str) -> Iterator[str]:
    for sign in text:
        kind = unicodedata.category(sign)
        if kind == "Nd":
            yield str(unicodedata.digit(sign))
        elif kind == "Pd" or sign == "−":
            yield "-"
        elif kind != "Cf":
            yield sign


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)


def without_national_number(text: str) -> None:
    """Refuse `text` that holds a Belgian national number, BIS numbers too.

    Refuses: national_number.
    The check digits and the birth date decide, as in https://nl.wikipedia.org/wiki/Rijksregisternummer
    """
    for match in ELEVEN.finditer(plain(text or "")):
        digits = digits_of(match[1])
        if nn.is_valid(digits) or bis.is_valid(digits):
            raise ValidationError(
                _("This looks like a national number. Leave it out: we never keep it."),
                code="national_number",
            )


def without_payment_card(text: str) -> None:
    """Refuse `text` that holds the number of a payment card: 13 to 19 digits and a check digit.

    Refuses: payment_card.
    """
    for match in CARD.finditer(plain(text or "")):
        digits = digits_of(match[1])
        if CARD_BEGINS.fullmatch(digits) and luhn.is_valid(digits):
            raise ValidationError(
                _("This looks like the number of a bank card. Leave it out: we never keep it."),
                code="payment_card",
            )


def without_secret(text: str) -> None:
    """Refuse `text` that holds a password or a PIN.

    Refuses: secret.
    """
    if SECRET.search(plain(text or "")):
        raise ValidationError(
            _("This looks like a password or a PIN. Leave it out: people keep their own secrets."),
            code="secret",
        )
