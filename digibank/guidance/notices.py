"""Notices: what the outbox tells people about their appointments, and whether it still holds."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.guidance.models import Appointment
from digibank.guidance.models.policy import policy_of
from digibank.network.models import Digibank
from digibank.post.asking import ask, message
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.timing import midnight

MADE, SOON, CANCELLED = (
    "guidance.appointment_made",
    "guidance.appointment_soon",
    "guidance.appointment_cancelled",
)


def announce(appointment: Appointment, by: Account) -> None:
    """Ask for what the person has to know of `appointment` as it stands now, in the same act."""
    if appointment.cancelled_at:
        ask([message_of(appointment, CANCELLED, by)])
        return
    rows = [message_of(appointment, MADE, by)]
    days = policy_of(appointment.digibank).remind_days_before
    remind_on = localdate(appointment.begins_at) - timedelta(days=days)
    if days and remind_on > localdate():
        rows.append(message_of(appointment, SOON, by, remind_on))
    ask(rows)


def message_of(
    appointment: Appointment, purpose: str, by: Account, on: date | None = None
) -> Message:
    """The message of `purpose`, unsaved: for the appointment as it stands, until it begins."""
    return message(
        appointment.digibank,
        to=appointment.person,
        purpose=purpose,
        about=appointment,
        step=str(appointment.sequence),
        due_at=midnight(on) if on else timezone.now(),
        expires_at=appointment.begins_at,
        by=by,
    )


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """Whether each message still holds: the appointment was not moved or cancelled since."""
    rows = Appointment.objects.select_related("access_point", "digibank", "helper", "second")
    known = rows.in_bulk({one.subject_number for one in messages})
    return [verdict(known.get(one.subject_number), one) for one in messages]


def verdict(appointment: Appointment | None, row: Message) -> Verdict:
    if appointment is None or appointment.ended_at:
        return Drop("appointment_over")
    if row.step != str(appointment.sequence):
        return Drop("appointment_changed")
    begins = localtime(appointment.begins_at)
    return Case(
        {
            "dag": begins.date(),
            "uur": date_format(begins, "H.i"),
            "plaats": where(appointment),
            "helper": appointment.helpers,
            "waarover": appointment.theme_name,
        }
    )


def where(appointment: Appointment) -> object:
    """Where it is, as a text says it."""
    if appointment.kind == Appointment.Kind.PHONE:
        return _("by phone: we call you")
    if appointment.kind == Appointment.Kind.HOME:
        return _("at your home")
    point = appointment.access_point
    return f"{point.name} ({point.street})" if point else appointment.digibank.name


def samples(purpose: str, digibank: Digibank) -> list[Message]:
    """Messages about real appointments, to look at a text with."""
    rows = Appointment.objects.filter(digibank=digibank, ended_at=None)
    rows = rows.select_related("digibank", "person", "made_by").order_by("-begins_at")[:10]
    return [message_of(one, purpose, one.made_by) for one in rows]


WORDS = {
    "dag": Word(_("the day"), date(2026, 3, 10)),
    "uur": Word(_("the hour"), "14.30"),
    "plaats": Word(_("where it is"), "Bibliotheek (Markt 1)"),
    "helper": Word(_("who helps"), "Vera Maes"),
    "waarover": Word(_("what it is about"), "itsme"),
}
DROPS = {
    "appointment_over": _("The appointment is over."),
    "appointment_changed": _("The appointment was moved or cancelled since."),
}
PURPOSES = (
    Purpose(
        code=MADE,
        name=_("Appointment made or moved"),
        words=WORDS,
        needs=frozenset({"dag", "uur"}),
        default=Text(
            title=_("Your appointment on {dag} at {uur}"),
            body=_(
                "Hello {voornaam},\n\nYou have an appointment with us on {dag} at {uur}.\n\n"
                "Where: {plaats}\nWith: {helper}\nAbout: {waarover}\n\nBring your phone or laptop, "
                "and your identity card.\n\nCan you not come? Call us: {telefoon}. "
                "Then we look for another day."
            ),
            short=_("Appointment on {dag} at {uur}: {plaats}. Cannot come? Call {telefoon}."),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "You have an appointment on {dag} at {uur}, {plaats}. {helper} helps you.\n\n"
                "Does that suit you?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(MADE, digibank),
        drops=DROPS,
        automatic=False,
    ),
    Purpose(
        code=SOON,
        name=_("Appointment soon"),
        words=WORDS,
        needs=frozenset({"dag", "uur"}),
        default=Text(
            title=_("Do not forget: {dag} at {uur}"),
            body=_(
                "Hello {voornaam},\n\nSoon we see each other: on {dag} at {uur}.\n\n"
                "Where: {plaats}\nWith: {helper}\n\nBring your phone or laptop, and your identity "
                "card.\n\nCan you not come? That is no problem. Call us: {telefoon}."
            ),
            short=_("Do not forget: {dag} at {uur}, {plaats}. Cannot come? Call {telefoon}."),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "We see each other on {dag} at {uur}, {plaats}. Can you come?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(SOON, digibank),
        drops=DROPS,
    ),
    Purpose(
        code=CANCELLED,
        name=_("Appointment cancelled"),
        words=WORDS,
        needs=frozenset({"dag", "uur"}),
        default=Text(
            title=_("Your appointment on {dag} does not take place"),
            body=_(
                "Hello {voornaam},\n\nWe are sorry: your appointment on {dag} at {uur} does not "
                "take place.\n\nCall us for another day: {telefoon}. We are glad to help."
            ),
            short=_(
                "Sorry: your appointment on {dag} at {uur} does not take place. Call {telefoon}."
            ),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
                "We are sorry: your appointment on {dag} at {uur} does not take place. "
                "Shall we look for another day?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(CANCELLED, digibank),
        drops=DROPS,
        automatic=False,
    ),
)
