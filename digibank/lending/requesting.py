"""Requesting: somebody waits for a device, and gets an offer when their turn has come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending import waiting_queries
from digibank.lending.handing_out import read_again, refuse_if_not_eligible
from digibank.lending.models import LoanRequest, NeedCriterion, Offer, Skip
from digibank.lending.reserving import cancel, confirm, in_turn, reserve
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.people.housing import join
from digibank.people.models import Person
from digibank.people.registering import LIKELY, register
from digibank.post.asking import ask, message
from digibank.post.models import Message
from digibank.ui.refusals import TAKEN

OFFER = "lending.offer"
GIVEN = frozenset({"digibank", "person", "referrer", "access_point", "made_by"})
# How many days somebody has to answer, by the way that reaches them; a letter takes its time.
DAYS_TO_ANSWER = {
    Person.Channel.PHONE: 3,
    Person.Channel.SMS: 3,
    Person.Channel.EMAIL: 4,
    Person.Channel.HELPER: 5,
    Person.Channel.REFERRER: 7,
    Person.Channel.LETTER: 10,
    Person.Channel.NONE: 14,
}


@transaction.atomic
def request_loan(
    digibank: Digibank,
    *,
    person: Person,
    kind: str,
    goal: str = "",
    channel: str = LoanRequest.Channel.DESK,
    referrer: Organisation | None = None,
    access_point: AccessPoint | None = None,
    criteria: Collection[NeedCriterion] = (),
    by: Account,
) -> LoanRequest:
    """Put `person` on the waiting list for a `kind`; returns the request.

    Refuses: erased, other_digibank, taken (waits for one already), no_partner (when a partner asks
    and nobody says which), ended (a criterion that does not count any more), what fields refuse.
    """
    person = read_again(person)
    for one in (person, access_point, *criteria):
        if one and one.digibank_id != digibank.pk:
            raise ValidationError(_("This belongs to another digibank."), code="other_digibank")
    if channel == LoanRequest.Channel.PARTNER and not referrer:
        refusal = ValidationError(_("Which partner asks for them?"), code="no_partner")
        raise ValidationError({"referrer": refusal})
    if any(one.ended_at for one in criteria):
        raise ValidationError(_("This does not count any more."), code="ended")
    row = LoanRequest(
        digibank=digibank,
        person=person,
        kind=kind,
        goal=goal.strip(),
        channel=channel,
        referrer=referrer,
        access_point=access_point,
        made_by=by,
    )
    row.clean_fields(exclude=GIVEN)
    row.validate_constraints(exclude=None)
    row.save()
    row.criteria.set(criteria)
    facts = {"person": person.pk, "kind": kind, "criteria": sorted(one.pk for one in criteria)}
    words = {"goal": row.goal} if row.goal else None
    record("loan_requested", row, facts=facts, words=words, by=by)
    return row


@transaction.atomic
def request_for_family(
    digibank: Digibank,
    *,
    referrer: Organisation,
    people: Sequence[Mapping[str, object]],
    kind: str,
    goal: str = "",
    access_point: AccessPoint | None = None,
    consent: bool,
    by: Account,
) -> LoanRequest:
    """A partner asks for a family, or for one person: each of `people` (fields of Person) is
    registered and waits; together they are a household. Returns the request of the first.

    Whoever may be here already is registered anew: the partner must not learn who comes here, and
    the desk links the records. Refuses: no_consent, nobody, and what registering and asking refuse.
    """
    if not consent:
        sentence = _("Ask them first. Without their consent we cannot take it up.")
        raise ValidationError({"consent": ValidationError(sentence, code="no_consent")})
    if not people:
        raise ValidationError(_("For whom is it?"), code="nobody")
    channel = LoanRequest.Channel.PARTNER
    facts: dict[str, Any] = {"kind": kind, "goal": goal, "channel": channel}
    facts["access_point"] = access_point
    made: list[LoanRequest] = []
    for one in people:
        person = registered(digibank, {**one, "referrer": referrer}, by)
        if made:
            join(person, other=made[0].person, by=by)
        made.append(request_loan(digibank, person=person, referrer=referrer, by=by, **facts))
    return made[0]


def registered(digibank: Digibank, facts: Mapping[str, Any], by: Account) -> Person:
    """A new record, also when somebody alike is here."""
    try:
        with transaction.atomic():
            return register(digibank, by=by, **facts)
    except ValidationError as refusal:
        if getattr(refusal, "code", "") != LIKELY:
            raise
        alike = [one.person.pk for one in (refusal.params or {})["alike"]]
    return register(digibank, others=alike, by=by, **facts)


def held(request: LoanRequest) -> LoanRequest:
    """The request, held and read again. Refuses: taken (it ended).

    Its person is held first, as a hand-out does.
    """
    Person.objects.select_for_update(no_key=True).get(pk=request.person_id)
    rows = LoanRequest.objects.select_for_update(of=("self",))
    row = rows.select_related("digibank", "person", "access_point").get(pk=request.pk)
    if row.ended_at:
        raise ValidationError(_("This request has ended already."), code=TAKEN)
    return row


@transaction.atomic
def offer(
    request: LoanRequest,
    *,
    from_on: date,
    until_on: date,
    reason: str = "",
    by: Account,
) -> Offer:
    """Keep a device for who waits until they answer, and tell them; returns the offer.

    Whoever stands before them and has no offer is passed with `reason`, which each of those keeps.
    Refuses: taken (ended, or something is offered), not_eligible, passed (nobody said why others
    are passed), and what `reserve` refuses.
    """
    in_turn(request.digibank_id)
    row = held(request)
    refuse_if_not_eligible(row.person, from_on)
    place = waiting_queries.place_of(row)
    if place is None or not place.is_free:
        raise ValidationError(_("Something is offered already."), code=TAKEN)
    passed = waiting_queries.passed_by(place)
    refuse_passing(len(passed), reason)
    respond_by = answer_by(row.person, timezone.now())
    kept = reserve(
        row.digibank,
        kind=row.kind,
        person=row.person,
        from_on=from_on,
        until_on=until_on,
        access_point=row.access_point,
        held_until=respond_by,
        by=by,
    )
    made = Offer.objects.create(request=row, reservation=kept, respond_by=respond_by, made_by=by)
    skips = [Skip(request_id=one, offer=made, reason=reason.strip(), by=by) for one in passed]
    for one in skips[:1]:  # they all say the same
        one.clean_fields(exclude={"request", "offer", "by"})
    Skip.objects.bulk_create(skips)
    ask([message_of(made, by)])
    facts: dict[str, object] = {"offer": made.pk, "reservation": kept.pk}
    facts |= {"person": row.person_id, "passed": passed}
    words = {"reason": reason.strip()} if passed else None
    record("loan_offered", row, facts=facts, words=words, by=by)
    return made


def refuse_passing(count: int, reason: str) -> None:
    """Refuses: passed, when `count` others stand before and nobody says why."""
    if count and not reason.strip():
        sentence = ngettext(
            "%(count)s person waits before this one. Why does this one go first?",
            "%(count)s persons wait before this one. Why does this one go first?",
            count,
        )
        refusal = ValidationError(sentence % {"count": count}, code="passed")
        raise ValidationError({"reason": refusal})


def message_of(offer: Offer, by: Account | None = None) -> Message:
    """`offer` as a message, unsaved; when it lapses it makes no sense any more."""
    return message(
        offer.request.digibank,
        to=offer.request.person,
        purpose=OFFER,
        about=offer,
        step="offer",
        expires_at=offer.respond_by,
        by=by,
    )


def answer_by(person: Person, now: datetime) -> datetime:
    """Until when `person` can answer: the end of that day."""
    days = DAYS_TO_ANSWER[Person.Channel(person.channel)]
    end = timezone.localtime(now) + timedelta(days=days)
    return end.replace(hour=23, minute=59, second=0, microsecond=0)


def open_offer(made: Offer) -> Offer:
    """The offer, read again under the lock of its request. Refuses: taken (answered, or lapsed)."""
    held(made.request)
    row = Offer.objects.select_related("request", "reservation").get(pk=made.pk)
    if row.closed_at:
        raise ValidationError(_("This offer was answered already."), code=TAKEN)
    return row


@transaction.atomic
def accept(made: Offer, *, by: Account) -> Offer:
    """They want it: it is kept for them until they fetch it; returns the offer.

    Refuses: taken (answered, or it lapsed just now).
    """
    in_turn(made.request.digibank_id)
    row = open_offer(made)
    confirm(row.reservation, by=by)
    record("offer_accepted", row.request, facts={"offer": row.pk}, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic
def decline(made: Offer, *, withdraw: bool = False, reason: str = "", by: Account) -> Offer:
    """They do not want this one: it is free again, and they keep their place, unless they
    `withdraw`. Returns the offer. Refuses: taken."""
    in_turn(made.request.digibank_id)
    row = open_offer(made)
    cancel(row.reservation, by=by)
    record("offer_declined", row.request, facts={"offer": row.pk}, by=by)
    if withdraw:
        end(row.request, how=LoanRequest.End.WITHDRAWN, reason=reason, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic
def end(
    request: LoanRequest,
    *,
    how: str,
    refused_for: str = LoanRequest.Refused.OTHER,
    reason: str = "",
    by: Account,
) -> LoanRequest:
    """The request ends without a device: withdrawn, or refused with a `reason`; returns it. What
    was kept for it is free.

    Refuses: taken, no_reason (of a refusal), invalid_choice, and what the fields refuse.
    """
    in_turn(request.digibank_id)
    row = held(request)
    if how not in {LoanRequest.End.WITHDRAWN, LoanRequest.End.REFUSED}:
        raise ValidationError({"how": ValidationError(_("How does it end?"), "invalid_choice")})
    if how == LoanRequest.End.REFUSED and not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Why?"), code="no_reason")})
    for one in waiting_queries.offers_of([row]).values():
        cancel(one.reservation, by=by)
    row.ended_at, row.end, row.reason = timezone.now(), how, reason.strip()
    row.refused_for = refused_for if how == LoanRequest.End.REFUSED else ""
    row.clean_fields(exclude=GIVEN)
    row.save()
    words = {"reason": row.reason} if row.reason else None
    facts = {"how": how, "for": row.refused_for, "person": row.person_id}
    record("loan_request_ended", row, facts=facts, words=words, by=by)
    return row


@transaction.atomic
def add_criterion(digibank: Digibank, *, words: str, points: int, by: Account) -> NeedCriterion:
    """From now on this counts on the waiting list; returns it. Refuses: taken, and what the fields
    refuse."""
    row = NeedCriterion(digibank=digibank, words=words.strip(), points=points)
    row.clean_fields(exclude={"digibank"})
    row.validate_constraints(exclude=None)
    row.save()
    record("criterion_added", row, facts={"points": points}, words={"words": row.words}, by=by)
    return row


@transaction.atomic
def end_criterion(criterion: NeedCriterion, *, by: Account) -> NeedCriterion:
    """It does not count for new requests; who has it keeps it. Returns it. Refuses: taken."""
    row = NeedCriterion.objects.select_for_update().get(pk=criterion.pk)
    if row.ended_at:
        raise ValidationError(_("This does not count any more."), code=TAKEN)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("criterion_ended", row, by=by)
    return row
