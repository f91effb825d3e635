"""Words: what a text speaks of, as stems that a search can compare. No database.

A word loses its accents, and the ending that its language gives it: "afspraken" and "afspraak" are
one. Words that say nothing ("de", "how") are left out, so that every word in the index helps.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import snowballstemmer
from anyascii import anyascii

STEMMERS = {"nl": "dutch", "fr": "french", "en": "english"}
LONGEST = 30  # letters of a stem
MOST = 12  # words of what somebody asks: more only slow the answer down
SIGN = re.compile(r"[a-z0-9]+")
SAYS_NOTHING = frozenset(Path(__file__).with_name("words_that_say_nothing.txt").read_text().split())


@cache
def stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(STEMMERS.get(language, "dutch"))


def plain(text: str) -> list[str]:
    """The words of `text` in small letters a to z and digits, those that say nothing left out."""
    found = SIGN.findall(anyascii(text[:20_000]).lower())
    return [word[:LONGEST] for word in found if len(word) > 1 and word not in SAYS_NOTHING]


def stems(text: str, language: str = "nl") -> Counter[str]:
    """Stem -> how often it stands in `text`, which is in `language`."""
    return Counter(stemmer(language).stemWords(plain(text)))


def asked(text: str) -> list[list[str]]:
    """For each word that somebody asks, the stems it may have in any of our languages."""
    words = list(dict.fromkeys(plain(text)))[:MOST]
    return [
        sorted({word, *(stemmer(language).stemWord(word) for language in STEMMERS)})
        for word in words
    ]
