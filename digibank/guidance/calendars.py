"""Calendars: appointments and shifts of a helper as iCalendar (RFC 5545), for any program.

No name of a person stands in it: a calendar lies on servers that we do not know. What changed has a
higher SEQUENCE; what was cancelled stays a month, as CANCELLED, so that it disappears everywhere.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar as ICalendar
from icalendar import Event

from digibank.accounts.models import Account
from digibank.guidance.models import Appointment, Shift
from digibank.network.models import roles_of

BACK = timedelta(days=31)


def calendar_of(account: Account, site: str) -> bytes:
    """The calendar of `account`, from a month ago on; `site` begins the links ("https://…")."""
    made = ICalendar()
    made.add("prodid", "-//Digibank//agenda//NL")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Digibank: %(name)s") % {"name": account.get_short_name()})
    made.add("refresh-interval;value=duration", "PT15M", encode=False)
    since = timezone.now() - BACK
    for one in appointments_of(account, since):
        made.add_component(appointment_event(one, site))
    for shift in shifts_of(account, since):
        made.add_component(shift_event(shift))
    return bytes(made.to_ical())


def appointments_of(account: Account, since: datetime) -> Iterable[Appointment]:
    mine = Q(helper=account) | Q(second=account)
    rows = Appointment.objects.filter(mine, begins_at__gte=since, digibank__in=roles_of(account))
    return rows.select_related("access_point").order_by("begins_at", "pk")


def shifts_of(account: Account, since: datetime) -> Iterable[Shift]:
    rows = Shift.objects.filter(helper=account, digibank__in=roles_of(account))
    rows = rows.filter(on__gte=timezone.localdate(since), confirmed_at__isnull=False)
    return rows.select_related("access_point").order_by("on", "begins_at", "pk")


def appointment_event(one: Appointment, site: str) -> Event:
    words = {"kind": one.get_kind_display(), "theme": one.theme_name}
    made = event(one.uid, one.begins_at, one.ends_at, one.sequence, one.changed_at)
    made.add("summary", _("Appointment: %(theme)s, %(kind)s") % words)
    if one.access_point and one.kind == Appointment.Kind.PLACE:
        made.add("location", f"{one.access_point.name}, {one.access_point.street}")
    made.add("url", site + one.get_absolute_url())
    made.add("status", "CANCELLED" if one.cancelled_at else "CONFIRMED")
    return made


def shift_event(one: Shift) -> Event:
    changed = one.given_up_at or one.confirmed_at or one.offered_at
    made = event(one.uid, one.begins, one.ends, 1 if one.given_up_at else 0, changed)
    made.add("summary", _("At the desk: %(place)s") % {"place": one.access_point})
    made.add("location", f"{one.access_point.name}, {one.access_point.street}")
    made.add("status", "CANCELLED" if one.given_up_at else "CONFIRMED")
    return made


def event(uid: UUID, begins: datetime, ends: datetime, sequence: int, changed: datetime) -> Event:
    """An event in UTC: every calendar shows it by its own clock."""
    made = Event()
    made.add("uid", f"{uid}@digibank")
    for name, moment in (("dtstart", begins), ("dtend", ends), ("dtstamp", changed)):
        made.add(name, moment.astimezone(UTC).replace(microsecond=0))
    made.add("last-modified", changed.astimezone(UTC).replace(microsecond=0))
    made.add("sequence", sequence)
    return made
