"""Offer notices: who waited hears that a device is there, by the way that reaches them."""

from collections.abc import Sequence
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.lending.models import Offer
from digibank.lending.requesting import OFFER, accept, decline, message_of
from digibank.network.models import Digibank
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Reply, Text, Verdict, Word


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """Whether each offer still stands."""
    rows = Offer.objects.select_related(
        "reservation__access_point", "reservation__digibank"
    ).in_bulk({row.subject_number for row in messages})
    return [verdict(rows.get(row.subject_number)) for row in messages]


def verdict(offer: Offer | None) -> Verdict:
    if offer is None or offer.closed_at or offer.reservation.ended_at:
        return Drop("answered")
    kept = offer.reservation
    point = kept.access_point
    return Case(
        {
            "toestel": kept.get_kind_display(),
            "vanaf": kept.from_on,
            "antwoord_voor": localdate(offer.respond_by),
            "plaats": f"{point.name} ({point.street})" if point else kept.digibank.name,
        }
    )


def samples(digibank: Digibank) -> list[Message]:
    """Messages about real offers, to look at the text with."""
    rows = Offer.objects.filter(request__digibank=digibank, closed_at=None)
    return [message_of(one) for one in rows.select_related("request__digibank")[:10]]


def note(row: Message, code: str, by: Account) -> None:
    """What they said on the phone is the answer to the offer. Refuses what `requesting` refuses."""
    made = Offer.objects.select_related("request").get(pk=row.subject_number)
    act = accept if code == Offer.Answer.ACCEPTED else decline
    act(made, by=by)


NOTICE = Purpose(
    code=OFFER,
    name=_("Your turn on the waiting list"),
    words={
        "toestel": Word(_("the type"), "laptop"),
        "vanaf": Word(_("the day from which it is there"), date(2026, 3, 10)),
        "antwoord_voor": Word(_("the last day to answer"), date(2026, 3, 13)),
        "plaats": Word(_("where to fetch it"), "Bibliotheek (Markt 1)"),
    },
    needs=frozenset({"antwoord_voor"}),
    default=Text(
        title=_("It is your turn: we have something for you"),
        body=_(
            "Hello {voornaam},\n\nYou asked us for a device: {toestel}. From {vanaf} there is one "
            "for you at {plaats}.\n\nDo you still want it? Tell us before the end of "
            "{antwoord_voor}: {telefoon}. You can also come by.\n\nDo you not want it any more? "
            "Tell us too. Then it can go to somebody else."
        ),
        short=_(
            "From {vanaf} there is a {toestel} for you at {plaats}. Do you want it? Call us, "
            "at the latest on {antwoord_voor}: {telefoon}"
        ),
        script=_(
            "Hello, this is {digibank}. Am I speaking with {naam}?\n\nYou asked us for a device: "
            "{toestel}. From {vanaf} there is one for you at {plaats}.\n\nDo you still want it?"
        ),
    ),
    tell=tell,
    samples=samples,
    drops={"answered": _("The offer does not stand any more.")},
    automatic=False,
    reply=Reply(
        question=_("What do they say?"),
        choices={
            Offer.Answer.ACCEPTED.value: _("They want it"),
            Offer.Answer.DECLINED.value: _("Not this one"),
        },
        note=note,
    ),
)
