"""Telling: a person who asks gets all that is held, and who looked at it."""

from datetime import date, datetime

from django.db.models import Model
from django.utils.formats import date_format, localize
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from digibank.ledger.looking import looks_at
from digibank.ledger.models import Look
from digibank.paper import printing
from digibank.paper.sheets import Block, Document, Fact, Facts, Heading, Sender, Table
from digibank.people.models import Person
from digibank.ui import subjects


def told(person: Person) -> dict[str, object]:
    """Everything held about `person`, room by room, and who opened it; JSON can hold it."""
    rooms = [
        {"room": room, "title": str(words), "held": [plain(row) for row in rows]}
        for room, words, rows in subjects.held(person)
    ]
    looks = [
        {"at": look.at.isoformat(), "by": str(look.by), "page": look.page}
        for look in looks_at(person)
    ]
    return {"made_on": localdate().isoformat(), "held": rooms, "looked": looks}


def plain(row: dict[str, object]) -> dict[str, str]:
    return {key: said(value) for key, value in row.items()}


def pairs(rows: subjects.Rows) -> list[tuple[str, str]]:
    """(words, value): a row says both itself, or holds a value under each of its words."""
    return [
        (said(words), said(value))
        for row in rows
        for words, value in ([(row["words"], row["value"])] if "words" in row else row.items())
    ]


def said(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Model):
        return str(value)
    return str(localize(value))


def pdf(person: Person) -> bytes:
    """The same as `told`, on paper."""
    blocks: list[Block] = []
    for _room, words, rows in subjects.held(person):
        facts = [Fact(name, value) for name, value in pairs(rows)]
        blocks += [Heading(str(words)), Facts(facts)] if facts else []
    blocks += [Heading(_("Who looked")), table_of(list(looks_at(person)[:500]))]
    sender = Sender(person.digibank.name, phone=person.digibank.phone)
    title = _("What we know about you")
    return printing.document(Document(title=title, sender=sender, on=localdate(), blocks=blocks))


def table_of(looks: list[Look]) -> Table:
    rows = [(date_format(localtime(look.at), "DATETIME_FORMAT"), str(look.by)) for look in looks]
    return Table(head=(_("When"), _("Who")), rows=rows)
