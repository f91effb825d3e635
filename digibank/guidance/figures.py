"""Figures: what was helped with, where, when and how it ended; counted from the facts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.guidance import themes
from digibank.guidance.models import (
    Appointment,
    Article,
    Attendee,
    Contact,
    Question,
    Referral,
    Smile,
    Theme,
    Ticket,
)
from digibank.network.models import AccessPoint, Digibank
from digibank.network.territory import municipalities
from digibank.people.models import Person

SMALL = 5  # a count under this could point at somebody: it does not leave the digibank
BANDS = ((5, "1-5"), (15, "6-15"), (30, "16-30"), (60, "31-60"), (600, "61+"))  # minutes


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both counted, at `point` or everywhere."""

    first: date
    last: date
    point: AccessPoint | None = None


@dataclass(frozen=True)
class Line:
    """One row of a table: a label, how many, and how long together."""

    label: str
    count: int
    minutes: int = 0


@dataclass(frozen=True)
class Table:
    """A table with its total; `code` names its sheet."""

    code: str
    title: str
    lines: list[Line]

    @property
    def most(self) -> int:
        return max((line.count for line in self.lines), default=0)

    @property
    def total(self) -> int:
        return sum(line.count for line in self.lines)


@dataclass
class Figures:
    """All figures of a period."""

    period: Period
    questions: int = 0  # contacts: one for each question helped with
    visits: int = 0
    heads: int = 0  # people helped, those of groups too
    people: int = 0  # of whom it is known who they are, each once
    minutes: int = 0
    tables: list[Table] = field(default_factory=list)


def contacts_in(digibank: Digibank, period: Period) -> QuerySet[Contact]:
    rows = Contact.objects.counted().filter(
        digibank=digibank,
        on__gte=period.first,
        on__lte=period.last,
        at__gte=start_of(period.first),
        at__lt=start_of(period.last + timedelta(days=1)),
    )
    return rows.filter(access_point=period.point) if period.point else rows


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def figures_of(digibank: Digibank, period: Period) -> Figures:
    """The figures of `digibank` in `period`; one pass over the contacts, grouped by all that a
    table asks, and a question each for what is counted elsewhere."""
    made = Figures(period)
    rows = contacts_in(digibank, period)
    cube = list(
        rows.values_list("theme", "tile", "access_point", "hour", "channel", "outcome", "minutes")
        .annotate(count=Count("pk"), visits=Count("pk", filter=Q(visit=None)))
        .order_by()
    )
    for *_keys, minutes, count, visits in cube:
        made.questions += count
        made.visits += visits
        made.minutes += (minutes or 0) * count
    groups = rows.filter(visit=None, head_count__gt=1)
    more = groups.aggregate(people=Sum("head_count"), count=Count("pk"))
    made.heads = made.visits + (more["people"] or 0) - more["count"]
    made.people = known_people(rows)
    made.tables = [
        *cube_tables(digibank, cube),
        *told_tables(rows),
        *other_tables(digibank, period, rows),
    ]
    made.tables = [table for table in made.tables if table.lines]
    return made


def known_people(rows: QuerySet[Contact]) -> int:
    """How many people are known by name or card, each once, those of groups too."""
    alone = set(rows.filter(person__isnull=False).values_list("person", flat=True).distinct())
    groups = rows.filter(head_count__gt=1).values("pk")
    together = Attendee.objects.filter(contact__in=groups).values_list("person", flat=True)
    return len(alone | set(together))


Row = tuple[object, ...]


def cube_tables(digibank: Digibank, cube: list[Row]) -> Iterable[Table]:
    points = dict(digibank.access_points.values_list("pk", "name"))
    tiles = {one.pk: str(one) for one in Theme.objects.filter(digibank=digibank).exclude(name="")}
    channels, outcomes = dict(Contact.Channel.choices), dict(Contact.Outcome.choices)
    yield table("themes", _("Themes"), cube, lambda row: themes.name_of(str(row[0])))
    own = [row for row in cube if row[1] in tiles]
    yield table("tiles", _("Tiles of our own"), own, lambda row: tiles[row[1]])  # type: ignore[index]
    yield table(
        "places",
        _("Places"),
        cube,
        lambda row: points.get(row[2], _("Elsewhere")),  # type: ignore[call-overload]
    )
    yield table("hours", _("Hours of the day"), cube, lambda row: hour_words(row[3]), by_label=True)
    yield table("channels", _("How?"), cube, lambda row: str(channels.get(str(row[4]), row[4])))
    yield table("outcomes", _("Outcome"), cube, lambda row: str(outcomes.get(str(row[5]), row[5])))
    yield table("duration", _("Minutes"), cube, lambda row: band_of(row[6]), order=duration_order)


