"""Composing: the words of a dispatch, in the language of who gets it, else in Dutch."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from digibank.network.models import Digibank
from digibank.post import purposes
from digibank.post.carriers import gsm
from digibank.post.models import Channel, Wording
from digibank.post.purposes import DIGEST, Case, Purpose, Text
from digibank.post.recipients import Reach
from digibank.ui.templatetags.ui import day, phone

DUTCH = "nl"
OURS = frozenset(code for code, _name in settings.LANGUAGES)  # languages with texts of our own
NAMED = re.compile(r"\{(\w+)\}")
HIDDEN = "•••"
SMS_PARTS = 3  # more is a letter
Parts = Sequence[tuple[str, Case]]  # (purpose, case)


@dataclass(frozen=True)
class Composed:
    """What is said, and the same as it is kept: without what only the recipient may read."""

    title: str
    body: str
    language: str
    kept_title: str
    kept_body: str


class Texts:
    """The texts of one digibank: its own where it has them, else ours."""

    def __init__(self, digibank: Digibank) -> None:
        self.digibank = digibank
        rows = Wording.objects.filter(digibank=digibank, replaced_at=None)
        self.own = {(row.purpose, row.language): row for row in rows}

    def languages(self, purpose: str) -> frozenset[str]:
        """The languages in which there is a text for `purpose`."""
        return OURS | {language for code, language in self.own if code == purpose}

    def find(self, purpose: str, language: str) -> Text:
        """The text for `purpose` in a language that there is one in."""
        if own := self.own.get((purpose, language)):
            return Text(own.title, own.body, own.short, own.script)
        known = purposes.find(purpose)
        if known is None:
            raise LookupError(f"No purpose {purpose}.")
        return ours(known, language)


def ours(purpose: Purpose, language: str) -> Text:
    """The text that we bring for `purpose`, in `language` when we have it, else in Dutch."""
    with override(language if language in OURS else DUTCH):
        text = purpose.default
        return Text(str(text.title), str(text.body), str(text.short), str(text.script))


def language_for(texts: Texts, codes: Sequence[str], wanted: str) -> str:
    """`wanted` when every purpose has a text in it, else Dutch."""
    return wanted if all(wanted in texts.languages(code) for code in codes) else DUTCH


def said(value: object) -> str:
    """A word as people read it, in the language that is active now."""
    return day(value) if isinstance(value, date) else str(value)


def fill(text: str, words: Mapping[str, str]) -> str:
    """`text` with each {word} replaced; one that nobody gave stays as it stands.

    One pass, so a name that looks like a word of ours stays a name.
    """
    return NAMED.sub(lambda found: words.get(found[1], found[0]), text)


def common(digibank: Digibank, reach: Reach) -> dict[str, str]:
    """The words that every text may name."""
    return {
        "voornaam": reach.first_name,
        "naam": reach.name,
        "digibank": digibank.name,
        "telefoon": phone(digibank.phone),
    }


def compose(
    texts: Texts, parts: Parts, reach: Reach, channel: str, *, spoken: bool = False
) -> Composed:
    """What is said to who has `reach`, over `channel`; several parts become one text.

    What one of us says on the phone or at the desk is in Dutch, unless it is asked as it is
    `spoken` by who hears it.
    """
    codes = [code for code, _case in parts]
    together = [DIGEST] if len(parts) > 1 else []
    by_us = channel in {Channel.CALL, Channel.DESK} and not spoken
    wanted = DUTCH if by_us else reach.language
    language = language_for(texts, [*codes, *together], wanted)
    with override(language):
        shown = in_words(texts, parts, reach, channel, language, hide=False)
        secret = any(case.secret for _code, case in parts)
        kept = in_words(texts, parts, reach, channel, language, hide=True) if secret else shown
    return Composed(*shown, language, *kept)


def in_words(
    texts: Texts, parts: Parts, reach: Reach, channel: str, language: str, *, hide: bool
) -> tuple[str, str]:
    """(title, body) in the language that is active now; with `hide` no secrets."""
    words = common(texts.digibank, reach)
    filled = [
        (texts.find(code, language), words | shown(case, hide=hide and bool(case.secret)))
        for code, case in parts
    ]
    if len(filled) > 1:
        lines = [fill(str(text.short), mine) for text, mine in filled]
        listed = "\n".join(f"– {line}" for line in lines)
        joined = words | {"lijst": " ".join(lines) if channel == Channel.SMS else listed}
        filled = [(texts.find(DIGEST, language), joined)]
    text, mine = filled[0]
    title = " ".join(fill(str(text.title), mine).split())[:200]
    if channel == Channel.SMS:
        return title, sms(fill(str(text.short), mine), mine, len(parts))
    return title, for_channel(channel, text, mine, reach)


def shown(case: Case, *, hide: bool) -> dict[str, str]:
    return {
        name: HIDDEN if hide and name in case.secret else said(value)
        for name, value in case.words.items()
    }


def for_channel(channel: str, text: Text, words: Mapping[str, str], reach: Reach) -> str:
    """The form of `text` that goes over `channel`; who passes it on reads for whom it is."""
    written = channel in {Channel.EMAIL, Channel.LETTER}
    form = text.body if written else text.script if channel == Channel.CALL else text.short
    body = fill(str(form), words)
    if not reach.through:
        return body
    asked = _("Would you pass this on to %(name)s?") % {"name": reach.name}
    return f"{asked}\n\n{body}"


def sms(text: str, words: Mapping[str, str], count: int) -> str:
    """At most three parts, with who sends it in front.

    Several things that do not fit are not cut off: then it says that there are several, and calls.
    """
    whole = gsm.plain(text if words["digibank"] in text else f"{words['digibank']}: {text}")
    if gsm.parts(whole) <= SMS_PARTS:
        return whole
    if count > 1:
        said = _("%(digibank)s: we have %(count)d things to tell you. Call us: %(number)s.")
        facts = {"digibank": words["digibank"], "count": count, "number": words["telefoon"]}
        return gsm.plain(said % facts)
    while gsm.parts(f"{whole}...") > SMS_PARTS:
        whole = whole[: len(whole) - max(1, len(whole) // 50)].rstrip()
    return f"{whole}..."
