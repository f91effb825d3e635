"""Numbers that come from outside as text."""

MOST_DIGITS = 18  # both databases keep keys of 64 bits


def whole_number(text: object) -> int:
    """The whole number that `text` is; 0, which no row has, for what is none or fits no key."""
    digits = str(text)
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS
    return int(digits) if fits else 0