def hour_words(hour: object) -> str:
    return f"{hour:02}.00" if isinstance(hour, int) else _("Not known")


def band_of(minutes: object) -> str:
    if not isinstance(minutes, int):
        return _("Not noted")
    return next(words for top, words in BANDS if minutes <= top)


def duration_order(label: str) -> int:
    known = [words for _top, words in BANDS]
    return known.index(label) if label in known else len(known)


def table(
    code: str,
    title: str,
    cube: Iterable[Row],
    label: Callable[[Row], str],
    *,
    by_label: bool = False,
    order: Callable[[str], int] | None = None,
) -> Table:
    """A table of `cube`, of which each row ends in minutes, count, visits."""
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for row in cube:
        words, count = label(row), int(str(row[-2]))
        counts[words] += count
        minutes[words] += int(str(row[-3] or 0)) * count
    keys = sorted(counts) if by_label else sorted(counts, key=lambda key: (-counts[key], key))
    if order:
        keys = sorted(counts, key=order)
    return Table(code, title, [Line(key, counts[key], minutes[key]) for key in keys])


def told_tables(rows: QuerySet[Contact]) -> Iterable[Table]:
    """Who the visitors were, as far as they told; a visit counts once."""
    ages = dict(Person.AgeBand.choices)
    genders = dict(Person.Gender.choices)
    towns = municipalities()
    told = rows.filter(visit=None).values_list("age_band", "gender", "refnis")
    counted = list(told.annotate(count=Count("pk")).order_by())
    for code, title, place, names in (
        ("ages", _("Age"), 0, ages),
        ("genders", _("Gender"), 1, genders),
        ("towns", _("Municipality"), 2, towns),
    ):
        counts: Counter[str] = Counter()
        for row in counted:
            key = row[place]
            counts[str(names.get(key, key)) if key else _("Not told")] += row[3]
        yield Table(code, title, lines_of(counts))


