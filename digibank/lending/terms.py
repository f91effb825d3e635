"""Which rules count for a product and a type of device, and where each of them was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digibank.lending.models import Policy, Term
from digibank.network.models import Digibank
from digibank.ui.templatetags.ui import euro

# What a term may say otherwise than the policy, in the order in which people read them.
FIELDS = (
    "loan_days",
    "year_end",
    "renewal_days",
    "renewals_at_most",
    "per_person",
    "per_household",
    "lead_days",
    "deposit_cents",
    "fee_cents",
    "late_every_days",
    "late_at_most",
    "call_days",
    "letter_days",
    "decide_days",
)
SHARED = "shared_lending_rules"  # an attribute of the object, see share_rules
OF_SETS = ("times_a_year", "weeks_a_year")


@dataclass(frozen=True)
class Limit:
    """How many devices somebody may have at once, and of which product and type."""

    most: int
    product: str  # blank: whatever it is
    kind: str  # blank: of whatever type

    def counts(self, product: str, kind: str) -> bool:
        return self.product in {"", product} and self.kind in {"", kind}


class Terms:
    """The rules for one product and one type: `terms.loan_days` and so on, the most exact first."""

    loan_days: int
    renewal_days: int
    renewals_at_most: int
    year_end: str
    per_person: int | None
    per_household: int | None
    lead_days: int
    deposit_cents: int
    fee_cents: int
    remind_days_before: int
    checkup_days: int
    late_every_days: int
    late_at_most: int
    call_days: int
    letter_days: int
    decide_days: int
    times_a_year: int | None
    weeks_a_year: int | None

    def __init__(self, rows: list[Policy | Term]) -> None:
        self.rows = rows  # the most exact first, the policy last
        self.source: dict[str, Policy | Term] = {}
        # Of all products and types alike.
        self.remind_days_before = getattr(rows[-1], "remind_days_before", 0)
        self.checkup_days = getattr(rows[-1], "checkup_days", 0)
        for name in (*FIELDS, *OF_SETS):
            source = next((row for row in rows if says(row, name)), rows[-1])
            self.source[name] = source
            setattr(self, name, getattr(source, name, None))

    def limits(self, name: str) -> Iterator[Limit]:
        """Every limit called `name` that counts, the most exact first: all of them hold."""
        for row in self.rows:
            if most := getattr(row, name, None):
                yield Limit(most, getattr(row, "product", ""), getattr(row, "kind", ""))


def says(row: Policy | Term, name: str) -> bool:
    value: Any = getattr(row, name, None)
    return value is not None and value != ""


def policy_of(digibank: Digibank) -> Policy:
    """How `digibank` lends; the defaults where nobody decided otherwise."""
    shared: Rules | None = getattr(digibank, SHARED, None)
    if shared:
        return shared.policy
    found = Policy.objects.filter(digibank=digibank)  # one at most, so nothing to put in order
    return next(iter(found), None) or Policy(digibank=digibank)


@dataclass(frozen=True)
class Rules:
    """All that a digibank decided about lending, read once for many loans."""

    policy: Policy
    terms: dict[tuple[str, str], Term]
    known: dict[tuple[str, str], Terms] = field(default_factory=dict)

    def of(self, product: str, kind: str) -> Terms:
        """What counts for a `product` and a `kind`; blank for those that nobody named."""
        if (product, kind) not in self.known:
            self.known[product, kind] = self.found(product, kind)
        return self.known[product, kind]

    def found(self, product: str, kind: str) -> Terms:
        keys = [(product, kind), (product, ""), ("", kind)]
        found: list[Policy | Term] = []
        for key in dict.fromkeys(keys):
            if row := self.terms.get(key):
                found.append(row)
        return Terms([*found, self.policy])


def rules_of(digibank: Digibank) -> Rules:
    """The policy and the terms of `digibank`. Two queries, none when they are shared."""
    shared: Rules | None = getattr(digibank, SHARED, None)
    if shared:
        return shared
    rows = Term.objects.filter(digibank=digibank).order_by()
    return Rules(policy_of(digibank), {(row.product, row.kind): row for row in rows})


def share_rules(digibank: Digibank) -> None:
    """Everything that asks this very object for its rules gets these: for one act, which reads its
    digibank under a lock and lets go of it at its end."""
    setattr(digibank, SHARED, rules_of(digibank))


def terms_of(digibank: Digibank, product: str, kind: str) -> Terms:
    """What counts in `digibank` for a `product` and a `kind`. Two queries."""
    return rules_of(digibank).of(product, kind)


@dataclass(frozen=True)
class Line:
    """One rule in words, and the row that says so."""

    words: str
    value: str
    source: Policy | Term

    @property
    def general(self) -> bool:
        """Whether it is the rule for everything."""
        return isinstance(self.source, Policy)


def told(terms: Terms, *, sets: bool = False) -> list[Line]:
    """Each rule of `terms` in words; those `sets` alone have when asked."""
    names = (*FIELDS, *OF_SETS) if sets else FIELDS
    return [Line(words_of(name), value_of(terms, name), terms.source[name]) for name in names]


def words_of(name: str) -> str:
    """What the form calls this rule."""
    field: Any = Term._meta.get_field(name)
    return str(field.verbose_name)


def value_of(terms: Terms, name: str) -> str:
    """What a rule says, as people say it: "182 days", "15 July", "no limit"."""
    value: Any = getattr(terms, name)
    if name == "year_end":
        if not value:
            return _("no fixed day")
        month, day = (int(part) for part in value.split("-"))
        return date_format(date(2024, month, min(day, 29 if month == 2 else day)), "j F")
    if name.endswith("_cents"):
        return euro(value) if value else _("none")
    if value is None:
        return _("no limit")
    if name.endswith("_days"):
        return ngettext("%(count)d day", "%(count)d days", value) % {"count": value}
    return str(value)


def cost_of(terms: Terms) -> str:
    """What somebody pays, as the agreement says it."""
    if not terms.fee_cents and not terms.deposit_cents:
        return _("Free, no deposit")
    if not terms.deposit_cents:
        words = _("you pay a fee of %(fee)s; there is no deposit")
    elif not terms.fee_cents:
        words = _("you pay a deposit of %(deposit)s; you get it back")
    else:
        words = _("you pay a fee of %(fee)s and a deposit of %(deposit)s; you get the deposit back")
    return words % {"fee": euro(terms.fee_cents), "deposit": euro(terms.deposit_cents)}
