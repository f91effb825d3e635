import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Case, Exists, F, Model, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.models import Entry, digest, name_of
from digibank.network.hours import Day, Hours, Today, as_day, clock, hours_of, stand
from digibank.network.models import (
    AccessPoint,
    Digibank,
    Grant,
    Membership,
    Organisation,
    Partnership,
    Workplace,
)
from digibank.network.territory import municipalities, provinces
from digibank.ui.searching import Hit
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


# Who was first


def version_of(*facts: object) -> str:
    """A short code for what somebody saw; another code when any of `facts` has changed since."""
    seen = [
        [str(getattr(fact, field.attname)) for field in fact._meta.concrete_fields]
        if isinstance(fact, Model)
        else str(fact)
        for fact in facts
    ]
    return digest(*seen)[:16]


def version_of_week(point: AccessPoint) -> str:
    return version_of(*point.openings.all())


def version_of_area(digibank: Digibank) -> str:
    return version_of(*sorted(area_of(digibank)))


def version_of_roles(membership: Membership) -> str:
    return version_of(*sorted(grant.role for grant in membership.grants.all()))


def version_of_workplaces(membership: Membership) -> str:
    points = membership.workplaces.order_by("access_point").values_list("access_point")
    return version_of(membership.organisation_id, *points)


def who_was_first(subject: Model) -> str:
    """A sentence with who changed `subject` last, and when."""
    entry = Entry.objects.filter(subject=name_of(subject)).select_related("by").last()
    if entry is None or entry.by is None:
        return _("This was changed in the meantime. Compare, and keep it again.")
    facts = {"name": entry.by, "time": clock(timezone.localtime(entry.at).time())}
    return (
        _("%(name)s changed this in the meantime, at %(time)s. Compare, and keep it again.") % facts
    )


# The working area


def area_of(digibank: Digibank) -> frozenset[str]:
    """The REFNIS codes of the municipalities in which `digibank` works."""
    return frozenset(digibank.coverages.values_list("refnis", flat=True))


def area_by_province(digibank: Digibank) -> list[tuple[str, list[str]]]:
    """(province, names of the municipalities where `digibank` works), no empty provinces."""
    area = area_of(digibank)
    rows = [
        (province, [name for code, name in inside.items() if code in area])
        for province, inside in provinces().items()
    ]
    return [(province, names) for province, names in rows if names]


# Access points


def access_points(
    digibank: Digibank, text: str = "", *, closed: bool = False
) -> QuerySet[AccessPoint]:
    """The access points of `digibank` that are open, or `closed` for good, with `text` in their
    name, street or postcode, by name."""
    found = (
        digibank.access_points.exclude(closed_on=None) if closed else digibank.access_points.open()
    )
    if text := plain(text):
        found = found.filter(Q(name__icontains=text) | Q(street__icontains=text) | Q(postcode=text))
    return found.order_by(Lower("name"), "pk")


def coming_exceptions(point: AccessPoint) -> list[tuple[int, Day]]:
    """(id, day) of each exception of `point` from today on, the first on top."""
    rows = point.exceptions.filter(on__gte=timezone.localdate()).order_by("on")
    return [(row.pk, as_day(row)) for row in rows]


# Organisations


def known_organisation(digibank: Digibank, kbo: str, name: str) -> Organisation | None:
    """The organisation with that KBO number, wherever it takes part; without a number the one
    that takes part in `digibank`, or did, under that name."""
    if kbo:
        return Organisation.objects.filter(kbo=kbo).first()
    here = Organisation.objects.filter(partnerships__digibank=digibank)
    return here.filter(name__iexact=name.strip(), kbo="").first()


def partnerships(digibank: Digibank, text: str = "") -> QuerySet[Partnership]:
    """Who takes part in `digibank` and who did, with `text` in their name or their KBO number: the
    lead, the partners, then who left."""
    order = Case(When(ended_on=None, part=Partnership.Part.LEAD, then=0), default=1)
    found = digibank.partnerships.select_related("organisation")
    if text := plain(text):
        found = found.filter(called(text, "organisation__"))
    return found.order_by(
        F("ended_on").desc(nulls_first=True), order, Lower("organisation__name"), "-pk"
    )


def partners_of(digibank: Digibank) -> QuerySet[Organisation]:
    """The organisations that take part in `digibank`, or did, by name."""
    here = Partnership.objects.filter(digibank=digibank, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(here)).order_by(Lower("name"))


def current_partners_of(digibank: Digibank) -> QuerySet[Organisation]:
    """The organisations that take part in `digibank` today, by name."""
    now = Partnership.objects.current().filter(digibank=digibank, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(now)).order_by(Lower("name"))


def called(text: str, path: str = "") -> Q:
    """The condition that an organisation at `path` has `text` in its name or its KBO number."""
    wanted = Q(**{f"{path}name__icontains": text})
    number = re.sub(r"[\s./-]", "", text)
    if len(number) > 3 and number.isdecimal():
        wanted |= Q(**{f"{path}kbo__contains": number})
    return wanted


def lead_of(digibank: Digibank) -> Partnership | None:
    leading = digibank.partnerships.current().filter(part=Partnership.Part.LEAD)
    return leading.select_related("organisation").first()


def find_organisations(
    account: Account, digibank: Digibank, text: str, limit: int
) -> Iterable[Hit]:
    """At most `limit` organisations that take part in `digibank`, or did, with `text` in their
    name or their KBO number; one query."""
    text = plain(text)
    if not text:
        return []
    here = Partnership.objects.filter(digibank=digibank, organisation=OuterRef("pk"))
    found = Organisation.objects.visible_to(account).filter(called(text), Exists(here))
    return [
        Hit(str(one), str(one.get_kind_display()), one.get_absolute_url(), "gov")
        for one in found.order_by(Lower("name"), "pk")[:limit]
    ]


# Members


def workplaces_of(membership: Membership) -> QuerySet[Workplace]:
    """Where the member works, by name; none means at all access points."""
    rows = membership.workplaces.select_related("access_point")
    return rows.order_by(Lower("access_point__name"))


def members(digibank: Digibank, *, former: bool = False) -> QuerySet[Membership]:
    """The accounts that work in `digibank`, or did (`former`), with their roles, by name."""
    found = digibank.memberships.select_related("account").prefetch_related(
        Prefetch("grants", Grant.objects.order_by("role"))
    )
    if former:
        return found.exclude(ended_on=None).order_by("-ended_on", Lower("account__name"), "pk")
    return found.current().order_by(Lower("account__name"), "pk")
