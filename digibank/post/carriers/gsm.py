"""What a text costs as SMS: the alphabet of GSM, and texts kept within it."""

# The GSM 7 bit default alphabet and its extension table: 3GPP TS 23.038, 6.2.1 and 6.2.1.1.
BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = set("\f^{}\\[~]|€")
# What text processors and telephones make of plain signs, and the plain signs.
FANCY = {
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t", " "),
    **dict.fromkeys("\u200b\u00ad\ufeff", ""),
    "…": "...",
    "•": "-",
    "\u2028": "\n",
    "\u2029": "\n",
}
PLAIN = str.maketrans(FANCY)


def plain(text: str) -> str:
    """`text` without the quotes, dashes and spaces that would make it more than twice as long.

    Letters stay what they are: a name with ë is written with ë, also when that takes a part more.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(PLAIN)


def parts(text: str) -> int:
    """How many SMS `text` takes: 160 signs of the GSM alphabet or 70 others in one, or 153 and 67
    in each of more, since a part says which it is. An empty one is one.
    """
    if set(text) <= BASIC | EXTENSION:
        sizes, single, shared = [2 if sign in EXTENSION else 1 for sign in text], 160, 153
    else:
        sizes, single, shared = [2 if sign > "\uffff" else 1 for sign in text], 70, 67
    if sum(sizes) <= single:
        return 1
    count, room = 1, shared
    for size in sizes:
        # A sign of two is never cut in two: what does not fit begins the next part.
        if size > room:
            count, room = count + 1, shared
        room -= size
    return count
