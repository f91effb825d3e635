"""Ruling: the coordinator says how the digibank lends."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.models import Policy, Term
from digibank.lending.terms import FIELDS, OF_SETS, policy_of
from digibank.network.models import Digibank
from digibank.network.queries import version_of, who_was_first
from digibank.ui.refusals import TAKEN


@transaction.atomic
def set_policy(
    digibank: Digibank,
    *,
    seen: str | None = None,
    by: Account,
    **lasting: Any,  # noqa: ANN401 fields
) -> Policy:
    """From now on loans of `digibank` last as `lasting` says: fields of Policy, in days and times.

    A field that is not named gets its default. Open loans keep their due day; reminders follow the
    new rules. `seen` is the version that was looked at, None when nobody looked. Returns the
    policy. Refuses: taken when somebody changed it since, min_value, max_value.
    """
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    if seen is not None and seen != version_of(policy_of(digibank)):
        raise ValidationError(who_was_first(digibank), code=TAKEN)
    policy = Policy(digibank=digibank, **lasting)
    policy.clean_fields(exclude={"digibank"})
    policy.save()
    record("policy_set", digibank, facts=facts_of(policy), by=by)
    return policy


def facts_of(rules: Policy | Term) -> dict[str, Any]:
    """All that `rules` say."""
    names = [field.attname for field in rules._meta.concrete_fields if not field.primary_key]
    return {name: getattr(rules, name) for name in names}


@transaction.atomic
def add_term(digibank: Digibank, *, by: Account, **says: Any) -> Term:  # noqa: ANN401 fields
    """From now on a product, a type, or the two together differ from the policy; returns the term.

    `says` are fields of Term. Open loans keep their due day. Refuses: taken (there is one for these
    already), nothing (it is about nothing, or says nothing), and what the fields refuse.
    """
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank.pk)
    term = Term(digibank=digibank, **says)
    keep(term)
    record("term_added", term, facts=facts_of(term), by=by)
    return term


@transaction.atomic
def change_term(term: Term, *, by: Account, **says: Any) -> Term:  # noqa: ANN401 fields
    """What `term` says from now on; a field that is not named is empty. Returns the term.

    Refuses: taken (somebody dropped it), and what `add_term` refuses.
    """
    row = held(term)
    for field in Term._meta.concrete_fields:
        if field.name not in {"id", "digibank"}:
            setattr(row, field.name, says.get(field.name, field.get_default()))
    keep(row)
    record("term_changed", row, facts=facts_of(row), by=by)
    return row


def keep(term: Term) -> None:
    """Save `term`. Refuses as `add_term` does."""
    if not term.product and not term.kind:
        refusal = ValidationError(_("Choose a product, a type, or both."), code="nothing")
        raise ValidationError({"kind": refusal})
    says = [getattr(term, name) for name in (*FIELDS, *OF_SETS)]
    if all(value in {None, ""} for value in says):
        raise ValidationError(_("Fill in what is different."), code="nothing")
    term.clean_fields(exclude={"digibank"})
    term.validate_constraints(exclude=None)
    term.save()


def held(term: Term) -> Term:
    """The term, held. Refuses: taken, when somebody dropped it."""
    row = Term.objects.select_for_update().filter(pk=term.pk).first()
    if row is None:
        raise ValidationError(_("This rule is gone already."), code=TAKEN)
    return row


@transaction.atomic
def drop_term(term: Term, *, by: Account) -> None:
    """From now on the more general rules count again; the ledger keeps what it said.

    Refuses: taken.
    """
    row = held(term)
    record("term_dropped", row, facts=facts_of(row), by=by)
    row.delete()
