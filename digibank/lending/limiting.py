"""Limiting: how many devices a person or a household may have at once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from digibank.devices.models import Device
from digibank.lending.models import Loan, Product
from digibank.lending.terms import Limit, Terms, share_rules, terms_of
from digibank.people.models import Person
from digibank.people.queries import household_of, living_with

Lent = list[tuple[str, str]]  # product and type of each open loan


def within_limits(person: Person, product: str, device: Device) -> Terms:
    """The rules for a loan of `product` with `device`, which the act holds and shares from here on;
    returns them.

    Refuses: too_many, when `person` or the household has as many as one of them allows.

    Call it while the person is held; it holds the household, so that two members at two counters
    come in turn. What an organisation answers for does not count.
    """
    share_rules(device.digibank)
    kind, terms = device.kind, terms_of(device.digibank, product, device.kind)
    if product == Product.SET:
        return terms
    mine, ours = list(terms.limits("per_person")), list(terms.limits("per_household"))
    if mine:
        refuse_more(mine, lent_to([person.pk]), product, kind)
    if ours:
        household = household_of(person, hold=True)
        people = living_with(household) if household else [person]  # who lives alone is one too
        refuse_more(ours, lent_to(one.pk for one in people), product, kind, True)
    return terms


def lent_to(numbers: Iterable[int]) -> Lent:
    rows = Loan.objects.open().filter(person__in=list(numbers)).exclude(product=Product.SET)
    return list(rows.order_by().values_list("product", "device__kind"))


def refuse_more(
    limits: Iterable[Limit], lent: Lent, product: str, kind: str, together: bool = False
) -> None:
    """Refuses: too_many, by the first of these limits that is reached."""
    for limit in limits:
        if not limit.counts(product, kind):
            continue
        has = sum(limit.counts(*one) for one in lent)
        if has < limit.most:
            continue
        sentence = (
            ngettext(
                "This household has %(count)d device already. That is the most.",
                "This household has %(count)d devices already. That is the most.",
                has,
            )
            if together
            else ngettext(
                "This person has %(count)d device already. That is the most.",
                "This person has %(count)d devices already. That is the most.",
                has,
            )
        )
        raise ValidationError(sentence % {"count": has}, code="too_many")


def told(person: Person, product: str, kind: str) -> list[tuple[Limit, int, bool]]:
    """Each limit that counts for `person`: how many they have of it, and whether it is that of the
    household."""
    terms = terms_of(person.digibank, product, kind)
    lines = []
    for name, together in (("per_person", False), ("per_household", True)):
        found = [limit for limit in terms.limits(name) if limit.counts(product, kind)]
        if not found:
            continue
        household = household_of(person) if together else None
        people = [one.pk for one in living_with(household)] if household else [person.pk]
        lent = lent_to(people)
        lines += [(one, sum(one.counts(*each) for each in lent), together) for one in found]
    return lines
