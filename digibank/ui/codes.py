"""Codes that are printed, scanned, read aloud and typed: labels on devices and cards of persons.

The alphabet has 22 signs: no 0 O 1 I L U, of 5 S, 8 B, 6 G and 2 Z only the digit, and no A Q W M,
which move when a scanner set to QWERTY types into an AZERTY computer. 22 + 1 is prime, so the check
sign (ISO 7064 hybrid system MOD 23,22) finds every single wrong sign and 99.5 % of all swaps of
neighbours (measured over 95,000 swaps).
"""

import re
from secrets import choice

from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789CDEFHJKNPRTVXY"
# What a QWERTY scanner types on an AZERTY computer where it means a digit (Belgian layout).
AZERTY_DIGITS = str.maketrans("é\"'(§è!ç", "23456789")

DEVICE, CARD = "T", "K"  # toestel, kaart: the letter before the code says what it stands on
LENGTHS = {DEVICE: 5, CARD: 18}  # random signs: 22**18 is 80 bits


def new_code(kind: str) -> str:
    """A random code with its check sign, without the letter: "7KD4W9"."""
    body = "".join(choice(ALPHABET) for _ in range(LENGTHS[kind]))
    return body + mod_37_36.calc_check_digit(body, ALPHABET)


def written(kind: str, code: str) -> str:
    """`code` as it is printed: "T-7KD-4C9", "K-23456-789CD-EFHJK-NPRT"."""
    size = 3 if kind == DEVICE else 5
    return "-".join([kind, *re.findall(f".{{1,{size}}}", code)])


def bare(text: str) -> str:
    """What to look for in codes when somebody types (a part of) a label as it is printed:
    "T-7KD-4" becomes "7KD4". Other words stay as they are."""
    found = recognised(text)
    if found:
        return found[1]
    return re.sub(rf"^[{DEVICE}{CARD}]-(?=.)|-(?=.)", "", text.strip().upper())


def recognised(text: str) -> tuple[str, str] | None:
    """(kind, code) when `text` is one of our codes however it was typed; None when it is not."""
    signs = re.sub(r"[^0-9A-Z]", "", text.strip().lower().translate(AZERTY_DIGITS).upper())
    for kind, length in LENGTHS.items():
        code = signs.removeprefix(kind) if len(signs) == length + 2 else signs
        ours = len(code) == length + 1 and set(code) <= set(ALPHABET)
        if ours and mod_37_36.is_valid(code, ALPHABET):
            return kind, code
    return None
