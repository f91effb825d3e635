"""Calling: somebody tells it, on the phone or at the desk, and says how that went."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.post import purposes, timing
from digibank.post.failing import blame_address, fail
from digibank.post.models import AddressFault, CallAttempt, Channel, Dispatch, Message, Schedule
from digibank.post.purposes import Reply
from digibank.post.refreshing import as_of_now
from digibank.ui.refusals import TAKEN

AGAIN_AFTER = timedelta(hours=3)
FARTHEST = timedelta(days=60)
Result = CallAttempt.Result


def held(dispatch: Dispatch, *channels: str) -> Dispatch:
    """`dispatch` read again and held, while it waits to be told over one of `channels`.

    Refuses: taken.
    """
    row = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if row.state != "waiting" or row.channel not in channels:
        raise ValidationError(_("This needs no telling any more."), code=TAKEN)
    return row


@transaction.atomic
def attempt(
    dispatch: Dispatch,
    *,
    result: str,
    call_back_at: datetime | None = None,
    remark: str = "",
    seen: int | None = None,
    told: Collection[int] | None = None,
    answer: str = "",
    by: Account,
) -> CallAttempt:
    """Somebody called for `dispatch`, with this `result`; returns the attempt.

    `seen` is how many attempts they saw, `told` the messages whose words they saw: what came along
    since is told another time. No answer: it comes back on the list after three hours, within the
    hours of the schedule. A wrong number counts for every message, and another way is taken.
    `answer` is what they said at once, a code of the reply of what was told.
    Refuses: taken, result, when (no moment to call back, one that is over, at night, or after 60
    days), answer (nobody was reached, or nothing was asked), what the act that follows refuses, and
    what FreeText refuses.
    """
    if answer and result != Result.REACHED:
        sentence = _("You say what they answer. Then choose above that you reached them.")
        raise ValidationError({"answer": ValidationError(sentence, code="answer")})
    note(dispatch, answer, told, by)
    row = held(dispatch, Channel.CALL)
    if seen is not None and seen != row.attempts.count():
        raise ValidationError(_("Somebody else called just now. Look again."), code=TAKEN)
    now = timezone.now()
    if result == Result.CALL_BACK:
        refuse_moment(call_back_at, now)
    made = CallAttempt(dispatch=row, result=result, remark=remark, by=by, at=now)
    made.call_back_at = call_back_at if result == Result.CALL_BACK else None
    made.clean_fields(exclude={"dispatch", "by"})
    made.save()
    if result == Result.REACHED:
        row.sent_at = now
        keep_as_said(row, told, now)
    elif result == Result.WRONG_NUMBER:
        if row.address.startswith("+"):  # "the neighbour" is no number
            blame_address(row, source=AddressFault.Source.CALL)
        fail(row, Dispatch.Failed.WRONG_NUMBER)
    else:
        row.not_before = made.call_back_at or next_try(row, now)
    row.save(update_fields=["sent_at", "not_before", "body"])
    facts = {"result": result} | ({"person": row.person_id} if row.person_id else {})
    record("called", row, facts=facts, words=words(remark), by=by)
    return made


def reply_to(
    dispatch: Dispatch, told: Collection[int] | None = None
) -> tuple[Message, Reply] | None:
    """The message of `dispatch` that asks something, and what can be answered: the first one."""
    rows = dispatch.messages.filter(dropped_at=None).order_by("pk")
    for row in rows if told is None else rows.filter(pk__in=told):
        purpose = purposes.find(row.purpose)
        if purpose and purpose.reply:
            return row, purpose.reply
    return None


def note(dispatch: Dispatch, answer: str, told: Collection[int] | None, by: Account) -> None:
    """What they answered is written down where it counts. Before the dispatch is held: the act that
    follows takes its own locks, and nobody takes those after these. Refuses: answer."""
    if not answer:
        return
    found = reply_to(dispatch, told)
    if found is None or answer not in found[1].choices:
        sentence = _("Nothing was asked that has this answer. Look again.")
        raise ValidationError({"answer": ValidationError(sentence, code="answer")})
    message, reply = found
    reply.note(message, answer, by)


def words(remark: str) -> dict[str, str]:
    return {"remark": remark} if remark else {}


def next_try(row: Dispatch, now: datetime) -> datetime:
    """When to call again: after three hours, within the hours of the schedule."""
    schedule = Schedule.objects.filter(digibank=row.digibank_id).first() or Schedule()
    return timing.next_allowed(schedule, now + AGAIN_AFTER)


def refuse_moment(moment: datetime | None, now: datetime) -> None:
    """Refuses: when."""
    sentence = ""
    if moment is None:
        sentence = _("Say on which day and at what hour to call back.")
    elif moment <= now:
        sentence = _("This moment is over. Choose a later one.")
    elif moment > now + FARTHEST:
        sentence = _("This is more than two months away.")
    elif not 7 <= timezone.localtime(moment).hour < 21:
        sentence = _("That is at night. Choose an hour between 7 and 21.")
    if sentence:
        raise ValidationError({"call_back_at": ValidationError(sentence, code="when")})


def keep_as_said(row: Dispatch, told: Collection[int] | None, now: datetime) -> None:
    """What was not among the words on the screen waits for another dispatch; `row` keeps those that
    were, in the form of its channel."""
    if told is not None:
        row.messages.exclude(pk__in=told).update(dispatch=None, due_at=now)
    row.body = as_of_now(row).body


@transaction.atomic
def tell(
    dispatch: Dispatch, *, told: Collection[int] | None = None, answer: str = "", by: Account
) -> Dispatch:
    """It was told at the desk, all of it or only the messages `told`; returns the dispatch.

    A call that waited is no longer needed when the person comes by. `answer` as in `attempt`.

    Refuses: taken, answer, and what the act that follows refuses.
    """
    note(dispatch, answer, told, by)
    row = held(dispatch, Channel.DESK, Channel.CALL)
    row.channel, row.sent_at = Channel.DESK, timezone.now()
    keep_as_said(row, told, row.sent_at)
    row.save(update_fields=["sent_at", "channel", "body"])
    record("told", row, by=by)
    return row
