"""Names as people say and type them: folded to keys, taken apart, near to each other.

No database here. A key holds the letters a to z only. Two keys at most two errors apart (a wrong,
extra or missing letter, or two neighbours swapped) share a deletion neighbour: what is left of a
key when letters are dropped. So a table of neighbours, asked with `=` and `IN`, finds every name
that is typed almost well, on any database.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import combinations, product

import phonenumbers
from anyascii import anyascii
from rapidfuzz.distance import OSA, JaroWinkler

from digibank.ui import codes

LAST, FIRST = "l", "f"
# Little words before a family name. Joined to what follows, and left out in a key of its own.
LITTLE_WORDS = """
    van de den der het t ten ter te s d du des le la les el al ben bin ibn ould da do dos di del
    della von zu zum zur abu ait af op in
"""
PARTICLES = frozenset(LITTLE_WORDS.split())
GLUED = re.compile(r"^(?:vanden|vander|vande|van)(?=[a-z]{3})")
WINDOW = 8  # neighbours are made of the last letters only: long names stay cheap
LONGEST = 40  # letters of a key
MOST = 6  # keys of one name
MOST_WORDS = 5  # of what somebody types


def words(text: str) -> list[str]:
    """The words of `text` in the letters a to z: "Đurić-D’Hondt" -> ["duric", "dhondt"]."""
    latin = anyascii(unicodedata.normalize("NFKC", text)).casefold()
    return re.findall(r"[a-z]+", re.sub(r"['`]", "", latin))


def groups(parts: list[str]) -> list[list[str]]:
    """Particles with the word they belong to: [van, den, berghe, lopez] -> two groups."""
    found: list[list[str]] = [[]]
    for part in parts:
        if found[-1] and found[-1][-1] not in PARTICLES:
            found.append([])
        found[-1].append(part)
    return [group for group in found if group]


def bare(group: list[str]) -> str:
    """The group without particles, also those that are written on: vandenberghe -> berghe."""
    joined = "".join(group)
    rest = GLUED.sub("", joined)
    if rest != joined:
        return rest
    return "".join(part for part in group if part not in PARTICLES) or joined


def unique(keys: Iterable[str]) -> tuple[str, ...]:
    """Each key once, in order, short enough for its column."""
    return tuple(dict.fromkeys(key[:LONGEST] for key in keys if key))[:MOST]


def family_keys(name: str) -> tuple[str, ...]:
    """What a family name is found by: joined, without particles, and each part of a double name."""
    parts = groups(words(name))
    joined = ["".join(group) for group in parts]
    barest = [bare(group) for group in parts]
    return unique(["".join(joined), "".join(barest), *joined, *barest]) or ("",)


def given_keys(name: str) -> tuple[str, ...]:
    """What given names are found by: each of them, and all joined."""
    parts = words(name)
    return unique(["".join(parts), *parts]) or ("",)


def keys(given: str, family: str) -> set[tuple[str, str]]:
    """(last key, first key): every row of the index for one person."""
    return set(product(family_keys(family), given_keys(given)))


def reach(key: str) -> int:
    """How many errors we look through: in "Ma" none, in "Maes" one, in "Claes" two."""
    return 0 if len(key) < 3 else 1 if len(key) < 5 else 2


def deletions(key: str) -> set[str]:
    """What is left of the end of `key` without up to `reach` of its letters."""
    tail, most = key[-WINDOW:], reach(key)
    size = len(tail)
    kept = (keep for drop in range(most + 1) for keep in combinations(range(size), size - drop))
    return {"".join([tail[i] for i in keep]) for keep in kept}


def hashes(kind: str, key: str) -> list[int]:
    """The neighbours of `key` as 64-bit numbers, other ones for last names than for first names."""
    return [hashed(kind + rest) for rest in deletions(key)]


def hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def errors(one: str, other: str) -> int:
    """Letters wrong, missing, extra or swapped between two keys; 3 when that is more than two."""
    return OSA.distance(one, other, score_cutoff=2)


def near(one: str, other: str) -> bool:
    """Whether the neighbours of both promise to meet: as many errors as the shorter one bears."""
    return errors(one, other) <= min(reach(one), reach(other))


@dataclass(frozen=True)
class Reading:
    """One way to understand what was typed: these letters as last name, those as first name."""

    last: str = ""
    first: str = ""
    penalty: float = 0

    def cost(self, last: str, first: str) -> float:
        """How far a row of the index lies from this reading, in errors."""
        return self.penalty + side(self.last, last) + side(self.first, first)


def side(typed: str, key: str) -> float:
    """Errors between what was typed and a key; a beginning of the key is almost right."""
    if not typed or typed == key:
        return 0
    begins = 0.5 if key.startswith(typed) else 9
    return min(begins, OSA.distance(typed, key) + 0.2 * (1 - JaroWinkler.similarity(typed, key)))


def readings(parts: list[str]) -> list[Reading]:
    """Every way to divide the words in a last and a first name; words left out cost a penalty."""
    parts = parts[:MOST_WORDS]
    whole = "".join(parts)
    found = [Reading(last=whole), Reading(first=whole)] if whole else []
    for cut in range(1, len(parts)):
        one, two = "".join(parts[:cut]), "".join(parts[cut:])
        found += [Reading(two, one), Reading(one, two)]
    if len(parts) > 2:
        found += loose(groups(parts))
    return list(dict.fromkeys(found))


def loose(parts: list[list[str]]) -> list[Reading]:
    """Two of the words as first and last name, when a middle name or a maiden name was added."""
    joined = ["".join(group) for group in parts]
    left_out = 0.75 * (len(joined) - 2)
    pairs = ((a, b) for a in joined for b in joined if a != b)
    return [Reading(a, b, left_out) for a, b in pairs] if left_out > 0 else []


@dataclass(frozen=True)
class Sought:
    """What somebody typed in the box, taken apart."""

    words: tuple[str, ...] = ()
    year: int | None = None
    born_on: date | None = None
    phone: str = ""  # E.164
    card: str = ""  # without the letter


DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")
NUMBER = re.compile(r"\+?\(?\d(?:[\s./()-]*\d){7,14}")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def sought(text: str) -> Sought:
    """Take apart names in any order, a birth date or year, a phone number, the code of a card."""
    text = text[:200]
    scanned = codes.recognised(text)
    if scanned and scanned[0] == codes.CARD:
        return Sought(card=scanned[1])
    born_on = first_day(text)
    text = DAY.sub(" ", text)
    phone, text = first_phone(text)
    year = YEAR.search(text)
    return Sought(
        words=tuple(words(text)),
        year=born_on.year if born_on else int(year[0]) if year else None,
        born_on=born_on,
        phone=phone,
    )


def first_phone(text: str) -> tuple[str, str]:
    """The phone number in `text`, "" without one, and the rest; a year may stand right before."""
    for tried in (text, YEAR.sub(" ", text)):
        number = NUMBER.search(tried)
        if number and (phone := e164(number[0])):
            return phone, text.replace(number[0], " ")
    return "", text


def first_day(text: str) -> date | None:
    found = DAY.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def e164(text: str) -> str:
    """A phone number in any notation as +32471234567; "" when it is none. Belgian by default."""
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def guess(text: str) -> dict[str, object]:
    """A start for a new record from what was typed: names, birth date or year, phone."""
    found = sought(text)
    rest = YEAR.sub(" ", NUMBER.sub(" ", DAY.sub(" ", text[:200])))
    said = re.findall(r"[^\W\d_][^\s,;]*", rest)
    said = [word.title() if word.islower() else word for word in said]
    return {
        "given_name": said[0] if said else "",
        "family_name": " ".join(said[1:]),
        "born_on": found.born_on,
        "born_in": found.year,
        "phone": found.phone,
    }
