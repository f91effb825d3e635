"""Appointing: somebody is helped at an agreed hour; it moves, is cancelled, or happens."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import addresses
from digibank.guidance.contacting import refuse_erased, refuse_strangers
from digibank.guidance.models import HELPS, Appointment, Calendar
from digibank.guidance.models.policy import policy_of
from digibank.guidance.notices import announce
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN

FURTHEST = timedelta(days=366)
GIVEN_KEYS = frozenset(
    {"digibank", "access_point", "helper", "second", "person", "made_by", "cancelled_by"}
)


@transaction.atomic
def appoint(
    digibank: Digibank,
    *,
    person: Person,
    kind: str,
    begins_at: datetime,
    helper: Account,
    second: Account | None = None,
    access_point: AccessPoint | None = None,
    theme: str = "other",
    subject: str = "",
    street: str = "",
    postcode: str = "",
    safety: str = "",
    minutes: int | None = None,
    by: Account,
) -> Appointment:
    """`person` is helped at `begins_at` by `helper`; returns the appointment. The person is told.

    It lasts `minutes`, else as long as the digibank's rule says. Refuses: other_digibank, erased,
    in_past, too_far, no_place, no_home_visits, two_helpers, no_address, no_helper, taken (a helper
    or the person has something else then), and what the fields refuse.
    """
    refuse_strangers(digibank, access_point, person)
    policy = policy_of(digibank)
    begins_at = begins_at.astimezone(UTC)  # a day on which the clock changes has no gap there
    row = Appointment(
        digibank=digibank,
        person=person,
        kind=kind,
        begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=minutes or policy.slot_minutes),
        helper=helper,
        second=second,
        access_point=access_point,
        theme=theme,
        subject=subject.strip(),
        street=street.strip(),
        postcode=postcode.strip(),
        safety=safety.strip(),
        made_by=by,
    )
    refuse_kind(row, policy.home_visits)
    book(row)
    row.clean_fields(exclude=GIVEN_KEYS)
    row.save()
    facts = {"person": person.pk, "helper": helper.pk, "kind": kind}
    record("appointed", row, facts=facts, by=by)
    announce(row, by)
    return row


@transaction.atomic
def move(
    appointment: Appointment,
    *,
    begins_at: datetime,
    helper: Account,
    second: Account | None = None,
    by: Account,
) -> Appointment:
    """`appointment` is at another hour or with somebody else; returns it. The person is told.

    Refuses: taken (it is over or cancelled, or somebody has something else then), in_past, too_far,
    no_helper, two_helpers.
    """
    row = held(appointment)
    lasts = row.ends_at - row.begins_at
    before = row.begins_at
    begins_at = begins_at.astimezone(UTC)
    row.begins_at, row.ends_at = begins_at, begins_at + lasts
    row.helper, row.second = helper, second if row.kind == Appointment.Kind.HOME else None
    refuse_kind(row, home_visits=True)
    book(row)
    row.sequence += 1
    row.changed_at = timezone.now()
    row.save()
    facts = {"person": row.person_id, "from": before.isoformat(), "helper": helper.pk}
    record("appointment_moved", row, facts=facts, by=by)
    announce(row, by)
    return row


@transaction.atomic
def cancel(appointment: Appointment, *, cancelled: str, by: Account) -> Appointment:
    """It does not take place; returns it. The person is told when it is we who cannot.

    Refuses: taken, no_why.
    """
    if cancelled not in Appointment.Cancelled.values:
        raise ValidationError({"cancelled": ValidationError(_("Say why not."), code="no_why")})
    row = held(appointment)
    row.cancelled_at, row.cancelled_by, row.cancelled = timezone.now(), by, cancelled
    row.sequence += 1
    row.changed_at = row.cancelled_at
    row.save()
    facts = {"person": row.person_id, "why": cancelled}
    record("appointment_cancelled", row, facts=facts, by=by)
    if cancelled == Appointment.Cancelled.US:
        announce(row, by)
    return row


@transaction.atomic
def end(appointment: Appointment, *, end: str, by: Account) -> Appointment:
    """Somebody came, or did not: a fact for the figures, and nothing follows from it.

    Returns the appointment. Refuses: taken, no_how, still_to_come.
    """
    if end not in Appointment.End.values:
        raise ValidationError({"end": ValidationError(_("Say how it ended."), code="no_how")})
    row = held(appointment)
    if row.begins_at > timezone.now() + timedelta(hours=1):
        sentence = _("This appointment is still to come. Move or cancel it instead.")
        raise ValidationError(sentence, code="still_to_come")
    row.ended_at, row.end = timezone.now(), end
    row.save(update_fields=["ended_at", "end"])
    record("appointment_ended", row, facts={"person": row.person_id, "how": end}, by=by)
    return row


def held(appointment: Appointment) -> Appointment:
    """`appointment` read again, locked. Refuses: taken, when it is over or cancelled."""
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if not row.is_open:
        raise ValidationError(_("This appointment is over or cancelled."), code=TAKEN)
    return row


def refuse_kind(row: Appointment, home_visits: bool) -> None:
    """Refuses: no_place, no_home_visits, two_helpers, no_address."""
    kinds = Appointment.Kind
    if row.kind == kinds.PLACE and row.access_point is None:
        refuse("access_point", _("Choose where."), "no_place")
    if row.kind != kinds.HOME:
        row.second, row.street, row.postcode, row.safety = None, "", "", ""
        return
    if not home_visits:
        refuse("kind", _("This digibank does not help at home."), "no_home_visits")
    if row.second is None or row.second == row.helper:
        refuse("second", _("A visit at home is always with two."), "two_helpers")
    if not (row.street and row.postcode):
        refuse("street", _("Fill in street and postcode."), "no_address")


def refuse(field: str, words: str, code: str) -> None:
    raise ValidationError({field: ValidationError(words, code=code)})


def book(row: Appointment) -> None:
    """Refuses: in_past, too_far, no_helper, taken.

    Whoever fills the hours of one helper or one person takes turns, so nobody is in two places.
    """
    now = timezone.now()
    if row.begins_at < now - timedelta(minutes=15):
        refuse("begins_at", _("This hour is over."), "in_past")
    if row.begins_at > now + FURTHEST:
        refuse("begins_at", _("That is more than a year away."), "too_far")
    helpers = sorted({one.pk for one in (row.helper, row.second) if one})
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=helpers).order_by("pk"))
    refuse_erased(row.person)
    members = row.digibank.memberships.current().filter(grants__role__in=HELPS)
    if members.filter(account__in=helpers).values("account").distinct().count() < len(helpers):
        refuse("helper", _("Choose somebody who helps here."), "no_helper")
    same = Appointment.objects.standing().exclude(pk=row.pk)
    same = same.filter(begins_at__lt=row.ends_at, ends_at__gt=row.begins_at)
    theirs = Q(helper__in=helpers) | Q(second__in=helpers) | Q(person=row.person)
    if same.filter(theirs).exists():
        raise ValidationError(_("This hour is taken. Choose another one."), code=TAKEN)


@transaction.atomic
def open_calendar(account: Account, *, by: Account) -> tuple[Calendar, str]:
    """A new secret address for the calendar of `account`; the former one opens nothing any more.

    Returns the calendar with its secret, shown once.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    account.calendars.filter(ended_at=None).update(ended_at=timezone.now())
    secret, digest = addresses.new()
    made = Calendar.objects.create(account=account, digest=digest)
    record("calendar_opened", made, by=by)
    return made, secret
