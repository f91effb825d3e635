"""What somebody is told about a visit: when it is agreed, and the day before."""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.ledger.models import Entry, name_of
from digibank.lending.models import Quiet, Visit, VisitLine
from digibank.network.hours import clock
from digibank.network.models import Digibank
from digibank.post.asking import message
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.timing import midnight

PLANNED, TOMORROW = "lending.visit", "lending.visit_soon"
DAY_BEFORE = timedelta(days=1)


def messages_of(visit: Visit, by: Account | None = None) -> Iterator[Message]:
    """Both messages about `visit`, unsaved. The moment and how often it changed are in each step,
    so that another moment is told anew, also when it is the first one again."""
    changes = Entry.objects.filter(subject=name_of(visit), verb="visit_changed").count()
    step = f"{step_of(visit)}-{changes}"
    facts = {"to": visit.person, "about": visit, "by": by, "expires_at": visit.starts_at}
    yield message(visit.digibank, purpose=PLANNED, step=step, **facts)  # type: ignore[arg-type]
    on = localdate(visit.starts_at) - DAY_BEFORE
    if on > localdate():
        due = {"due_at": midnight(on), "purpose": TOMORROW, "step": step}
        yield message(visit.digibank, **due, **facts)  # type: ignore[arg-type]


def step_of(visit: Visit) -> str:
    """The moment of `visit` as a step: the same whatever clock it was read with."""
    return f"{visit.starts_at.astimezone(UTC):%Y%m%dT%H%M}"


def tell(messages: Sequence[Message]) -> list[Verdict]:
    rows = Visit.objects.select_related("access_point", "person").prefetch_related(
        "lines__reservation", "lines__loan__device"
    )
    hushed = Quiet.objects.filter(person=OuterRef("person"), ended_at=None)
    rows = rows.annotate(is_hushed=Exists(hushed))
    found = rows.in_bulk({row.subject_number for row in messages})
    told = Message.objects.filter(subject__in={row.subject for row in messages}).order_by("pk")
    last = {(s, purpose): pk for s, purpose, pk in told.values_list("subject", "purpose", "pk")}
    return [
        Drop("visit_moved")
        if row.pk and row.pk != last[row.subject, row.purpose]  # told anew since
        else verdict(found.get(row.subject_number), row)
        for row in messages
    ]


def verdict(visit: Visit | None, row: Message) -> Verdict:
    if visit is None or visit.closed_at:
        return Drop("visit_over")
    if visit.is_hushed:  # type: ignore[attr-defined]  # annotated
        return Drop("quiet")
    if step_of(visit) != row.step.partition("-")[0]:
        return Drop("visit_moved")
    local = timezone.localtime(visit.starts_at)
    point = visit.access_point
    return Case(
        {
            "dag": local.date(),
            "uur": clock(local.time()),
            "plaats": f"{point.name} ({point.street})",
            "waarvoor": "\n".join(what(line) for line in visit.lines.all()),
        }
    )


def what(line: VisitLine) -> str:
    """A line as its person hears it: "– Bring back: HP ProBook 440"."""
    thing = line.reservation.get_kind_display() if line.reservation else ""
    if line.loan:
        thing = line.loan.device.name
    extra = ""
    if line.kind == VisitLine.Kind.BRING:
        extra = gettext(" (save your photos and texts first)")
    verb = gettext("To renew") if line.kind == VisitLine.Kind.RENEW else line.get_kind_display()
    return f"– {verb}: {thing}{extra}"


def samples(purpose: str, digibank: Digibank) -> list[Message]:
    rows = Visit.objects.open().filter(digibank=digibank).select_related("person", "digibank")
    found = [one for row in rows.order_by("-pk")[:10] for one in messages_of(row)]
    return [one for one in found if one.purpose == purpose]


WORDS = {
    "dag": Word(_("the day on which they come"), "10 maart 2026"),
    "uur": Word(_("the hour"), "14 uur"),
    "plaats": Word(_("where they come"), "Bibliotheek (Markt 1)"),
    "waarvoor": Word(_("what they come for, one line each"), "– HP ProBook 440"),
}
DROPS = {
    "visit_over": _("The appointment is over."),
    "visit_moved": _("They come at another moment."),
}
PURPOSES = (
    Purpose(
        code=PLANNED,
        name=_("Your appointment to fetch or bring back"),
        words=WORDS,
        needs=frozenset({"dag", "uur", "plaats"}),
        default=Text(
            title=_("You come on {dag} at {uur}"),
            body=_(
                "Hello {voornaam},\n\nYou come to {plaats} on {dag}, at {uur}:\n\n{waarvoor}\n\n"
                "Does that not suit you? Call us: {telefoon}. We look for another moment."
            ),
            short=_("You come on {dag} at {uur} to {plaats}. Another moment? Call {telefoon}."),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\nYou can come on {dag}, "
                "at {uur}, to {plaats}:\n\n{waarvoor}\n\nDoes that suit you?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(PLANNED, digibank),
        drops=DROPS,
        automatic=False,
    ),
    Purpose(
        code=TOMORROW,
        name=_("Tomorrow you come to fetch or bring back"),
        words=WORDS,
        needs=frozenset({"dag", "uur", "plaats"}),
        default=Text(
            title=_("Until tomorrow, at {uur}"),
            body=_(
                "Hello {voornaam},\n\nTomorrow you come to {plaats}, at {uur}:\n\n{waarvoor}\n\n"
                "Can you not come? Call us: {telefoon}. Then somebody else can come."
            ),
            short=_("Tomorrow at {uur} you come to {plaats}. Cannot come? Call {telefoon}."),
            script=_(
                "Hello, this is {digibank}. Am I speaking with {naam}?\n\nTomorrow you come to "
                "{plaats}, at {uur}:\n\n{waarvoor}\n\nIs that still all right?"
            ),
        ),
        tell=tell,
        samples=lambda digibank: samples(TOMORROW, digibank),
        drops=DROPS,
    ),
)
