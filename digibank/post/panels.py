"""What messages add to the pages of other rooms."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.post import queries, rules
from digibank.post.models import Channel, Dispatch
from digibank.ui.happenings import Happening
from digibank.ui.panels import Panel
from digibank.ui.worklist import Job, Work, first_of

LINES = 9  # as many as the timeline on the page of a person asks for


def messages_of_person(account: Account, person: Person) -> Panel | None:
    """What is still to be told, the last things that were, and addresses that do not work."""
    if not rules.can_call(account, person.digibank):
        return None
    rows = queries.lately(account, person, LINES)
    facts = {
        "person": person,
        "rows": rows[:3],
        "to_tell": [row for row in rows if to_tell(row)],
        "newest": rows[0] if rows else None,
    }
    return Panel("post/messages_of_person.html", facts)


def to_tell(row: Dispatch) -> bool:
    """Whether who stands before you can be told this now."""
    return row.state == "waiting" and row.channel in {Channel.DESK, Channel.CALL}


def messages_happened(account: Account, person: Person, limit: int) -> list[Happening]:
    """Each dispatch that went out or failed as a line of a timeline."""
    if not rules.can_call(account, person.digibank):
        return []
    rows = queries.lately(account, person, max(limit, LINES))
    return [line_of(row) for row in rows if row.state in {"sent", "failed"}]


def line_of(row: Dispatch) -> Happening:
    words = f"{row.get_channel_display()}: {row.state_words}"
    for attempt in row.attempts.all():  # read along with the rows
        words += f". “{attempt.remark}”" if attempt.remark else ""
    at = row.failed_at or row.sent_at or row.made_at
    return Happening(at, "", row.icon, "help", row.title, words, row.get_absolute_url())


def calls(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """The calls of which the moment has come."""
    rows = queries.calls_waiting(account, digibank, now=timezone.now())
    return first_of(rows, job, reverse("post:call_list"))


def job(row: Dispatch) -> Job:
    number = row.address if row.address.startswith("+") else ""
    return Job(
        title=row.whom,
        meta=row.title,
        url=reverse("post:call", args=[row.pk]),
        icon="phone",
        state="" if number else _("no number"),
        tag="warn",
        phone=number,
    )
