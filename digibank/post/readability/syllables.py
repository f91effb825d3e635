"""Syllables of a word as it is spoken, in Dutch, French and English.

No database here. Hyphenation patterns (`pyphen`) never break off a single letter or two vowels, so
they count too few: "adres", "over". Groups of vowels count those, and miss where two vowels meet:
"museum". The higher of both is right most often. The tests measure it on words counted by hand.
"""

import re
import unicodedata
from functools import cache, lru_cache

from pyphen import Pyphen

LONGEST = 60  # letters; what is longer is no word
KEPT = 5000  # words whose hyphens are remembered
VOWELS = "aeiouyàáâäèéêëìíîïòóôöùúûüÿœæ"
# One sound, the longest spelling first. A letter with a trema begins a sound of its own.
DUTCH = re.compile(
    r"eau|aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie(?![ëu])|oe|eu|ui|ei|ij|au|ou|ai|oi|uy"
    rf"|[{VOWELS}]"
)
# An i, u or ou before a vowel glides into it (pied, nuit, oui), but not after bl, cr, pr: client.
FRENCH = re.compile(
    r"(?:(?<![bcdfgptv][lr])(?:i|u|ou)(?=[aeiouàâèéêîôœ]))?"
    rf"(?:eau|œu|oeu|ou|oi|oî|au|ai|aî|ei|eu|eû|[{VOWELS}])"
)
ENGLISH = re.compile(rf"[{VOWELS}]+")
# Vowels side by side in two syllables: quiet, create, being, actual, video, media, easier.
ENGLISH_APART = re.compile(
    r"i(?:a(?!ge|l\b|n\b)|et|um|er\b|est\b)|ea(?:te|ti|to)|[aeiouy]ing|uou|u(?:al|at)"
    r"|[dr]eo|ia(?:l|n)\b(?<![cst]ia[ln])|(?<=[drln])io(?!n)|\bpoe|oe[tm]"
)
ENGLISH_MUTE = re.compile(
    r"(?<=[^aeiouy\W])e(?:'s)?$(?<![^aeiouyrwl]le)|(?<=[aeiouy])e$(?<=ue)"
    r"|(?<![cgsxz])(?<!ch)(?<!sh)(?<![^aeiouyrwl]l)es$|(?<![td])ed$"
    r"|(?<=[gcsvktlrn])e(?=(?:ment|ful|less|ly|ness|where|thing|time)s?$)"
)
FRENCH_MUTE_ENT = re.compile(
    r"(?:nn|ss|rch|ch|tr|ll|iv|oiv|uv|erv|rt|tt|mp|rd|nd|gn|is|os|us|as|ouv)ent$"
    r"|(?<=[aoi])ient$|(?:aim|form|dorm|nomm|parl|arriv|trouv|donn)ent$"
)
FRENCH_PLAIN_ENT = {"souvent", "vent", "absent", "présent", "content", "avent", "attent"}
# What no rule counts well: borrowed words, that keep their sounds, and a few very common ones.
BORROWED = {
    "nl": """
        team:1 teams:1 mail:1 mails:1 games:1 apps:1 site:1 sites:1 date:1 home:1 website:2
        websites:2 online:2 offline:2 smartphone:2 smartphones:2 update:2 updates:2 chromebook:2
        chromebooks:2 service:2 facebook:2 iphone:2 cookies:2 download:2 weekend:2 museum:3
    """,
    "fr": """
        email:2 smartphone:2 online:2 aout:1 août:1 pays:2 paye:1 monsieur:2 femme:1 ayant:2
    """,
    "en": """
        people:2 every:2 everything:3 everyone:3 evening:2 business:2 wednesday:2 something:2
        sometimes:2 someone:2 area:3 idea:3 real:1 different:3 interest:3 used:1 email:2 website:2
        maybe:2 science:2 eye:1 eyes:1 chocolate:3
    """,
}


def syllables(word: str, language: str) -> int:
    """Syllables of one `word` in "nl", "fr" or "en"; at least 1, of its first 60 letters."""
    return spoken(word[:LONGEST], language)


@lru_cache(maxsize=KEPT)
def spoken(word: str, language: str) -> int:
    small = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    parts = [part for part in small.split("-") if part]
    return max(1, sum(of_part(part, language) for part in parts))


def of_part(part: str, language: str) -> int:
    known = borrowed(language).get(part)
    if known:
        return known
    sounds = {"nl": in_dutch, "fr": in_french, "en": in_english}[language](part)
    return max(1, sounds, pieces(part, language))


@cache
def borrowed(language: str) -> dict[str, int]:
    pairs = (entry.split(":") for entry in BORROWED[language].split())
    return {word: int(count) for word, count in pairs}


def in_dutch(word: str) -> int:
    """Groups of vowels; y before a vowel is a consonant, so is the u of qu."""
    return len(DUTCH.findall(re.sub(rf"y(?=[{VOWELS}])|(?<=q)u", "j", word)))


def in_french(word: str) -> int:
    """Groups of vowels without the mute e at the end, the u of qu and gu, and the e of mangeons."""
    mute = mute_ent(word)
    heard = re.sub(r"(?<=[gq])u(?=[eéèêiy])|(?<=q)u|(?<=g)e(?=[aoâô])", "", word)
    heard = re.sub(rf"y(?=[{VOWELS}])|(?<=eu|ou|ue)i(?=l)", "j", heard)
    heard = heard[:-3] if mute else heard
    return len(FRENCH.findall(re.sub(r"(?<=.)es?$", "", heard)))


def mute_ent(word: str) -> bool:
    """Whether it is a verb like "doivent"; "souvent" and "document" sound their end."""
    if word in FRENCH_PLAIN_ENT:
        return False
    return FRENCH_MUTE_ENT.search(word) is not None


def in_english(word: str) -> int:
    """Groups of vowels without the mute e, and one more where two vowels are apart."""
    heard = ENGLISH_MUTE.sub("", re.sub(r"(?<=q)u", "w", word))
    return len(ENGLISH.findall(heard)) + len(ENGLISH_APART.findall(heard))


def pieces(word: str, language: str) -> int:
    """What hyphens would cut `word` into: never more than its syllables."""
    hyphens = patterns(language)
    if len(hyphens.hd.cache) > KEPT:  # it would remember each word for ever
        hyphens.hd.cache.clear()
    return len(hyphens.positions(word)) + 1


@cache
def patterns(language: str) -> Pyphen:
    lang = {"nl": "nl_NL", "fr": "fr", "en": "en_GB"}[language]
    return Pyphen(lang=lang, left=1, right=1)
