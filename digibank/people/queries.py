"""Looking up persons, always inside one digibank."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.ledger.models import Entry, Look, name_of
from digibank.network.models import Digibank
from digibank.people import names
from digibank.people.models import (
    Card,
    Household,
    HouseholdMember,
    Name,
    NameKey,
    Neighbour,
    Person,
    SamePerson,
)
from digibank.people.names import Reading, Sought

AT_MOST = 25  # persons in an answer
ROWS = 300  # of the index, for one question to the database
Key = tuple[int, str, str]  # person, last key, first key


def found(digibank: Digibank, text: str, limit: int = AT_MOST) -> list[Person]:
    """The persons of `digibank` that `text` speaks of, the likeliest first, `limit` at most.

    `text` holds any part of the names in any order, typed well or not, with a birth date or year
    when it is known; or a phone number; or the code of a card.
    """
    sought = names.sought(text)
    if sought.card:
        return list(people_of(digibank).filter(cards__code=sought.card))
    if sought.phone:
        called = list(people_of(digibank).filter(phone=sought.phone).order_by("pk")[:ROWS])
        return ordered(called, sought)[:limit]
    return named(digibank, sought, limit)


def people_of(digibank: Digibank) -> QuerySet[Person]:
    return Person.objects.filter(digibank=digibank, erased_at=None)


def ordered(people: list[Person], sought: Sought) -> list[Person]:
    """Who share a phone number: first those whose names were typed as well."""
    ways = names.readings(list(sought.words))
    return sorted(people, key=lambda one: distance(one, ways)) if ways else people


def distance(person: Person, ways: list[Reading]) -> float:
    rows = names.keys(person.given_name, person.family_name)
    return min(way.cost(last, first) for way in ways for last, first in rows)


def named(
    digibank: Digibank, sought: Sought, limit: int = AT_MOST, but: int | None = None
) -> list[Person]:
    """The persons whose names come nearest; with a birth year, those born then or unknown.

    All but the person with the number `but`.
    """
    ways = names.readings(list(sought.words))
    if not ways:
        return []
    rows = NameKey.objects.filter(digibank=digibank)
    if but:
        rows = rows.exclude(person=but)
    hits = ranked(rows_near(in_year(rows, sought), ways, limit), ways)[:limit]
    if sought.year and not hits:  # the year may be the error
        hits = ranked(rows_near(rows, ways, limit), ways)[:limit]
    people = people_of(digibank).in_bulk(hits)
    return [people[pk] for pk in hits if pk in people]


def in_year(rows: QuerySet[NameKey], sought: Sought) -> QuerySet[NameKey]:
    if not sought.year:
        return rows
    born = Q(person__born_on__year=sought.year)
    if sought.born_on:
        born = Q(person__born_on=sought.born_on)
    return rows.filter(born | Q(person__born_on=None))


def ranked(rows: Iterable[Key], ways: list[Reading]) -> list[int]:
    """The persons in `rows`, nearest first."""
    best: dict[int, float] = {}
    costs: dict[tuple[str, str], float] = {}  # namesakes are weighed once
    for person, last, first in rows:
        if (last, first) not in costs:
            costs[last, first] = min(way.cost(last, first) for way in ways)
        cost = costs[last, first]
        best[person] = min(cost, best.get(person, cost))
    return sorted(best, key=lambda person: (best[person], person))


def rows_near(rows: QuerySet[NameKey], ways: list[Reading], limit: int) -> set[Key]:
    """Rows of the index that one of `ways` may mean, in rounds of ever more errors.

    It stops as soon as there are `limit` persons: a later round only brings what is farther off.
    """
    keys = rows.values_list("person_id", "last_key", "first_key")
    near = names_near(ways)
    hits: set[Key] = set()
    for count in range(4):
        conditions = with_errors(count, ways, near)
        if count == 1:
            conditions = [begins(way) for way in ways if not way.penalty] + conditions
        for condition in conditions:
            hits.update(keys.filter(condition)[:ROWS])
        enough = len({person for person, _, _ in hits}) >= limit
        if enough or (count and written(hits, ways)):
            break
    return hits


def written(hits: set[Key], ways: list[Reading]) -> bool:
    """Whether somebody bears both names exactly as typed: then two errors are too far off."""
    whole = {(way.last, way.first) for way in ways if way.last and way.first and not way.penalty}
    return any((last, first) in whole for _, last, first in hits)


Near = dict[tuple[str, str], list[set[str]]]  # (kind, typed) -> names with 0, 1 and 2 errors


def names_near(ways: list[Reading]) -> Near:
    """For everything typed, the names of the vocabulary near it."""
    typed = {(kind, key) for way in ways for kind, key in sides(way)}
    hashes = {number for kind, key in typed for number in names.hashes(kind, key)}
    close = Neighbour.objects.filter(hash__in=hashes).values("name_id")
    known = defaultdict(set)
    for kind, key in Name.objects.filter(pk__in=close).values_list("kind", "key"):
        known[kind].add(key)
    return {(kind, key): by_errors(key, known[kind]) for kind, key in typed}


def sides(way: Reading) -> list[tuple[str, str]]:
    said = [(names.LAST, way.last), (names.FIRST, way.first)]
    return [side for side in said if side[1]]


def by_errors(typed: str, known: Iterable[str]) -> list[set[str]]:
    """The names with no error, one, and two."""
    near: list[set[str]] = [set(), set(), set()]
    for key in known:
        count = names.errors(typed, key)
        if count < len(near):
            near[count].add(key)
    return near


def with_errors(count: int, ways: list[Reading], near: Near) -> list[Q]:
    """What to ask for `count` errors in all: in the last name, the first name, or some in each.

    All words first, and only then the readings that leave some out: with thousands of namesakes
    the second would crowd out the first.
    """
    asked = []
    for loose in (False, True):
        some = [way for way in ways if bool(way.penalty) == loose]
        pairs = [way for way in some if way.last and way.first]
        alone = [way for way in some if not (way.last and way.first)]
        for last_errors in range(count + 1):
            last = near_sides(names.LAST, pairs, near, last_errors)
            first = near_sides(names.FIRST, pairs, near, count - last_errors)
            if last and first:
                asked.append(Q(last_key__in=last, first_key__in=first))
        if last := near_sides(names.LAST, alone, near, count):
            asked.append(Q(last_key__in=last))
        if first := near_sides(names.FIRST, alone, near, count):
            asked.append(Q(first_key__in=first))
    return asked


def near_sides(kind: str, ways: list[Reading], near: Near, count: int) -> list[str]:
    """The names of one kind that lie `count` errors from what one of `ways` says."""
    typed = {key for way in ways for side, key in sides(way) if side == kind}
    if count > 2:
        return []
    return sorted({name for key in typed for name in near[kind, key][count]})


def begins(way: Reading) -> Q:
    """Names that begin so. The z's hold in every collation, because keys have only a to z."""
    columns = {names.LAST: "last_key", names.FIRST: "first_key"}
    condition = Q()
    for kind, key in sides(way):
        column = columns[kind]
        condition &= Q((f"{column}__gte", key), (f"{column}__lt", key + "zzzzzzzz"))
    return condition


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the same person, and why we think so."""

    person: Person
    reasons: list[str]


def alike(person: Person) -> list[Alike]:
    """Who in the digibank of `person` is likely the same person, the likeliest first."""
    others = {one.pk: one for one in [*with_same_contact(person), *with_near_name(person)]}
    others.pop(person.pk, None)
    pairs = [Alike(other, reasons_for(person, other)) for other in others.values()]
    return sorted((one for one in pairs if one.reasons), key=lambda one: -len(one.reasons))


def with_same_contact(person: Person) -> list[Person]:
    """Who has the same phone number or e-mail address: a family, or the same person."""
    same = Q()
    if person.phone:
        same |= Q(phone=person.phone)
    if person.email:
        same |= Q(email=person.email)
    return list(people_of(person.digibank).filter(same)[:ROWS]) if same else []


def with_near_name(person: Person) -> list[Person]:
    text = f"{person.given_name} {person.family_name}"
    sought = Sought(
        words=tuple(names.words(text)), year=person.born_on.year if person.born_on else None
    )
    return named(person.digibank, sought, but=person.pk)


def reasons_for(person: Person, other: Person) -> list[str]:
    """Why `other` may be `person`, in words; empty when it is not likely.

    Two names that differ, or two birth dates that differ in more than a slip, are two persons.
    """
    count = difference(person, other)
    birth = birth_reason(person, other)
    if count >= 3 or birth is None:
        return []
    contact = contact_reasons(person, other)
    if count > 0.5 and not (contact or birth):
        return []
    name = _("the same name") if count == 0 else _("almost the same name")
    return [str(reason) for reason in [name, birth, *contact] if reason]


def difference(person: Person, other: Person) -> float:
    """Errors between the names of two persons, in any order of the names."""
    ways = names.readings(names.words(f"{person.given_name} {person.family_name}"))
    return distance(other, [way for way in ways if way.last and way.first] or ways)


def birth_reason(person: Person, other: Person) -> str | Promise | None:
    """What the births say: words, "" when one is not known, None when they are two persons."""
    one, two = person.born_on, other.born_on
    if one and two:
        if one == two:
            return _("the same birth date")
        if one.year == two.year or (one.month, one.day) == (two.month, two.day):
            return _("almost the same birth date")
        return None
    if person.age and other.age and person.age != other.age:
        return None
    return _("the same age") if person.age and other.age else ""


def contact_reasons(person: Person, other: Person) -> list[str | Promise]:
    same: list[str | Promise] = []
    if person.phone and person.phone == other.phone:
        same.append(_("the same phone number"))
    if person.email and person.email == other.email:
        same.append(_("the same e-mail address"))
    if person.postcode and person.postcode == other.postcode:
        same.append(_("the same postcode"))
    return same


def group_of(person: Person) -> list[Person]:
    """`person` and everybody linked as the same, by chains too, the oldest record first."""
    known, fresh = {person.pk}, {person.pk}
    while fresh:
        links = SamePerson.objects.open().filter(Q(one__in=fresh) | Q(other__in=fresh))
        ends = {pk for pair in links.values_list("one", "other") for pk in pair}
        fresh = ends - known
        known |= fresh
    return list(Person.objects.filter(pk__in=known).order_by("pk"))


RECENT = 8
LABEL = "people.person:"


def recent(account: Account, digibank: Digibank) -> list[Person]:
    """The persons of `digibank` whose page `account` opened last, newest first."""
    looks = Look.objects.filter(by=account, subject__startswith=LABEL).order_by("-at", "-pk")
    subjects = looks.values_list("subject", flat=True)[:100]
    numbers = list(dict.fromkeys(int(subject.removeprefix(LABEL)) for subject in subjects))
    people = people_of(digibank).in_bulk(numbers)
    return [people[pk] for pk in numbers if pk in people][:RECENT]


def valid_card(person: Person) -> Card | None:
    return person.cards.valid().first()


def links_of(person: Person) -> QuerySet[SamePerson]:
    """The open links of `person` itself, oldest first."""
    mine = Q(one=person) | Q(other=person)
    return SamePerson.objects.open().filter(mine).prefetch_related("one", "other").order_by("pk")


def links_with(person: Person) -> list[tuple[SamePerson, Person]]:
    """Each open link of `person` with who is on the other side."""
    links = links_of(person)
    return [(link, link.other if link.one_id == person.pk else link.one) for link in links]


def household_of(person: Person, *, hold: bool = False) -> Household | None:
    """Where `person` lives with others; held, when what follows must come in turn."""
    rows = Household.objects.filter(members__person=person, members__left_at=None)
    return (rows.select_for_update(of=("self",)) if hold else rows).first()


def living_with(household: Household) -> list[Person]:
    """Who live in `household` now, in the order in which they came."""
    now = Person.objects.filter(memberships__household=household, memberships__left_at=None)
    return list(now.order_by("memberships__pk"))


def housemates(person: Person) -> list[Person]:
    """Who live with `person`, without that person. One query."""
    mine = HouseholdMember.objects.filter(person=person, left_at=None).values("household")
    rows = HouseholdMember.objects.filter(household__in=mine, left_at=None).exclude(person=person)
    return [row.person for row in rows.select_related("person")]


def entries_of(person: Person) -> QuerySet[Entry]:
    """What the ledger holds about `person`, newest first."""
    entries = Entry.objects.filter(subject=name_of(person))
    return entries.select_related("by").order_by("-at", "-pk")


def last_change(person: Person) -> Entry | None:
    """Who changed the record last."""
    return entries_of(person).filter(verb="changed").first()


def held(person: Person) -> list[dict[str, object]]:
    """Everything people holds of `person`, as rows of words and a value."""
    rows = [{"words": field, "value": value} for field, value in facts_of(person)]
    for card in person.cards.order_by("pk"):
        rows.append({"words": _("Card"), "value": card.label})
    for same in SamePerson.objects.filter(Q(one=person) | Q(other=person)).order_by("pk"):
        other = same.other_id if same.one_id == person.pk else same.one_id
        rows.append({"words": _("The same person as number"), "value": f"{other}: {same.reason}"})
    for one in housemates(person):
        rows.append({"words": _("Lives with number"), "value": one.pk})
    return rows


HIDDEN = frozenset({"id", "digibank", "registered_by", "changed_at", "erased_for"})


def facts_of(person: Person) -> list[tuple[str | Promise, object]]:
    """(words, value) of each field that is filled in, as people read it."""
    facts: list[tuple[str | Promise, object]] = [(_("Number"), person.pk)]
    for field in person._meta.concrete_fields:
        value = shown(person, field.name)
        if field.name not in HIDDEN and value not in ("", None, []):
            facts.append((field.verbose_name, value))
    return facts


def shown(person: Person, name: str) -> object:
    """The value of a field in words."""
    value = getattr(person, name)
    if name == "target_groups":
        return ", ".join(person.target_group_words)
    if name == "refnis":
        return person.municipality
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(person, f"get_{name}_display"):
        return getattr(person, f"get_{name}_display")()
    return value
