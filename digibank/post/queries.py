from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank
from digibank.people.models import Person
from digibank.people.names import e164
from digibank.post import purposes
from digibank.post.models import (
    AddressFault,
    CallAttempt,
    Channel,
    Dispatch,
    DispatchQuerySet,
    LetterBatch,
    Message,
    Pause,
    Schedule,
    Wording,
)

# What the outbox can be narrowed to, in the order of the tabs.
STATES = ("waiting", "sent", "failed", "withdrawn")


def schedule_of(digibank: Digibank) -> Schedule:
    """When automatic messages of `digibank` go; the defaults where nobody decided otherwise."""
    return Schedule.objects.filter(digibank=digibank).first() or Schedule(digibank=digibank)


def open_pause(digibank: Digibank) -> Pause | None:
    """The pause that holds everything now."""
    return Pause.objects.filter(digibank=digibank, ended_at=None).select_related("began_by").first()


def wording_in_force(digibank: Digibank, purpose: str, language: str) -> Wording | None:
    """The own text of `digibank` for `purpose` in `language`; None when ours counts."""
    rows = Wording.objects.filter(digibank=digibank, purpose=purpose, language=language)
    return rows.filter(replaced_at=None).first()


def versions(digibank: Digibank, purpose: str, language: str) -> QuerySet[Wording]:
    """Every version of that text, the newest first."""
    rows = Wording.objects.filter(digibank=digibank, purpose=purpose, language=language)
    return rows.select_related("made_by").order_by("-version")


def wordings_of(digibank: Digibank) -> dict[str, list[Wording]]:
    """Purpose -> the own texts of `digibank` in force, by language."""
    found: dict[str, list[Wording]] = defaultdict(list)
    rows = Wording.objects.filter(digibank=digibank, replaced_at=None)
    for row in rows.select_related("made_by").order_by("purpose", "language"):
        found[row.purpose].append(row)
    return found


def dispatches_here(account: Account, digibank: Digibank) -> DispatchQuerySet:
    """The dispatches of `digibank` that `account` may see, the newest first."""
    return Dispatch.objects.visible_to(account).filter(digibank=digibank).order_by("-pk")


def in_state(rows: DispatchQuerySet, state: str) -> DispatchQuerySet:
    """`rows` narrowed to one of STATES."""
    return {
        "waiting": rows.waiting(),
        "sent": rows.filter(sent_at__isnull=False, failed_at=None),
        "failed": rows.filter(failed_at__isnull=False),
        "withdrawn": rows.filter(withdrawn_at__isnull=False),
    }[state]


def outbox(
    account: Account, digibank: Digibank, *, state: str, channel: str = "", text: str = ""
) -> QuerySet[Dispatch]:
    """The outbox in one of STATES; `text` is a part of a name, an address or a title."""
    rows = in_state(dispatches_here(account, digibank), state)
    if channel:
        rows = rows.filter(channel=channel)
    if number := e164(text):  # as people write it
        return rows.filter(address=number)
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(address__icontains=word) | Q(title__icontains=word)
        )
    return rows


def letters_waiting(digibank: Digibank) -> QuerySet[Dispatch]:
    """The letters to print, the oldest first."""
    rows = Dispatch.objects.waiting().filter(digibank=digibank, channel=Channel.LETTER)
    return rows.order_by("pk")


def batches(account: Account, digibank: Digibank) -> QuerySet[LetterBatch]:
    """What was printed, the newest first."""
    rows = LetterBatch.objects.visible_to(account).filter(digibank=digibank)
    return rows.select_related("printed_by", "undone_by").order_by("-pk")


def calls_waiting(
    account: Account, digibank: Digibank, *, now: datetime | None = None
) -> QuerySet[Dispatch]:
    """The calls to make; with `now` those of which the moment has come, the oldest first."""
    rows = Dispatch.objects.visible_to(account).waiting()
    rows = rows.filter(digibank=digibank, channel=Channel.CALL)
    if now:
        rows = rows.filter(not_before__lte=now)
    return rows.order_by("not_before", "pk")


def failures(account: Account, digibank: Digibank) -> QuerySet[Dispatch]:
    """What did not arrive and nobody took care of, the newest first."""
    rows = Dispatch.objects.visible_to(account).unsettled().filter(digibank=digibank)
    return rows.order_by("-failed_at", "-pk")


def only_at_desk(account: Account, digibank: Digibank) -> QuerySet[Dispatch]:
    """What waits until somebody comes by, of people who did not choose that: no address works."""
    rows = Dispatch.objects.visible_to(account).waiting().filter(digibank=digibank)
    rows = rows.filter(channel=Channel.DESK, chosen_by=None)
    return rows.exclude(person__channel="").order_by("-pk")


def faults_open(account: Account, digibank: Digibank) -> QuerySet[AddressFault]:
    """The addresses that do not work, the newest first."""
    rows = AddressFault.objects.visible_to(account).open().filter(digibank=digibank)
    return rows.select_related("dispatch__person").order_by("-found_at", "-pk")


def dispatches_of(account: Account, person: Person) -> QuerySet[Dispatch]:
    """Everything that went or goes to `person`, the newest first."""
    rows = Dispatch.objects.visible_to(account).filter(person=person)
    return rows.select_related("batch").order_by("-pk")


def open_fault(channels: Iterable[str], address: str) -> Exists:
    """The condition that the address at that path of a dispatch does not work."""
    faults = AddressFault.objects.open().filter(permanent=True, channel__in=channels)
    return Exists(faults.filter(digibank=OuterRef("digibank"), address=OuterRef(address)))


