"""Figures: what was helped with, where, when and how it ended; counted from the facts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

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
    """The figures of `digibank` in `period`; a few passes over the contacts, each grouped by what
    stands together in tables, and a question each for what is counted elsewhere.

    One pass by everything would give as many groups as contacts.
    """
    made = Figures(period)
    rows = contacts_in(digibank, period)
    asked = counted(rows, "theme", "tile", "minutes")
    made.questions = sum(count for *_keys, count in asked)
    made.minutes = sum((minutes or 0) * count for *_keys, minutes, count in asked)
    told = visitors(rows)
    made.visits = sum(count for *_keys, count, _heads in told)
    made.heads = sum(heads for *_keys, heads in told)
    days = days_of_people(rows)
    made.people = known_people(digibank, period, days)
    made.tables = [
        *asked_tables(digibank, asked),
        *course_tables(digibank, rows),
        duration_table(asked),
        *told_tables(told),
        missing_articles(digibank, asked),
        repeat_table(days),
        *other_tables(digibank, period),
    ]
    made.tables = [table for table in made.tables if table.lines]
    return made


Row = tuple[Any, ...]


def counted(rows: QuerySet[Contact], *names: str) -> list[Row]:
    """(value of each of `names`, how many) of the contacts."""
    return list(rows.values_list(*names).annotate(count=Count("*")).order_by())


def visitors(rows: QuerySet[Contact]) -> list[Row]:
    """(age, gender, municipality, visits, people) of the visits, as far as visitors told."""
    told = rows.filter(visit=None).values_list("age_band", "gender", "refnis")
    return list(told.annotate(count=Count("*"), heads=Sum("head_count")).order_by())


def days_of_people(rows: QuerySet[Contact]) -> list[Row]:
    """(person, theme, on how many days) of who is known by name or card."""
    known = rows.filter(person__isnull=False).values_list("person", "theme")
    return list(known.annotate(days=Count("on", distinct=True)).order_by())


def known_people(digibank: Digibank, period: Period, days: list[Row]) -> int:
    """How many people are known by name or card, each once, those of groups too."""
    groups = Attendee.objects.filter(
        in_period(period, "contact__at"), contact__digibank=digibank, contact__removed_at=None
    )
    if period.point:
        groups = groups.filter(contact__access_point=period.point)
    return len({row[0] for row in days} | set(groups.values_list("person", flat=True)))


def asked_tables(digibank: Digibank, asked: list[Row]) -> Iterable[Table]:
    """What it was about, in the common words and in those of the digibank."""
    tiles = {one.pk: str(one) for one in Theme.objects.filter(digibank=digibank).exclude(name="")}
    yield timed("themes", _("Themes"), ((themes.name_of(row[0]), *row[-2:]) for row in asked))
    own = ((tiles[row[1]], *row[-2:]) for row in asked if row[1] in tiles)
    yield timed("tiles", _("Tiles of our own"), own)


def timed(code: str, title: str, rows: Iterable[tuple[str, int | None, int]]) -> Table:
    """A table of (label, minutes, how many) with how long it took together."""
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for label, lasted, count in rows:
        counts[label] += count
        minutes[label] += (lasted or 0) * count
    return Table(code, title, [Line(one, count, minutes[one]) for one, count in ordered(counts)])


def course_tables(digibank: Digibank, rows: QuerySet[Contact]) -> Iterable[Table]:
    """Where, when and how people were helped, and how it ended."""
    points = dict(digibank.access_points.values_list("pk", "name"))
    channels, outcomes = dict(Contact.Channel.choices), dict(Contact.Outcome.choices)
    course = counted(rows, "access_point", "hour", "channel", "outcome")
    places = by(course, 0, lambda pk: points.get(pk, _("Elsewhere")))
    yield Table("places", _("Places"), lines_of(places))
    hours = by(course, 1, hour_words)
    yield Table("hours", _("Hours of the day"), [Line(*one) for one in sorted(hours.items())])
    yield Table("channels", _("How?"), lines_of(by(course, 2, lambda key: str(channels[key]))))
    yield Table("outcomes", _("Outcome"), lines_of(by(course, 3, lambda key: str(outcomes[key]))))


def by(rows: Iterable[Row], place: int, label: Callable[[Any], str]) -> Counter[str]:
    """How many of `rows`, which end in how many, for each value at `place`, by its label."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[label(row[place])] += row[-1]
    return counts


def duration_table(asked: list[Row]) -> Table:
    bands = by(asked, 2, band_of)
    known = [words for _top, words in BANDS]
    lines = [Line(words, bands[words]) for words in (*known, _("Not noted")) if bands[words]]
    return Table("duration", _("Minutes"), lines)


def hour_words(hour: int | None) -> str:
    return _("Not known") if hour is None else f"{hour:02}.00"


def band_of(minutes: int | None) -> str:
    if minutes is None:
        return _("Not noted")
    return next(words for top, words in BANDS if minutes <= top)


def told_tables(told: list[Row]) -> Iterable[Table]:
    """Who the visitors were, as far as they told; a visit counts once."""
    for code, title, place, names in (
        ("ages", _("Age"), 0, dict(Person.AgeBand.choices)),
        ("genders", _("Gender"), 1, dict(Person.Gender.choices)),
        ("towns", _("Municipality"), 2, municipalities()),
    ):
        counts: Counter[str] = Counter()
        for row in told:
            key = row[place]
            counts[str(names.get(key, key)) if key else _("Not told")] += row[3]
        yield Table(code, title, lines_of(counts))


def lines_of(counts: Counter[str]) -> list[Line]:
    return [Line(words, count) for words, count in ordered(counts) if count]


def ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """The largest on top."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def other_tables(digibank: Digibank, period: Period) -> Iterable[Table]:
    """What is counted from other facts than contacts."""
    yield waiting_table(digibank, period)
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


def repeat_table(days: list[Row]) -> Table:
    """For each theme, how many people came back with it: a course might help them more."""
    counts = Counter(themes.name_of(theme) for _person, theme, number in days if number > 1)
    return Table("repeats", _("People who came back with the same theme"), lines_of(counts))


def missing_articles(digibank: Digibank, asked: list[Row]) -> Table:
    """Themes that are asked and have no article."""
    current = Article.objects.current().filter(digibank=digibank)
    written = set(current.values_list("theme", flat=True).distinct().order_by())
    counts = by((row for row in asked if row[0] not in written), 0, themes.name_of)
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
