"""Invitations: who is invited and has an e-mail address gets the link by mail too."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.network.inviting import link_token
from digibank.network.models import Invitation
from digibank.post.asking import ask, message
from digibank.post.mailing import site
from digibank.post.models import Channel, Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.ways import works

CODE = "network.invited"


def invited(invitation: Invitation) -> None:
    """Ask for the mail, in the transaction of the invitation, when one can go; the paper with the
    code is there in any case."""
    if not invitation.email or not works(Channel.EMAIL):
        return
    row = message(
        invitation.digibank,
        to=invitation,
        purpose=CODE,
        about=invitation,
        step="link",
        due_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        by=invitation.invited_by,
    )
    ask([row])


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """Whether the link in each message would still work."""
    known = Invitation.objects.open().in_bulk([row.subject_number for row in messages])
    return [verdict(known.get(row.subject_number)) for row in messages]


def verdict(invitation: Invitation | None) -> Verdict:
    if invitation is None:
        return Drop("invited_ended")
    link = site() + reverse("network:join_link", args=[link_token(invitation)])
    words = {"link": link, "tot": localdate(invitation.expires_at)}
    return Case(words, secret=frozenset({"link"}))


INVITED = Purpose(
    code=CODE,
    name=_("Invitation to work here"),
    words={
        "link": Word(_("the address that opens the invitation"), "https://…"),
        "tot": Word(_("the last day on which it works"), date(2026, 3, 10)),
    },
    needs=frozenset({"link"}),
    default=Text(
        title=_("You may work with {digibank}"),
        body=_(
            "Hello {voornaam},\n\nYou may work with {digibank}. Open this page and choose a user "
            "name and a password:\n\n{link}\n\nThe link works once, until {tot}. Give it to nobody "
            "else.\n\nYou did not expect this? Then you need not do anything."
        ),
        short=_("You may work with {digibank}. Open this page: {link}"),
        script=_("You may work with {digibank}. We send you a link: {link}"),
    ),
    tell=tell,
    drops={"invited_ended": _("The invitation was used, withdrawn, or is too old.")},
    automatic=False,
)
