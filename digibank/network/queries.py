from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.network.hours import Day, Hours, Today, clock, hours_of, stand
from digibank.network.models import (
    AccessPoint,
    Digibank,
)
from digibank.network.territory import municipalities
from digibank.ui.templatetags.ui import day as in_full


def plain(text: str) -> str:
    """What was typed, without the zero byte that PostgreSQL refuses."""
    return text.replace("\x00", "").strip()


# Places, for everybody


@dataclass(frozen=True)
class PlaceToday:
    """An access point as a visitor sees it at one moment."""

    point: AccessPoint
    hours: Hours
    wall: datetime  # that moment, by the clock on the wall

    @cached_property
    def today(self) -> Today:
        return stand(self.hours, self.wall)

    @property
    def week(self) -> list[Day]:
        """This week, from Monday to Sunday."""
        return self.hours.days(monday_of(self.wall), 7)

    @property
    def coming(self) -> list[Day]:
        """The days of the next two months that differ from other weeks."""
        return self.hours.unusual(self.wall.date() + timedelta(days=1), 60)

    @property
    def name(self) -> str:
        return self.point.name

    @property
    def street(self) -> str:
        return self.point.street

    @property
    def municipality(self) -> str:
        return self.point.municipality

    @property
    def kind(self) -> str:
        return self.point.kind

    @property
    def icon(self) -> str:
        return "bus" if self.point.kind == AccessPoint.Kind.MOBILE else "pin"

    @property
    def url(self) -> str:
        return reverse("network:place", args=[self.point.pk])

    @property
    def tag(self) -> str:
        """The kind of tag: ok when it is open now, else idle."""
        return "ok" if self.today.is_open else "idle"

    @property
    def state(self) -> str:
        """How it stands now, in one to four words."""
        if self.today.until:
            return _("Open now")
        if self.today.opens_at:
            return _("Opens at %(time)s") % {"time": clock(self.today.opens_at)}
        if not self.today.day.is_open and not self.today.following:
            return _("No fixed hours")
        return _("Closed now") if self.today.day.is_open else _("Closed today")

    @property
    def more(self) -> str:
        """What a visitor wants to know beside that: until when, or why not and when again."""
        if self.today.until:
            return _("until %(time)s") % {"time": clock(self.today.until)}
        if self.today.opens_at:
            return self.today.day.words
        day = self.today.day
        why = f"{day.reason}. " if day.out_of_the_ordinary and not day.is_open else ""
        return why + self.again

    @property
    def again(self) -> str:
        """When it opens again; without hours, what to do instead."""
        day = self.today.following
        if day is None:
            return _("Call before you come.")
        tomorrow = day.on == self.today.day.on + timedelta(days=1)
        facts = {
            "day": _("tomorrow") if tomorrow else in_full(day.on),
            "time": clock(day.stretches[0][0]),
        }
        return _("Open again %(day)s at %(time)s.") % facts


def monday_of(wall: datetime) -> date:
    return wall.date() - timedelta(days=wall.weekday())


def order_today(place: PlaceToday) -> tuple[object, ...]:
    """Open now first, then what opens today, then the rest by the day on which it opens."""
    opens_at, following = place.today.opens_at, place.today.following
    return (
        not place.today.is_open,
        opens_at is None,
        opens_at or time.min,
        following.on if following else date.max,
        place.name.casefold(),
    )


def as_places(points: Iterable[AccessPoint], moment: datetime | None = None) -> list[PlaceToday]:
    """`points` as visitors see them at `moment` (now), in their order; two queries."""
    points = list(points)
    wall = timezone.localtime(moment)
    hours = hours_of(points, monday_of(wall))
    return [PlaceToday(point, hours[point.pk], wall) for point in points]


def places(text: str = "") -> QuerySet[AccessPoint]:
    """Every access point that is not closed for good; with `text` those of that postcode or
    municipality, or with that in their name."""
    points = AccessPoint.objects.public()
    if text := plain(text):
        wanted = text.casefold()
        codes = [code for code, name in municipalities().items() if wanted in name.casefold()]
        points = points.filter(Q(name__icontains=text) | Q(postcode=text) | Q(refnis__in=codes))
    return points.order_by("name", "pk")


def places_today(moment: datetime | None = None) -> list[PlaceToday]:
    """Where a visitor can go at `moment` (now), open places on top; three queries."""
    return sorted(as_places(places(), moment), key=order_today)


def only_digibank() -> Digibank | None:
    """The digibank of this installation, when there is just one."""
    found = list(Digibank.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
