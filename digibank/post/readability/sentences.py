"""A message cut into sentences and words, as somebody reads it aloud.

No database here. A sentence ends at . ! ? and at the end of a line, so a greeting and each line of
a list are sentences. What is looked at rather than read (a date, a price, a telephone number, a
label, an address, a placeholder) is one plain word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from digibank.post.readability.plain_words import dotted

WORD, PLAIN, SHORT = "word", "plain", "short"
DAYS = """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lundi mardi mercredi jeudi vendredi
    samedi dimanche monday tuesday wednesday thursday friday saturday sunday
"""
MONTHS = """
    januari februari maart april mei juni juli augustus september oktober november december janvier
    février mars avril mai juin juillet août septembre octobre novembre décembre january february
    march may june july august october
"""
DAY, MONTH = "|".join(DAYS.split()), "|".join(MONTHS.split())
COUNT = r"\d{1,9}(?:[.,]\d{1,3})*"
# Every piece matches a bounded run or the whole of what it begins, so time stays linear.
PIECES = {
    "placeholder": r"\{[^{}\n]{1,80}\}",
    "link": r"(?i:https?://|www\.)[^\s<>\"]{1,2000}(?<![.,;:!?)])",
    "mail": r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
    "site": r"(?<![\w-])(?:[\w-]{1,63}\.){1,4}(?:be|nl|fr|eu|com|org|net|brussels|vlaanderen)\b",
    "account": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}\b",
    "label": r"\b[A-Z]{1,3}(?:-[A-Z0-9]{2,4}){1,4}\b",
    "date": rf"(?i:\b(?:(?:{DAY}),? )?(?:le )?\d{{1,2}}(?:er|e|ste|de|st|nd|rd|th)? "
    rf"(?:{MONTH})\b(?: \d{{4}}\b)?|\b(?:(?:{DAY}),? )?(?:{MONTH}) \d{{1,2}}\b(?:,? \d{{4}}\b)?)",
    "phone": r"(?:\+|\(?0)\d(?:[ /.()-]{0,2}\d){6,13}(?!\d)",
    "day": r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\b",
    "time": r"(?i:\b\d{1,2}(?:[:.hu]\d{2})? ?(?:uur|u|h|heures?|am|pm)\b"
    r"|\b\d{1,2} ?[hu:] ?\d{2}\b)",
    "amount": rf"(?i:(?:€|\$|£|\beur) ?{COUNT}|\b{COUNT} ?(?:€|£|(?:euros?|eur|pounds?)\b))",
    "number": r"\d+(?:[.,:/-]\d+)*%?",
}
# An abbreviation, three kinds: known, any letters with dots, the first letter of a name.
UNKNOWN = r"(?:[a-zà-ÿ]\.){2,6}"
INITIAL = r"[A-Z]\.(?= ?[A-Z])"
# No end when a small letter or a figure comes at once: "3.5", "site.map".
END = r"[.!?…]+(?![a-zß-ÿ0-9])|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
# Letters, with the accents that some write as signs of their own.
RUN = r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"
WHOLE = rf"{RUN}(?:['’‑-]{RUN})*"


@dataclass(frozen=True)
class Word:
    text: str  # as it stands
    kind: str  # WORD, PLAIN or SHORT: an abbreviation
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    text: str  # as it stands, with its end
    words: tuple[Word, ...]  # at least one


@cache
def tokens(language: str) -> re.Pattern[str]:
    """What is looked for in a text of `language`, the most particular first."""
    plain = "|".join(PIECES.values())
    short = rf"(?<![\w.'’-])(?:(?i:{dotted(language)})(?!\w)|{UNKNOWN}(?!\w))"
    return re.compile(
        rf"(?P<short>{short})|(?P<initial>(?<!\w){INITIAL})|(?P<plain>{plain})"
        rf"|(?P<word>{WHOLE})|(?P<end>{END})"
    )


def sentences(text: str, language: str) -> Iterator[Sentence]:
    """The sentences of `text` that hold a word, in order."""
    words: list[Word] = []
    for match in tokens(language).finditer(text):
        if match.lastgroup != "end":
            words.append(Word(match[0], kind_of(match), match.start(), match.end()))
        elif words:
            yield sentence(text, words, match.end())
            words = []
    if words:
        yield sentence(text, words, words[-1].end)


def kind_of(match: re.Match[str]) -> str:
    if match.lastgroup == "short":
        return SHORT
    figures = any(sign.isdigit() for sign in match[0])
    return WORD if match.lastgroup == "word" and not figures else PLAIN


def sentence(text: str, words: list[Word], end: int) -> Sentence:
    return Sentence(text[words[0].start : end].strip(), tuple(words))
