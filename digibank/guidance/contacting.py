"""Contacting: somebody was helped. It counts first, and becomes a person's only if that helps."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models import Attendee, Contact, Theme
from digibank.guidance.models.contacts import visit_of
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.network.territory import municipalities_at
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN

NOON = time(12)
FURTHEST = timedelta(days=62)  # how long ago something may be that is noted only now
# Keys that the verb was given as objects: asking the database whether they exist adds nothing.
GIVEN_KEYS = frozenset(
    {"digibank", "access_point", "by", "tile", "person", "visit", "removed_by", "once"}
)
# What may be put right afterwards. Who, where and when it was noted stays as it was.
FACTS = (
    *("channel", "outcome", "minutes", "equipment", "age_band", "gender", "postcode", "refnis"),
    *("target_groups", "head_count"),
)
# What is of the whole visit, and not of one of its questions.
OF_A_VISIT = (
    *("channel", "equipment", "age_band", "gender", "postcode", "refnis", "target_groups"),
    "head_count",
)
COPIED = ("age_band", "gender", "postcode", "refnis", "target_groups")


class Chosen(NamedTuple):
    """A theme that was pressed: its code, and the tile of the digibank when it has its own."""

    code: str
    tile: Theme | None = None


def record_contacts(
    digibank: Digibank,
    *,
    chosen: Sequence[Chosen],
    access_point: AccessPoint | None = None,
    person: Person | None = None,
    on: date | None = None,
    once: UUID | None = None,
    by: Account,
    **facts: object,
) -> Contact:
    """Count one visit: a contact for each theme `chosen`, twelve at most; returns the first.

    `facts` are fields of Contact (`FACTS`); `on` is a day before today when it is noted later. The
    same `once` again returns what was saved then, and saves nothing.
    Refuses: no_theme, unknown_theme, other_digibank, erased, in_future, long_ago, postcode, group,
    and what the fields refuse.
    """
    chosen = list(dict.fromkeys(chosen))
    first = drafted(
        digibank, chosen, access_point=access_point, person=person, on=on, facts=facts, by=by
    )
    first.once = once
    try:
        return save(first, chosen, by)
    except IntegrityError:
        if once is None:
            raise
    known = saved_once(digibank, once, chosen, by)
    if known is None:  # it was undone since, or more was pressed: that is another visit
        first.once, first.pk = None, None
        known = save(first, chosen, by)
    return known


def saved_once(
    digibank: Digibank, once: UUID, chosen: Sequence[Chosen], by: Account
) -> Contact | None:
    """The visit that was saved with that `once`, as long as it counts and is of the same themes."""
    rows = Contact.objects.counted().filter(digibank=digibank, once=once, by=by)
    visit = list(rows.order_by("pk"))
    saved = sorted((one.theme, one.tile_id or 0) for one in visit)
    pressed = sorted((one.code, one.tile.pk if one.tile else 0) for one in chosen)
    return visit[0] if saved == pressed else None


def count_visit(
    digibank: Digibank,
    *,
    chosen: Sequence[Chosen],
    access_point: AccessPoint | None,
    person: Person | None,
    facts: dict[str, object],
    by: Account,
) -> Contact:
    """Count a visit as part of another act, which writes the entry; returns the first contact.

    Refuses what `record_contacts` does.
    """
    first = drafted(
        digibank, chosen, access_point=access_point, person=person, on=None, facts=facts, by=by
    )
    write(first, chosen)
    return first


def drafted(
    digibank: Digibank,
    chosen: Sequence[Chosen],
    *,
    access_point: AccessPoint | None,
    person: Person | None,
    on: date | None,
    facts: dict[str, object],
    by: Account,
) -> Contact:
    """The first contact of a visit, checked and unsaved. Refuses as `record_contacts` says."""
    refuse_themes(digibank, chosen)
    refuse_strangers(digibank, access_point, person)
    at, day, hour = moment_of(on)
    first = Contact(
        digibank=digibank,
        access_point=access_point,
        at=at,
        on=day,
        hour=hour,
        theme=chosen[0].code,
        tile=chosen[0].tile,
        by=by,
    )
    fill(first, facts)
    if person:
        give(first, person)
    first.clean_fields(exclude=GIVEN_KEYS)
    return first


@transaction.atomic
def save(first: Contact, chosen: Sequence[Chosen], by: Account) -> Contact:
    """Write the visit and its one entry. Refuses: erased."""
    write(first, chosen)
    facts: dict[str, object] = {"themes": [one.code for one in chosen], "outcome": first.outcome}
    if first.person_id:
        facts["person"] = first.person_id
    if first.head_count > 1:
        facts["head_count"] = first.head_count
    record("helped", first, facts=facts, by=by)
    return first


def write(first: Contact, chosen: Sequence[Chosen]) -> None:
    """A row for each theme of the visit. Refuses: erased."""
    refuse_erased(first.person)
    first.save(force_insert=True)
    if chosen[1:]:
        Contact.objects.bulk_create(also(first, more) for more in chosen[1:])


def also(first: Contact, more: Chosen) -> Contact:
    """A further question of the same visit. Its minutes are counted once, with the first."""
    facts = {
        field.attname: getattr(first, field.attname) for field in Contact._meta.concrete_fields
    }
    facts |= {"id": None, "visit_id": first.pk, "minutes": None}
    facts |= {"theme": more.code, "tile_id": more.tile.pk if more.tile else None}
    return Contact(**facts)


def refuse_themes(digibank: Digibank, chosen: Sequence[Chosen]) -> None:
    """Refuses: no_theme, unknown_theme."""
    if not chosen:
        refusal = ValidationError(_("Choose what it was about."), code="no_theme")
        raise ValidationError({"theme": refusal})
    foreign = [one for one in chosen if one.tile and one.tile.digibank_id != digibank.pk]
    if foreign or len(chosen) > 12 or any(one.code not in themes.BY_CODE for one in chosen):
        refusal = ValidationError(_("Choose from the list."), code="unknown_theme")
        raise ValidationError({"theme": refusal})


def refuse_strangers(
    digibank: Digibank, access_point: AccessPoint | None, person: Person | None
) -> None:
    """Refuses: other_digibank, erased."""
    theirs = [one for one in (access_point, person) if one and one.digibank_id != digibank.pk]
    if theirs:
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if person and person.erased_at:
        raise ValidationError(_("This person is erased."), code="erased")


def refuse_erased(person: Person | None) -> None:
    """Refuses: erased, as the record is now; held, so that nobody is erased meanwhile."""
    if person is None:
        return
    rows = Person.objects.select_for_update(no_key=True).filter(pk=person.pk)
    if rows.values_list("erased_at", flat=True).get():
        raise ValidationError(_("This person is erased."), code="erased")


def moment_of(on: date | None) -> tuple[datetime, date, int | None]:
    """(moment, day, hour) of a contact; the hour of an earlier day is not known.

    Refuses: in_future, long_ago.
    """
    today = localdate()
    if on is None or on == today:
        now = timezone.now()
        return now, today, timezone.localtime(now).hour
    if on > today:
        refusal = ValidationError(_("This day is still to come."), code="in_future")
        raise ValidationError({"on": refusal})
    if on < today - FURTHEST:
        refusal = ValidationError(_("That is more than two months ago."), code="long_ago")
        raise ValidationError({"on": refusal})
    return timezone.make_aware(datetime.combine(on, NOON)), on, None


def fill(contact: Contact, facts: dict[str, object]) -> None:
    """Put `facts` on `contact`. Refuses: postcode."""
    for name, value in facts.items():
        if name not in FACTS:
            raise TypeError(f"A contact keeps no {name}.")
        setattr(contact, name, value)
    if not contact.postcode:
        contact.refnis = ""
        return
    known = [code for code, _name in municipalities_at(contact.postcode)]
    if not known:
        refusal = ValidationError(_("This postcode does not exist in Belgium."), code="postcode")
        raise ValidationError({"postcode": refusal})
    if contact.refnis not in known:
        contact.refnis = known[0] if len(known) == 1 else ""


def give(contact: Contact, person: Person) -> None:
    """Say that it was `person`, and count with what is known of them. Refuses: group."""
    if contact.head_count > 1:
        sentence = _("This was a group. Put the people on its list.")
        raise ValidationError(sentence, code="group")
    contact.person = person
    for name in COPIED:
        known = person.age if name == "age_band" else getattr(person, name)
        if known and not getattr(contact, name):
            setattr(contact, name, known)


def held(contact: Contact) -> Contact:
    """`contact` read again, its whole visit locked, in one order. Refuses: taken, when it was
    removed."""
    visit = Contact.objects.select_for_update(of=("self",)).filter(visit_of(contact))
    row = next(one for one in visit.order_by("pk") if one.pk == contact.pk)
    if row.removed_at:
        raise ValidationError(_("This was taken away already."), code=TAKEN)
    return row


@transaction.atomic
def say_who(contact: Contact, *, person: Person, by: Account) -> Contact:
    """The whole visit of `contact` was of `person`; returns the contact.

    Refuses: taken (it was somebody else's, or is removed), other_digibank, erased, group.
    """
    row = held(contact)
    refuse_strangers(row.digibank, None, person)
    refuse_erased(person)
    if row.person_id and row.person_id != person.pk:
        raise ValidationError(_("Somebody else is noted already."), code=TAKEN)
    if row.person_id == person.pk:
        return row
    for one in Contact.objects.counted().filter(visit_of(row)):
        give(one, person)
        one.save(update_fields=["person", *COPIED])
    record("contact_of", row, facts={"person": person.pk}, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic
def say_nobody(contact: Contact, *, by: Account) -> Contact:
    """It was not that person after all; returns the contact, of nobody.

    Refuses: taken, when it is removed.
    """
    row = held(contact)
    if row.person_id:
        facts = {"person": row.person_id}
        Contact.objects.filter(visit_of(row)).update(person=None)
        record("contact_of_nobody", row, facts=facts, by=by)
        row.refresh_from_db()
    return row


@transaction.atomic
def correct(contact: Contact, *, chosen: Sequence[Chosen], by: Account, **facts: object) -> Contact:
    """Put `contact` right; returns it. The entry holds what it was before.

    What is of the whole visit is put right in each of its questions. Refuses: taken, no_theme,
    unknown_theme, postcode, group_of_one, too_few, and what the fields refuse.
    """
    refuse_themes(contact.digibank, chosen)
    row = held(contact)
    before = {name: getattr(row, name) for name in ("theme", "tile_id", *FACTS)}
    row.theme, row.tile = chosen[0].code, chosen[0].tile
    fill(row, facts)
    if row.head_count > 1 and row.person_id:
        raise ValidationError(_("This is of one person."), code="group_of_one")
    row.clean_fields(exclude=GIVEN_KEYS)
    visit = Contact.objects.counted().filter(visit_of(row))
    known = Attendee.objects.filter(contact__in=visit).count()
    if known > row.head_count:
        sentence = _("There are %(count)d people on the list. Take some off first.")
        refusal = ValidationError(sentence % {"count": known}, code="too_few")
        raise ValidationError({"head_count": refusal})
    changed = {name: old for name, old in before.items() if getattr(row, name) != old}
    if changed:
        row.save()
        visit.update(**{name: getattr(row, name) for name in OF_A_VISIT})
        record("contact_corrected", row, facts={"before": changed}, by=by)
    return row


@transaction.atomic
def remove(contact: Contact, *, removed_for: str, by: Account) -> Contact:
    """Take `contact` out of the figures; the row and the reason stay. Returns it.

    Refuses: taken, no_reason.
    """
    if removed_for not in Contact.Removed.values:
        refusal = ValidationError(_("Say why."), code="no_reason")
        raise ValidationError({"removed_for": refusal})
    row = held(contact)
    hand_on(row)
    take_away(Contact.objects.filter(pk=row.pk), removed_for, by)
    record("contact_removed", row, facts={"why": removed_for}, by=by)
    row.refresh_from_db()
    return row


def hand_on(row: Contact) -> None:
    """When `row` is the first of a visit, the next question is the first now: the visit stays."""
    others = list(Contact.objects.counted().filter(visit=row).order_by("pk"))
    if not others:
        return
    heir = others[0]
    heir.visit, heir.minutes = None, heir.minutes or row.minutes
    heir.save(update_fields=["visit", "minutes"])
    Contact.objects.filter(pk__in=[one.pk for one in others[1:]]).update(visit=heir)
    row.attendees.update(contact=heir)


@transaction.atomic
def undo(contact: Contact, *, by: Account) -> Contact:
    """Take the whole visit away, as if nobody pressed; returns the contact. Refuses: taken."""
    row = held(contact)
    count = take_away(Contact.objects.counted().filter(visit_of(row)), Contact.Removed.UNDONE, by)
    record("contact_undone", row, facts={"count": count}, by=by)
    row.refresh_from_db()
    return row


def take_away(rows: object, why: str, by: Account) -> int:
    return rows.update(removed_at=timezone.now(), removed_by=by, removed_for=why)  # type: ignore[attr-defined, no-any-return]


def again(
    contact: Contact,
    *,
    access_point: AccessPoint | None,
    once: UUID | None = None,
    by: Account,
) -> Contact:
    """The same question once more, of somebody else, now and here; returns the new contact.

    Refuses what `record_contacts` does.
    """
    visit = Contact.objects.counted().filter(visit_of(contact)).select_related("tile")
    asked = [Chosen(one.theme, one.tile) for one in visit.order_by("pk")]
    kept = {name: getattr(contact, name) for name in ("channel", "outcome", "minutes", "equipment")}
    return record_contacts(
        contact.digibank, chosen=asked, access_point=access_point, once=once, by=by, **kept
    )


@transaction.atomic
def attend(contact: Contact, *, people: Collection[Person], by: Account) -> Contact:
    """`people` were in the group of `contact`; returns it. Who is on the list stays on it.

    Refuses: taken, not_a_group, too_many, other_digibank, erased.
    """
    row = held(contact)
    if row.head_count < 2:
        raise ValidationError(_("This is of one person."), code="not_a_group")
    for person in sorted(people, key=lambda one: one.pk):
        refuse_strangers(row.digibank, None, person)
        refuse_erased(person)
    known = set(row.attendees.values_list("person_id", flat=True))
    fresh = [
        one for one in {person.pk: person for person in people}.values() if one.pk not in known
    ]
    if len(known) + len(fresh) > row.head_count:
        sentence = _("There were %(count)d people. Put that number right first.")
        raise ValidationError(sentence % {"count": row.head_count}, code="too_many")
    Attendee.objects.bulk_create(Attendee(contact=row, person=one) for one in fresh)
    if fresh:
        facts = {"people": [one.pk for one in fresh]}
        record("attended", row, facts=facts, by=by)
    return row


@transaction.atomic
def leave_out(attendee: Attendee, *, by: Account) -> Contact:
    """Take somebody off the list of a group; returns the contact. Refuses: taken."""
    row = held(attendee.contact)
    record("not_attended", row, facts={"person": attendee.person_id}, by=by)
    attendee.delete()
    return row
