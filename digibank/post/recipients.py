"""Recipients: who can be told something, and every way to reach them as the record stands now.

A room registers its kind of recipient in `apps.py`; persons, organisations and invited people are
registered here, because their rooms lie below this one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from digibank.ledger.models import name_of
from digibank.ui.numbers import whole_number


@dataclass(frozen=True)
class Reach:
    """Somebody who can be told something. Addresses hold what is known; blank when nothing is."""

    name: str
    first_name: str
    language: str = "nl"
    channel: str = ""  # the Channel they want; "" when any will do
    addresses: Mapping[str, str] = field(default_factory=dict)  # Channel -> address
    through: str = ""  # who passes it on
    can_come: bool = True  # comes to the desk, so can be told there


Finder = Callable[[Collection[int]], Mapping[int, Reach]]
_finders: dict[str, Finder] = {}


def add(model: type[Model], finder: Finder) -> None:
    """From now on messages go to a `model`: `finder(primary keys)` gives those that are known."""
    _finders[model._meta.label_lower] = finder


def named(recipient: Model) -> str:
    """`recipient` as a message names it: "people.person:7"."""
    return name_of(recipient)


def reaches(recipients: Iterable[str]) -> dict[str, Reach]:
    """Recipient -> how to reach them; who is unknown or erased is not in it."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for recipient in recipients:
        kind, _colon, number = recipient.rpartition(":")
        if key := whole_number(number):
            wanted[kind].add(key)
    return {
        f"{kind}:{number}": reach
        for kind, numbers in wanted.items()
        if kind in _finders
        for number, reach in _finders[kind](numbers).items()
    }
