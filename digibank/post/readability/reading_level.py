"""Whether a short message is easy enough to read. We aim at B1.

No database here. `reading_of` gives a score of the Flesch family, a level and what makes the text
hard. It measures words and sentences, not sense: a text that fits can still be unclear.

The level is the middle one of three opinions: the score, the mean sentence and the share of long
words. Flesch was made for samples of 100 words; in an SMS one name moves it by 20, so it is never
alone. Official words and one very long sentence raise the level afterwards. Below 10 words only
they count: there is nothing to average.

         score (nl, fr, en)      words a sentence   long words    official words
    A2   from 90, 90, 80         up to 9            up to 2 %     up to 4 %
    B1   from 60, 65, 60         up to 15           up to 4 %     up to 8 %, or only one
    B2   from 45                 up to 20           up to 10 %    up to 16 %, or only two
    C1   below                   more               more          more

The bands stand where our own plain reminders and our own official letters part; no panel of
readers was asked, so a level is an estimate and never more than that.

Passives are not looked for: "wordt" and a participle are often something else ("het wordt koud").
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low

from digibank.post.readability.plain_words import GAP, words_in
from digibank.post.readability.sentences import PLAIN, SHORT, WORD, Sentence, Word, sentences
from digibank.post.readability.syllables import syllables

READ = 20_000  # signs; the rest is ignored
LONGEST = 20  # words in a sentence that fits
FAR_TOO_LONG = 30  # words in a sentence that alone makes a text B2
FEW = 10  # words; with fewer a mean means nothing
PLAIN_SYLLABLES = 2  # of a date, a price, a placeholder
LETTERS = 80  # of a word are looked at
REACH = 9  # words between "dient" and "te"

LEVELS = ("A2", "B1", "B2", "C1")
# constant, weight of words per sentence, weight of syllables per word.
FORMULAS = {
    # W.H. Douma, De leesbaarheid van landbouwbladen, Wageningen 1960: 0.77 per 100 words.
    "nl": (206.84, 0.93, 77.0),
    # L. Kandel and A. Moles, Application de l'indice de Flesch à la langue française, 1958.
    "fr": (207.0, 1.015, 73.6),
    # R. Flesch, A new readability yardstick, Journal of Applied Psychology 32, 1948.
    "en": (206.835, 1.015, 84.6),
}
# The lowest score of A2, B1 and B2. Flesch calls 80 and up easy and 60 standard, which is B1; 45
# lies in what he calls difficult. Greetings and placeholders are short, so in Dutch and French
# plain letters score higher than samples of prose: A2 begins at 90, French B1 at 65. These part
# our own plain and official texts (tests/post/texts.py).
SCORES = {"nl": (90, 60, 45), "fr": (90, 65, 45), "en": (80, 60, 45)}
# The most words in a mean sentence: 15 is the usual advice for B1, 20 the longest we accept.
SENTENCES = (9.0, 15.0, 20.0)
# The largest share of long words, and of official words and abbreviations. Our plain messages have
# none of either; our B2 letters 3 to 5 % long and 5 to 12 % official words, C1 up to 25 % of each.
LONG_SHARES = (0.02, 0.04, 0.10)
HARD_SHARES = (0.04, 0.08, 0.16)
# A word is long from so many syllables or letters. Dutch joins words, so letters bear more.
LONG = {"nl": (5, 15), "fr": (5, 14), "en": (4, 13)}

JOINED = {"de": ("du", "des", "d'"), "que": ("qu'",), "à": ("au", "aux")}
ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu)'(?=.)")


@dataclass(frozen=True)
class Hard:
    """One thing that makes a text hard."""

    kind: str  # long_sentence, hard_word, long_word or abbreviation
    found: str  # the sentence or the word, as it stands
    instead: str  # plain words, "" when we know none


@dataclass(frozen=True)
class Reading:
    score: int  # 0 to 100, higher is easier
    level: str  # A2, B1, B2 or C1
    sentence_words: float  # the mean, one decimal
    longest: int  # words in the longest sentence
    hard: tuple[Hard, ...]  # in order of appearance, each once

    @property
    def fits(self) -> bool:
        """Whether it goes out as it is: A2 or B1, and no sentence over 20 words."""
        return self.level in ("A2", "B1") and self.longest <= LONGEST


def reading_of(text: str, language: str) -> Reading | None:
    """How hard `text` is in "nl", "fr" or "en"; None for another language or without words."""
    if language not in FORMULAS:
        return None
    found = list(sentences(text[:READ], language))
    if not found:
        return None
    hard = [one for part in found for one in hard_in(part, language)]
    words = [word for part in found for word in part.words]
    mean, longest = len(words) / len(found), max(len(part.words) for part in found)
    score = score_of(words, mean, language)
    return Reading(
        score=max(0, min(100, round(score))),
        level=LEVELS[level_of(words, score, mean, longest, hard, language)],
        sentence_words=round(mean, 1),
        longest=longest,
        hard=once(hard),
    )


def once(hard: list[Hard]) -> tuple[Hard, ...]:
    """Each once, where it stands first; a capital makes no other word."""
    first: dict[tuple[str, str], Hard] = {}
    for one in hard:
        first.setdefault((one.kind, one.found.lower()), one)
    return tuple(first.values())


def score_of(words: list[Word], mean: float, language: str) -> float:
    """Reading ease by the formula of the language, see FORMULAS for its source."""
    constant, per_word, per_syllable = FORMULAS[language]
    spoken = sum(sounds(word, language) for word in words) / len(words)
    return constant - per_word * mean - per_syllable * spoken


def sounds(word: Word, language: str) -> int:
    return syllables(word.text, language) if word.kind == WORD else PLAIN_SYLLABLES


def level_of(
    words: list[Word], score: float, mean: float, longest: int, hard: list[Hard], language: str
) -> int:
    """The place in LEVELS: the middle of three opinions, raised by what is hard by itself."""
    kinds = [one.kind for one in hard]
    official = kinds.count("hard_word") + kinds.count("abbreviation")
    # One official word makes no text B2, however short that is.
    raised = min(official, above(official / len(words), HARD_SHARES))
    if longest > FAR_TOO_LONG:
        raised = max(raised, LEVELS.index("B2"))
    if len(words) < FEW:
        return raised
    long = kinds.count("long_word") / len(words)
    opinions = (
        3 - above(score, SCORES[language]),
        above(mean, SENTENCES),
        above(long, LONG_SHARES),
    )
    return max(raised, median_low(opinions))


def above(value: float, bounds: tuple[float, ...]) -> int:
    """How many of `bounds` the value is above: 0 to 3, a place in LEVELS."""
    return sum(value > bound for bound in bounds)


def hard_in(sentence: Sentence, language: str) -> Iterator[Hard]:
    """What is hard in one sentence: its length first, then its words in order."""
    if len(sentence.words) > LONGEST:
        yield Hard("long_sentence", sentence.text, "")
    at = 0
    while at < len(sentence.words):
        one, read = hard_at(sentence, at, language)
        if one:
            yield one
        at += read


def hard_at(sentence: Sentence, at: int, language: str) -> tuple[Hard | None, int]:
    """What is hard about the word at this place, and how many words that takes."""
    word, known = sentence.words[at], words_in(language)
    small = folded(word)
    if word.kind == PLAIN or small in known.plain:
        return None, 1
    if word.kind == SHORT or small in known.short:
        return Hard("abbreviation", word.text, known.short.get(small, "")), 1
    for first in dict.fromkeys((small, bare(small))):
        for row, instead in known.hard.get(first, ()):
            last = last_of(row, sentence.words, at)
            if last is not None:
                gap = GAP in row
                found = Hard("hard_word", quoted(sentence, at, last, gap), instead)
                return found, 1 if gap else last - at + 1
    name = at > 0 and word.text[0].isupper()
    if name or bare(small) in known.plain or not is_long(small, language):
        return None, 1
    return Hard("long_word", word.text, ""), 1


def last_of(row: tuple[str, ...], words: tuple[Word, ...], at: int) -> int | None:
    """The place of the last word of `row`, whose first is at `at`; None when it is not there."""
    if GAP in row:
        near = range(at + 2, min(at + 2 + REACH, len(words)))
        return next((place for place in near if same(row[-1], folded(words[place]))), None)
    last = at + len(row) - 1
    if last >= len(words):
        return None
    rest = zip(row[1:], words[at + 1 : last + 1], strict=True)
    return last if all(same(wanted, folded(word)) for wanted, word in rest) else None


def same(wanted: str, small: str) -> bool:
    """Whether it is the word of the list, or how French joins that: de to du, que to qu'il."""
    return small == wanted or any(
        small == form or (form.endswith("'") and small.startswith(form))
        for form in JOINED.get(wanted, ())
    )


def folded(word: Word) -> str:
    return unicodedata.normalize("NFC", word.text[:LETTERS]).lower().replace("’", "'")


def bare(small: str) -> str:
    """Without the article written on in French: l'attestation -> attestation."""
    return ELIDED.sub("", small)


def quoted(sentence: Sentence, at: int, last: int, gap: bool) -> str:
    """The words as they stand: "dient te", or "dient … te" when others stand between."""
    first, final = sentence.words[at], sentence.words[last]
    if gap:
        return f"{first.text} {GAP} {final.text}"
    begin = sentence.words[0].start
    return sentence.text[first.start - begin : final.end - begin]


def is_long(small: str, language: str) -> bool:
    most_syllables, most_letters = LONG[language]
    return len(bare(small)) >= most_letters or syllables(small, language) >= most_syllables
