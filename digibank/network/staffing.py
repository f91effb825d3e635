"""Staffing: who works in a digibank, in which roles, until when."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import (
    AccessPoint,
    Digibank,
    Grant,
    Membership,
    Organisation,
    Role,
    Workplace,
)
from digibank.network.queries import (
    current_partners_of,
    version_of_roles,
    version_of_workplaces,
    who_was_first,
)
from digibank.ui.refusals import TAKEN


def locked(membership: Membership) -> Membership:
    """`membership` read again under the lock of its digibank; refuses: taken, when it ended."""
    digibank = Digibank.objects.select_for_update().get(pk=membership.digibank_id)
    row = digibank.memberships.select_related("account").get(pk=membership.pk)
    if row.ended_on:
        raise ValidationError(who_was_first(row), code=TAKEN)
    return row


def keep_a_coordinator(membership: Membership) -> None:
    """Refuse when nobody else coordinates; an account that is closed coordinates nothing."""
    others = Grant.objects.filter(
        membership__digibank=membership.digibank_id,
        membership__ended_on=None,
        membership__account__closed_at=None,
        role=Role.COORDINATOR,
    ).exclude(membership=membership)
    mine = membership.grants.filter(role=Role.COORDINATOR)
    if mine.exists() and not others.exists():
        raise ValidationError(
            _("A digibank always has a coordinator. Make somebody else coordinator first."),
            code="last_coordinator",
        )


@transaction.atomic
def grant(membership: Membership, *, roles: Iterable[str], seen: str, by: Account) -> Membership:
    """Whoever has `membership` has exactly `roles` from now on; returns the membership.

    Refuses: taken, no_role, last_coordinator.
    """
    row = locked(membership)
    if seen != version_of_roles(row):
        raise ValidationError(who_was_first(row), code=TAKEN)
    wanted, had = set(roles), {one.role for one in row.grants.all()}
    if not wanted:
        sentence = _("Choose at least one role, or end the membership.")
        raise ValidationError({"roles": ValidationError(sentence, code="no_role")})
    if Role.COORDINATOR not in wanted:
        keep_a_coordinator(row)
    for role in sorted(wanted - had):
        given = Grant(membership=row, role=role)
        given.full_clean()
        given.save()
    row.grants.filter(role__in=had - wanted).delete()
    facts: dict[str, object] = {"granted": sorted(wanted - had), "ended": sorted(had - wanted)}
    record("roles_granted", row, facts=facts, by=by)
    return row


@transaction.atomic
def assign(
    membership: Membership,
    *,
    points: Iterable[AccessPoint],
    organisation: Organisation | None = None,
    seen: str,
    by: Account,
) -> Membership:
    """Whoever has `membership` works at `points` from now on, at none of them means at all; and
    for `organisation`, a partner of the digibank.

    Returns the membership. Refuses: taken, other_digibank.
    """
    row = locked(membership)
    if seen != version_of_workplaces(row):
        raise ValidationError(who_was_first(row), code=TAKEN)
    wanted = {point.pk: point for point in points}
    if any(point.digibank_id != row.digibank_id for point in wanted.values()):
        raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    if organisation and not current_partners_of(row.digibank).filter(pk=organisation.pk).exists():
        refusal = ValidationError(_("Choose a partner of this digibank."), code="other_digibank")
        raise ValidationError({"organisation": refusal})
    row.organisation = organisation
    row.save(update_fields=["organisation"])
    had = set(row.workplaces.values_list("access_point_id", flat=True))
    row.workplaces.exclude(access_point__in=wanted).delete()
    Workplace.objects.bulk_create(
        Workplace(membership=row, access_point=wanted[pk]) for pk in sorted(set(wanted) - had)
    )
    facts = {"points": sorted(wanted), "organisation": organisation.pk if organisation else None}
    record("workplaces_set", row, facts=facts, by=by)
    return row


@transaction.atomic
def end(membership: Membership, *, by: Account) -> Membership:
    """The account works here no longer, from today on; its acts and roles stay to be read.

    Returns the ended membership. Refuses: taken, last_coordinator.
    """
    row = locked(membership)
    keep_a_coordinator(row)
    row.ended_on = localdate()
    row.full_clean()
    row.save()
    record("membership_ended", row, by=by)
    return row
