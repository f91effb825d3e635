"""Purposes: why somebody is told something. Each room registers its own in `apps.py`.

A purpose says what its texts may name, whether a message still makes sense, and with which words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from digibank.accounts.models import Account
    from digibank.post.models import Message

Words = Mapping[str, object]  # word in a text -> text, a date, or a sentence to be translated


@dataclass(frozen=True)
class Case:
    """It still makes sense: the words to tell it with. Those in `secret` are sent and not kept."""

    words: Words
    secret: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drop:
    """It makes no sense any more, for the reason with this code."""

    code: str


Verdict = Case | Drop


@dataclass(frozen=True)
class Word:
    """What a text may name in curly brackets: what it is, and one as an example."""

    label: str | Promise
    example: object


@dataclass(frozen=True)
class Text:
    """A text in its four forms: title, letter or mail, one or two sentences, words on the phone."""

    title: str | Promise
    body: str | Promise
    short: str | Promise
    script: str | Promise


@dataclass(frozen=True)
class Reply:
    """What somebody can answer at once, on the phone or at the desk: code -> words.

    `note(message, code, by)` is the act that follows; it refuses what that act refuses.
    """

    question: str | Promise
    choices: Mapping[str, str | Promise]
    note: Callable[["Message", str, "Account"], object]


@dataclass(frozen=True)
class Purpose:
    """Why somebody is told something.

    `tell(messages)` gives a verdict for each, in their order, as things stand now. `samples(
    digibank)` gives messages, unsaved, about real cases. `automatic` ones keep to the schedule, and
    those of one day go together; the others go by themselves, at once. `way` is a channel that is
    taken first, whatever somebody wants: what reminders did not do, a call may do. `reply` is what
    they can answer at once.
    """

    code: str
    name: str | Promise
    words: Mapping[str, Word]
    needs: frozenset[str]  # without these words a text tells too little
    default: Text
    tell: Callable[[Sequence["Message"]], Sequence[Verdict]]
    samples: Callable[[Any], Sequence["Message"]] = lambda digibank: ()
    drops: Mapping[str, str | Promise] = field(default_factory=dict)
    automatic: bool = True
    way: str = ""
    reply: Reply | None = None


# What every text may name.
COMMON: Mapping[str, Word] = {
    "voornaam": Word(_("first name, or the name of the organisation"), "An"),
    "naam": Word(_("first and family name"), "An Peeters"),
    "digibank": Word(_("your digibank"), "Digibank Mechelen"),
    "telefoon": Word(_("the phone number of your digibank"), "015 12 34 56"),
}
DIGEST = "post.digest"
DROPS: dict[str, str | Promise] = {
    "too_late": _("It was too late to make sense."),
    "gone": _("The one it was for is no longer known here."),
    "unknown": _("This kind of message does not exist any more."),
    "broken": _("Something is wrong with this message. Tell who keeps this computer running."),
}
_purposes: dict[str, Purpose] = {}


def add(purpose: Purpose) -> None:
    """From now on messages can have this purpose."""
    _purposes[purpose.code] = purpose
    DROPS.update(purpose.drops)


def find(code: str) -> Purpose | None:
    return _purposes.get(code)


def every() -> list[Purpose]:
    """All purposes, in the order of their codes."""
    return [_purposes[code] for code in sorted(_purposes)]


def automatic() -> list[str]:
    """The codes of the purposes that keep to the schedule."""
    return [code for code, purpose in _purposes.items() if purpose.automatic]


def way_of(codes: Iterable[str]) -> str:
    """The channel that one of the purposes with these codes takes first; "" when none does. With
    more than one, the last in the order of their codes."""
    ways = [_purposes[code].way for code in sorted(set(codes)) if code in _purposes]
    return next((way for way in reversed(ways) if way), "")


def named(code: str) -> str:
    """What a purpose is called."""
    known = _purposes.get(code)
    return str(known.name) if known else code


def reason(code: str) -> str:
    """Why a message was dropped, in words."""
    return str(DROPS.get(code, code))


EXAMPLES = _("– Bring the laptop back on Tuesday.\n– Your lesson begins on Monday.")

# What is said when more than one thing has to be told on a day. Nobody asks for it by itself.
TOGETHER = Purpose(
    code=DIGEST,
    name=_("Several things at once"),
    words={"lijst": Word(_("all that has to be told, one line each"), EXAMPLES)},
    needs=frozenset({"lijst"}),
    default=Text(
        title=_("There is more than one thing to tell you"),
        body=_(
            "Hello {voornaam},\n\nWe have more than one thing to tell you:\n\n{lijst}\n\n"
            "Do you have a question? Call us: {telefoon}. We are glad to help."
        ),
        short="{lijst}",
        script=_(
            "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
            "I have more than one thing to tell you:\n\n{lijst}\n\nIs that all right for you?"
        ),
    ),
    tell=lambda messages: [],
)
