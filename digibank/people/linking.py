"""Linking: two records turn out to be one person, or not after all. Neither record is changed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.people.models import Person, SamePerson
from digibank.ui.refusals import TAKEN


@transaction.atomic
def link(person: Person, *, other: Person, reason: str, by: Account) -> SamePerson:
    """Say that `person` and `other` are one person, and why; returns the link.

    Refuses: no_reason, other_digibank, same_record, erased, taken, secret, national_number.
    """
    if not reason.strip():
        refusal = ValidationError(_("Write why you think so."), code="no_reason")
        raise ValidationError({"reason": refusal})
    both = list(
        Person.objects.select_for_update().filter(pk__in={person.pk, other.pk}).order_by("pk")
    )
    if len(both) < 2:
        raise ValidationError(_("Choose another record."), code="same_record")
    if both[0].digibank_id != both[1].digibank_id:
        raise ValidationError(_("This person belongs to another digibank."), code="other_digibank")
    if any(one.erased_at for one in both):
        raise ValidationError(_("This person is erased."), code="erased")
    made = SamePerson(one=both[0], other=both[1], reason=reason, linked_by=by)
    made.full_clean()
    made.save()
    facts: dict[str, object] = {"link": made.pk, "other": other.pk}
    record("linked", person, facts=facts, words={"reason": reason}, by=by)
    return made


@transaction.atomic
def unlink(same: SamePerson, *, by: Account) -> SamePerson:
    """Say that two linked records are two persons; returns the ended link.

    Refuses: taken, when somebody did so already.
    """
    same = SamePerson.objects.select_for_update().get(pk=same.pk)
    if same.unlinked_at:
        raise ValidationError(_("These two are not linked any longer."), code=TAKEN)
    same.unlinked_at, same.unlinked_by = timezone.now(), by
    same.save()
    facts: dict[str, object] = {"link": same.pk, "other": same.other_id}
    record("unlinked", same.one, facts=facts, by=by)
    return same
