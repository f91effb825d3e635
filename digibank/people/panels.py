"""The lines of a person's timeline that come from people itself."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.accounts.models import Account
from digibank.ledger.models import Entry
from digibank.people import queries
from digibank.people.models import Person
from digibank.ui.happenings import Happening

TITLES: dict[str, tuple[str, str | Promise]] = {  # verb -> icon, words
    "registered": ("person", gettext_lazy("Registered")),
    "changed": ("edit", gettext_lazy("Changed")),
    "card_issued": ("card", gettext_lazy("Got a card")),
    "card_replaced": ("card", gettext_lazy("Got another card")),
    "card_revoked": ("card", gettext_lazy("Card ended")),
    "linked": ("people", gettext_lazy("Linked to another record")),
    "unlinked": ("people", gettext_lazy("No longer linked to another record")),
    "lives_with": ("home", gettext_lazy("Lives with somebody else who comes here")),
    "lives_apart": ("home", gettext_lazy("Does not live with them any more")),
    "words_erased": ("trash", gettext_lazy("Erased")),
}


def happened(account: Account, person: Person, limit: int) -> list[Happening]:
    """What the ledger holds about `person`, in sentences."""
    entries = queries.entries_of(person).filter(verb__in=TITLES)[:limit]
    return [line_of(entry) for entry in entries]


def line_of(entry: Entry) -> Happening:
    icon, title = TITLES[entry.verb]
    teller = TELLERS.get(entry.verb)
    text = teller(entry) if teller else ""
    return Happening(entry.at, str(entry.by or ""), icon, "idle", title, text)


def changed_fields(entry: Entry) -> str:
    """The names of the fields, as the form calls them."""
    known = {field.name: str(field.verbose_name) for field in Person._meta.concrete_fields}
    return ", ".join(known.get(str(name), str(name)) for name in entry.facts["fields"]) + "."


def replaced(entry: Entry) -> str:
    return _("The former one was lost.") if entry.facts["lost"] else _("The former one was worn.")


TELLERS: dict[str, Callable[[Entry], str]] = {"changed": changed_fields, "card_replaced": replaced}
