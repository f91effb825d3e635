"""The answer to an organisation that asked for a set."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.lending.models import Reservation
from digibank.network.models import Digibank
from digibank.post.asking import message
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.ui.templatetags.ui import day

ANSWER = "lending.set_answer"
YES = _("It is yours. Come and fetch it on the first day.")
NO = _("We are sorry: it does not work this time. Call us, then we look for another moment.")


def answer_of(row: Reservation, step: str, by: Account | None = None) -> Message:
    """The message with the answer, "yes" or "no", unsaved."""
    if row.organisation is None:
        raise LookupError(f"Reservation {row.pk} is for no organisation.")
    return message(row.digibank, to=row.organisation, purpose=ANSWER, about=row, step=step, by=by)


def tell(messages: Sequence[Message]) -> list[Verdict]:
    found = Reservation.objects.in_bulk({row.subject_number for row in messages})
    return [verdict(found.get(row.subject_number), row) for row in messages]


def verdict(reservation: Reservation | None, row: Message) -> Verdict:
    if reservation is None or (row.step == "yes" and reservation.ended_at):
        return Drop("reservation_over")
    return Case(
        {
            "aantal": str(reservation.count),
            "soort": reservation.get_kind_display(),
            "vanaf": day(reservation.from_on),
            "tot": day(reservation.until_on),
            "antwoord": YES if row.step == "yes" else NO,
        }
    )


def samples(digibank: Digibank) -> list[Message]:
    rows = Reservation.objects.open().filter(digibank=digibank, organisation__isnull=False)
    return [answer_of(row, "yes") for row in rows[:10]]


NOTICE = Purpose(
    code=ANSWER,
    name=_("The answer about a set"),
    words={
        "aantal": Word(_("how many"), "10"),
        "soort": Word(_("the type of device"), _("Laptop")),
        "vanaf": Word(_("the first day"), "10 maart 2026"),
        "tot": Word(_("the last day"), "31 maart 2026"),
        "antwoord": Word(_("yes or no, with what to do now"), YES),
    },
    needs=frozenset({"antwoord"}),
    default=Text(
        title=_("Your set from {vanaf} on"),
        body=_(
            "Hello {voornaam},\n\nYou asked for a set: {aantal} × {soort}, from {vanaf} until "
            "{tot}.\n\n{antwoord}\n\nDo you have a question? Call us: {telefoon}."
        ),
        short=_("Your set from {vanaf} on: {antwoord} A question? {telefoon}."),
        script=_(
            "Hello, this is {digibank}. Am I speaking with {naam}?\n\nYou asked for a set: "
            "{aantal} × {soort}, from {vanaf} until {tot}.\n\n{antwoord}"
        ),
    ),
    tell=tell,
    samples=samples,
    drops={"reservation_over": _("The reservation is over.")},
    automatic=False,
)
