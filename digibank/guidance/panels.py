"""What the helpdesk adds to the desk home and to the page of a person."""

from uuid import uuid4

from digibank.accounts.models import Account
from digibank.guidance import queries, question_queries, referral_queries, rules
from digibank.guidance.forms import MINUTES
from digibank.guidance.models import Contact, Question
from digibank.people.models import Person
from digibank.ui.happenings import Happening
from digibank.ui.panels import Panel
from digibank.ui.worklist import Desk


def quick_contact(account: Account, desk: Desk) -> Panel | None:
    """The tiles, and what was saved a moment ago with the question whose it was."""
    if not rules.can_help(account, desk.digibank):
        return None
    facts = {
        "tiles": queries.tiles_of(desk.digibank),
        "minutes": MINUTES,
        "outcomes": Contact.Outcome.choices,
        "channels": Contact.Channel.choices,
        "once": uuid4(),
        "again": uuid4(),
        "today": queries.today_count(desk.digibank, desk.point),
        "saved": queries.saved(account, desk.told.get("bewaard", "")),
    }
    return Panel("guidance/quick.html", facts)


def help_of_person(account: Account, person: Person) -> Panel | None:
    """What the person asked that takes longer, and the way to note what they ask now.

    What they were helped with at the desk stands in the timeline.
    """
    if not rules.can_help(account, person.digibank):
        return None
    rows = question_queries.questions_of(account, person)
    return Panel("guidance/help_of_person.html", {"person": person, "rows": rows})


def contacts_happened(account: Account, person: Person, limit: int) -> list[Happening]:
    """Each contact as a line of a timeline."""
    if not rules.can_help(account, person.digibank):
        return []
    return [line_of(one) for one in queries.contacts_of(account, person, limit)]


def line_of(contact: Contact) -> Happening:
    words = [contact.get_outcome_display(), str(contact.access_point or "")]
    return Happening(
        contact.at,
        str(contact.by),
        contact.icon,
        "help",
        contact.theme_name,
        ". ".join(word for word in words if word),
        contact.get_absolute_url(),
    )


def mandates_with_question(account: Account, question: Question) -> Panel | None:
    """Who may act for whose question it is; the rule for all others."""
    mandates = list(referral_queries.valid_mandates(question.person))
    return Panel(
        "guidance/mandates_with_question.html", {"mandates": mandates, "question": question}
    )
