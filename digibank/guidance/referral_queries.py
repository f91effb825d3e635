"""Reads of referrals and mandates: what waits for an answer, what goes along, what counts today."""

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digibank.accounts.models import Account
from digibank.guidance.models import Mandate, Referral
from digibank.network.models import Digibank, Organisation
from digibank.people.models import Person
from digibank.ui.templatetags.ui import phone

STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("Open"),
    "vraag": gettext_lazy("To answer"),
    "klaar": gettext_lazy("Done"),
}
WORDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"),
    "language": gettext_lazy("Language"),
    "born_on": gettext_lazy("Birth date"),
}


def referral_list(account: Account, digibank: Digibank, state: str) -> QuerySet[Referral]:
    """The referrals of `digibank` that `account` has to do with, newest first."""
    rows = Referral.objects.visible_to(account).filter(digibank=digibank)
    conditions = {
        "open": Q(ended_at=None),
        "vraag": Q(ended_at=None, answered_at=None),
        "klaar": Q(ended_at__isnull=False),
    }
    return rows.filter(conditions[state]).order_by("-made_at", "-pk")


def told(referral: Referral) -> list[tuple[str, str]]:
    """(words, value) of what goes along: no more than the person agreed to."""
    person = referral.person
    if person is None or person.erased_at or referral.way == Referral.Way.IN:
        known = [(str(WORDS["name"]), referral.name), (str(WORDS["phone"]), phone(referral.phone))]
        return [(words, value) for words, value in known if value]
    address = f"{person.street}, {person.postcode} {person.municipality}".strip(", ")
    values = {
        "name": str(person),
        "phone": phone(person.phone),
        "email": person.email,
        "address": address,
        "language": person.get_language_display(),
        "born_on": person.born_on.strftime("%d/%m/%Y") if person.born_on else "",
    }
    shared = [name for name in WORDS if name in referral.shared]
    return [(str(WORDS[name]), values[name]) for name in shared if values[name]]


def partner_of(account: Account, digibank: Digibank) -> Organisation | None:
    """The partner that `account` works for in `digibank`."""
    rows = digibank.memberships.current().filter(account=account).select_related("organisation")
    membership = rows.first()
    return membership.organisation if membership else None


def to_answer(account: Account, digibank: Digibank) -> QuerySet[Referral]:
    """What partners sent to us and nobody answered."""
    rows = referral_list(account, digibank, "vraag")
    return rows.filter(way=Referral.Way.IN)


def mandates_of(person: Person) -> QuerySet[Mandate]:
    return person.mandates.select_related("helper", "made_by").order_by("-ends_on", "-pk")


def valid_mandates(person: Person | None) -> QuerySet[Mandate]:
    """Who may act for `person` today."""
    rows = Mandate.objects.valid().filter(person=person) if person else Mandate.objects.none()
    return rows.select_related("helper")


def held_about(person: Person) -> list[dict[str, object]]:
    """Everything referrals and mandates hold of `person`, for who asks what we know."""
    rows: list[dict[str, object]] = [
        {
            "words": _("Referral"),
            "value": ", ".join(
                word
                for word in (one.where, one.need, one.state[1], one.reason, one.outcome_words)
                if word
            ),
        }
        for one in Referral.objects.filter(person=person).order_by("pk")
    ]
    for mandate in Mandate.objects.filter(person=person).order_by("pk"):
        rows.append({"words": _("Mandate"), "value": mandate.text})
    return rows


def still_mandated(person: Person) -> str | None:
    """Why `person` cannot be erased now: somebody may still act for them, or a referral is open."""
    if valid_mandates(person).exists():
        return _("Somebody may still act for this person. Take the mandate back first.")
    if Referral.objects.open().filter(person=person).exists():
        return _("A referral of this person is still open. End it first.")
    return None