def lately(account: Account, person: Person, limit: int = 8) -> list[Dispatch]:
    """The last things that went or go to `person`, the newest first; read once for one object.

    Each row says which addresses of the person do not work now: `mail_fails`, `phone_fails`,
    `letter_fails`.
    """
    most, known = getattr(person, "lately_read", (0, []))
    if most < limit:
        unwanted = AddressFault.objects.open().filter(source=AddressFault.Source.ASKED)
        letter = AddressFault.objects.open().filter(dispatch__person=OuterRef("person"))
        rows = (
            dispatches_of(account, person)
            .annotate(
                mail_fails=open_fault([Channel.EMAIL], "person__email"),
                phone_fails=open_fault([Channel.CALL, Channel.SMS], "person__phone"),
                letter_fails=Exists(letter.filter(channel=Channel.LETTER)),
                mail_unwanted=Exists(
                    unwanted.filter(
                        digibank=OuterRef("digibank"), address=OuterRef("person__email")
                    )
                ),
            )
            .prefetch_related("attempts")
        )
        known = list(rows[:limit])
        # For the panel and the timeline of one page.
        person.lately_read = (limit, known)  # type: ignore[attr-defined]
    return known[:limit]


def waiting_for(person: Person) -> list[Message]:
    """What `person` will be told later, the first one first."""
    rows = Message.objects.waiting().filter(person=person)
    return list(rows.order_by("due_at", "pk"))


def dropped_for(person: Person, limit: int = 50) -> list[Message]:
    """What `person` was not told, because it made no sense any more."""
    rows = Message.objects.filter(person=person, dropped_at__isnull=False)
    return list(rows.order_by("-dropped_at")[:limit])


def purposes_of(rows: Iterable[Dispatch]) -> dict[int, str]:
    """Dispatch id -> what its messages are for, in words; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    messages = Message.objects.filter(dispatch__in=[row.pk for row in rows]).order_by("pk")
    for key, code in messages.values_list("dispatch", "purpose"):
        purpose = purposes.find(code)
        found[key].append(str(purpose.name) if purpose else code)
    return {key: ", ".join(dict.fromkeys(names)) for key, names in found.items()}


def counts(account: Account, digibank: Digibank) -> dict[str, int]:
    """How many letters, calls and failures wait for people; one query for the first two."""
    now = timezone.now()
    waiting = Dispatch.objects.visible_to(account).waiting().filter(digibank=digibank)
    found = waiting.aggregate(
        letters=Count("pk", filter=Q(channel=Channel.LETTER)),
        calls=Count("pk", filter=Q(channel=Channel.CALL, not_before__lte=now)),
    )
    unheard = failures(account, digibank).count() + only_at_desk(account, digibank).count()
    return {**found, "failures": unheard}


def trail(dispatch: Dispatch) -> Sequence[Dispatch]:
    """`dispatch` with what it follows and what follows it, the first one first."""
    rows = [dispatch]
    while rows[0].follows_id:
        rows.insert(0, Dispatch.objects.get(pk=rows[0].follows_id))
    while following := Dispatch.objects.filter(follows=rows[-1]).first():
        rows.append(following)
    return rows


def due_now(digibank: Digibank, now: datetime) -> list[tuple[str, int]]:
    """(purpose, how many messages of it would go now), the most first."""
    fresh = Q(dispatch=None, dropped_at=None, due_at__lte=now)
    ready = Q(
        dispatch__sent_at=None,
        dispatch__failed_at=None,
        dispatch__withdrawn_at=None,
        dispatch__channel__in=[Channel.EMAIL, Channel.SMS, Channel.LETTER],
    )
    rows = Message.objects.filter(fresh | ready, digibank=digibank)
    counted = rows.values_list("purpose").annotate(count=Count("pk")).order_by("-count")
    return list(counted)


def attempt_counts(rows: Iterable[Dispatch]) -> dict[int, int]:
    """Dispatch id -> how often somebody called for it; one query."""
    found = CallAttempt.objects.filter(dispatch__in=[row.pk for row in rows])
    return dict(found.values_list("dispatch").annotate(count=Count("pk")).order_by())


def held_about(person: Person) -> list[dict[str, object]]:
    """Everything that was or will be said to `person`, word for word, as words and a value."""
    rows: list[dict[str, object]] = []
    for row in Dispatch.objects.filter(person=person).order_by("pk"):
        rows.append({"words": row.get_channel_display(), "value": row.sent_at or row.made_at})
        rows.append({"words": _("Text"), "value": f"{row.title}\n{row.body}".strip()})
        if row.answer:
            rows.append({"words": _("Answer"), "value": row.answer})
        rows += [
            {"words": attempt.get_result_display(), "value": attempt.remark or attempt.at}
            for attempt in row.attempts.order_by("pk")
        ]
        rows += [
            {
                "words": fault.get_source_display(),
                "value": f"{fault.address} {fault.code} {fault.words}\n{fault.evidence}".strip(),
            }
            for fault in row.faults.all()
        ]
    for message in waiting_for(person):
        rows.append({"words": _("Later"), "value": purposes.named(message.purpose)})
    for message in dropped_for(person, limit=1000):
        why = f"{purposes.named(message.purpose)}: {purposes.reason(message.dropped_for)}"
        rows.append({"words": _("Not needed any more"), "value": why})
    return rows


def digibank_of(number: UUID) -> Digibank | None:
    """The digibank that sent the dispatch with this number."""
    return Digibank.objects.filter(dispatches__number=number).first()
