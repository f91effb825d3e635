"""Reads of contacts: the tiles of a desk, lists, what was done today."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models import Attendee, Contact, Theme
from digibank.guidance.models.contacts import newest_first, visit_of
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.people.queries import found as persons_found
from digibank.ui.numbers import whole_number

LINES = 9  # as many as the timeline on the page of a person asks for
AT_MOST = 25  # persons whose contacts a search shows


@dataclass(frozen=True)
class Tile:
    """What can be pressed on the desk: `key` is what the form sends."""

    key: str
    code: str
    name: str
    icon: str
    theme: Theme | None = None


def tiles_of(digibank: Digibank) -> list[Tile]:
    """The tiles of `digibank` in its own order; the common ones where it chose nothing; one query.

    Their order never follows use: hands learn places.
    """
    own = digibank.themes.current()
    made = [Tile(str(one.pk), one.code, str(one), themes.icon_of(one.code), one) for one in own]
    return made or [Tile(one.code, one.code, str(one.name), one.icon) for one in themes.DEFAULT]


def tiles_with(contact: Contact) -> list[Tile]:
    """The tiles of its digibank, with that of `contact` when it is no longer one of them."""
    tiles = tiles_of(contact.digibank)
    key = str(contact.tile_id) if contact.tile_id else contact.theme
    if any(one.key == key for one in tiles):
        return tiles
    return [*tiles, Tile(key, contact.theme, contact.theme_name, contact.icon, contact.tile)]


def saved(account: Account, number: str) -> Contact | None:
    """The contact with that number, as `account` may see it and as long as it counts."""
    rows = Contact.objects.visible_to(account).counted().select_related("tile", "person")
    key = whole_number(number)
    return rows.filter(pk=key).first() if key else None


def same_visit(contact: Contact) -> QuerySet[Contact]:
    """Every contact of the visit, the first on top."""
    rows = Contact.objects.counted().filter(visit_of(contact), digibank=contact.digibank_id)
    return rows.select_related("tile").order_by("pk")


def today_count(digibank: Digibank, point: AccessPoint | None) -> int:
    """How many questions were helped with today at this access point."""
    rows = Contact.objects.counted().filter(digibank=digibank, at__gte=this_morning())
    return rows.filter(access_point=point, on=localdate()).count()


def this_morning() -> object:
    now = timezone.localtime()
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def tally(digibank: Digibank, point: AccessPoint | None) -> Counter[str]:
    """Key of the tile -> how often it was pressed today at this access point."""
    rows = Contact.objects.counted().filter(
        digibank=digibank, access_point=point, on=localdate(), at__gte=this_morning()
    )
    pressed: Counter[str] = Counter()
    for code, tile in rows.values_list("theme", "tile"):
        pressed[str(tile) if tile else code] += 1
    return pressed


@dataclass(frozen=True)
class Filter:
    """What a list of contacts is narrowed to; empty values narrow nothing."""

    text: str = ""  # a name, a phone number or a card
    theme: str = ""  # a code of the common list
    outcome: str = ""
    channel: str = ""
    point: AccessPoint | None = None
    first: date | None = None
    last: date | None = None
    mine: bool = False
    group: bool = False


def contact_list(account: Account, digibank: Digibank, chosen: Filter) -> QuerySet[Contact]:
    """The contacts of `digibank` that `account` may see, newest first."""
    rows = Contact.objects.visible_to(account).counted().filter(digibank=digibank)
    rows = rows.filter(conditions(digibank, chosen))
    if chosen.mine:
        rows = rows.filter(by=account)
    rows = rows.select_related("tile", "person", "access_point", "by")
    return rows.order_by(*newest_first())  # type: ignore[arg-type]  # expressions


def conditions(digibank: Digibank, chosen: Filter) -> Q:
    wanted = Q()
    for name in ("theme", "outcome", "channel"):
        if value := getattr(chosen, name):
            wanted &= Q(**{name: value})
    if chosen.point:
        wanted &= Q(access_point=chosen.point)
    if chosen.group:
        wanted &= Q(head_count__gt=1)
    if chosen.first:
        wanted &= Q(on__gte=chosen.first, at__gte=midnight(chosen.first))
    if chosen.last:
        wanted &= Q(on__lte=chosen.last, at__lt=midnight(chosen.last + timedelta(days=1)))
    if chosen.text:
        wanted &= of_somebody(persons_found(digibank, chosen.text, AT_MOST))
    return wanted


def of_somebody(people: Iterable[Person]) -> Q:
    return Q(person__in=[one.pk for one in people])


def midnight(day: date) -> object:
    now = timezone.localtime()
    return now.replace(
        year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0
    )


def contacts_of(account: Account, person: Person, limit: int) -> list[Contact]:
    """What `person` was helped with, newest first, groups too."""
    most, known = getattr(person, "contacts_read", (0, []))
    if most < limit:
        together = Attendee.objects.filter(person=person).values("contact")
        rows = Contact.objects.visible_to(account).counted()
        rows = rows.filter(Q(person=person) | Q(pk__in=together))
        rows = rows.select_related("tile", "access_point", "by").order_by(*newest_first())  # type: ignore[arg-type]
        # The page of a person asks twice: for its card, and for its timeline.
        most = max(limit, LINES)
        known = list(rows[:most])
        person.contacts_read = (most, known)  # type: ignore[attr-defined]
    found: list[Contact] = known[:limit]
    return found


def held_about(person: Person) -> list[dict[str, object]]:
    """Everything contacts hold of `person`, for who asks what we know."""
    rows = Contact.objects.filter(Q(person=person) | Q(attendees__person=person))
    return [
        {"words": _("Helped on %(day)s") % {"day": one.on}, "value": told(one)}
        for one in rows.select_related("tile", "access_point").distinct().order_by("pk")
    ]


def told(contact: Contact) -> str:
    facts = [contact.theme_name, contact.get_outcome_display(), contact.access_point]
    return ", ".join(str(fact) for fact in facts if fact)
