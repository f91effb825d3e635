"""Previewing: a text as somebody would get it, with a real case, before it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from digibank.network.models import Digibank
from digibank.post.composing import Texts, compose
from digibank.post.models import Channel, Message
from digibank.post.purposes import COMMON, Case, Purpose, Text
from digibank.post.readability.reading_level import Reading, reading_of
from digibank.post.recipients import Reach, reaches

EXAMPLE = Reach("An Peeters", "An")
FORMS = (Channel.LETTER, Channel.SMS, Channel.CALL)


@dataclass(frozen=True)
class Real:
    """A real case to look at a text with."""

    number: int  # its place in the list
    name: str
    reach: Reach
    case: Case


@dataclass(frozen=True)
class Shown:
    """A text as it goes out over one channel, with how hard it is to read."""

    channel: str
    words: str
    title: str
    body: str
    reading: Reading | None


def real_cases(purpose: Purpose, digibank: Digibank) -> list[Real]:
    """Cases of today to look at a text of `purpose` with; none when there are none."""
    messages: Sequence[Message] = purpose.samples(digibank)
    known = reaches(message.recipient for message in messages)
    pairs = zip(messages, purpose.tell(messages), strict=True)
    found = [
        (known[message.recipient], verdict)
        for message, verdict in pairs
        if isinstance(verdict, Case) and message.recipient in known
    ]
    return [Real(number, reach.name, reach, case) for number, (reach, case) in enumerate(found)]


def example(purpose: Purpose) -> Real:
    """A made-up case, from the examples of the words."""
    words = {name: word.example for name, word in purpose.words.items()}
    return Real(-1, EXAMPLE.name, EXAMPLE, Case(words))


class Draft(Texts):
    """The texts of a digibank with one that nobody kept yet."""

    def __init__(self, digibank: Digibank, purpose: Purpose, language: str, text: Text) -> None:
        super().__init__(digibank)
        self.draft = (purpose.code, language, text)

    def languages(self, purpose: str) -> frozenset[str]:
        code, language, _text = self.draft
        return super().languages(purpose) | ({language} if purpose == code else set())

    def find(self, purpose: str, language: str) -> Text:
        code, spoken, text = self.draft
        return text if (purpose, language) == (code, spoken) else super().find(purpose, language)


def preview(
    digibank: Digibank, purpose: Purpose, language: str, text: Text, real: Real
) -> list[Shown]:
    """`text` for the case `real`, over each channel, with its reading level."""
    texts = Draft(digibank, purpose, language, text)
    parts = [(purpose.code, real.case)]
    reach = Reach(real.reach.name, real.reach.first_name, language)
    shown = []
    for channel in FORMS:
        told = compose(texts, parts, reach, channel)
        level = reading_of(source_of(text, channel), language)
        shown.append(Shown(channel, str(channel.label), told.kept_title, told.kept_body, level))
    return shown


def source_of(text: Text, channel: str) -> str:
    """The form of `text` that is judged: with its words in brackets, which are never hard."""
    forms = {Channel.LETTER: f"{text.title}.\n{text.body}", Channel.SMS: text.short}
    return str(forms.get(Channel(channel), text.script))


def words_of(purpose: Purpose) -> list[tuple[str, str, bool]]:
    """(word, what it is, whether a text needs it), those of the purpose first."""
    return [
        (name, str(word.label), name in purpose.needs)
        for name, word in {**purpose.words, **COMMON}.items()
    ]
