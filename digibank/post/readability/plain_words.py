"""Words that offices use, each with the plain one: read from `hard_words/<language>.txt`.

No database here. The lists are our own.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "hard_words"
GAP = "…"


@dataclass(frozen=True)
class Words:
    """What is known about the words of one language; all in small letters."""

    # First word -> (words in a row, the plain words), longest first. A row may hold one GAP.
    hard: dict[str, list[tuple[tuple[str, ...], str]]]
    short: dict[str, str]  # abbreviation, with or without dots -> full words
    plain: frozenset[str]  # long or shortened, yet everybody knows them


@cache
def words_in(language: str) -> Words:
    """The lists of `language`: "nl", "fr" or "en"."""
    words = Words({}, {}, frozenset())
    plain = set()
    for line in (LISTS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        left, equals, instead = line.partition(" = ")
        forms = [form.strip() for form in left.split(",")]
        if not equals:
            plain.update(forms)
        elif "." in left:
            words.short.update(dict.fromkeys(forms, instead.strip()))
        else:
            for form in forms:
                row = tuple(form.split())
                words.hard.setdefault(row[0], []).append((row, instead.strip()))
    for rows in words.hard.values():
        rows.sort(key=lambda entry: (GAP in entry[0], -len(entry[0])))
    return Words(words.hard, words.short, frozenset(plain))


@cache
def dotted(language: str) -> str:
    """A pattern for the abbreviations of `language` that have dots, the longest first."""
    words = words_in(language)
    known = sorted((form for form in {*words.short, *words.plain} if "." in form), key=len)
    return "|".join(re.escape(form) for form in reversed(known))
