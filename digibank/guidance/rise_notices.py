"""Rise notices: who coordinates and has an e-mail address is told when something rises."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance.models import Rise
from digibank.network.models import Role
from digibank.post.asking import message
from digibank.post.models import Channel, Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.recipients import Reach
from digibank.post.ways import works

RISEN = "guidance.risen"


def accounts(numbers: Collection[int]) -> Mapping[int, Reach]:
    """Accounts as the outbox reaches them: by mail, in their own language."""
    rows = Account.objects.filter(closed_at=None).in_bulk(numbers)
    return {
        number: Reach(
            name=str(one),
            first_name=one.get_short_name(),
            language=one.language,
            channel=Channel.EMAIL if one.email else "",
            addresses={Channel.EMAIL: one.email} if one.email else {},
        )
        for number, one in rows.items()
    }


def rows_about(rise: Rise) -> list[Message]:
    """A message for each coordinator of the digibank who can be mailed; all see it on the desk."""
    if not works(Channel.EMAIL):
        return []
    members = rise.digibank.memberships.current().filter(
        grants__role=Role.COORDINATOR, account__closed_at=None
    )
    rows = members.exclude(account__email="").select_related("account").order_by("pk")
    return [
        message(rise.digibank, to=one.account, purpose=RISEN, about=rise, step="noticed")
        for one in rows
    ]


def tell(messages: Sequence[Message]) -> list[Verdict]:
    rows = Rise.objects.select_related("article").in_bulk({one.subject_number for one in messages})
    return [verdict(rows.get(one.subject_number)) for one in messages]


def verdict(rise: Rise | None) -> Verdict:
    if rise is None or rise.seen_at:
        return Drop("rise_seen")
    what = str(rise.article) if rise.article else rise.theme_name
    return Case({"wat": what, "aantal": str(rise.count), "gewoonlijk": str(rise.usual)})


NOTICE = Purpose(
    code=RISEN,
    name=_("Something rises at the helpdesk"),
    words={
        "wat": Word(_("the theme or the article"), "itsme"),
        "aantal": Word(_("how often, in a week"), "25"),
        "gewoonlijk": Word(_("how often usually"), "8"),
    },
    needs=frozenset({"wat", "aantal"}),
    default=Text(
        title=_("{wat}: more than usual"),
        body=_(
            "Hello {voornaam},\n\nSomething stands out at the helpdesk of {digibank}: {wat}.\n\n"
            "In the last seven days it came up {aantal} times. Usually that is {gewoonlijk}.\n\n"
            "Maybe something changed in an app or a website. Look in the figures and the articles."
        ),
        short=_("{wat}: {aantal} times in a week, usually {gewoonlijk}. Look in the figures."),
        script=_("{wat} came up {aantal} times in a week. Usually that is {gewoonlijk}."),
    ),
    tell=tell,
    samples=lambda digibank: [
        row for rise in Rise.objects.filter(digibank=digibank)[:5] for row in rows_about(rise)
    ],
    drops={"rise_seen": _("Somebody has seen it already.")},
    automatic=False,
)