def lines_of(counts: Counter[str]) -> list[Line]:
    """The largest on top."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Line(words, count) for words, count in ordered if count]


def other_tables(
    digibank: Digibank, period: Period, contacts: QuerySet[Contact]
) -> Iterable[Table]:
    yield waiting_table(digibank, period)
    yield repeat_table(contacts)
    yield missing_articles(digibank, contacts)
    yield referral_table(digibank, period)
    yield appointment_table(digibank, period)
    yield question_table(digibank, period)
    yield smile_table(digibank, period)


def waiting_table(digibank: Digibank, period: Period) -> Table:
    """How long people waited for their first call, in minutes, by hour: the median of each."""
    rows = Ticket.objects.filter(digibank=digibank, on__gte=period.first, on__lte=period.last)
    if period.point:
        rows = rows.filter(access_point=period.point)
    waited: dict[str, list[float]] = defaultdict(list)
    times = rows.filter(first_called_at__isnull=False).values_list("taken_at", "first_called_at")
    for taken, called in times:
        hour = hour_words(timezone.localtime(taken).hour)
        if called:
            waited[hour].append((called - taken).total_seconds() / 60)
    title = _("Waiting: people by hour, and the minutes of the middle one")
    lines = [Line(hour, len(some), round(median(some))) for hour, some in sorted(waited.items())]
    return Table("waiting", title, lines)


def repeat_table(contacts: QuerySet[Contact]) -> Table:
    """For each theme, how many people came back with it: a course might help them more."""
    again = contacts.filter(person__isnull=False).values_list("person", "theme")
    counted = again.annotate(count=Count("on", distinct=True)).filter(count__gt=1).order_by()
    counts = Counter(themes.name_of(theme) for _person, theme, _count in counted)
    return Table("repeats", _("People who came back with the same theme"), lines_of(counts))


def missing_articles(digibank: Digibank, contacts: QuerySet[Contact]) -> Table:
    """Themes that are asked and have no article."""
    written = Article.objects.current().filter(digibank=digibank).values_list("theme", flat=True)
    rows = contacts.exclude(theme__in=list(written)).values_list("theme")
    counted = rows.annotate(count=Count("pk")).order_by()
    counts = Counter({themes.name_of(theme): count for theme, count in counted})
    return Table("missing", _("Themes without an article"), lines_of(counts))


def in_period(period: Period, name: str) -> Q:
    return Q(
        (f"{name}__gte", start_of(period.first)),
        (f"{name}__lt", start_of(period.last + timedelta(days=1))),
    )


def referral_table(digibank: Digibank, period: Period) -> Table:
    rows = Referral.objects.filter(in_period(period, "made_at"), digibank=digibank)
    rows = rows.filter(access_point=period.point) if period.point else rows
    counts: Counter[str] = Counter()
    for one in rows.select_related("partner"):
        counts[f"{one.get_way_display()}: {one.where}"] += 1
    return Table("referrals", _("Referrals"), lines_of(counts))


def appointment_table(digibank: Digibank, period: Period) -> Table:
    rows = Appointment.objects.filter(in_period(period, "begins_at"), digibank=digibank)
    rows = rows.filter(access_point=period.point) if period.point else rows
    counts: Counter[str] = Counter()
    for cancelled, end, count in rows.values_list("cancelled", "end").annotate(n=Count("pk")):
        if cancelled:
            counts[_("Cancelled")] += count
        else:
            ends = dict(Appointment.End.choices)
            counts[str(ends.get(end) or _("To come, or not noted"))] += count
    return Table("appointments", _("Appointments"), lines_of(counts))


def question_table(digibank: Digibank, period: Period) -> Table:
    rows = Question.objects.filter(in_period(period, "opened_at"), digibank=digibank)
    rows = rows.filter(access_point=period.point) if period.point else rows
    ends = dict(Question.Closed.choices)
    found = rows.values_list("closed").annotate(count=Count("pk")).order_by()
    counts = Counter({str(ends.get(key) or _("Open")): count for key, count in found})
    return Table("questions", _("Questions that take longer"), lines_of(counts))


def smile_table(digibank: Digibank, period: Period) -> Table:
    rows = Smile.objects.filter(digibank=digibank, on__gte=period.first, on__lte=period.last)
    rows = rows.filter(access_point=period.point) if period.point else rows
    found = dict(rows.values_list("mood").annotate(count=Count("pk")).order_by())
    lines = [Line(str(words), found.get(mood, 0)) for mood, words in Smile.Mood.choices]
    return Table("smiles", _("How people left"), lines if found else [])


HIDDEN = "…"
# Tables that count the same as another one, for the digibank's own eyes: side by side they tell
# what is hidden.
INSIDE = frozenset({"tiles", "missing", "repeats"})


def for_outside(table: Table) -> list[tuple[str, str]]:
    """(label, count) of `table` as it may leave the digibank: small counts hidden.

    Nothing tells a hidden small count from a hidden larger one. While the hidden ones can be
    computed from the total (there is only one, or each of them is one), the next smallest is hidden
    too; when there is no other, nothing of the table leaves.
    """
    hidden = {line.label for line in table.lines if 0 < line.count < SMALL}
    others = sorted(
        (line for line in table.lines if line.count >= SMALL),
        key=lambda line: (line.count, line.label),
    )
    if hidden and can_be_computed(table, hidden):
        if not others:
            return []
        hidden.add(others[0].label)
    return [
        (line.label, HIDDEN if line.label in hidden else str(line.count)) for line in table.lines
    ]


def can_be_computed(table: Table, hidden: set[str]) -> bool:
    together = sum(line.count for line in table.lines if line.label in hidden)
    return len(hidden) == 1 or together == len(hidden)


def total_outside(table: Table) -> str:
    """The total of `table` as it may leave."""
    return str(table.total) if table.total >= SMALL else HIDDEN
