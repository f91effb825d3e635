"""Referring: somebody is sent to who helps better, or to us; answer and end come back."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance.contacting import refuse_erased, refuse_strangers
from digibank.guidance.models import Contact, Question, Referral
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.network.queries import current_partners_of
from digibank.people.models import Person
from digibank.people.registering import phone_of
from digibank.ui.refusals import TAKEN

SHARED = ("name", "phone", "email", "address", "language", "born_on")  # what may go along
GIVEN_KEYS = frozenset(
    {"digibank", "access_point", "partner", "person", "contact", "question", "made_by"}
    | {"answered_by", "ended_by"}
)


@transaction.atomic
def refer_out(
    digibank: Digibank,
    *,
    person: Person | None = None,
    name: str = "",
    room: str = "",
    partner: Organisation | None = None,
    elsewhere: str = "",
    theme: str,
    need: str,
    shared: Sequence[str] = (),
    consent: str = "",
    access_point: AccessPoint | None = None,
    contact: Contact | None = None,
    question: Question | None = None,
    by: Account,
) -> Referral:
    """We send somebody to a partner, another organisation or a room of ours; returns the referral.

    `shared` are the facts of `person` that go along, of `SHARED`. Refuses: no_consent, no_place,
    no_need, other_digibank, erased, shared, and what the fields refuse.
    """
    refuse_strangers(digibank, access_point, person)
    refuse_erased(person)
    theirs = [one.digibank_id for one in (contact, question) if one]
    if any(number != digibank.pk for number in theirs):
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if partner:
        refuse_partner(digibank, partner)
    if set(shared) - set(SHARED):
        raise ValidationError({"shared": ValidationError(_("Choose from the list."), "shared")})
    row = Referral(
        digibank=digibank,
        way=Referral.Way.OUT,
        access_point=access_point,
        room=room,
        partner=partner,
        elsewhere=elsewhere.strip(),
        person=person,
        name="" if person else name.strip(),
        theme=theme,
        need=need.strip(),
        shared=[one for one in SHARED if one in shared],
        consent=consent,
        contact=contact,
        question=question,
        made_by=by,
    )
    return send(row, by)


@transaction.atomic
def refer_in(
    digibank: Digibank,
    *,
    partner: Organisation | None,
    name: str,
    phone: str = "",
    theme: str,
    need: str,
    consent: str = "",
    by: Account,
) -> Referral:
    """A partner sends somebody to us; returns the referral.

    `partner` is the organisation that `by` works for. Refuses: no_consent, no_need, no_name, phone,
    other_digibank, and what the fields refuse.
    """
    if partner:
        refuse_partner(digibank, partner)
    if not name.strip():
        refusal = ValidationError(_("Fill in a name to call somebody by."), code="no_name")
        raise ValidationError({"name": refusal})
    row = Referral(
        digibank=digibank,
        way=Referral.Way.IN,
        partner=partner,
        name=name.strip(),
        phone=phone_of(phone),
        theme=theme,
        need=need.strip(),
        consent=consent,
        made_by=by,
    )
    return send(row, by)


def send(row: Referral, by: Account) -> Referral:
    """Refuses: no_consent, no_place, no_need, and what the fields refuse."""
    if row.consent not in Referral.Consent.values:
        sentence = _("Ask the person first. Without their yes nothing is told.")
        raise ValidationError({"consent": ValidationError(sentence, code="no_consent")})
    if not row.need:
        refusal = ValidationError(_("Write what is needed."), code="no_need")
        raise ValidationError({"need": refusal})
    places = [bool(row.room), row.partner is not None, bool(row.elsewhere)]
    if row.way == Referral.Way.OUT and sum(places) != 1:
        refusal = ValidationError(_("Choose one place to go to."), code="no_place")
        raise ValidationError({"partner": refusal})
    row.clean_fields(exclude=GIVEN_KEYS)
    row.save()
    facts: dict[str, object] = {"way": row.way, "room": row.room, "partner": row.partner_id}
    facts |= {"person": row.person_id, "shared": row.shared, "consent": row.consent}
    told = {"name": row.name} if row.name else {}
    record("referred", row, facts=facts, words=told, by=by)
    return row


@transaction.atomic
def answer(referral: Referral, *, answer: str, reason: str = "", by: Account) -> Referral:
    """Who it goes to accepts it, or refuses it with a reason, which ends it; returns it.

    Refuses: taken (answered or ended), no_answer, no_reason.
    """
    row = held(referral)
    if row.answer:
        raise ValidationError(_("This was answered already."), code=TAKEN)
    if answer not in Referral.Answer.values:
        raise ValidationError({"answer": ValidationError(_("Choose an answer."), "no_answer")})
    if answer == Referral.Answer.REFUSED and not reason.strip():
        refusal = ValidationError(_("Say in a few words why not."), code="no_reason")
        raise ValidationError({"reason": refusal})
    row.answer, row.answered_by, row.answered_at = answer, by, timezone.now()
    row.reason = reason.strip() if answer == Referral.Answer.REFUSED else ""
    if answer == Referral.Answer.REFUSED:
        row.outcome, row.ended_by, row.ended_at = Referral.Outcome.REFUSED, by, timezone.now()
    row.clean_fields(exclude=GIVEN_KEYS)
    row.save()
    words = {"reason": row.reason} if row.reason else {}
    facts = {"answer": answer, "person": row.person_id}
    record("referral_answered", row, facts=facts, words=words, by=by)
    return row


@transaction.atomic
def finish(referral: Referral, *, outcome: str, outcome_words: str = "", by: Account) -> Referral:
    """How it ended comes back to who sent; returns the referral. Refuses: taken, no_how."""
    row = held(referral)
    known = {Referral.Outcome.HELPED, Referral.Outcome.NOT_HELPED, Referral.Outcome.STAYED_AWAY}
    if outcome not in known:
        raise ValidationError({"outcome": ValidationError(_("Say how it ended."), "no_how")})
    if not row.answer:  # who helped without a word has accepted
        row.answer, row.answered_by, row.answered_at = (
            Referral.Answer.ACCEPTED,
            by,
            timezone.now(),
        )
    row.outcome, row.outcome_words = outcome, outcome_words.strip()
    row.ended_by, row.ended_at = by, timezone.now()
    row.clean_fields(exclude=GIVEN_KEYS)
    row.save()
    facts = {"outcome": outcome, "person": row.person_id}
    record("referral_ended", row, facts=facts, by=by)
    return row


@transaction.atomic
def take_back(referral: Referral, *, by: Account) -> Referral:
    """Who sent takes it back: a mistake, or the person changed their mind. Returns it.

    Refuses: taken.
    """
    row = held(referral)
    row.outcome, row.ended_by, row.ended_at = Referral.Outcome.WITHDRAWN, by, timezone.now()
    row.save()
    record("referral_withdrawn", row, facts={"person": row.person_id}, by=by)
    return row


@transaction.atomic
def say_who(referral: Referral, *, person: Person, by: Account) -> Referral:
    """Who was sent to us is `person`; returns the referral.

    Refuses: taken, other_digibank, erased.
    """
    row = held(referral)
    refuse_strangers(row.digibank, None, person)
    refuse_erased(person)
    if row.person_id and row.person_id != person.pk:
        raise ValidationError(_("Somebody else is noted already."), code=TAKEN)
    row.person = person
    row.save(update_fields=["person"])
    record("referral_of", row, facts={"person": person.pk}, by=by)
    return row


def held(referral: Referral) -> Referral:
    """`referral` read again, locked. Refuses: taken, when it ended."""
    row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if row.ended_at:
        raise ValidationError(_("This referral has ended."), code=TAKEN)
    return row


def refuse_partner(digibank: Digibank, partner: Organisation) -> None:
    """Refuses: other_digibank."""
    if not current_partners_of(digibank).filter(pk=partner.pk).exists():
        refusal = ValidationError(_("Choose a partner of this digibank."), code="other_digibank")
        raise ValidationError({"partner": refusal})
